# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random texts, bytes and numbers."""

from __future__ import annotations

from ..gotemplate.functions import Panic
from ..gotemplate.limits import guard
from .encoding import base64_encode
from .octets import decode, encode
from .octets import runes as as_runes
from .sources import Sources, volatile

_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ASCII = "".join(map(chr, range(32, 127)))


def _choose(sources: Sources, alphabet: str, count: int) -> str:
    if count <= 0:
        return ""
    guard(count)
    choose = sources.random.choice
    return "".join([choose(alphabet) for _turn in range(count)])


@volatile("randAlphaNum", "int", result="string")
def rand_alpha_num(sources: Sources, count: int) -> str:
    return _choose(sources, _DIGITS + _LETTERS, count)


@volatile("randAlpha", "int", result="string")
def rand_alpha(sources: Sources, count: int) -> str:
    return _choose(sources, _LETTERS, count)


@volatile("randAscii", "int", result="string")
def rand_ascii(sources: Sources, count: int) -> str:
    return _choose(sources, _ASCII, count)


@volatile("randNumeric", "int", result="string")
def rand_numeric(sources: Sources, count: int) -> str:
    return _choose(sources, _DIGITS, count)


def _octets(sources: Sources, count: int) -> bytes:
    return sources.random.getrandbits(8 * count).to_bytes(count, "big") if count else b""


@volatile("randBytes", "int", result="string")
def rand_bytes(sources: Sources, count: int) -> str:
    if count < 0:
        raise Panic("runtime error: makeslice: len out of range")
    guard(count)
    return base64_encode(_octets(sources, count))


@volatile("randInt", "int", "int", result="int")
def rand_int(sources: Sources, low: int, high: int) -> int:
    if high <= low:
        raise Panic("invalid argument to Intn")
    return sources.random.randrange(low, high)


@volatile("uuidv4", result="string")
def uuidv4(sources: Sources) -> str:
    octets = bytearray(_octets(sources, 16))
    octets[6] = octets[6] & 0x0F | 0x40
    octets[8] = octets[8] & 0x3F | 0x80
    digits = octets.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


@volatile("shuffle", "string", result="string")
def shuffle(sources: Sources, text: str) -> str:
    if not text:
        return text
    runes = list(as_runes(decode(encode(text))))
    sources.random.shuffle(runes)
    return "".join(runes)
