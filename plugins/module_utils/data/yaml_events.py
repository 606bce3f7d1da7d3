# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of a YAML text, from PyYAML's C parser or its slower Python parser, and go-yaml's words for what is wrong.

go-yaml, libyaml and PyYAML share one ancestor, so most texts for problems are the same.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner


class _PythonParser(Reader, Scanner, Parser):
    """PyYAML's parser in Python, without anything that makes values."""

    def __init__(self, stream: bytes) -> None:
        Reader.__init__(self, stream)
        Scanner.__init__(self)
        Parser.__init__(self)


_CParser: Any
try:
    from yaml._yaml import CParser as _CParser
except ImportError:
    _CParser = None


def parser_for(octets: bytes) -> Any:
    """A parser with ``get_event``."""
    if _CParser is not None:
        return _CParser(octets)
    return _PythonParser(octets)


# what PyYAML's Python parser says in other words than the C parser
_PROBLEMS = [
    (re.compile(r"mapping values are not allowed here"), "mapping values are not allowed in this context"),
    (re.compile(r"mapping keys are not allowed here"), "mapping keys are not allowed in this context"),
    (re.compile(r"sequence entries are not allowed here"), "block sequence entries are not allowed in this context"),
    (re.compile(r"found character '.*' that cannot start any token"), "found character that cannot start any token"),
    (re.compile(r"expected <block end>, but found .*"), "did not find expected key"),
    (re.compile(r"expected ',' or '\]', but got .*"), "did not find expected ',' or ']'"),
    (re.compile(r"expected ',' or '\}', but got .*"), "did not find expected ',' or '}'"),
    (re.compile(r"expected '<document start>', but found .*"), "did not find expected <document start>"),
    (re.compile(r"expected the node content, but found .*"), "did not find expected node content"),
    (re.compile(r"found unknown escape character .*"), "found unknown escape character"),
    (re.compile(r"found unexpected document separator"), "found unexpected document indicator"),
    (re.compile(r"could not find expected ':'"), "could not find expected ':'"),
    (re.compile(r"expected escape sequence of .*"), "did not find expected hexdecimal number"),
]

_READER_REASONS = {
    "special characters are not allowed": "control characters are not allowed",
    "invalid start byte": "invalid leading UTF-8 octet",
    "invalid continuation byte": "invalid trailing UTF-8 octet",
    "unexpected end of data": "incomplete UTF-8 octet sequence",
}


def error_text(error: yaml.YAMLError) -> str:
    """A problem of PyYAML in the words of go-yaml, with ``yaml: `` and the line that it would name."""
    if not isinstance(error, yaml.MarkedYAMLError):
        reason = str(getattr(error, "reason", "unknown problem parsing YAML content"))
        return "yaml: " + _READER_REASONS.get(reason, reason)
    problem = error.problem or "unknown problem parsing YAML content"
    for pattern, text in _PROBLEMS:
        if pattern.fullmatch(problem):
            if text == "did not find expected key" and "sequence" in (error.context or ""):
                text = "did not find expected '-' indicator"
            problem = text
            break
    line = 0
    if error.problem_mark is not None and error.problem_mark.line:
        # a scanner's line is counted from one, a parser's from zero
        line = error.problem_mark.line + isinstance(error, yaml.scanner.ScannerError)
    elif error.context_mark is not None and error.context_mark.line:
        line = error.context_mark.line
    where = f"line {line}: " if line else ""
    return f"yaml: {where}{problem}"
