# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encoding functions: Base64 and Base32."""

from __future__ import annotations

import binascii
import re

from ..gotemplate.functions import function
from ..gotemplate.strconv import go_bytes, go_text


class CorruptInputError(ValueError):
    """Invalid Base64 or Base32; the message is Go's, with the offset of the first invalid byte."""


_LINE_ENDS = re.compile(rb"[\r\n]")
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z")


def _corrupt(base: int, offset: int) -> CorruptInputError:
    return CorruptInputError(f"illegal base{base} data at input byte {offset}")


def _base64_error_offset(data: bytes) -> int:
    """Return the offset that Go's decoder, which reads quantum by quantum, reports for invalid input."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    position, size = 0, len(data)
    in_quantum = 0
    while position < size:
        char = data[position]
        position += 1
        if char in b"\r\n":
            continue
        if char in alphabet:
            in_quantum = (in_quantum + 1) % 4
            continue
        if char != 0x3D or in_quantum < 2:
            return position - 1
        position = _skip_line_ends(data, position)
        if in_quantum == 2:
            if position == size:
                return size
            if data[position] != 0x3D:
                return position - 1
            position = _skip_line_ends(data, position + 1)
        return position
    return size - in_quantum


def _skip_line_ends(data: bytes, position: int) -> int:
    while position < len(data) and data[position] in b"\r\n":
        position += 1
    return position


def base64_decode(data: bytes) -> bytes:
    """Decode standard Base64 with padding; line ends are skipped, as in Go.

    :raises CorruptInputError: with Go's message.
    """
    kept = _LINE_ENDS.sub(b"", data) if b"\n" in data or b"\r" in data else data
    if not _BASE64.match(kept):
        raise _corrupt(64, _base64_error_offset(data))
    return binascii.a2b_base64(kept)


def base64_encode(data: bytes) -> str:
    """Encode as standard Base64 with padding, on one line."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


@function("b64enc", "string", result="string")
def b64enc(text: str) -> str:
    return base64_encode(go_bytes(text))


@function("b64dec", "string", result="string")
def b64dec(text: str) -> str:
    try:
        return go_text(base64_decode(go_bytes(text)))
    except CorruptInputError as error:
        return str(error)


@function("b32enc", "string", result="string")
def b32enc(text: str) -> str:
    import base64

    return base64.b32encode(go_bytes(text)).decode("ascii")


_BASE32_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def base32_decode(data: bytes) -> bytes:
    """Decode standard Base32 with padding; line ends are skipped, as in Go.

    :raises CorruptInputError: with Go's message.
    """
    data = _LINE_ENDS.sub(b"", data)
    out = bytearray()
    position, size = 0, len(data)
    ended = False
    while position < size and not ended:
        quantum: list[int] = []
        while len(quantum) < 8:
            if position == size:
                # Go reports the start of the truncated quantum
                raise _corrupt(32, size - len(quantum))
            char = data[position]
            position += 1
            if char == 0x3D and len(quantum) >= 2 and size - position < 8:
                missing = 8 - len(quantum)
                if size - position + len(quantum) < 7:
                    raise _corrupt(32, size)
                for offset in range(missing - 1):
                    if position + offset < size and data[position + offset] != 0x3D:
                        raise _corrupt(32, position + offset - 1)
                if len(quantum) in (1, 3, 6):
                    raise _corrupt(32, position - 1)
                ended = True
                break
            value = _BASE32_ALPHABET.find(bytes((char,)))
            if value < 0:
                raise _corrupt(32, position - 1)
            quantum.append(value)
        bits = 0
        for value in quantum:
            bits = bits << 5 | value
        count = len(quantum) * 5 // 8
        out += (bits >> (len(quantum) * 5 - count * 8)).to_bytes(count, "big")
    return bytes(out)


@function("b32dec", "string", result="string")
def b32dec(text: str) -> str:
    try:
        return go_text(base32_decode(go_bytes(text)))
    except CorruptInputError as error:
        return str(error)
