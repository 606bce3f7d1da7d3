# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Regular expression functions: ``regexMatch``, ``regexFind``, ``regexReplaceAll``, ``regexSplit`` and so on.

An invalid pattern is an error, except for ``regexMatch``. The matcher is imported by the first call, since many charts
do not need it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ..gotemplate.functions import FunctionError, Panic, function
from ..gotemplate.kinds import NilList, StringList
from ..gotemplate.strconv import can_backquote, quote

if TYPE_CHECKING:
    from .golib.regexp.pattern import Pattern


class NilStringList(NilList, StringList):
    """A nil []string."""


def _strings(found: list[str] | None) -> StringList:
    return NilStringList() if found is None else StringList(found)


@lru_cache(maxsize=256)
def _compile(pattern: str) -> Pattern:
    from .golib.regexp.pattern import compile_pattern

    return compile_pattern(pattern)


def _must_compile(pattern: str) -> Pattern:
    try:
        return _compile(pattern)
    except FunctionError as error:
        quoted = "`" + pattern + "`" if can_backquote(pattern) else quote(pattern)
        raise Panic(f"regexp: Compile({quoted}): {error.what}") from None


@function("regexMatch", "string", "string", result="bool")
def regex_match(pattern: str, text: str) -> bool:
    try:
        compiled = _compile(pattern)
    except FunctionError:
        return False
    return compiled.match(text)


@function("mustRegexMatch", "string", "string", result="bool")
def must_regex_match(pattern: str, text: str) -> bool:
    return _compile(pattern).match(text)


@function("regexFindAll", "string", "string", "int", result="[]string")
def regex_find_all(pattern: str, text: str, limit: int) -> StringList:
    return _strings(_must_compile(pattern).find_all(text, limit))


@function("mustRegexFindAll", "string", "string", "int", result="[]string")
def must_regex_find_all(pattern: str, text: str, limit: int) -> StringList:
    return _strings(_compile(pattern).find_all(text, limit))


@function("regexFind", "string", "string", result="string")
def regex_find(pattern: str, text: str) -> str:
    return _must_compile(pattern).find(text)


@function("mustRegexFind", "string", "string", result="string")
def must_regex_find(pattern: str, text: str) -> str:
    return _compile(pattern).find(text)


@function("regexReplaceAll", "string", "string", "string", result="string")
def regex_replace_all(pattern: str, text: str, replacement: str) -> str:
    return _must_compile(pattern).replace(text, replacement)


@function("mustRegexReplaceAll", "string", "string", "string", result="string")
def must_regex_replace_all(pattern: str, text: str, replacement: str) -> str:
    return _compile(pattern).replace(text, replacement)


@function("regexReplaceAllLiteral", "string", "string", "string", result="string")
def regex_replace_all_literal(pattern: str, text: str, replacement: str) -> str:
    return _must_compile(pattern).replace_literal(text, replacement)


@function("mustRegexReplaceAllLiteral", "string", "string", "string", result="string")
def must_regex_replace_all_literal(pattern: str, text: str, replacement: str) -> str:
    return _compile(pattern).replace_literal(text, replacement)


@function("regexSplit", "string", "string", "int", result="[]string")
def regex_split(pattern: str, text: str, limit: int) -> StringList:
    return _strings(_must_compile(pattern).split(text, limit))


@function("mustRegexSplit", "string", "string", "int", result="[]string")
def must_regex_split(pattern: str, text: str, limit: int) -> StringList:
    return _strings(_compile(pattern).split(text, limit))


@function("regexQuoteMeta", "string", result="string")
def regex_quote_meta(text: str) -> str:
    from .golib.regexp.pattern import quote_meta

    return quote_meta(text)
