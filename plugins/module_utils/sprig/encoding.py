# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Base64, Base32 and checksums."""

from __future__ import annotations

import binascii
import hashlib
import re
import zlib
from typing import NoReturn

from ..gotemplate.functions import function
from .octets import decode, encode


class CorruptInputError(ValueError):
    """A text is not Base64 or Base32; the message is Go's, with the offset of the first byte that does not fit."""


_LINE_ENDS = re.compile(rb"[\r\n]")
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z")


def _corrupt(name: str, offset: int) -> NoReturn:
    raise CorruptInputError(f"illegal base{name} data at input byte {offset}")


def _fail_base64(data: bytes) -> NoReturn:
    """Find the offset that Go reports: the way its decoder goes through the text, quantum by quantum."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    position, size = 0, len(data)
    while True:
        in_quantum = 0
        while in_quantum < 4:
            if position == size:
                if in_quantum == 0:
                    raise AssertionError("a text that decodes")
                _corrupt("64", position - in_quantum)
            char = data[position]
            position += 1
            if char in alphabet:
                in_quantum += 1
                continue
            if char in b"\r\n":
                continue
            if char != 0x3D or in_quantum < 2:
                _corrupt("64", position - 1)
            while position < size and data[position] in b"\r\n":
                position += 1
            if in_quantum == 2:
                if position == size:
                    _corrupt("64", size)
                if data[position] != 0x3D:
                    _corrupt("64", position - 1)
                position += 1
                while position < size and data[position] in b"\r\n":
                    position += 1
            _corrupt("64", position)


def base64_decode(data: bytes) -> bytes:
    """Standard Base64 with padding; line ends are skipped, as Go does."""
    kept = _LINE_ENDS.sub(b"", data) if b"\n" in data or b"\r" in data else data
    if not _BASE64.match(kept):
        _fail_base64(data)
    return binascii.a2b_base64(kept)


def base64_encode(data: bytes) -> str:
    """Standard Base64 with padding, in one line."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


@function("b64enc", "string", result="string")
def b64enc(text: str) -> str:
    return base64_encode(encode(text))


@function("b64dec", "string", result="string")
def b64dec(text: str) -> str:
    try:
        return decode(base64_decode(encode(text)))
    except CorruptInputError as error:
        return str(error)


@function("b32enc", "string", result="string")
def b32enc(text: str) -> str:
    import base64

    return base64.b32encode(encode(text)).decode("ascii")


_BASE32_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def base32_decode(data: bytes) -> bytes:
    """Standard Base32 with padding, with the offsets of Go's errors."""
    data = _LINE_ENDS.sub(b"", data)
    out = bytearray()
    position, size = 0, len(data)
    ended = False
    while position < size and not ended:
        quantum: list[int] = []
        while len(quantum) < 8:
            if position == size:
                # Go counts from the start of the quantum that is cut short
                _corrupt("32", size - len(quantum))
            char = data[position]
            position += 1
            if char == 0x3D and len(quantum) >= 2 and size - position < 8:
                missing = 8 - len(quantum)
                if size - position + len(quantum) < 7:
                    _corrupt("32", size)
                for offset in range(missing - 1):
                    if position + offset < size and data[position + offset] != 0x3D:
                        _corrupt("32", position + offset - 1)
                if len(quantum) in (1, 3, 6):
                    _corrupt("32", position - 1)
                ended = True
                break
            value = _BASE32_ALPHABET.find(bytes((char,)))
            if value < 0:
                _corrupt("32", position - 1)
            quantum.append(value)
        bits = 0
        for value in quantum:
            bits = bits << 5 | value
        octets = len(quantum) * 5 // 8
        out += (bits >> (len(quantum) * 5 - octets * 8)).to_bytes(octets, "big")
    return bytes(out)


@function("b32dec", "string", result="string")
def b32dec(text: str) -> str:
    try:
        return decode(base32_decode(encode(text)))
    except CorruptInputError as error:
        return str(error)


@function("sha1sum", "string", result="string")
def sha1sum(text: str) -> str:
    return hashlib.new("sha1", encode(text), usedforsecurity=False).hexdigest()


@function("sha256sum", "string", result="string")
def sha256sum(text: str) -> str:
    return hashlib.sha256(encode(text)).hexdigest()


@function("sha512sum", "string", result="string")
def sha512sum(text: str) -> str:
    return hashlib.sha512(encode(text)).hexdigest()


@function("adler32sum", "string", result="string")
def adler32sum(text: str) -> str:
    return str(zlib.adler32(encode(text)))
