# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Translate patterns to Python's re if they mean the same there and their backtracking is bounded.

A backtracking search tries paths through the pattern one by one. The positions of the pattern (its classes, in
Glushkov's sense) and the transitions between them bound the number of paths. If no two positions that can come next
overlap, and none is reached in two ways, there is one path. Two overlapping positions inside the same loop may multiply
the paths in each iteration, so the pattern is rejected. If one of them leaves the loop, there are at most as many paths
as runes, for each such loop.
"""

from __future__ import annotations

import re

from . import syntax
from .char_class import ANY, Class, overlap
from .program import nullable
from .syntax import Node

_MAX_POSITIONS = 400
_MAX_PATHS = 16

#: maximum cost of a search in steps of Python's re; above it the linear matcher is used
BUDGET = 5_000_000


class Translation:
    """A pattern for ``re``.

    :ivar pattern: the compiled pattern; its groups are numbered as the captures.
    :ivar degree: number of loops whose paths multiply.
    :ivar anchored: whether a match can only start at the beginning of the text.
    :ivar can_be_empty: whether the pattern matches the empty text.
    """

    __slots__ = ("pattern", "degree", "anchored", "can_be_empty", "_loops")

    def __init__(
        self,
        pattern: re.Pattern[str],
        degree: int,
        anchored: bool,
        can_be_empty: bool,
        loops: list[re.Pattern[str]] | None,
    ) -> None:
        self.pattern = pattern
        self.degree = degree
        self.anchored = anchored
        self.can_be_empty = can_be_empty
        self._loops = loops

    def affordable(self, text: str) -> bool:
        """Return whether a search of the text stays within the budget."""
        size = len(text) + 1
        paths = size ** (self.degree + 1)
        if (paths if self.anchored else paths * size) <= BUDGET:
            return True
        if self.degree or self._loops is None:
            return False
        # without choices a path is as long as what the loops can match in this text
        longest = 1
        for loop in self._loops:
            longest += max((match.end() - match.start() for match in loop.finditer(text)), default=0)
        return size * longest <= BUDGET


def translate(root: Node) -> Translation | None:
    """Return the pattern for ``re``, or None if its meaning or cost would differ."""
    try:
        analysis = _Analysis(root)
        degree = analysis.degree()
    except _Rejected:
        return None
    pattern = re.compile(_write(root))
    return Translation(pattern, degree, _starts_text(root), nullable(root), analysis.runs())


# --- writing ----------------------------------------------------------------------------------------------------------

_WRITTEN = {
    syntax.EMPTY: "(?:)",
    syntax.NEVER: "(?!)",
    syntax.BEGIN_TEXT: r"\A",
    syntax.END_TEXT: r"\Z",
    syntax.BEGIN_LINE: "(?m:^)",
    syntax.END_LINE: "(?m:$)",
    syntax.WORD_BOUNDARY: r"(?a:\b)",
    # before Python 3.14, \B does not match the empty text
    syntax.NO_WORD_BOUNDARY: r"(?!(?a:\b))",
}


def _rune(code: int) -> str:
    char = chr(code)
    if char.isascii() and char.isalnum():
        return char
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _class(runes: Class) -> str:
    if runes == ANY:
        return r"[\s\S]"
    if len(runes) == 1 and runes[0][0] == runes[0][1]:
        return _rune(runes[0][0])
    return "[" + "".join([_rune(low) if low == high else f"{_rune(low)}-{_rune(high)}" for low, high in runes]) + "]"


def _write(node: Node) -> str:
    op = node.op
    if op == syntax.RUNES:
        return _class(node.runes)
    if op == syntax.CONCAT:
        return "".join(map(_write, node.subs))
    if op == syntax.ALTERNATE:
        return "(?:" + "|".join(map(_write, node.subs)) + ")"
    if op == syntax.CAPTURE:
        return f"({_write(node.subs[0])})"
    if op == syntax.REPEAT:
        sub = node.subs[0]
        body = _write(sub)
        if sub.op not in (syntax.RUNES, syntax.CAPTURE, syntax.ALTERNATE):
            body = f"(?:{body})"
        low, high = node.low, node.high
        short = {(0, -1): "*", (1, -1): "+", (0, 1): "?"}.get((low, high))
        count = short or f"{{{low},{'' if high < 0 else high}}}"
        return body + count + ("" if node.greedy else "?")
    return _WRITTEN[op]


def _starts_text(node: Node) -> bool:
    if node.op == syntax.BEGIN_TEXT:
        return True
    if node.op in (syntax.CONCAT, syntax.CAPTURE):
        return _starts_text(node.subs[0])
    return node.op == syntax.ALTERNATE and all(map(_starts_text, node.subs))


# --- counting paths --------------------------------------------------------------------------------------------------


class _Rejected(Exception):
    """The pattern is not safe for ``re``."""


#: positions, each with the number of paths that reach it
_Paths = dict[int, int]


def _add(into: _Paths, paths: _Paths, times: int) -> None:
    for position, count in paths.items():
        into[position] = min(into.get(position, 0) + count * times, 1000)


class _Analysis:
    """The positions of a pattern: what can follow each by how many paths, and the loops around it."""

    def __init__(self, root: Node) -> None:
        self.classes: list[Class] = []
        self.loops: list[frozenset[int]] = []
        self.follow: list[_Paths] = []
        self.simple: list[Class] = []
        self.complex_loop = False
        self._loop_count = 0
        self._inside: tuple[int, ...] = ()
        self.first, last, empty = self._visit(root)
        self._ends = max(empty, *last.values(), 1)

    def _visit(self, node: Node) -> tuple[_Paths, _Paths, int]:
        """Return the first and last positions of a node, and the number of empty paths through it."""
        op = node.op
        if op == syntax.RUNES:
            position = len(self.classes)
            if position >= _MAX_POSITIONS:
                raise _Rejected
            self.classes.append(node.runes)
            self.loops.append(frozenset(self._inside))
            self.follow.append({})
            return {position: 1}, {position: 1}, 0
        if op == syntax.CAPTURE:
            return self._visit(node.subs[0])
        if op == syntax.ALTERNATE:
            first: _Paths = {}
            last: _Paths = {}
            empty = 0
            for sub in node.subs:
                sub_first, sub_last, sub_empty = self._visit(sub)
                first.update(sub_first)
                last.update(sub_last)
                empty += sub_empty
            return first, last, empty
        if op == syntax.CONCAT:
            return self._concat(node)
        if op == syntax.REPEAT:
            return self._repeat(node)
        return {}, {}, 0 if op == syntax.NEVER else 1

    def _link(self, last: _Paths, first: _Paths) -> None:
        """Let the positions ``first`` follow the positions ``last``."""
        for position, count in last.items():
            _add(self.follow[position], first, count)

    def _concat(self, node: Node) -> tuple[_Paths, _Paths, int]:
        first: _Paths = {}
        last: _Paths = {}
        empty = 1
        for sub in node.subs:
            sub_first, sub_last, sub_empty = self._visit(sub)
            self._link(last, sub_first)
            if empty:
                _add(first, sub_first, empty)
            ends: _Paths = {}
            if sub_empty:
                _add(ends, last, sub_empty)
            ends.update(sub_last)
            last = ends
            empty = min(empty * sub_empty, 1000)
        return first, last, empty

    def _repeat(self, node: Node) -> tuple[_Paths, _Paths, int]:
        sub = node.subs[0]
        looping = node.high < 0 or node.high > 1
        if looping and nullable(sub):
            # Python and Go differ in how they repeat an empty match
            raise _Rejected
        if not looping:
            first, last, empty = self._visit(sub)
            if node.high == 0:
                return {}, {}, 1
            return first, last, empty + (node.low == 0)
        self._loop_count += 1
        outer = self._inside
        self._inside = (*outer, self._loop_count)
        first, last, _empty = self._visit(sub)
        self._inside = outer
        if sub.op == syntax.RUNES:
            self.simple.append(sub.runes)
        else:
            self.complex_loop = True
        self._link(last, first)
        return first, last, int(node.low == 0)

    def degree(self) -> int:
        """Return the number of loops that can be left at more than one place.

        :raises _Rejected: the number of paths is not bounded.
        """
        choosing: set[int] = set()
        paths = self._ends
        nowhere: frozenset[int] = frozenset()
        for position, following in [(-1, self.first), *enumerate(self.follow)]:
            here = self.loops[position] if position >= 0 else nowhere
            ordered = sorted(following)
            conflicts = 0
            for one in ordered:
                if following[one] > 1:
                    # the same transition by several paths
                    if here & self.loops[one]:
                        raise _Rejected
                    conflicts += following[one]
            for index, one in enumerate(ordered):
                for other in ordered[index + 1 :]:
                    if not overlap(self.classes[one], self.classes[other]):
                        continue
                    if here & self.loops[one] & self.loops[other]:
                        raise _Rejected
                    left = (here & self.loops[one]) or (here & self.loops[other])
                    if left:
                        choosing.add(min(left))
                    else:
                        conflicts += 1
            paths *= 1 + conflicts
            if paths > _MAX_PATHS:
                raise _Rejected
        return len(choosing)

    def runs(self) -> list[re.Pattern[str]] | None:
        """Return patterns for what the loops can match, or None if a loop repeats more than a single rune."""
        if self.complex_loop:
            return None
        return [re.compile(f"{_class(runes)}+") for runes in dict.fromkeys(self.simple)]
