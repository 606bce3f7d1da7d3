# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes strings as YAML scalars: the choice of a style, and each style, as in go-yaml's emitter.

Columns count characters. Lines are folded at the first single space after column 80.
"""

from __future__ import annotations

import re

WIDTH = 80

PLAIN, SINGLE, DOUBLE, LITERAL = range(4)

_BREAKS = frozenset("\r\n\x85\u2028\u2029")
# Characters that the emitter escapes: all but LF, printable ASCII and the Basic Multilingual Plane above U+009F.
# Python takes milliseconds to compile a class of so many characters, and most texts are ASCII.
_SPECIAL = "[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]"
_SPECIAL_ASCII = re.compile("[^\n\x20-\x7e]")
_STARTS = frozenset("#,[]{}&*!|>'\"%@`")


class Analysis:
    """The styles that the characters of a string allow."""

    __slots__ = ("multiline", "plain", "single", "block", "flow_plain")

    def __init__(self, text: str) -> None:
        if text == "":
            self.multiline = False
            self.plain = self.single = True
            self.block = self.flow_plain = False
            return
        indicators = text.startswith(("---", "..."))
        flow_indicators = indicators
        first = text[0]
        following = text[1:2] in ("", " ", "\t")
        if first in _STARTS:
            indicators = flow_indicators = True
        elif first in "?:":
            flow_indicators = True
            indicators = indicators or following
        elif first == "-" and following:
            indicators = flow_indicators = True
        if not indicators and (": " in text or ":\t" in text or text[-1] == ":"):
            indicators = True
        if not indicators and "#" in text:
            # After a tab or line break, as after a space, it starts a comment.
            indicators = bool(_COMMENT.search(text))
        if not flow_indicators:
            flow_indicators = indicators or bool(_FLOW.search(text, 1))
        special = bool(_SPECIAL_ASCII.search(text) if text.isascii() else re.search(_SPECIAL, text))
        self.multiline = bool(_BREAK.search(text))
        leading = first == " " or first in _BREAKS
        last = text[-1]
        trailing_space = last == " "
        trailing = trailing_space or last in _BREAKS
        break_space = self.multiline and bool(_BREAK_SPACE.search(text))
        space_break = self.multiline and bool(_SPACE_BREAK.search(text))
        worst = space_break or special
        self.plain = not (leading or trailing or break_space or worst or self.multiline or indicators)
        self.flow_plain = not (leading or trailing or break_space or worst or self.multiline or flow_indicators)
        self.single = not (break_space or worst)
        self.block = not (trailing_space or worst)


_BREAK = re.compile("[\r\n\x85\u2028\u2029]")
_BREAK_SPACE = re.compile("[\r\n\x85\u2028\u2029] ")
_SPACE_BREAK = re.compile(" [\r\n\x85\u2028\u2029]")
_COMMENT = re.compile("(?:[ \t\0]|[\r\n\x85\u2028\u2029])#")
_FLOW = re.compile(r"[,?\[\]{}:]")

_ESCAPES = {
    "\0": "\\0",
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    "\x1b": "\\e",
    '"': '\\"',
    "\\": "\\\\",
    "\x85": "\\N",
    "\xa0": "\\_",
    "\u2028": "\\L",
    "\u2029": "\\P",
}
_NEEDS_ESCAPE = "[^ !#-\\[\\]-~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]"
_NEEDS_ESCAPE_ASCII = re.compile("[^ !#-\\[\\]-~]")


def _escape_char(char: str) -> str:
    known = _ESCAPES.get(char)
    if known is not None:
        return known
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    if code <= 0xFFFF:
        return f"\\u{code:04X}"
    return f"\\U{code:08X}"


def _escape(match: re.Match[str]) -> str:
    return _escape_char(match.group())


def double_quoted(text: str) -> str:
    """Return a string in double quotes, on one line."""
    if text.startswith("\ufeff"):
        # For every character, go-yaml checks the start of the string for a byte order mark.
        return '"' + "".join([_escape_char(char) for char in text]) + '"'
    needs_escape = _NEEDS_ESCAPE_ASCII if text.isascii() else re.compile(_NEEDS_ESCAPE)
    return '"' + needs_escape.sub(_escape, text) + '"'


def fold_plain(text: str, column: int, indent: int) -> str:
    """Return a plain scalar that starts at ``column``, with continuation lines indented by ``indent``."""
    lines: list[str] = []
    begin = 0
    last = len(text) - 1
    for match in _SPACES.finditer(text):
        start, end = match.span()
        if end - start == 1 and column + start - begin > WIDTH and start < last:
            lines.append(text[begin:start])
            begin, column = end, indent
    lines.append(text[begin:])
    return ("\n" + " " * indent).join(lines)


_SPACES = re.compile(" +")


def _write_break_aware(text: str, column: int, indent: int, allow_breaks: bool, quote_char: str) -> str:
    """Return the content of a single-quoted or plain scalar with line breaks."""
    out: list[str] = []
    spaces = breaks = False
    length = len(text)
    at_indent = False  # after a line break
    for position, char in enumerate(text):
        following = text[position + 1 : position + 2]
        if char == " ":
            if allow_breaks and not spaces and column > WIDTH and 0 < position < length - 1 and following != " ":
                if not at_indent or column > indent:
                    out.append("\n")
                    column = 0
                out.append(" " * (indent - column))
                column = indent
            else:
                out.append(char)
                column += 1
            spaces = True
        elif char in _BREAKS:
            if not breaks and char == "\n":
                out.append("\n")
            out.append(char)
            column = 0
            at_indent = True
            breaks = True
        else:
            if breaks and column < indent:
                out.append(" " * (indent - column))
                column = indent
            if char == "'" and quote_char:
                out.append("'")
                column += 1
            out.append(char)
            column += 1
            at_indent = spaces = breaks = False
    return "".join(out)


def fold_single(text: str, column: int, indent: int, allow_breaks: bool = True) -> str:
    """Return a string in single quotes; ``column`` is that of the opening quote."""
    if _BREAK.search(text):
        return "'" + _write_break_aware(text, column + 1, indent, allow_breaks, "'") + "'"
    quoted = text.replace("'", "''")
    if not allow_breaks or column + len(quoted) + 2 <= WIDTH:
        return f"'{quoted}'"
    lines: list[str] = []
    column += 1
    begin = 0
    last = len(quoted) - 1
    for match in _SPACES.finditer(quoted):
        start, end = match.span()
        if end - start == 1 and column + start - begin > WIDTH and 0 < start < last:
            lines.append(quoted[begin:start])
            begin, column = end, indent
    lines.append(quoted[begin:])
    return "'" + ("\n" + " " * indent).join(lines) + "'"


def fold_double(text: str, column: int, indent: int) -> str:
    """Return a string in double quotes; ``column`` is that of the opening quote."""
    whole = double_quoted(text)
    if column + len(whole) <= WIDTH or " " not in whole:
        return whole
    if text.startswith("\ufeff"):
        return whole
    lines: list[str] = []
    column += 1
    # No escape sequence contains a space, so escaping does not change where lines are folded.
    body = whole[1:-1]
    last = len(body) - 1
    begin = 0
    mark = ""
    for match in _SPACES.finditer(body):
        start, end = match.span()
        if column + start - begin > WIDTH and 0 < start < last:
            # The first space of a run becomes the line break; a backslash protects the others.
            lines.append(mark + body[begin:start])
            begin, column, mark = start + 1, indent, "\\" if end - start > 1 else ""
            column += len(mark)
    lines.append(mark + body[begin:])
    return '"' + ("\n" + " " * indent).join(lines) + '"'


_LINE_START = re.compile("\n(?=[^\n])")


def literal(text: str, indent: int) -> str:
    """Return a string in literal style, starting with ``|`` and without a final newline."""
    hint = "2" if text[0] == " " or text[0] in _BREAKS else ""
    if text[-1] not in _BREAKS:
        chomp = "-"
    elif len(text) == 1 or text[-2] in _BREAKS:
        chomp = "+"
    else:
        chomp = ""
    pad = " " * indent
    body = "\n" + text
    if body[-1] == "\n":
        body = body[:-1]
    if "\n\n" in body or body[-1] == "\n":
        body = _LINE_START.sub("\n" + pad, body)
    else:
        body = body.replace("\n", "\n" + pad)
    result = f"|{hint}{chomp}{body}"
    if "\u2028" in result or "\u2029" in result:
        result = re.sub("([\u2028\u2029])(?=[^\n\u2028\u2029])", lambda match: match.group() + pad, result)
    return result
