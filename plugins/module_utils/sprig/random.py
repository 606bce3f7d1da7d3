# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random functions: strings, bytes, integers, UUIDs and ``shuffle``."""

from __future__ import annotations

from ..gotemplate.functions import Panic
from ..gotemplate.limits import guard
from ..gotemplate.strconv import go_bytes, go_text
from .encoding import base64_encode
from .entropy import Entropy, volatile
from .golib.unicode import runes as as_runes

_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ASCII = "".join(map(chr, range(32, 127)))


def _choose(entropy: Entropy, alphabet: str, count: int) -> str:
    if count <= 0:
        return ""
    guard(count)
    choose = entropy.random.choice
    return "".join([choose(alphabet) for _turn in range(count)])


@volatile("randAlphaNum", "int", result="string")
def rand_alpha_num(entropy: Entropy, count: int) -> str:
    return _choose(entropy, _DIGITS + _LETTERS, count)


@volatile("randAlpha", "int", result="string")
def rand_alpha(entropy: Entropy, count: int) -> str:
    return _choose(entropy, _LETTERS, count)


@volatile("randAscii", "int", result="string")
def rand_ascii(entropy: Entropy, count: int) -> str:
    return _choose(entropy, _ASCII, count)


@volatile("randNumeric", "int", result="string")
def rand_numeric(entropy: Entropy, count: int) -> str:
    return _choose(entropy, _DIGITS, count)


def _random_bytes(entropy: Entropy, count: int) -> bytes:
    return entropy.random.getrandbits(8 * count).to_bytes(count, "big") if count else b""


@volatile("randBytes", "int", result="string")
def rand_bytes(entropy: Entropy, count: int) -> str:
    if count < 0:
        raise Panic("runtime error: makeslice: len out of range")
    guard(count)
    return base64_encode(_random_bytes(entropy, count))


@volatile("randInt", "int", "int", result="int")
def rand_int(entropy: Entropy, low: int, high: int) -> int:
    if high <= low:
        raise Panic("invalid argument to Intn")
    return entropy.random.randrange(low, high)


@volatile("uuidv4", result="string")
def uuidv4(entropy: Entropy) -> str:
    data = bytearray(_random_bytes(entropy, 16))
    data[6] = data[6] & 0x0F | 0x40
    data[8] = data[8] & 0x3F | 0x80
    digits = data.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


@volatile("shuffle", "string", result="string")
def shuffle(entropy: Entropy, text: str) -> str:
    if not text:
        return text
    runes = list(as_runes(go_text(go_bytes(text))))
    entropy.random.shuffle(runes)
    return "".join(runes)
