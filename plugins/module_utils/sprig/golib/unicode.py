# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runes: white space, conversion from strings, and the case mapping of package unicode.

Strings carry bytes that are not valid UTF-8 as surrogate escapes; a loop over runes sees U+FFFD for each of them. Go
maps one rune to one rune where Python applies special casing (``ß`` to ``SS``).
"""

from __future__ import annotations

import re
import unicodedata

from ...gotemplate.strconv import go_bytes, go_text

#: unicode.IsSpace; Python's ``isspace`` also accepts U+001C to U+001F
SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
SPACE_SET = frozenset(SPACES)

_ESCAPED = re.compile("[\udc80-\udcff]")


def length(text: str) -> int:
    """Return the length in bytes."""
    return len(text) if text.isascii() else len(go_bytes(text))


def runes(text: str) -> str:
    """Return the text with U+FFFD for each invalid byte, as converting to []rune and back does."""
    if text.isascii():
        return text
    return _ESCAPED.sub("\ufffd", go_text(go_bytes(text)))


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
    """unicode.ToUpper."""
    return rune.upper() if rune < "\x80" else _upper_rune(rune)


def lower_rune(rune: str) -> str:
    """unicode.ToLower."""
    return rune.lower() if rune < "\x80" else _lower_rune(rune)


def title_rune(rune: str) -> str:
    """unicode.ToTitle."""
    return rune.upper() if rune < "\x80" else _title_rune(rune)


def is_upper(rune: str) -> bool:
    """unicode.IsUpper."""
    return unicodedata.category(rune) == "Lu"


def is_number(rune: str) -> bool:
    """unicode.IsNumber."""
    return unicodedata.category(rune)[0] == "N"


def is_punct(rune: str) -> bool:
    """unicode.IsPunct."""
    return unicodedata.category(rune)[0] == "P"
