# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks rows of the tables in this folder: templates that call functions on the values of :func:`sample`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TemplateError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.kinds import (
    Duration,
    Int64,
    IntList,
    NilList,
    NilMap,
    StringList,
    StringMap,
    TypedMap,
    Uint64,
)
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.template import TemplateSet
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import Entropy
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.func_map import func_map
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.golib.time.time import GoTime

#: checks a row: an action's pipeline (or a whole template), what it prints, or the end of the error
Check = Callable[[str, Any, Any], None]


class NamedMap(TypedMap):
    """A map of a named type, like chartutil.Values."""

    go_type = "main.Values"


def sample() -> dict[str, Any]:
    """Return values of every type that templates meet; new ones for each call, since functions may modify them."""
    return {
        "text": "hello",
        "words": "Hello big  World",
        "unicode": "héllo wörld ß",
        "empty": "",
        "null": None,
        "int": 7,
        "negative": Int64(-3),
        "float": 2.5,
        "whole": 42.0,
        "zero": 0.0,
        "huge": 1e21,
        "yes": True,
        "no": False,
        "list": ["b", "a", "c", "a"],
        "mixed": [1.0, "a", None, True, "", 0.0, [], {}, "a", 1.0],
        "emptyList": [],
        "nilList": NilList(),
        "map": {"a": 1.0, "b": {"c": 2.0}, "z": None},
        "emptyMap": {},
        "nilMap": NilMap(),
        "bytes": b"hi",
        "invalid": "\udcffabc",
        "strings": StringList(["x", "y", "x"]),
        "ints": IntList([3, 1, 2]),
        "stringMap": StringMap(k="v"),
        "lines": "line1\nline2\n\nx",
        "special": 'a"b\\c\n\té\x01\u200b\U0001f600<&>',
        "number": "12",
        "octal": "0755",
        "hex": "0x1F",
        "duration": Duration(90_000_000_000),
        "uint64": Uint64(18446744073709551615),
        "values": NamedMap(a=1.0, b={"c": 2.0}),
        "nested": {"a": {"b": {"c": "deep", "n": None}}, "e": "", "l": [1.0]},
        "moment": GoTime(1709211845, 123456789),
        "seconds": Int64(1700000000),
    }


@pytest.fixture(autouse=True)
def utc() -> Iterator[None]:
    """Use the time zone of the expected outputs."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def _checker(version: str) -> Check:
    table = func_map(Entropy(), version)

    def check(call: str, output: Any, error: Any) -> None:
        text = call if "{{" in call else "{{ " + call + " }}"
        templates = TemplateSet(table, missing_key="default", name="t")
        if error is None:
            templates.parse("t", text)
            assert templates.execute("t", sample()) == output
            return
        with pytest.raises(TemplateError) as failure:
            templates.parse("t", text)
            templates.execute("t", sample())
        what = failure.value.what
        # the location is tested with the engine
        assert (what.partition(">: ")[2] if 'executing "t"' in what else what) == error

    return check


@pytest.fixture(scope="session")
def check() -> Check:
    """Check a row with sprig 3.3."""
    return _checker("3.3")


@pytest.fixture(scope="session")
def check_v2() -> Check:
    """Check a row with sprig 2.22."""
    return _checker("2.22")
