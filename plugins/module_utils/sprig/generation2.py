# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is different in sprig 2.22, with the libraries that Helm 2.17 pins (xstrings 1.2, mergo 0.3.8, semver 1.5).

Numbers convert by kind and in decimal only, ``trunc`` does not count from the end, names split in another way, merging
follows older rules, and 61 functions are missing.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from ..gotemplate.functions import Panic, function
from ..gotemplate.kinds import Int64
from . import numeric, strings
from .dicts import merge_all
from .numeric import to_float_2, to_int_2, wrap
from .octets import lower_rune, runes, upper_rune
from .semvers import VersionPointer2, compare_versions, read_version

_MAP = "map[string]interface{}"

#: functions of 3.3 that 2.22 does not have
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
    return merge_all(target, sources, overwrite=False, old_rules=True)


@function("mergeOverwrite", _MAP, "..." + _MAP)
def merge_overwrite(target: dict[str, Any], *sources: dict[str, Any]) -> Any:
    return merge_all(target, sources, overwrite=True, old_rules=True)


@function("semver", "string", result="*semver.Version")
def semver(text: str) -> VersionPointer2:
    return VersionPointer2(read_version(text, 1))


@function("semverCompare", "string", "string", result="bool")
def semver_compare(constraint: str, version: str) -> bool:
    return compare_versions(constraint, version, 1)


@function("int64", "interface{}", result="int64")
def int64(value: Any) -> Int64:
    return Int64(to_int_2(value))


@function("int", "interface{}", result="int")
def make_int(value: Any) -> int:
    return to_int_2(value)


@function("float64", "interface{}", result="float64")
def float64(value: Any) -> float:
    return to_float_2(value)


@function("add1", "interface{}", result="int64")
def add1(value: Any) -> Int64:
    return Int64(wrap(to_int_2(value) + 1))


@function("add", "...interface{}", result="int64")
def add(*values: Any) -> Int64:
    return Int64(wrap(sum(map(to_int_2, values))))


@function("sub", "interface{}", "interface{}", result="int64")
def sub(one: Any, other: Any) -> Int64:
    return Int64(wrap(to_int_2(one) - to_int_2(other)))


@function("div", "interface{}", "interface{}", result="int64")
def div(one: Any, other: Any) -> Int64:
    return numeric.div(to_int_2(one), to_int_2(other))


@function("mod", "interface{}", "interface{}", result="int64")
def mod(one: Any, other: Any) -> Int64:
    return numeric.mod(to_int_2(one), to_int_2(other))


@function("mul", "interface{}", "...interface{}", result="int64")
def mul(first: Any, *others: Any) -> Int64:
    return numeric.mul(to_int_2(first), *map(to_int_2, others))


@function("max", "interface{}", "...interface{}", result="int64")
@function("biggest", "interface{}", "...interface{}", result="int64")
def maximum(first: Any, *others: Any) -> Int64:
    return numeric.maximum(*map(to_int_2, (first, *others)))


@function("min", "interface{}", "...interface{}", result="int64")
def minimum(first: Any, *others: Any) -> Int64:
    return numeric.minimum(*map(to_int_2, (first, *others)))


@function("floor", "interface{}", result="float64")
def floor(value: Any) -> float:
    return numeric.floor(to_float_2(value))


@function("ceil", "interface{}", result="float64")
def ceil(value: Any) -> float:
    return numeric.ceil(to_float_2(value))


@function("round", "interface{}", "int", "...float64", result="float64")
def round_to(value: Any, places: int, *thresholds: float) -> float:
    return numeric.round_to(to_float_2(value), places, *thresholds)


# ------------------------------------------------------------------------------------------------------ names


@function("camelcase", "string", result="string")
def camelcase(text: str) -> str:
    chars = runes(text)
    start = len(chars) - len(chars.lstrip("_"))
    if start == len(chars):
        return chars
    out = [chars[:start]]
    if start + 1 == len(chars):
        # a single rune after the underscores is lost
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


def _is_upper(rune: str) -> bool:
    return unicodedata.category(rune) == "Lu"


def _is_number(rune: str) -> bool:
    return unicodedata.category(rune)[0] == "N"


def _joined(text: str, connector: str) -> str:
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
        elif _is_upper(rune):
            if previous != connector and not _is_number(previous):
                out.append(connector)
            out.append(lower_rune(rune))
            if position == size:
                break
            rune = chars[position]
            position += 1
            if not _is_upper(rune):
                out.append(rune)
                continue
            rune, position = _abbreviation(chars, rune, position, connector, out)
            if position == size or rune == connector:
                out.append(lower_rune(rune))
        elif _is_number(rune):
            if previous != connector and not _is_number(previous):
                out.append(connector)
            out.append(rune)
        else:
            if rune in " -_":
                rune = connector
            out.append(rune)
    return "".join(out)


def _abbreviation(chars: str, rune: str, position: int, connector: str, out: list[str]) -> tuple[str, int]:
    """Upper-case runes in a row: all but the last are a word, unless a number or a connector follows."""
    while position < len(chars):
        previous = rune
        rune = chars[position]
        position += 1
        if rune == "\ufffd":
            out += (lower_rune(previous), rune)
            break
        if not _is_upper(rune):
            if rune in "_ -":
                rune = connector
                out.append(lower_rune(previous))
            elif _is_number(rune):
                out += (lower_rune(previous), connector, rune)
            else:
                out += (connector, lower_rune(previous), rune)
            break
        out.append(lower_rune(previous))
    return rune, position


@function("snakecase", "string", result="string")
def snakecase(text: str) -> str:
    return _joined(text, "_")


@function("kebabcase", "string", result="string")
def kebabcase(text: str) -> str:
    return _joined(text, "-")
