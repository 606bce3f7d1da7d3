# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A compiled pattern with the searches of Go's regexp that sprig offers.

Patterns are RE2's: the leftmost match, and of those the one that Perl would find; no match takes more than linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from ...gotemplate.limits import MAX_TEXT, join
from ..octets import decode, encode
from . import syntax
from .machine import Machine
from .program import Program
from .translate import Translation, translate

_ESCAPED = re.compile("[\udc80-\udcff]")
_META = re.compile(r"[\\.+*?()|\[\]{}^$]")

#: start and end of a match and of each capture, -1 for one that took no part
Spans = list[int]


class Pattern:
    """A compiled pattern.

    :raises syntax.PatternError: with Go's text.
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
        """The translation, where it may be used for this text."""
        translation = self._translation
        if translation is None or not translation.affordable(text):
            return None
        if not text.isascii() and _ESCAPED.search(text):
            return None
        return translation

    def match(self, text: str) -> bool:
        """Whether there is a match anywhere."""
        fast = self._fast(text)
        if fast is not None:
            return fast.pattern.search(text) is not None
        return self._machine().search(text, 0, 2) is not None

    def find(self, text: str) -> str:
        """The text of the leftmost match, ``""`` without one."""
        text = _normal(text)
        fast = self._fast(text)
        if fast is not None:
            match = fast.pattern.search(text)
            return match.group() if match else ""
        spans = self._machine().search(text, 0, 2)
        return text[spans[0] : spans[1]] if spans else ""

    def start(self, text: str) -> int:
        """Where the leftmost match begins, -1 without one."""
        spans = self._search_from(_normal(text), 2)(0)
        return spans[0] if spans else -1

    def _search_from(self, text: str, slots: int) -> _Search:
        return _Search(self, self._fast(text), text, slots)

    def _spans(self, text: str, limit: int) -> Iterator[tuple[int, int]]:
        """The matches that do not overlap; an empty one right after another match does not count."""
        search = self._search_from(text, 2)
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
        """The texts of the matches, None when there are none.

        :param limit: how many at most; negative for all.
        """
        text = _normal(text)
        fast = self._fast(text)
        if fast is not None and limit < 0 and not fast.can_be_empty:
            found = [match.group() for match in fast.pattern.finditer(text)]
        else:
            found = [text[start:end] for start, end in self._spans(text, limit if limit >= 0 else -1)]
        return found or None

    def split(self, text: str, limit: int) -> list[str] | None:
        """The texts between the matches, None for a limit of 0.

        :param limit: how many at most, the last with the rest; negative for all.
        """
        if limit == 0:
            return None
        text = _normal(text)
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
        search = self._search_from(text, slots)
        out: list[str] = []
        last_end = position = 0
        size = len(text)
        while position <= size:
            spans = search(position)
            if spans is None:
                break
            start, end = spans[0], spans[1]
            out.append(text[last_end:start])
            # not for an empty match right after another one
            if end > last_end or start == 0:
                out.append(literal if template is None else template.expand(text, spans))
            last_end = end
            position = end if end > position else position + 1
        out.append(text[last_end:])
        return join(out)

    def replace_literal(self, text: str, replacement: str) -> str:
        """The text with each match replaced."""
        text = _normal(text)
        fast = self._fast(text)
        if fast is not None and not fast.can_be_empty:
            if len(text) * len(replacement) > MAX_TEXT:
                return self._replace(text, 2, None, replacement)
            return fast.pattern.sub(lambda _match: replacement, text)
        return self._replace(text, 2, None, replacement)

    def replace(self, text: str, template: str) -> str:
        """As :meth:`replace_literal`, with ``$1``, ``${1}`` and ``$name`` in the replacement."""
        if "$" not in template:
            return self.replace_literal(text, template)
        text = _normal(text)
        return self._replace(text, 2 * len(self.names), Template(template, self.names), "")


class _Search:
    """Searches one text from growing positions."""

    def __init__(self, pattern: Pattern, fast: Translation | None, text: str, slots: int) -> None:
        self._fast = fast.pattern if fast is not None else None
        self._machine = pattern._machine() if fast is None else None
        self._text = text
        self._slots = slots

    def __call__(self, position: int) -> Spans | None:
        if self._fast is None:
            if self._machine is None:
                raise AssertionError
            return self._machine.search(self._text, position, self._slots)
        match = self._fast.search(self._text, position)
        if match is None:
            return None
        if self._slots == 2:
            return [match.start(), match.end()]
        return [end for pair in match.regs for end in pair]


class Template:
    """A replacement: ``$1``, ``${1}``, ``$name``, ``${name}`` and ``$$``.

    A name is as long as it can be: ``$1W`` is the capture named ``1W``. What is no capture is empty; a dollar that
    begins no name stays.
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
                # several captures may have one name: the first that took part counts
                self.parts.append(("", tuple(index for index, other in enumerate(names) if other == name)))
            elif number < len(names):
                self.parts.append(("", (number,)))
        self._text(template[position:])

    def _text(self, text: str) -> None:
        if text:
            self.parts.append((text, ()))

    def expand(self, text: str, spans: Spans) -> str:
        """The replacement of one match."""
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
    """The name that begins after a dollar and the position after it; an empty name when there is none."""
    brace = template.startswith("{", position)
    start = end = position + brace
    while end < len(template) and _is_word(template[end]):
        end += 1
    name = template[start:end]
    if not name or (brace and not template.startswith("}", end)):
        return "", position
    return name, end + brace


def _number(name: str) -> int:
    """The number of a capture that a name is, or -1."""
    if not (name.isascii() and name.isdigit()) or len(name) > 9 or (name[0] == "0" and len(name) > 1):
        return -1
    return int(name)


def _normal(text: str) -> str:
    """The text with bytes that together are UTF-8 as the runes they are."""
    if text.isascii() or not _ESCAPED.search(text):
        return text
    return decode(encode(text))


@lru_cache(maxsize=256)
def compile_pattern(text: str) -> Pattern:
    """A compiled pattern; those used of late are kept.

    :raises syntax.PatternError: with Go's text.
    """
    return Pattern(text)


def quote_meta(text: str) -> str:
    """The pattern that matches the text itself."""
    return _META.sub(r"\\\g<0>", text)
