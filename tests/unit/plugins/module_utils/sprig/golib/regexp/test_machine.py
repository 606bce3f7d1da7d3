# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both matchers agree, and neither can be made to hang."""

from __future__ import annotations

import random
import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.limits import LimitError
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.golib.regexp import machine
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.golib.regexp.pattern import Pattern, compile_pattern
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.golib.regexp.syntax import PatternError

#: patterns that Python's re may run, as far as the text is short
SAFE = [
    "a",
    "a+b",
    "^a*$",
    "(a|b)+c",
    "[^,]*,",
    r"(\d+)\.(\d+)",
    r"^([^/]+)/(.*)$",
    r"\.(a+)\.",
    "(?i)a.c",
    "a??b",
    "a{1,3}?b",
    "(ab|c)d",
    "(?m)^a|b$",
    r"\ba|b\b|\B",
    "(a)?(b)?",
    "",
    "a.b.c",
    "[ab]+[bc]",
]

#: patterns whose backtracking could multiply
UNSAFE = [
    "(a+)+",
    "(a|ab)*c",
    "(a*)*",
    "(a?){3}",
    "(.*a)*b",
    "(a|b|ab)*c",
    r"([-a]*a)?(\.[-a]*a)*",
    "(|a)*",
    "(a{1,3}){2}",
    "((ab)+)+c",
    "(?:x(?:a?|b?))*y",
    "(x(|y?))*z",
]


def texts(count: int) -> list[str]:
    chance = random.Random(5)
    return ["".join(chance.choice("abcd.,/-1\né") for _ in range(chance.randrange(12))) for _ in range(count)]


@pytest.mark.parametrize("pattern", SAFE)
def test_both_matchers_agree(pattern: str) -> None:
    fast, slow = Pattern(pattern), Pattern(pattern)
    slow._translation = None
    for text in texts(150):
        assert fast._fast(text) is not None, text
        assert fast.match(text) == slow.match(text)
        assert fast.find(text) == slow.find(text)
        for limit in (-1, 2):
            assert fast.find_all(text, limit) == slow.find_all(text, limit)
            assert fast.split(text, limit) == slow.split(text, limit)
        assert fast.replace(text, "<$0|$1|$2>") == slow.replace(text, "<$0|$1|$2>")


@pytest.mark.parametrize("pattern", UNSAFE)
def test_python_never_runs_what_could_multiply(pattern: str) -> None:
    assert Pattern(pattern)._translation is None


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+$", "a" * 20_000 + "b"),
        ("(a|aa)*c", "a" * 20_000),
        (".*.*.*=.*", "x" * 20_000),
        ("(x+x+)+y", "x" * 20_000),
        ("a*a*a*a*a*a*b", "a" * 5_000),
        ("[a-z]*foo", "a" * 50_000),
        (r"\s*#", " " * 50_000),
        ("(?:(?:(?:a|b)*)*)*c", "ab" * 5_000),
        (r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", "a" * 250 + "." + "b" * 3_000 + "_"),
        ("(.*)(.*)(.*)(.*)(.*)[^a]$", "a" * 10_000),
    ],
    ids=lambda value: value if len(value) < 80 else "",
)
def test_time_grows_with_the_text_alone(pattern: str, text: str) -> None:
    start = time.process_time()
    assert not Pattern(pattern).match(text)
    assert time.process_time() - start < 3


def test_a_search_that_takes_too_long_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "MAX_STEPS", 100_000)
    chance = random.Random(1)
    text = "".join(chance.choice("ab") for _ in range(20_000))
    with pytest.raises(LimitError, match="takes too long"):
        Pattern("[ab]*a[ab]{300}c").match(text)


def test_many_states_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_MAX_TRANSITIONS", 50)
    chance = random.Random(1)
    text = "".join(chance.choice("ab") for _ in range(2_000))
    pattern = Pattern("(?:a|b)*?a[ab]{6}b([ab]{3})c")
    assert not pattern.match(text)
    assert pattern.find(text + "abbbbbbbabac").endswith("abac")
    assert len(pattern._machine()._states) < 200


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("(" * 500 + ")" * 500, "expression nests too deeply"),
        ("(?:" * 5_000 + "a" + ")" * 5_000, "no error"),
        ("a" * 120_000, "expression too large"),
        ("(a{1000}){101}", "invalid repeat count"),
        ("(?:abcdefghijklmnopqrstuvwxyz){1000}" * 5, "expression too large"),
    ],
    ids=["nesting", "grouping", "length", "repetition", "size"],
)
def test_large_patterns(pattern: str, what: str) -> None:
    if what == "no error":
        assert Pattern(pattern).match("a")
        return
    with pytest.raises(PatternError, match=what):
        Pattern(pattern)


def test_patterns_are_kept() -> None:
    assert compile_pattern("a+b") is compile_pattern("a+b")
