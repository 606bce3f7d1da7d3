# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""String case functions: ``camelcase``, ``snakecase`` and ``kebabcase``, which split words as huandu/xstrings 1.5."""

from __future__ import annotations

import unicodedata

from ..gotemplate.functions import function
from .golib.unicode import SPACE_SET, is_number, is_punct, is_upper, lower_rune, runes, upper_rune

# word types
_INVALID, _NUMBER, _UPPER, _ALPHABET, _CONNECTOR, _PUNCT, _OTHER = range(7)

# Han characters, which xstrings does not count as an alphabet
_NO_ALPHABET = ((0x3400, 0x4D85), (0x4E00, 0x9FCC), (0x20000, 0x2B81D))


def is_connector(rune: str) -> bool:
    """Return whether a rune separates words: white space, hyphen or underscore."""
    return rune in "-_" or rune in SPACE_SET


def _is_alphabet(rune: str) -> bool:
    if unicodedata.category(rune)[0] != "L":
        return False
    code = ord(rune)
    return not any(low <= code <= high for low, high in _NO_ALPHABET)


def _is_lower_part(rune: str) -> bool:
    return _is_alphabet(rune) and not is_upper(rune)


def _is_other(rune: str) -> bool:
    return not (is_connector(rune) or _is_alphabet(rune) or is_number(rune) or is_punct(rune))


_CLASSES = (
    (_CONNECTOR, is_connector, is_connector),
    (_PUNCT, is_punct, is_punct),
    (_ALPHABET, _is_alphabet, _is_lower_part),
    (_NUMBER, is_number, is_number),
)


class _WordScanner:
    """Word scanner; invalid bytes belong to the rune before them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def _rune(self, position: int, previous: str) -> tuple[str, int]:
        """Return the next valid rune and the position after it; at the end, the previous rune again."""
        size = len(self.text)
        while position < size:
            char = self.text[position]
            position += 1
            if char != "\ufffd" and not "\udc80" <= char <= "\udcff":
                return char, position
        return previous, position

    def _run(self, position: int, rune: str, belongs: object) -> int:
        while position < len(self.text):
            rune, after = self._rune(position, rune)
            if not belongs(rune):  # type: ignore[operator]
                break
            position = after
        return position

    def done(self) -> bool:
        return self.position >= len(self.text)

    def next(self) -> tuple[int, str]:
        """Return type and text of the next word; ``_INVALID`` and an empty text at the end."""
        start, text = self.position, self.text
        if self.done():
            return _INVALID, ""
        rune, position = self._rune(start, "\ufffd")
        kind = _INVALID
        if rune != "\ufffd":
            kind, position = self._word(rune, start, position)
        self.position = position
        return kind, text[start:position]

    def _word(self, rune: str, start: int, position: int) -> tuple[int, int]:
        if is_upper(rune) and not is_connector(rune):
            return _UPPER, self._upper_word(rune, position)
        for kind, begins, continues in _CLASSES:
            if begins(rune):
                return kind, self._run(position, rune, continues)
        return _OTHER, self._run(position, rune, _is_other)

    def _upper_word(self, rune: str, position: int) -> int:
        size = len(self.text)
        if position >= size:
            return position
        rune, after = self._rune(position, rune)
        if not is_upper(rune):
            return self._run(after, rune, _is_lower_part) if _is_alphabet(rune) else position
        before, position = position, after
        while position < size:
            rune, after = self._rune(position, rune)
            if not is_upper(rune):
                # in HTTPStatus the S starts the second word
                return before if _is_alphabet(rune) else position
            before, position = position, after
        return position


def _lowered(kind: int, word: str, connector: str) -> str:
    if kind not in (_UPPER, _CONNECTOR):
        return word
    return "".join(
        [connector if is_connector(rune) else lower_rune(rune) if is_upper(rune) else rune for rune in runes(word)]
    )


def _join_words(text: str, connector: str) -> str:
    """Join the words of a text in lower case."""
    words = _WordScanner(text)
    out: list[str] = []
    kind, word = words.next()

    def trail(kind: int, word: str) -> tuple[int, str]:
        """Write the letters and numbers after a number without a connector."""
        while kind in (_ALPHABET, _NUMBER):
            out.append(_lowered(kind, word, connector))
            kind, word = words.next()
        if kind not in (_INVALID, _PUNCT, _CONNECTOR):
            out.append(connector)
        return kind, word

    while not words.done():
        if kind != _CONNECTOR:
            out.append(_lowered(kind, word, connector))
        previous, last = kind, word
        kind, word = words.next()
        if previous == _NUMBER:
            kind, word = trail(kind, word)
        elif previous == _CONNECTOR:
            out.append(_lowered(previous, last, connector))
        elif previous != _PUNCT:
            if kind != _NUMBER:
                if kind not in (_CONNECTOR, _PUNCT):
                    out.append(connector)
            elif not words.done():
                number = word
                kind, word = words.next()
                if kind == _ALPHABET:
                    out += (connector, number)
                    kind, word = trail(kind, word)
                else:
                    # the number ends the previous word, as in Bld4Floor
                    out.append(number)
                    if kind not in (_CONNECTOR, _PUNCT):
                        out.append(connector)
    out.append(_lowered(kind, word, connector))
    return "".join(out)


@function("snakecase", "string", result="string")
def snakecase(text: str) -> str:
    return _join_words(text, "_")


@function("kebabcase", "string", result="string")
def kebabcase(text: str) -> str:
    return _join_words(text, "-")


@function("camelcase", "string", result="string")
def camelcase(text: str) -> str:
    chars = runes(text)
    start = 0
    # leading connectors are kept
    while start < len(chars) and is_connector(chars[start]):
        start += 1
    out = [chars[:start]]
    if start == len(chars):
        return "".join((*out, chars[-1:]))
    rune = upper_rune(chars[start])
    in_upper = is_upper(chars[start])
    for following in chars[start + 1 :]:
        previous, rune = rune, following
        if is_connector(previous):
            if is_connector(rune):
                out.append(previous)
                continue
            in_upper = is_upper(rune)
            rune = upper_rune(rune)
        else:
            in_upper = in_upper and is_upper(rune)
            if in_upper:
                rune = lower_rune(rune)
            out.append(previous)
    out.append(rune)
    return "".join(out)
