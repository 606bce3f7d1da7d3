# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resolves YAML scalars by the rules of go-yaml v2 (YAML 1.1 booleans and nulls, Go's integers and floats).

This also decides which strings need quotes, as go-yaml quotes strings that would resolve to another type.
"""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

import math
import re
from typing import Any

from ..errors import DataError
from ..gotemplate.strconv import INT64_MAX, NumError, parse_float, parse_int, parse_uint
from .dates import is_date, is_time

STR_TAG = "tag:yaml.org,2002:str"
BOOL_TAG = "tag:yaml.org,2002:bool"
INT_TAG = "tag:yaml.org,2002:int"
FLOAT_TAG = "tag:yaml.org,2002:float"
NULL_TAG = "tag:yaml.org,2002:null"
TIMESTAMP_TAG = "tag:yaml.org,2002:timestamp"
BINARY_TAG = "tag:yaml.org,2002:binary"
MERGE_TAG = "tag:yaml.org,2002:merge"

_LONG_PREFIX = "tag:yaml.org,2002:"
_RESOLVABLE = frozenset((BOOL_TAG, INT_TAG, FLOAT_TAG, NULL_TAG, TIMESTAMP_TAG))

WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
for _words, _value in (
    ("y Y yes Yes YES true True TRUE on On ON", True),
    ("n N no No NO false False FALSE off Off OFF", False),
    (".nan .NaN .NAN", math.nan),
    (".inf .Inf .INF +.inf +.Inf +.INF", math.inf),
    ("-.inf -.Inf -.INF", -math.inf),
):
    for _word in _words.split():
        WORDS[_word] = _value

#: the first characters of scalars that may not be strings
HINTS = frozenset("+-.0123456789yYnNtTfFoO~")
_NUMBER_STARTS = frozenset("+-0123456789")

_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_BASE60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\Z")

_MISSING = object()


def resolve_plain(text: str) -> Any:
    """Resolve a plain scalar without a tag to None, bool, int (up to 64 bits, signed or unsigned), float or str."""
    if text == "":
        return None
    start = text[0]
    if start not in HINTS:
        return text
    word = WORDS.get(text, _MISSING)
    if word is not _MISSING:
        return word
    if start in _NUMBER_STARTS:
        if _DECIMAL.match(text):
            return int(text)
        return _number(text)
    if start == ".":
        try:
            return parse_float(text)
        except NumError:
            return text
    return text


def _number(text: str) -> Any:
    plain = text.replace("_", "") if "_" in text else text
    attempts = [(parse_int, plain, 0), (parse_uint, plain, 0)]
    if plain.startswith("0b"):
        attempts += [(parse_int, plain[2:], 2), (parse_uint, plain[2:], 2)]
    elif plain.startswith("-0b"):
        attempts.append((parse_int, "-" + plain[3:], 2))
    for position, (parse, digits, base) in enumerate(attempts):
        if position == 2 and _FLOAT.match(plain):
            break
        try:
            return parse(digits, base)
        except NumError:
            continue
    if _FLOAT.match(plain):
        try:
            return parse_float(plain)
        except NumError:
            pass
    return text


# Go's layouts accept one digit where the standard requires two, and any fraction of a second.
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(?:Z|[+-]([0-9]{2}):([0-9]{2})))"
    r"|(?: +([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?))?\Z"
)


def is_timestamp(text: str) -> bool:
    """Return whether go-yaml reads a text as a timestamp."""
    match = _TIMESTAMP.match(text)
    if match is None:
        return False
    year, month, day = (int(part) for part in match.group(1, 2, 3))
    if not is_date(year, month, day):
        return False
    clock = [int(part) for part in (match.group(4, 5, 6) if match.group(4) else match.group(9, 10, 11)) if part]
    if clock and not is_time(*clock):
        return False
    zone = [int(part) for part in match.group(7, 8) if part]
    return not zone or (zone[0] <= 24 and zone[1] <= 60)


def short_tag(tag: str) -> str:
    """Return a tag as go-yaml prints it."""
    return "!!" + tag[len(_LONG_PREFIX) :] if tag.startswith(_LONG_PREFIX) else tag


def tag_of(text: str, value: Any) -> str:
    """Return the tag of a value from :func:`resolve_plain`."""
    if value is None:
        return NULL_TAG
    if isinstance(value, bool):
        return BOOL_TAG
    if isinstance(value, int):
        return INT_TAG
    if isinstance(value, float):
        return FLOAT_TAG
    return STR_TAG


def resolve_tagged(tag: str, text: str) -> Any:
    """Resolve a scalar with a tag; unknown tags give a string (``!!binary`` is not decoded here)."""
    if tag not in _RESOLVABLE:
        return text
    value = resolve_plain(text)
    found = tag_of(text, value)
    if found == STR_TAG and tag == TIMESTAMP_TAG and is_timestamp(text):
        return text
    # An integer beyond int64 is not converted to a float.
    if tag == FLOAT_TAG and found == INT_TAG and value <= INT64_MAX:
        return float(value)
    if tag != found:
        raise DataError(f"yaml: cannot decode {short_tag(found)} `{text}` as a {short_tag(tag)}")
    return value


def resolves_to_other_type(text: str) -> bool:
    """Return whether go-yaml would resolve a string without quotes to another type."""
    if text == "":
        return True
    if text[0] not in HINTS:
        return False
    return type(resolve_plain(text)) is not str or is_timestamp(text) or bool(_BASE60.match(text))
