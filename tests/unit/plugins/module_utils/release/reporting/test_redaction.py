# SPDX-License-Identifier: GPL-3.0-or-later
"""What is hidden of values that pointers name."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.release.reporting.redaction import redacted, values_at

DOCUMENT = {
    "data": {"password": "p", "user": "u", "a/b": "s"},
    "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
}
ROWS = [
    ("one key", ["/data/password"], {"data": {**DOCUMENT["data"], "password": "<hidden>"}}),
    ("an escaped key", ["/data/a~1b"], {"data": {**DOCUMENT["data"], "a/b": "<hidden>"}}),
    ("every key", ["/data/*"], {"data": dict.fromkeys(DOCUMENT["data"], "<hidden>")}),
    ("a whole part", ["/data"], {"data": "<hidden>"}),
    ("a slash at the end", ["/data/"], {"data": "<hidden>"}),
    (
        "every entry of a list",
        ["/env/*/value"],
        {"env": [{"name": "A", "value": "<hidden>"}, {"name": "B", "value": "<hidden>"}]},
    ),
    ("one entry", ["/env/1"], {"env": [DOCUMENT["env"][0], "<hidden>"]}),
    ("nothing there", ["/nope/x", "/data/user/x", "/env/7", "/env/name"], {}),
    (
        "several",
        ["/data/password", "/env"],
        {"data": {**DOCUMENT["data"], "password": "<hidden>"}, "env": "<hidden>"},
    ),
]


@pytest.mark.parametrize(("pointers", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_hidden(pointers, expected):
    given = copy.deepcopy(DOCUMENT)
    assert redacted(given, pointers) == {**DOCUMENT, **expected}
    assert given == DOCUMENT


def test_what_has_changed_is_marked():
    before = {"data": {"password": "old", "user": "u"}}
    assert redacted(DOCUMENT, ["/data/password", "/data/user"], before)["data"] == {
        **DOCUMENT["data"],
        "password": "<hidden, changed>",
        "user": "<hidden>",
    }


def test_the_texts_there():
    assert values_at(DOCUMENT, ["/data/password", "/env"]) == ["p", "A", "1", "B", "2"]
    assert values_at(DOCUMENT, ["/nope"]) == []
