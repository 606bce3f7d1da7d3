# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled patterns with the searches of Go's regexp that templates use.

Semantics are RE2's: the leftmost match, and among those the one that Perl would find, in linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from ....gotemplate.limits import MAX_TEXT, join
from ....gotemplate.strconv import go_bytes, go_text
from . import syntax
from .machine import Machine
from .program import Program
from .translate import Translation, translate

_ESCAPED = re.compile("[\udc80-\udcff]")
_META = re.compile(r"[\\.+*?()|\[\]{}^$]")

#: start and end of a match and of each capture, -1 for captures that did not participate
Spans = list[int]


class Pattern:
    """A compiled pattern.

    :raises syntax.PatternError: with Go's message.
    """

    def __init__(self, text: str) -> None:
        parsed = syntax.parse(text)
        self.text = text
        self.names = parsed.names
        self._root = parsed.root
        self._translation: Translation | None = translate(parsed.root)
        self._linear: Machine | None = None

    def _machine(self) -> Machine:
        if self._linear is None:
            self._linear = Machine(Program(self._root))
        self._linear.begin()
        return self._linear

    def _fast(self, text: str) -> Translation | None:
        """Return the translation for Python's re if it is safe for this text."""
        translation = self._translation
        if translation is None or not translation.affordable(text):
            return None
        if not text.isascii() and _ESCAPED.search(text):
            return None
        return translation

    def match(self, text: str) -> bool:
        """Return whether the text contains a match."""
        fast = self._fast(text)
        if fast is not None:
            return fast.pattern.search(text) is not None
        return self._machine().search(text, 0, 2) is not None

    def find(self, text: str) -> str:
        """Return the leftmost match, or an empty text."""
        text = _normalize(text)
        fast = self._fast(text)
        if fast is not None:
            match = fast.pattern.search(text)
            return match.group() if match else ""
        spans = self._machine().search(text, 0, 2)
        return text[spans[0] : spans[1]] if spans else ""

    def start(self, text: str) -> int:
        """Return the start of the leftmost match, or -1."""
        spans = self._searcher(_normalize(text), 2)(0)
        return spans[0] if spans else -1

    def _searcher(self, text: str, slots: int) -> Callable[[int], Spans | None]:
        """Return a function that searches the text from a position."""
        fast = self._fast(text)
        if fast is None:
            machine = self._machine()
            return lambda position: machine.search(text, position, slots)
        search = fast.pattern.search

        def search_fast(position: int) -> Spans | None:
            match = search(text, position)
            if match is None:
                return None
            if slots == 2:
                return [match.start(), match.end()]
            return [end for pair in match.regs for end in pair]

        return search_fast

    def _spans(self, text: str, limit: int) -> Iterator[tuple[int, int]]:
        """Yield non-overlapping matches; an empty match right after another one is skipped."""
        search = self._searcher(text, 2)
        position, previous, count, size = 0, -1, 0, len(text)
        while count != limit and position <= size:
            spans = search(position)
            if spans is None:
                return
            start, end = spans[0], spans[1]
            accepted = True
            if end == position:
                accepted = start != previous
                position += 1
            else:
                position = end
            previous = end
            if accepted:
                yield start, end
                count += 1

    def find_all(self, text: str, limit: int) -> list[str] | None:
        """Return all matches, or None if there are none.

        :param limit: maximum number of matches; negative for all.
        """
        text = _normalize(text)
        fast = self._fast(text)
        if fast is not None and limit < 0 and not fast.can_be_empty:
            found = [match.group() for match in fast.pattern.finditer(text)]
        else:
            found = [text[start:end] for start, end in self._spans(text, limit if limit >= 0 else -1)]
        return found or None

    def split(self, text: str, limit: int) -> list[str] | None:
        """Return the substrings between the matches, or None for a limit of 0.

        :param limit: maximum number of substrings, the last being the unsplit rest; negative for all.
        """
        if limit == 0:
            return None
        text = _normalize(text)
        if self.text and not text:
            return [""]
        out: list[str] = []
        start = end = 0
        for match_start, match_end in self._spans(text, limit):
            if limit > 0 and len(out) >= limit - 1:
                break
            end = match_start
            if match_end:
                out.append(text[start:end])
            start = match_end
        if end != len(text):
            out.append(text[start:])
        return out

    def _replace(self, text: str, slots: int, template: Template | None, literal: str) -> str:
        search = self._searcher(text, slots)
        out: list[str] = []
        last_end = position = 0
        size = len(text)
        while position <= size:
            spans = search(position)
            if spans is None:
                break
            start, end = spans[0], spans[1]
            out.append(text[last_end:start])
            # an empty match right after another one is not replaced
            if end > last_end or start == 0:
                out.append(literal if template is None else template.expand(text, spans))
            last_end = end
            position = end if end > position else position + 1
        out.append(text[last_end:])
        return join(out)

    def replace_literal(self, text: str, replacement: str) -> str:
        """Replace each match with a literal text."""
        text = _normalize(text)
        fast = self._fast(text)
        if fast is not None and not fast.can_be_empty:
            if len(text) * len(replacement) > MAX_TEXT:
                return self._replace(text, 2, None, replacement)
            return fast.pattern.sub(lambda _match: replacement, text)
        return self._replace(text, 2, None, replacement)

    def replace(self, text: str, template: str) -> str:
        """Replace each match with a template that may contain ``$1``, ``${1}`` and ``$name``."""
        if "$" not in template:
            return self.replace_literal(text, template)
        text = _normalize(text)
        return self._replace(text, 2 * len(self.names), Template(template, self.names), "")


class Template:
    """A replacement template with ``$1``, ``${1}``, ``$name``, ``${name}`` and ``$$``.

    A name is as long as possible: ``$1W`` is the capture named ``1W``. An unknown capture is empty; a dollar sign
    without a name is kept.
    """

    def __init__(self, template: str, names: list[str]) -> None:
        self.parts: list[tuple[str, tuple[int, ...]]] = []
        position = 0
        while True:
            dollar = template.find("$", position)
            if dollar < 0:
                break
            self._text(template[position:dollar])
            position = dollar + 1
            if template.startswith("$", position):
                self._text("$")
                position += 1
                continue
            name, after = _name(template, position)
            if not name:
                self._text("$")
                continue
            position = after
            number = _number(name)
            if number < 0:
                # several captures may have the same name: the first that participated counts
                self.parts.append(("", tuple(index for index, other in enumerate(names) if other == name)))
            elif number < len(names):
                self.parts.append(("", (number,)))
        self._text(template[position:])

    def _text(self, text: str) -> None:
        if text:
            self.parts.append((text, ()))

    def expand(self, text: str, spans: Spans) -> str:
        """Return the replacement for a match."""
        out = []
        for literal, captures in self.parts:
            out.append(literal)
            for capture in captures:
                if spans[2 * capture] >= 0:
                    out.append(text[spans[2 * capture] : spans[2 * capture + 1]])
                    break
        return join(out)


def _is_word(rune: str) -> bool:
    if rune.isascii():
        return rune.isalnum() or rune == "_"
    category = unicodedata.category(rune)
    return category[0] == "L" or category == "Nd"


def _name(template: str, position: int) -> tuple[str, int]:
    """Return the name after a dollar sign, empty if there is none, and the position after it."""
    brace = template.startswith("{", position)
    start = end = position + brace
    while end < len(template) and _is_word(template[end]):
        end += 1
    name = template[start:end]
    if not name or (brace and not template.startswith("}", end)):
        return "", position
    return name, end + brace


def _number(name: str) -> int:
    """Return the capture number that a name stands for, or -1."""
    if not (name.isascii() and name.isdigit()) or len(name) > 9 or (name[0] == "0" and len(name) > 1):
        return -1
    return int(name)


def _normalize(text: str) -> str:
    """Return the text with adjacent escaped bytes that form valid UTF-8 decoded."""
    if text.isascii() or not _ESCAPED.search(text):
        return text
    return go_text(go_bytes(text))


@lru_cache(maxsize=256)
def compile_pattern(text: str) -> Pattern:
    """Compile a pattern; recently used ones are cached.

    :raises syntax.PatternError: with Go's message.
    """
    return Pattern(text)


def quote_meta(text: str) -> str:
    """regexp.QuoteMeta: return a pattern that matches the literal text."""
    return _META.sub(r"\\\g<0>", text)
