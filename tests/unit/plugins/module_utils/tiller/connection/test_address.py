# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses of Tiller in the syntax of HELM_HOST."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.address import parse_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("tiller.example.com:44134", ("tiller.example.com", 44134)),
        (":44134", ("127.0.0.1", 44134)),
        ("10.0.0.1", ("10.0.0.1", 44134)),
        ("[fe80::1]:1", ("fe80::1", 1)),
        ("[::1]", ("::1", 44134)),
        (" host:1 ", ("host", 1)),
    ],
)
def test_addresses(text, address):
    assert parse_address(text) == address


@pytest.mark.parametrize("text", ["", " ", "http://x:1", "x:0", "x:65536", "x:y", "fe80::1", "a b:1", "x:1/path"])
def test_invalid_addresses(text):
    with pytest.raises(TillerError, match="is not a valid address"):
        parse_address(text)
