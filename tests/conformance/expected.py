# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare a rendering with an expected one, in which a NUL character matches any text within its line."""

from __future__ import annotations

import difflib
import os
import re

ANY = "\0"

_SCHEMA = "values don't meet the specifications of the schema(s)"
_DEBUG_HINT = "\n\nUse --debug flag to render out invalid YAML"


def output_fits(expected: str, actual: str) -> bool:
    """Return whether the actual text equals the expected one, apart from what NUL matches."""
    if ANY not in expected:
        return expected == actual
    wanted, got = expected.split("\n"), actual.split("\n")
    return len(wanted) == len(got) and all(map(line_fits, wanted, got))


def line_fits(expected: str, actual: str) -> bool:
    """Return whether a line matches; each NUL matches the shortest text before the next part."""
    if ANY not in expected:
        return expected == actual
    first, *middle, last = expected.split(ANY)
    if not actual.startswith(first) or not actual.endswith(last) or len(actual) < len(first) + len(last):
        return False
    position, end = len(first), len(actual) - len(last)
    for piece in middle:
        found = actual.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def either_fits(one: str, other: str) -> bool:
    """Return whether two texts are equal line by line, apart from what NUL in either matches."""
    lines, others = one.split("\n"), other.split("\n")
    return len(lines) == len(others) and all(
        line_fits(line, counterpart) or line_fits(counterpart, line)
        for line, counterpart in zip(lines, others, strict=True)
    )


def blank(line: str, other: str) -> str:
    """Return one of two lines with a NUL in place of the difference."""
    if line == other:
        return line
    start = len(os.path.commonprefix([line, other]))
    end = len(os.path.commonprefix([line[start:][::-1], other[start:][::-1]]))
    return f"{line[:start]}{ANY}{line[len(line) - end :]}"


def error_fits(expected: str, actual: str) -> bool:
    """Return whether an error names the same template, line and reason.

    Helm prints findings of a schema in random order and in its library's words; of those, only the charts that they are
    about are compared.
    """
    wanted, got = bare_error(expected), bare_error(actual)
    if wanted.startswith(_SCHEMA):
        return _about(wanted) == _about(got)
    return wanted == got


def bare_error(text: str) -> str:
    """Return an error without the text that the program puts around it."""
    return text.strip().removeprefix("Error: ").removesuffix(_DEBUG_HINT).strip()


def _about(text: str) -> tuple[str, ...]:
    lines = text.split("\n")
    return (lines[0], *sorted(line for line in lines[1:] if re.fullmatch(r"[^\s-].*:", line)))


def difference(expected: str, actual: str) -> str:
    """Return the lines that differ as a unified diff."""
    wanted, got = expected.split("\n"), actual.split("\n")
    if len(wanted) == len(got):
        # Show a matching line as expected, so that random parts are not differences.
        got = [line if line_fits(line, other) else other for line, other in zip(wanted, got, strict=True)]
    return "\n".join(difflib.unified_diff(wanted, got, "expected", "actual", lineterm="", n=2))
