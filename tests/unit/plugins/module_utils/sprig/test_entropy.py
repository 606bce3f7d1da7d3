# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nondeterministic functions use the entropy they are given: seeds repeat them, a clock sets them, use is recorded."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.functions import Panic
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import Entropy
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.func_map import func_map

NOON = 1_700_000_000_000_000_000


def call(entropy: Entropy, name: str, *args: Any) -> Any:
    return func_map(entropy)[name].call(*args)


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
    assert call(Entropy(seed=1), name, *args) == call(Entropy(seed=1), name, *args)
    assert call(Entropy(seed=1), name, *args) != call(Entropy(seed=2), name, *args)
    assert call(Entropy(), name, *args) != call(Entropy(), name, *args)


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
def test_use_is_recorded(name: str, args: tuple[Any, ...], used: set[str]) -> None:
    entropy = Entropy()
    assert entropy.used == set()
    call(entropy, name, *args)
    assert entropy.used == used


def test_the_clock_can_be_set() -> None:
    entropy = Entropy(clock=lambda: NOON)
    assert call(entropy, "now").second == 1_700_000_000
    assert call(entropy, "dateInZone", "2006-01-02 15:04:05", None, "UTC") == "2023-11-14 22:13:20"
    assert call(entropy, "ago", 1_699_999_000) == "16m40s"
    assert call(entropy, "durationRound", call(Entropy(clock=lambda: NOON - 10_000_000_000), "now")) == "10s"


def test_now_has_a_monotonic_clock_reading() -> None:
    ticks = iter((NOON, NOON + 1_500_000_000))
    entropy = Entropy(clock=lambda: next(ticks))
    assert call(entropy, "now").string().endswith(" m=+1.500000000")


def test_a_host_is_resolved_by_the_resolver() -> None:
    entropy = Entropy(resolver=lambda host: ["192.0.2.1"] if host == "a.example" else [])
    assert call(entropy, "getHostByName", "a.example") == "192.0.2.1"
    assert entropy.used == {"dns", "random"}
    with pytest.raises(Panic, match="invalid argument to Intn"):
        call(entropy, "getHostByName", "b.example")


def test_tables_do_not_share_entropy() -> None:
    one, other = Entropy(), Entropy()
    first, second = func_map(one), func_map(other)
    first["now"].call()
    assert (one.used, other.used) == ({"clock"}, set())
    second["uuidv4"].call()
    assert (one.used, other.used) == ({"clock"}, {"random"})
