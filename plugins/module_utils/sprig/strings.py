# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""String functions: trimming, case, substrings, quoting, indenting, joining and splitting.

Lengths and positions count bytes, as in Go; a character that is cut in the middle leaves surrogate escapes. See
string_case.py for ``camelcase`` and the like, and regex.py for regular expressions.
"""

# Exact type comparison is intended: a subclass stands for another Go type.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

import unicodedata
from typing import Any

from ..gotemplate import limits
from ..gotemplate.functions import Panic, function
from ..gotemplate.kinds import StringList, StringMap
from ..gotemplate.limits import guard
from ..gotemplate.printing import format_value
from ..gotemplate.strconv import go_bytes, go_text
from ..gotemplate.strconv import quote as go_quote
from .golib.unicode import (
    SPACE_SET,
    SPACES,
    lower_rune,
    runes,
    title_rune,
    to_lower,
    to_upper,
    upper_rune,
)
from .reflect import elements_or_none


def strval(value: Any) -> str:
    """Convert any value to a string: ``%v`` of package fmt, except that ``[]byte`` is taken as text."""
    if type(value) is str:
        return value
    if isinstance(value, bytes):
        return go_text(value)
    return format_value(value)


def strslice(value: Any) -> list[str]:
    """Convert any value to a list of strings: the elements of a list without nil, or the value itself."""
    if type(value) is StringList:
        return value
    elements = elements_or_none(value)
    if elements is not None:
        return [strval(element) for element in elements if element is not None]
    return [] if value is None else [strval(value)]


@function("hello", result="string")
def hello() -> str:
    return "Hello!"


@function("trim", "string", result="string")
def trim(text: str) -> str:
    return text.strip(SPACES)


@function("upper", "string", result="string")
def upper(text: str) -> str:
    return to_upper(text)


@function("lower", "string", result="string")
def lower(text: str) -> str:
    return to_lower(text)


def _is_separator(rune: str) -> bool:
    """Return whether strings.Title starts a new word after a rune."""
    if rune < "\x80":
        return not (rune.isalnum() or rune == "_")
    category = unicodedata.category(rune)
    return category[0] != "L" and category != "Nd" and rune in SPACE_SET


@function("title", "string", result="string")
def title(text: str) -> str:
    out = []
    start = True
    for rune in runes(text):
        out.append(title_rune(rune) if start else rune)
        start = _is_separator(rune)
    return "".join(out)


@function("untitle", "string", result="string")
def untitle(text: str) -> str:
    out = []
    start = True
    for rune in runes(text):
        if rune in SPACE_SET:
            start = True
        elif start:
            rune = lower_rune(rune)
            start = False
        out.append(rune)
    return "".join(out)


@function("repeat", "int", "string", result="string")
def repeat(count: int, text: str) -> str:
    if count < 0:
        raise Panic("strings: negative Repeat count")
    guard(count * len(text))
    return text * count


@function("substr", "int", "int", "string", result="string")
def substr(start: int, end: int, text: str) -> str:
    data = go_bytes(text)
    size = len(data)
    if start < 0:
        if end < 0:
            raise Panic(f"runtime error: slice bounds out of range [:{end}]")
        if end > size:
            raise Panic(f"runtime error: slice bounds out of range [:{end}] with length {size}")
        return go_text(data[:end])
    if end < 0 or end > size:
        if start > size:
            raise Panic(f"runtime error: slice bounds out of range [{start}:{size}]")
        return go_text(data[start:])
    if start > end:
        raise Panic(f"runtime error: slice bounds out of range [{start}:{end}]")
    return go_text(data[start:end])


@function("trunc", "int", "string", result="string")
def trunc(count: int, text: str) -> str:
    if text.isascii():
        if count >= 0:
            return text[:count]
        return text[count:] if len(text) + count > 0 else text
    data = go_bytes(text)
    if count >= 0:
        return go_text(data[:count])
    return go_text(data[count:]) if len(data) + count > 0 else text


@function("trimall", "string", "string", result="string")
def trimall(cutset: str, text: str) -> str:
    return trim_all(cutset, text)


_ESCAPED_BYTES = "".join(map(chr, range(0xDC80, 0xDD00)))


@function("trimAll", "string", "string", result="string")
def trim_all(cutset: str, text: str) -> str:
    if not cutset:
        return text
    cut = runes(cutset)
    if "\ufffd" in cut:
        # U+FFFD in the cutset also matches invalid bytes
        cut += _ESCAPED_BYTES
    return text.strip(cut)


@function("trimSuffix", "string", "string", result="string")
def trim_suffix(suffix: str, text: str) -> str:
    if suffix and text.endswith(suffix):
        return text[: -len(suffix)]
    return text


@function("trimPrefix", "string", "string", result="string")
def trim_prefix(prefix: str, text: str) -> str:
    if text.startswith(prefix):
        return text[len(prefix) :]
    return text


_LATIN_SPACES = {ord(space): None for space in SPACES if space <= "\xff"}


@function("nospace", "string", result="string")
def nospace(text: str) -> str:
    if text.isascii():
        return text.translate(_LATIN_SPACES)
    # sprig treats each byte as a rune: once a space is removed, the other bytes come out as Latin-1
    latin = go_bytes(text).decode("latin-1")
    kept = latin.translate(_LATIN_SPACES)
    return text if kept == latin else kept


@function("initials", "string", result="string")
def initials(text: str) -> str:
    out = []
    gap = True
    # sprig treats each byte as a rune
    for char in go_bytes(text).decode("latin-1"):
        if char in SPACE_SET:
            gap = True
        elif gap:
            out.append(char)
            gap = False
    return "".join(out)


@function("swapcase", "string", result="string")
def swapcase(text: str) -> str:
    out = []
    start = True
    for rune in runes(text):
        category = unicodedata.category(rune)
        if category in ("Lu", "Lt"):
            out.append(lower_rune(rune))
            start = False
        elif category == "Ll":
            out.append(title_rune(rune) if start else upper_rune(rune))
            start = False
        else:
            out.append(rune)
            start = rune in SPACE_SET
    return "".join(out)


def _abbreviate(data: bytes, offset: int, width: int) -> bytes:
    size = len(data)
    if not data or width < 4:
        return b""
    if size <= width:
        return data
    offset = min(offset, size)
    if size - offset < width - 3:
        offset = size - (width - 3)
    if offset <= 4:
        return data[: width - 3] + b"..."
    if width < 7:
        return b""
    if offset + width - 3 < size:
        return b"..." + _abbreviate(data[offset:], 0, width - 3)
    return b"..." + data[size - (width - 3) :]


@function("abbrev", "int", "string", result="string")
def abbrev(width: int, text: str) -> str:
    return text if width < 4 else go_text(_abbreviate(go_bytes(text), 0, width))


@function("abbrevboth", "int", "int", "string", result="string")
def abbrevboth(left: int, right: int, text: str) -> str:
    if right < 4 or (left > 0 and right < 7):
        return text
    data = go_bytes(text)
    if left < 0 and len(data) > right and len(data) - left < right - 3:
        left = 0
    return go_text(_abbreviate(data, left, right))


def _wrap(data: bytes, width: int, newline: bytes, cut_words: bool) -> bytes:
    if not data:
        return b""
    width = max(width, 1)
    size = len(data)
    offset = 0
    out: list[bytes] = []
    while size - offset > width:
        if data[offset] == 0x20:
            offset += 1
            continue
        space = data.rfind(b" ", offset, offset + width + 1)
        if space >= 0:
            out += (data[offset:space], newline)
            offset = space + 1
        elif cut_words:
            out += (data[offset : offset + width], newline)
            offset += width
        else:
            space = data.find(b" ", offset + width)
            if space < 0:
                out.append(data[offset:])
                offset = size
            else:
                out += (data[offset:space], newline)
                offset = space + 1
    out.append(data[offset:])
    return b"".join(out)


@function("wrap", "int", "string", result="string")
def wrap(width: int, text: str) -> str:
    return go_text(_wrap(go_bytes(text), width, b"\n", False))


@function("wrapWith", "int", "string", "string", result="string")
def wrap_with(width: int, newline: str, text: str) -> str:
    guard(len(text) * (1 + len(newline)) // max(width, 1))
    return go_text(_wrap(go_bytes(text), width, go_bytes(newline) or b"\n", True))


@function("contains", "string", "string", result="bool")
def contains(part: str, text: str) -> bool:
    return part in text


@function("hasPrefix", "string", "string", result="bool")
def has_prefix(prefix: str, text: str) -> bool:
    return text.startswith(prefix)


@function("hasSuffix", "string", "string", result="bool")
def has_suffix(suffix: str, text: str) -> bool:
    return text.endswith(suffix)


@function("quote", "...interface{}", result="string")
def quote(*values: Any) -> str:
    if len(values) == 1:
        value = values[0]
        return "" if value is None else go_quote(value if type(value) is str else strval(value))
    return limits.join([go_quote(strval(value)) for value in values if value is not None], " ")


@function("squote", "...interface{}", result="string")
def squote(*values: Any) -> str:
    quoted = [f"'{value if type(value) is str else format_value(value)}'" for value in values if value is not None]
    return limits.join(quoted, " ")


@function("cat", "...interface{}", result="string")
def cat(*values: Any) -> str:
    return limits.join(
        [value if type(value) is str else format_value(value) for value in values if value is not None], " "
    )


@function("indent", "int", "string", result="string")
def indent(spaces: int, text: str) -> str:
    if spaces < 0:
        raise Panic("strings: negative Repeat count")
    guard(spaces * (1 + text.count("\n")))
    pad = " " * spaces
    return pad + text.replace("\n", "\n" + pad)


@function("nindent", "int", "string", result="string")
def nindent(spaces: int, text: str) -> str:
    if spaces < 0:
        raise Panic("strings: negative Repeat count")
    guard(spaces * (1 + text.count("\n")))
    pad = "\n" + " " * spaces
    return pad + text.replace("\n", pad)


@function("replace", "string", "string", "string", result="string")
def replace(old: str, new: str, text: str) -> str:
    if new and (not old or len(new) > len(old)):
        guard((text.count(old) if old else len(text) + 1) * len(new))
    return text.replace(old, new)


@function("plural", "string", "string", "int", result="string")
def plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


@function("join", "string", "interface{}", result="string")
def join(separator: str, value: Any) -> str:
    return limits.join(strslice(value), separator)


def _characters(text: str) -> list[str]:
    limits.guard_list(len(text))
    return list(go_text(go_bytes(text)))


def split_text(separator: str, text: str) -> list[str]:
    """strings.Split."""
    if not separator:
        return _characters(text)
    if len(text) > limits.MAX_ELEMENTS:
        limits.guard_list(text.count(separator))
    return text.split(separator)


@function("split", "string", "string", result="map[string]string")
def split(separator: str, text: str) -> StringMap:
    return StringMap((f"_{index}", part) for index, part in enumerate(split_text(separator, text)))


@function("splitn", "string", "int", "string", result="map[string]string")
def splitn(separator: str, count: int, text: str) -> StringMap:
    if count == 0:
        parts: list[str] = []
    elif separator:
        if len(text) > limits.MAX_ELEMENTS:
            limits.guard_list(text.count(separator))
        parts = text.split(separator, count - 1 if count > 0 else -1)
    else:
        parts = _characters(text)
        if 0 < count < len(parts):
            parts[count - 1 :] = ["".join(parts[count - 1 :])]
    return StringMap((f"_{index}", part) for index, part in enumerate(parts))


@function("splitList", "string", "string", result="[]string")
def split_list(separator: str, text: str) -> StringList:
    return StringList(split_text(separator, text))
