# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's view of a string: bytes that are usually UTF-8, and runes with one upper and one lower case each.

A Python string of this project carries bytes that are not UTF-8 as surrogate escapes. Lengths and cuts count bytes; a
loop over runes sees U+FFFD for each such byte; and case changes map one rune to one rune, as package ``unicode`` does,
where Python would apply the longer special mappings (``ß`` to ``SS``).
"""

from __future__ import annotations

import re

#: what package ``unicode`` takes for white space; Python's ``isspace`` adds U+001C to U+001F
SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
SPACE_SET = frozenset(SPACES)

_ESCAPED = re.compile("[\udc80-\udcff]")


def encode(text: str) -> bytes:
    """The bytes of a string."""
    return text.encode("utf-8", "surrogateescape")


def decode(data: bytes) -> str:
    """The string of bytes, UTF-8 or not."""
    return data.decode("utf-8", "surrogateescape")


def length(text: str) -> int:
    """The number of bytes."""
    return len(text) if text.isascii() else len(encode(text))


def runes(text: str) -> str:
    """The text with U+FFFD for each byte that is not UTF-8: what a conversion to runes and back leaves."""
    if text.isascii():
        return text
    return _ESCAPED.sub("\ufffd", decode(encode(text)))


def _upper_rune(rune: str) -> str:
    upper = rune.upper()
    if len(upper) == 1:
        return upper
    title = rune.title()
    return title if len(title) == 1 else rune


def _lower_rune(rune: str) -> str:
    lower = rune.lower()
    return lower if len(lower) == 1 else lower[0] if rune == "\u0130" else rune


def _title_rune(rune: str) -> str:
    title = rune.title()
    return title if len(title) == 1 else rune


def to_upper(text: str) -> str:
    """strings.ToUpper."""
    if text.isascii():
        return text.upper()
    return "".join(map(_upper_rune, runes(text)))


def to_lower(text: str) -> str:
    """strings.ToLower."""
    if text.isascii():
        return text.lower()
    return "".join(map(_lower_rune, runes(text)))


def upper_rune(rune: str) -> str:
    """unicode.ToUpper of one rune."""
    return rune.upper() if rune < "\x80" else _upper_rune(rune)


def lower_rune(rune: str) -> str:
    """unicode.ToLower of one rune."""
    return rune.lower() if rune < "\x80" else _lower_rune(rune)


def title_rune(rune: str) -> str:
    """unicode.ToTitle of one rune."""
    return rune.upper() if rune < "\x80" else _title_rune(rune)
