# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of a YAML text, from PyYAML's C parser or its slower Python parser, and go-yaml's error texts.

go-yaml and PyYAML both derive from libyaml, so most error texts are the same.
"""

from __future__ import annotations

import re
from typing import Any

from . import pyyaml

#: how deep collections may nest. Go allows 10,000, which Python's stack cannot handle in a rendering, and the time that
#: libyaml takes grows with the square of the depth
MAX_DEPTH = 300
TOO_DEEP = f"yaml: exceeded max depth of {MAX_DEPTH}"


class PythonParser(pyyaml.Reader, pyyaml.Scanner, pyyaml.Parser):
    """PyYAML's parser in Python, without a constructor."""

    def __init__(self, stream: bytes) -> None:
        pyyaml.Reader.__init__(self, stream)
        pyyaml.Scanner.__init__(self)
        pyyaml.Parser.__init__(self)

    def _line_break(self) -> str:
        """Read a line break if one is next; return its normalized form."""
        return str(self.scan_line_break())  # type: ignore[no-untyped-call]

    def scan_to_next_token(self) -> None:
        """Skip blanks, comments and line breaks; unlike PyYAML, libyaml accepts tabs where no key can start."""
        if self.index == 0 and self.peek() == "\ufeff":
            self.forward()
        while True:
            while self.peek() == " " or (self.peek() == "\t" and (self.flow_level or not self.allow_simple_key)):
                self.forward()
            if self.peek() == "#":
                while self.peek() not in _BREAKS:
                    self.forward()
            if not self._line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_plain_spaces(self, indent: int, start_mark: Any) -> list[str]:
        """Read what separates two words of a plain scalar: blanks (including tabs) or line breaks."""
        length = 0
        while self.peek(length) in " \t":
            length += 1
        blanks = self.prefix(length)
        self.forward(length)
        if self.peek() not in _LINE_BREAKS:
            return [blanks] if blanks else []
        first = self._line_break()
        self.allow_simple_key = True
        breaks: list[str] = []
        while True:
            if self.prefix(3) in ("---", "...") and self.peek(3) in _BLANKS:
                return []
            while self.peek() == " " or (self.peek() == "\t" and self.column >= indent):
                self.forward()
            if self.peek() not in _LINE_BREAKS:
                break
            breaks.append(self._line_break())
        if first != "\n":
            return [first, *breaks]
        return breaks or [" "]


_LINE_BREAKS = "\r\n\x85\u2028\u2029"
_BREAKS = "\0" + _LINE_BREAKS
_BLANKS = _BREAKS + " \t"


def parser_for(octets: bytes) -> Any:
    """Return a parser, whose ``get_event`` returns the events."""
    pyyaml.require()
    if pyyaml.CParser is not None:
        return pyyaml.CParser(octets)
    return PythonParser(octets)


# Errors for which PyYAML's Python parser has other texts than the C parser.
_PROBLEMS = [
    (re.compile(pattern), text)
    for pattern, text in (
        (r"mapping values are not allowed here", "mapping values are not allowed in this context"),
        (r"mapping keys are not allowed here", "mapping keys are not allowed in this context"),
        (r"sequence entries are not allowed here", "block sequence entries are not allowed in this context"),
        (r"found character '.*' that cannot start any token", "found character that cannot start any token"),
        (r"expected <block end>, but found .*", "did not find expected key"),
        (r"expected ',' or '\]', but got .*", "did not find expected ',' or ']'"),
        (r"expected ',' or '\}', but got .*", "did not find expected ',' or '}'"),
        (r"expected '<document start>', but found .*", "did not find expected <document start>"),
        (r"expected the node content, but found .*", "did not find expected node content"),
        (r"found unknown escape character .*", "found unknown escape character"),
        (r"found unexpected document separator", "found unexpected document indicator"),
        (r"expected escape sequence of .*", "did not find expected hexdecimal number"),
        (
            r"expected alphabetic or numeric character, but found .*",
            "did not find expected alphabetic or numeric character",
        ),
        (r"expected indentation indicator in the range 1-9, but found 0", "found an indentation indicator equal to 0"),
        (r"expected chomping or indentation indicators, but found .*", "did not find expected comment or line break"),
        (r"expected a comment or a line break, but found .*", "did not find expected comment or line break"),
        (r"expected ' ', but found .*", "did not find expected whitespace or line break"),
        (r"found incompatible YAML document .*", "found incompatible YAML document"),
    )
]

_READER_REASONS = {
    "special characters are not allowed": "control characters are not allowed",
    "invalid start byte": "invalid leading UTF-8 octet",
    "invalid continuation byte": "invalid trailing UTF-8 octet",
    "unexpected end of data": "incomplete UTF-8 octet sequence",
}


def error_text(error: pyyaml.YAMLError) -> str:
    """Return the text of go-yaml for an error of PyYAML, with its prefix and line number."""
    if not isinstance(error, pyyaml.MarkedYAMLError):
        reason = str(getattr(error, "reason", "unknown problem parsing YAML content"))
        return "yaml: " + _READER_REASONS.get(reason, reason)
    problem = error.problem or "unknown problem parsing YAML content"
    for pattern, text in _PROBLEMS:
        if pattern.fullmatch(problem):
            context = error.context or ""
            if text == "did not find expected key" and ("sequence" in context or "collection" in context):
                text = "did not find expected '-' indicator"
            problem = text
            break
    line = 0
    if error.problem_mark is not None and error.problem_mark.line:
        # go-yaml counts lines from one in the scanner, from zero in the parser.
        line = error.problem_mark.line + isinstance(error, pyyaml.ScannerError)
    elif error.context_mark is not None and error.context_mark.line:
        line = error.context_mark.line
    where = f"line {line}: " if line else ""
    return f"yaml: {where}{problem}"
