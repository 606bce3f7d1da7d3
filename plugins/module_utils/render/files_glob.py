# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The patterns of ``.Files.Glob``: those of github.com/gobwas/glob with a slash as separator.

``*`` and ``?`` do not match slashes, ``**`` does; ``[abc]``, ``[a-z]`` and ``[!a]`` match one character, ``{a,b}``
matches alternatives, and a backslash escapes the next character. Known bugs of that library (empty alternatives next to
character classes, non-ASCII characters before ``?``) are not reproduced. All possible matches are tracked in parallel,
so that the time of matching is bounded by the product of both lengths.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Callable

from ..errors import DataError

_SEPARATOR = "/"

#: Takes a name and the positions where a match may start, and returns the positions where it may end.
_Matcher = Callable[[str, "frozenset[int]"], "frozenset[int]"]


class Glob:
    """A compiled pattern.

    :raises DataError: the pattern is malformed.
    """

    def __init__(self, pattern: str) -> None:
        parser = _Parser(pattern)
        self._matchers = parser.sequence(in_terms=False)

    def match(self, name: str) -> bool:
        """Return whether the pattern matches the whole name."""
        return len(name) in _run(self._matchers, name, frozenset((0,)))


@lru_cache(maxsize=256)
def compile_glob(pattern: str) -> Glob:
    """Compile a pattern; a malformed one matches everything, as in Helm."""
    try:
        return Glob(pattern)
    except DataError:
        return Glob("**")


def _run(matchers: list[_Matcher], name: str, starts: frozenset[int]) -> frozenset[int]:
    for matcher in matchers:
        if not starts:
            break
        starts = matcher(name, starts)
    return starts


def _text(text: str) -> _Matcher:
    def matcher(name: str, starts: frozenset[int]) -> frozenset[int]:
        return frozenset(start + len(text) for start in starts if name.startswith(text, start))

    return matcher


def _any(name: str, starts: frozenset[int]) -> frozenset[int]:
    ends: set[int] = set()
    for start in sorted(starts):
        position = start
        while position not in ends:
            ends.add(position)
            if position >= len(name) or name[position] == _SEPARATOR:
                break
            position += 1
    return frozenset(ends)


def _super(name: str, starts: frozenset[int]) -> frozenset[int]:
    return frozenset(range(min(starts), len(name) + 1))


def _single(name: str, starts: frozenset[int]) -> frozenset[int]:
    return frozenset(start + 1 for start in starts if start < len(name) and name[start] != _SEPARATOR)


def _characters(accepts: Callable[[str], bool]) -> _Matcher:
    def matcher(name: str, starts: frozenset[int]) -> frozenset[int]:
        return frozenset(start + 1 for start in starts if start < len(name) and accepts(name[start]))

    return matcher


def _alternatives(choices: list[list[_Matcher]]) -> _Matcher:
    def matcher(name: str, starts: frozenset[int]) -> frozenset[int]:
        return frozenset().union(*[_run(choice, name, starts) for choice in choices])

    return matcher


class _Parser:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0
        self.level = 0

    def sequence(self, in_terms: bool) -> list[_Matcher]:
        """Parse up to the end of the pattern, or to the comma or brace that ends an alternative."""
        if self.level > 50:
            raise DataError("alternatives are nested too deeply")
        matchers: list[_Matcher] = []
        pattern = self.pattern
        while self.position < len(pattern):
            character = pattern[self.position]
            if in_terms and character in ",}":
                break
            self.position += 1
            if character == "*":
                if pattern[self.position : self.position + 1] == "*":
                    self.position += 1
                    matchers.append(_super)
                else:
                    matchers.append(_any)
            elif character == "?":
                matchers.append(_single)
            elif character == "[":
                matchers.append(self._class())
            elif character == "{":
                matchers.append(self._terms())
            else:
                self.position -= 1
                text = self._literal("?*[{},}" if in_terms else "?*[{")
                if text:
                    matchers.append(_text(text))
        return matchers

    def _terms(self) -> _Matcher:
        self.level += 1
        choices = [self.sequence(in_terms=True)]
        while self.pattern[self.position : self.position + 1] == ",":
            self.position += 1
            choices.append(self.sequence(in_terms=True))
        # An unclosed brace ends with the pattern.
        self.position += 1
        self.level -= 1
        return _alternatives(choices)

    def _literal(self, breakers: str) -> str:
        found: list[str] = []
        while self.position < len(self.pattern):
            character = self.pattern[self.position]
            if character == "\\":
                self.position += 1
                if self.position < len(self.pattern):
                    found.append(self.pattern[self.position])
                    self.position += 1
                continue
            if character in breakers:
                break
            found.append(character)
            self.position += 1
        return "".join(found)

    def _class(self) -> _Matcher:
        pattern = self.pattern
        negated = pattern[self.position : self.position + 1] == "!"
        if negated:
            self.position += 1
        if self.position >= len(pattern):
            raise DataError("unexpected end of input")
        if pattern[self.position + 1 : self.position + 2] == "-":
            low, high = pattern[self.position], pattern[self.position + 2 : self.position + 3]
            self.position += 3
            self._close()
            if not high or high < low:
                raise DataError(f"hi character '{high}' should be greater than lo '{low}'")
            return _characters(lambda character: (low <= character <= high) != negated)
        characters = self._literal("]")
        self._close()
        if not characters:
            raise DataError("could not parse range")
        return _characters(lambda character: (character in characters) != negated)

    def _close(self) -> None:
        if self.pattern[self.position : self.position + 1] != "]":
            raise DataError("expected close range character")
        self.position += 1
