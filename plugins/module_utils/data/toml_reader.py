# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a TOML text character by character, with errors as in BurntSushi/toml: by line and last key."""

from __future__ import annotations

from ..errors import DataError
from ..gotemplate.strconv import quote, quote_rune
from .toml_out import key_text

WHITESPACE = frozenset(" \t")
NEWLINES = frozenset("\n\r")
_CONTROL = frozenset([chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"] + ["\x7f"])


def quoted(char: str) -> str:
    return quote_rune(ord(char or "\0"))


def key_name(key: tuple[str, ...]) -> str:
    return ".".join([key_text(part) for part in key])


class Reader:
    """A position in a text, and the key for errors.

    :ivar context: the key of the current table.
    :ivar current_key: the key whose value is being read, else "".
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.line = 1
        self.at_end = False
        self.context: tuple[str, ...] = ()
        self.current_key = ""

    # --- errors ---

    def failure(self, message: str, line: int | None = None) -> DataError:
        line = self.line if line is None else line
        if self.current_key == "":
            last = key_name(self.context)
        elif not self.context:
            last = self.current_key
        else:
            last = f"{key_name(self.context)}.{self.current_key}"
        where = f"line {line} (last key {quote(last)})" if last else f"line {line}"
        return DataError(f"toml: {where}: {message}")

    def unexpected(self, message: str) -> DataError:
        """Return the error for the last character read, or the end of the text."""
        line = self.line
        if self.at_end and self.text[self.position - 1 : self.position] == "\n":
            line -= 1
        return self.failure(message, line)

    # --- characters ---

    def next(self) -> str:
        """Read the next character; "" at the end."""
        text, position = self.text, self.position
        if position >= len(text):
            self.at_end = True
            return ""
        char = text[position]
        if char == "\n":
            self.line += 1
        elif "\udc80" <= char <= "\udcff":
            raise self.failure(f"invalid UTF-8 byte: 0x{ord(char) - 0xDC00:02x}")
        elif char in _CONTROL or (char == "\r" and text[position + 1 : position + 2] != "\n"):
            raise self.failure(f"TOML files cannot contain control characters: '0x{ord(char):02x}'")
        self.position = position + 1
        return char

    def back(self) -> None:
        if self.at_end:
            self.at_end = False
            return
        self.position -= 1
        if self.text[self.position] == "\n":
            self.line -= 1

    def peek(self) -> str:
        char = self.next()
        self.back()
        return char

    def accept(self, wanted: str) -> bool:
        if self.next() == wanted:
            return True
        self.back()
        return False

    def skip_space(self) -> None:
        while self.next() in WHITESPACE:
            pass
        self.back()

    def skip_comment(self) -> None:
        while True:
            char = self.next()
            if char == "" or char in NEWLINES:
                self.back()
                return
