# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A parser with go-yaml's look-ahead, which decides which of several errors in a YAML text is reported.

libyaml and PyYAML read ahead while any simple key is possible. go-yaml reads ahead only while one can begin at the
requested token, forgets that one when a flow collection ends, and checks a key only when it looks at it. If the fast
parser rejects a text, this one tells what go-yaml reports, which may be no error at all.
"""

from __future__ import annotations

from typing import Any

from . import pyyaml
from .yaml_events import PythonParser

_BREAKS = "\0\r\n\x85\u2028\u2029"
_BLANKS = _BREAKS + " \t"
_LONGEST_SIMPLE_KEY = 1024


class _Key:
    """The position of a possible simple key."""

    def __init__(self, parser: Any, possible: bool, required: bool) -> None:
        self.possible = possible
        self.required = required
        self.token_number = parser.tokens_taken + len(parser.tokens)
        self.index, self.line, self.column = parser.index, parser.line, parser.column
        self.mark = parser.get_mark()


class LookaheadParser(PythonParser):
    """PyYAML's parser with go-yaml's look-ahead."""

    def __init__(self, stream: bytes) -> None:
        self.levels: list[_Key | None] = [None]
        self.level_by_token: dict[int, int] = {}
        super().__init__(stream)

    def need_more_tokens(self) -> bool:
        """Return whether the next token is missing, or may be the start of a key."""
        if self.done:
            return False
        if not self.tokens:
            return True
        level = self.level_by_token.get(self.tokens_taken)
        return level is not None and level < len(self.levels) and self._is_valid(self.levels[level])

    def stale_possible_simple_keys(self) -> None:
        """Do nothing: keys are checked when they are used."""

    def _is_valid(self, key: _Key | None) -> bool:
        if key is None or not key.possible:
            return False
        if key.line < self.line or key.index + _LONGEST_SIMPLE_KEY < self.index:
            self._refuse_required(key)
            key.possible = False
            return False
        return True

    def _refuse_required(self, key: _Key) -> None:
        if key.required:
            text = "could not find expected ':'"
            raise pyyaml.ScannerError("while scanning a simple key", key.mark, text, self.get_mark())

    def save_possible_simple_key(self) -> None:
        """Record that a key may start here."""
        if self.allow_simple_key:
            key = _Key(self, True, not self.flow_level and self.indent == self.column)
            self.remove_possible_simple_key()
            self.levels[-1] = key
            self.level_by_token[key.token_number] = len(self.levels) - 1

    def remove_possible_simple_key(self) -> None:
        """Record that no key of this level can continue here."""
        key = self.levels[-1]
        if key is not None and key.possible:
            self._refuse_required(key)
            key.possible = False
            self.level_by_token.pop(key.token_number, None)

    def fetch_flow_collection_start(self, TokenClass: Any) -> None:
        """Read ``[`` or ``{``."""
        self.save_possible_simple_key()
        self.levels.append(_Key(self, False, False))
        self.flow_level += 1
        self.allow_simple_key = True
        self._append(TokenClass)

    def fetch_flow_collection_end(self, TokenClass: Any) -> None:
        """Read ``]`` or ``}``; the collection itself may be the key of the outer level."""
        self.remove_possible_simple_key()
        if self.flow_level > 0:
            self.flow_level -= 1
            key = self.levels.pop()
            if key is not None:
                self.level_by_token.pop(key.token_number, None)
        self.allow_simple_key = False
        self._append(TokenClass)

    def _append(self, token_class: Any) -> None:
        start = self.get_mark()
        self.forward()
        self.tokens.append(token_class(start, self.get_mark()))

    def _insert(self, token_number: int, token: Any) -> None:
        position = token_number - self.tokens_taken
        # At the end if its place was passed already.
        self.tokens.insert(position if position >= 0 else len(self.tokens), token)

    def fetch_value(self) -> None:
        """Read ``:``."""
        key = self.levels[-1]
        if key is not None and self._is_valid(key):
            self._insert(key.token_number, pyyaml.KeyToken(key.mark, key.mark))
            if not self.flow_level and self.add_indent(key.column):
                self._insert(key.token_number, pyyaml.BlockMappingStartToken(key.mark, key.mark))
            key.possible = False
            self.level_by_token.pop(key.token_number, None)
            self.allow_simple_key = False
        else:
            if not self.flow_level:
                if not self.allow_simple_key:
                    raise pyyaml.ScannerError(None, None, "mapping values are not allowed here", self.get_mark())
                if self.add_indent(self.column):
                    mark = self.get_mark()
                    self.tokens.append(pyyaml.BlockMappingStartToken(mark, mark))
            self.allow_simple_key = not self.flow_level
        self._append(pyyaml.ValueToken)

    def fetch_stream_end(self) -> None:
        """End the stream, on a new line."""
        if self.column:
            self.column = 0
            self.line += 1
        super().fetch_stream_end()

    def check_plain(self) -> bool:
        """Return whether a plain scalar can start here."""
        char, following = self.peek(), self.peek(1)
        if char == "-":
            return following not in " \t"
        if char in "?:":
            return not self.flow_level and following not in _BLANKS
        return char not in _BLANKS + ",[]{}#&*!|>'\"%@`"

    def scan_plain(self) -> Any:
        """Read a plain scalar; inside a flow collection, a colon ends it only before white space."""
        chunks: list[str] = []
        start = end = self.get_mark()
        indent = self.indent + 1
        spaces: list[str] = []
        while self.peek() != "#":
            length = 0
            while True:
                char = self.peek(length)
                if (
                    char in _BLANKS
                    or (char == ":" and self.peek(length + 1) in _BLANKS)
                    or (self.flow_level and char in ",?[]{}")
                ):
                    break
                length += 1
            if length == 0:
                break
            self.allow_simple_key = False
            chunks.extend(spaces)
            chunks.append(self.prefix(length))
            self.forward(length)
            end = self.get_mark()
            spaces = self.scan_plain_spaces(indent, start)
            if not spaces or (not self.flow_level and self.column < indent):
                break
        return pyyaml.ScalarToken("".join(chunks), True, start, end)
