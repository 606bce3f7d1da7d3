# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions on regular expressions; a pattern that does not parse is an error, but for ``regexMatch``."""

from __future__ import annotations

from ..gotemplate.functions import Panic, function
from ..gotemplate.kinds import NilList, StringList
from ..gotemplate.strconv import can_backquote, quote
from .regex.pattern import Pattern, compile_pattern, quote_meta
from .regex.syntax import PatternError


class NilStringList(NilList, StringList):
    """A nil []string."""


def _strings(found: list[str] | None) -> StringList:
    return NilStringList() if found is None else StringList(found)


@function("regexMatch", "string", "string", result="bool")
def regex_match(pattern: str, text: str) -> bool:
    try:
        return compile_pattern(pattern).match(text)
    except PatternError:
        return False


@function("mustRegexMatch", "string", "string", result="bool")
def must_regex_match(pattern: str, text: str) -> bool:
    return compile_pattern(pattern).match(text)


def _must_compile(pattern: str) -> Pattern:
    try:
        return compile_pattern(pattern)
    except PatternError as error:
        quoted = "`" + pattern + "`" if can_backquote(pattern) else quote(pattern)
        raise Panic(f"regexp: Compile({quoted}): {error.what}") from None


@function("regexFindAll", "string", "string", "int", result="[]string")
def regex_find_all(pattern: str, text: str, limit: int) -> StringList:
    return _strings(_must_compile(pattern).find_all(text, limit))


@function("mustRegexFindAll", "string", "string", "int", result="[]string")
def must_regex_find_all(pattern: str, text: str, limit: int) -> StringList:
    return _strings(compile_pattern(pattern).find_all(text, limit))


@function("regexFind", "string", "string", result="string")
def regex_find(pattern: str, text: str) -> str:
    return _must_compile(pattern).find(text)


@function("mustRegexFind", "string", "string", result="string")
def must_regex_find(pattern: str, text: str) -> str:
    return compile_pattern(pattern).find(text)


@function("regexReplaceAll", "string", "string", "string", result="string")
def regex_replace_all(pattern: str, text: str, replacement: str) -> str:
    return _must_compile(pattern).replace(text, replacement)


@function("mustRegexReplaceAll", "string", "string", "string", result="string")
def must_regex_replace_all(pattern: str, text: str, replacement: str) -> str:
    return compile_pattern(pattern).replace(text, replacement)


@function("regexReplaceAllLiteral", "string", "string", "string", result="string")
def regex_replace_all_literal(pattern: str, text: str, replacement: str) -> str:
    return _must_compile(pattern).replace_literal(text, replacement)


@function("mustRegexReplaceAllLiteral", "string", "string", "string", result="string")
def must_regex_replace_all_literal(pattern: str, text: str, replacement: str) -> str:
    return compile_pattern(pattern).replace_literal(text, replacement)


@function("regexSplit", "string", "string", "int", result="[]string")
def regex_split(pattern: str, text: str, limit: int) -> StringList:
    return _strings(_must_compile(pattern).split(text, limit))


@function("mustRegexSplit", "string", "string", "int", result="[]string")
def must_regex_split(pattern: str, text: str, limit: int) -> StringList:
    return _strings(compile_pattern(pattern).split(text, limit))


@function("regexQuoteMeta", "string", result="string")
def regex_quote_meta(text: str) -> str:
    return quote_meta(text)
