# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller's records in ConfigMaps and Secrets."""

from __future__ import annotations

import base64
import gzip

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError, TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller import records
from unit.plugins.module_utils.tiller.messages import revision


@pytest.mark.parametrize("compressed", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("storage", ["configmap", "secret"])
def test_records_of_each_kind(storage, compressed):
    octets = revision().SerializeToString()
    text = base64.b64encode(gzip.compress(octets) if compressed else octets)
    if storage == "secret":
        text = base64.b64encode(text)
    stored = {"metadata": {"name": "shop.v3", "namespace": "t"}, "data": {"release": text.decode()}}
    assert records.decode(stored, storage) == revision()


def test_a_record_is_read_as_it_was_written():
    stored = {"metadata": {}, "data": {"release": records.encode(revision())}}
    assert records.decode(stored, "configmap") == revision()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "AAAA",
        base64.b64encode(gzip.compress(b"\xff\xff")).decode(),
        base64.b64encode(b"\x1f\x8b\x08xx").decode(),
    ],
    ids=["empty", "not base64", "not a message", "not a message in gzip", "truncated"],
)
def test_a_broken_record(text):
    with pytest.raises(TillerError, match="record t/shop.v1: the release record is broken"):
        records.decode({"metadata": {"name": "shop.v1", "namespace": "t"}, "data": {"release": text}}, "configmap")


class FakeApi:
    """An API server with lists of records; listing other kinds is forbidden."""

    def __init__(self, **found):
        self.found = found

    def items(self, path, query):
        found = self.found.get(path.rpartition("/")[2])
        if found is None:
            raise ApiError("forbidden", status=403)
        return found


def stored(name, version):
    data = {"release": records.encode(revision(name, version))}
    return {"metadata": {"name": f"{name}.v{version}", "namespace": "t"}, "data": data}


def test_broken_records_are_skipped():
    broken = {"metadata": {"name": "x.v1", "namespace": "t"}, "data": {}}
    api = FakeApi(configmaps=[stored("b", 10), broken, stored("b", 9), stored("a", 1)], secrets=[])
    found = records.Records(api, "t")
    assert [(record.name, record.revision) for record in found.read()] == [("a", 1), ("b", 9), ("b", 10)]
    assert "record t/x.v1: the release record is broken" in found.warnings[0]


def test_records_that_must_not_be_listed():
    assert len(records.Records(FakeApi(configmaps=[stored("a", 1)]), "t").read()) == 1
    with pytest.raises(ApiError):
        records.Records(FakeApi(), "t").read()
