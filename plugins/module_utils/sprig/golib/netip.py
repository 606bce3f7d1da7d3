# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""net/netip: parse IP addresses."""

from __future__ import annotations

import re

from ...gotemplate.strconv import quote

_GROUP = re.compile(r"[0-9A-Fa-f]*")


class AddressError(ValueError):
    """Text is not a valid IP address; the message is Go's."""


def _fail(text: str, message: str, at: str = "") -> AddressError:
    return AddressError(f"ParseAddr({quote(text)}): {message}" + (f" (at {quote(at)})" if at else ""))


def _parse_ipv4(text: str, part: str) -> bytes:
    """Parse an IPv4 address, or the IPv4 part of an IPv6 address ``text``."""
    fields: list[int] = []
    value, digits = 0, 0
    for index, char in enumerate(part):
        if "0" <= char <= "9":
            if digits == 1 and value == 0:
                raise _fail(text, "IPv4 field has octet with leading zero")
            value = value * 10 + int(char)
            digits += 1
            if value > 255:
                raise _fail(text, "IPv4 field has value >255")
        elif char == ".":
            if index in (0, len(part) - 1) or part[index - 1] == ".":
                raise _fail(text, "IPv4 field must have at least one digit", part[index:])
            if len(fields) == 3:
                raise _fail(text, "IPv4 address too long")
            fields.append(value)
            value = digits = 0
        else:
            raise _fail(text, "unexpected character", part[index:])
    if len(fields) < 3:
        raise _fail(text, "IPv4 address too short")
    return bytes((*fields, value))


def _parse_ipv6(text: str) -> bytes:
    rest, percent, zone = text.partition("%")
    if percent and not zone:
        raise _fail(text, "zone must be a non-empty string")
    packed = bytearray()
    gap = -1
    if rest.startswith("::"):
        gap = 0
        rest = rest[2:]
        if not rest:
            return bytes(16)
    while len(packed) < 16:
        match = _GROUP.match(rest)
        digits = match.group() if match else ""
        if len(digits) > 4:
            raise _fail(text, "each group must have 4 or less digits", rest)
        if not digits:
            raise _fail(text, "each colon-separated field must have at least one digit", rest)
        if rest.startswith(".", len(digits)):
            if gap < 0 and len(packed) != 12:
                raise _fail(text, "embedded IPv4 address must replace the final 2 fields of the address", rest)
            if len(packed) > 12:
                raise _fail(text, "too many hex fields to fit an embedded IPv4 at the end of the address", rest)
            packed += _parse_ipv4(text, rest)
            rest = ""
            break
        packed += int(digits, 16).to_bytes(2, "big")
        rest = rest[len(digits) :]
        if not rest:
            break
        if rest[0] != ":":
            raise _fail(text, "unexpected character, want colon", rest)
        if len(rest) == 1:
            raise _fail(text, "colon must be followed by more characters", rest)
        rest = rest[1:]
        if rest[0] == ":":
            if gap >= 0:
                raise _fail(text, "multiple :: in address", rest)
            gap = len(packed)
            rest = rest[1:]
            if not rest:
                break
    if rest:
        raise _fail(text, "trailing garbage after address", rest)
    if len(packed) < 16:
        if gap < 0:
            raise _fail(text, "address string too short")
        packed[gap:gap] = bytes(16 - len(packed))
    elif gap >= 0:
        raise _fail(text, "the :: must expand to at least one field of zeros")
    return bytes(packed)


def parse_address(text: str) -> tuple[bytes, str]:
    """Return the 4 or 16 bytes of an address, and its zone.

    :raises AddressError: with Go's message.
    """
    for char in text:
        if char == ".":
            return _parse_ipv4(text, text), ""
        if char == ":":
            return _parse_ipv6(text), text.partition("%")[2]
        if char == "%":
            raise _fail(text, "missing IPv6 address")
    raise _fail(text, "unable to parse IP")


def ip_version(text: str) -> int:
    """Return the IP version of an address: 4 or 6.

    :raises AddressError: with Go's message.
    """
    return 4 if len(parse_address(text)[0]) == 4 else 6
