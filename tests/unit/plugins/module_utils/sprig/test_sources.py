# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not determined by arguments goes through the sources: seeds repeat it, a clock sets it, and it is noted."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.functions import Panic
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.sources import Sources
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.table import functions

NOON = 1_700_000_000_000_000_000


def call(sources: Sources, name: str, *args: Any) -> Any:
    return functions(sources)[name].call(*args)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("randAlphaNum", (20,)),
        ("randAlpha", (20,)),
        ("randNumeric", (20,)),
        ("randAscii", (20,)),
        ("randBytes", (20,)),
        ("randInt", (0, 1 << 60)),
        ("uuidv4", ()),
        ("shuffle", ("abcdefghijklmnopqrstuvwxyz",)),
        ("encryptAES", ("key", "text")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_seed_repeats(name: str, args: tuple[Any, ...]) -> None:
    assert call(Sources(seed=1), name, *args) == call(Sources(seed=1), name, *args)
    assert call(Sources(seed=1), name, *args) != call(Sources(seed=2), name, *args)
    assert call(Sources(), name, *args) != call(Sources(), name, *args)


@pytest.mark.parametrize(
    ("name", "args", "used"),
    [
        ("randAlphaNum", (3,), {"random"}),
        ("randAlphaNum", (0,), set()),
        ("uuidv4", (), {"random"}),
        ("shuffle", ("ab",), {"random"}),
        ("shuffle", ("",), set()),
        ("encryptAES", ("k", "t"), {"random"}),
        ("bcrypt", ("x",), {"random"}),
        ("htpasswd", ("u", "p"), {"random"}),
        ("htpasswd", ("u:", "p"), set()),
        ("now", (), {"clock"}),
        ("date", ("2006", None), {"clock"}),
        ("date", ("2006", 5), set()),
        ("ago", (5,), {"clock"}),
        ("durationRound", ("5s",), set()),
        ("genCA", ("x", 1), {"certificates", "clock"}),
        ("genPrivateKey", ("ecdsa",), {"certificates"}),
        ("genPrivateKey", ("nope",), set()),
        ("trim", ("x",), set()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_was_used_is_noted(name: str, args: tuple[Any, ...], used: set[str]) -> None:
    sources = Sources()
    assert sources.used == set()
    call(sources, name, *args)
    assert sources.used == used


def test_the_clock_can_be_set() -> None:
    sources = Sources(clock=lambda: NOON)
    assert call(sources, "now").second == 1_700_000_000
    assert call(sources, "dateInZone", "2006-01-02 15:04:05", None, "UTC") == "2023-11-14 22:13:20"
    assert call(sources, "ago", 1_699_999_000) == "16m40s"
    assert call(sources, "durationRound", call(Sources(clock=lambda: NOON - 10_000_000_000), "now")) == "10s"


def test_the_present_tells_how_long_the_process_runs() -> None:
    ticks = iter((NOON, NOON + 1_500_000_000))
    sources = Sources(clock=lambda: next(ticks))
    assert call(sources, "now").string().endswith(" m=+1.500000000")


def test_a_host_is_looked_up_by_the_resolver() -> None:
    sources = Sources(resolver=lambda host: ["192.0.2.1"] if host == "a.example" else [])
    assert call(sources, "getHostByName", "a.example") == "192.0.2.1"
    assert sources.used == {"dns", "random"}
    with pytest.raises(Panic, match="invalid argument to Intn"):
        call(sources, "getHostByName", "b.example")


def test_tables_do_not_share_sources() -> None:
    one, other = Sources(), Sources()
    first, second = functions(one), functions(other)
    first["now"].call()
    assert (one.used, other.used) == ({"clock"}, set())
    second["uuidv4"].call()
    assert (one.used, other.used) == ({"clock"}, {"random"})
