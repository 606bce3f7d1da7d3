# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Differences of sprig 2.22 with the libraries that Helm 2.17 pins (xstrings 1.2, mergo 0.3.8, semver 1.5).

Numbers are converted by kind and in decimal only, ``trunc`` rejects negative lengths, ``camelcase`` and the like split
words differently, ``merge`` follows older rules, and 61 functions are missing.
"""

# Exact type comparison is intended: a subclass stands for another Go type.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from typing import Any

from ..gotemplate.functions import Panic, function
from ..gotemplate.kinds import Int64
from ..gotemplate.strconv import NumError, parse_float, parse_int
from . import math, strings
from .dicts import merge_all
from .golib.int64 import INT64_MAX, truncate_float, wrap_int64
from .golib.unicode import is_number, is_upper, lower_rune, runes, upper_rune
from .semver import VersionPointer2, compare_versions, parse_version

_MAP = "map[string]interface{}"

#: functions of sprig 3.3 that 2.22 does not have
MISSING = [
    "add1f",
    "addf",
    "all",
    "any",
    "bcrypt",
    "chunk",
    "dig",
    "divf",
    "duration",
    "durationRound",
    "fromJson",
    "genCAWithKey",
    "genSelfSignedCertWithKey",
    "genSignedCertWithKey",
    "get",
    "htpasswd",
    "maxf",
    "minf",
    "mulf",
    "mustAppend",
    "mustChunk",
    "mustCompact",
    "mustDateModify",
    "mustDeepCopy",
    "mustFirst",
    "mustFromJson",
    "mustHas",
    "mustInitial",
    "mustLast",
    "mustMerge",
    "mustMergeOverwrite",
    "mustPrepend",
    "mustPush",
    "mustRegexFind",
    "mustRegexFindAll",
    "mustRegexMatch",
    "mustRegexReplaceAll",
    "mustRegexReplaceAllLiteral",
    "mustRegexSplit",
    "mustRest",
    "mustReverse",
    "mustSlice",
    "mustToDate",
    "mustToJson",
    "mustToPrettyJson",
    "mustToRawJson",
    "mustUniq",
    "mustWithout",
    "must_date_modify",
    "osBase",
    "osClean",
    "osDir",
    "osExt",
    "osIsAbs",
    "randBytes",
    "randInt",
    "regexQuoteMeta",
    "seq",
    "sha512sum",
    "subf",
    "toRawJson",
]


@function("trunc", "int", "string", result="string")
def trunc(count: int, text: str) -> str:
    if count < 0:
        raise Panic(f"runtime error: slice bounds out of range [:{count}]")
    return strings.trunc(count, text)


@function("merge", _MAP, "..." + _MAP)
def merge(target: dict[str, Any], *sources: dict[str, Any]) -> Any:
    return merge_all(target, sources, overwrite=False, mergo_038=True)


@function("mergeOverwrite", _MAP, "..." + _MAP)
def merge_overwrite(target: dict[str, Any], *sources: dict[str, Any]) -> Any:
    return merge_all(target, sources, overwrite=True, mergo_038=True)


@function("semver", "string", result="*semver.Version")
def semver(text: str) -> VersionPointer2:
    return VersionPointer2(parse_version(text, 1))


@function("semverCompare", "string", "string", result="bool")
def semver_compare(constraint: str, version: str) -> bool:
    return compare_versions(constraint, version, 1)


def _to_int(value: Any) -> int:
    """Convert by kind; strings are decimal only."""
    if isinstance(value, str):
        if type(value) is not str:
            return 0
        try:
            return parse_int(value, 10, 64)
        except NumError:
            return 0
    if isinstance(value, float):
        return truncate_float(value)
    if isinstance(value, int):
        return min(int(value), INT64_MAX)
    return 0


def _to_float(value: Any) -> float:
    """Convert by kind."""
    if type(value) is str:
        try:
            return parse_float(value)
        except NumError:
            return 0.0
    if isinstance(value, (int, float)):
        return float(value)
    return 0.0


@function("int64", "interface{}", result="int64")
def int64(value: Any) -> Int64:
    return Int64(_to_int(value))


@function("int", "interface{}", result="int")
def make_int(value: Any) -> int:
    return _to_int(value)


@function("float64", "interface{}", result="float64")
def float64(value: Any) -> float:
    return _to_float(value)


@function("add1", "interface{}", result="int64")
def add1(value: Any) -> Int64:
    return Int64(wrap_int64(_to_int(value) + 1))


@function("add", "...interface{}", result="int64")
def add(*values: Any) -> Int64:
    return Int64(wrap_int64(sum(map(_to_int, values))))


@function("sub", "interface{}", "interface{}", result="int64")
def sub(one: Any, other: Any) -> Int64:
    return Int64(wrap_int64(_to_int(one) - _to_int(other)))


@function("div", "interface{}", "interface{}", result="int64")
def div(one: Any, other: Any) -> Int64:
    return math.div(_to_int(one), _to_int(other))


@function("mod", "interface{}", "interface{}", result="int64")
def mod(one: Any, other: Any) -> Int64:
    return math.mod(_to_int(one), _to_int(other))


@function("mul", "interface{}", "...interface{}", result="int64")
def mul(first: Any, *others: Any) -> Int64:
    return math.mul(_to_int(first), *map(_to_int, others))


@function("max", "interface{}", "...interface{}", result="int64")
@function("biggest", "interface{}", "...interface{}", result="int64")
def maximum(first: Any, *others: Any) -> Int64:
    return math.maximum(*map(_to_int, (first, *others)))


@function("min", "interface{}", "...interface{}", result="int64")
def minimum(first: Any, *others: Any) -> Int64:
    return math.minimum(*map(_to_int, (first, *others)))


@function("floor", "interface{}", result="float64")
def floor(value: Any) -> float:
    return math.floor(_to_float(value))


@function("ceil", "interface{}", result="float64")
def ceil(value: Any) -> float:
    return math.ceil(_to_float(value))


@function("round", "interface{}", "int", "...float64", result="float64")
def round_to(value: Any, places: int, *thresholds: float) -> float:
    return math.round_to(_to_float(value), places, *thresholds)


# --- string case ------------------------------------------------------------------------------------------------------


@function("camelcase", "string", result="string")
def camelcase(text: str) -> str:
    chars = runes(text)
    start = len(chars) - len(chars.lstrip("_"))
    if start == len(chars):
        return chars
    out = [chars[:start]]
    if start + 1 == len(chars):
        # xstrings 1.2 drops a single rune after underscores
        return "".join(out)
    rune = upper_rune(chars[start])
    for following in chars[start + 1 :]:
        previous, rune = rune, following
        if previous == "_":
            if rune == "_":
                out.append(previous)
                continue
            rune = upper_rune(rune)
        else:
            rune = lower_rune(rune)
            out.append(previous)
    out.append(rune)
    return "".join(out)


def _join_words(text: str, connector: str) -> str:
    chars = runes(text)
    size = len(chars)
    out: list[str] = []
    position = 0
    rune = connector
    while position < size:
        previous = rune
        rune = chars[position]
        position += 1
        if rune == "\ufffd":
            out.append(rune)
        elif is_upper(rune):
            if previous != connector and not is_number(previous):
                out.append(connector)
            out.append(lower_rune(rune))
            if position == size:
                break
            rune = chars[position]
            position += 1
            if not is_upper(rune):
                out.append(rune)
                continue
            rune, position = _upper_run(chars, rune, position, connector, out)
            if position == size or rune == connector:
                out.append(lower_rune(rune))
        elif is_number(rune):
            if previous != connector and not is_number(previous):
                out.append(connector)
            out.append(rune)
        else:
            if rune in " -_":
                rune = connector
            out.append(rune)
    return "".join(out)


def _upper_run(chars: str, rune: str, position: int, connector: str, out: list[str]) -> tuple[str, int]:
    """Write a run of upper-case runes: all but the last form a word, unless a number or connector follows."""
    while position < len(chars):
        previous = rune
        rune = chars[position]
        position += 1
        if rune == "\ufffd":
            out += (lower_rune(previous), rune)
            break
        if not is_upper(rune):
            if rune in "_ -":
                rune = connector
                out.append(lower_rune(previous))
            elif is_number(rune):
                out += (lower_rune(previous), connector, rune)
            else:
                out += (connector, lower_rune(previous), rune)
            break
        out.append(lower_rune(previous))
    return rune, position


@function("snakecase", "string", result="string")
def snakecase(text: str) -> str:
    return _join_words(text, "_")


@function("kebabcase", "string", result="string")
def kebabcase(text: str) -> str:
    return _join_words(text, "-")
