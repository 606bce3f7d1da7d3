# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire format of Tiller's messages, byte for byte."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol import fields
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol.messages import classes, new, parse


@pytest.mark.parametrize(
    ("made", "octets"),
    [
        pytest.param(lambda: new("Version", sem_ver="v2.17.0"), "0a0776322e31372e30", id="text"),
        pytest.param(lambda: new("Hook", weight=-5), "38fbffffffffffffffff01", id="negative int32 takes ten bytes"),
        pytest.param(lambda: new("Hook", delete_policies=[0, 2]), "42020002", id="enumerations are packed, 0 too"),
        pytest.param(lambda: new("Metadata", annotations={"a": "b"}), "8201060a0161120162", id="map"),
        pytest.param(lambda: new("Info", Description="x"), "2a0178", id="capital D has the number 5"),
        pytest.param(lambda: new("Status", notes="n"), "22016e", id="number 2 is not used"),
        pytest.param(lambda: new("File", type_url="a", value=b"\xff"), "0a01611201ff", id="bytes"),
        pytest.param(lambda: new("InstallReleaseRequest", timeout=300), "40ac02", id="int64"),
        pytest.param(lambda: new("Release", name=None), "", id="nothing set"),
        pytest.param(lambda: new("Chart", metadata=new("Metadata")), "0a00", id="an empty message is present"),
    ],
)
def test_the_wire(made, octets):
    message = made()
    assert message.SerializeToString().hex() == octets
    assert type(message).FromString(bytes.fromhex(octets)) == message


def test_packed_and_unpacked_lists_of_enumerations():
    assert list(parse("Hook", bytes.fromhex("2a020105")).events) == [1, 5]
    assert list(parse("Hook", bytes.fromhex("28012805")).events) == [1, 5]


def test_unknown_fields_are_ignored():
    assert parse("Version", bytes.fromhex("0a0178" + "fa0f0179")).sem_ver == "x"


def test_an_invalid_message():
    with pytest.raises(ValueError, match="not a Release message"):
        parse("Release", b"\xff\xff\xff")


def test_messages_and_methods_are_consistent():
    made = classes()
    assert set(made) == set(fields.MESSAGES)
    for name, entries in fields.MESSAGES.items():
        numbers = [number for number, _name, _type in entries]
        assert len(set(numbers)) == len(numbers), name
        assert new(name).SerializeToString() == b""
    for path, request, answer, _stream in fields.METHODS.values():
        assert path.count("/") == 2 and {request, answer} <= set(made)


def test_enumerations_have_the_numbers_of_the_protocol():
    assert fields.CODES.index("PENDING_INSTALL") == 6 and len(fields.CODES) == 9
    assert fields.EVENTS.index("CRD_INSTALL") == 11 and len(fields.EVENTS) == 12
    assert fields.TEST_STATUSES == ("UNKNOWN", "SUCCESS", "FAILURE", "RUNNING")
