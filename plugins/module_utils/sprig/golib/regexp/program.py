# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compile a pattern's syntax tree to the instructions that :mod:`.machine` executes."""

from __future__ import annotations

from . import syntax
from .char_class import Class
from .syntax import Node

RUNE = 0  # consume a rune of class `runes`, continue at `first`
SPLIT = 1  # continue at `first` and, with lower priority, at `second`
SAVE = 2  # store the position in slot `slot`, continue at `first`
ASSERT = 3  # continue at `first` if condition `slot` holds
MATCH = 4
FAIL = 5

#: conditions at a position, as bits
BEGIN_TEXT, END_TEXT, BEGIN_LINE, END_LINE, WORD_BOUNDARY, NO_WORD_BOUNDARY = 1, 2, 4, 8, 16, 32

_CONDITIONS = {
    syntax.BEGIN_TEXT: BEGIN_TEXT,
    syntax.END_TEXT: END_TEXT,
    syntax.BEGIN_LINE: BEGIN_LINE,
    syntax.END_LINE: END_LINE,
    syntax.WORD_BOUNDARY: WORD_BOUNDARY,
    syntax.NO_WORD_BOUNDARY: NO_WORD_BOUNDARY,
}


class Instruction:
    """An instruction; see the opcodes above for the meaning of its operands."""

    __slots__ = ("op", "first", "second", "slot", "runes")

    def __init__(self, op: int, first: int = 0, second: int = 0, slot: int = 0, runes: Class = ()) -> None:
        self.op = op
        self.first = first
        self.second = second
        self.slot = slot
        self.runes = runes


class Program:
    """Instructions and their entry point.

    :ivar conditional: whether there is an ASSERT instruction.
    """

    __slots__ = ("instructions", "start", "conditional")

    def __init__(self, root: Node) -> None:
        self.instructions: list[Instruction] = [Instruction(MATCH)]
        self.conditional = False
        self.start = self._compile(root, 0)

    def _add(self, op: int, first: int = 0, second: int = 0, slot: int = 0, runes: Class = ()) -> int:
        self.instructions.append(Instruction(op, first, second, slot, runes))
        return len(self.instructions) - 1

    def _split(self, body: int, after: int, greedy: bool) -> int:
        return self._add(SPLIT, body, after) if greedy else self._add(SPLIT, after, body)

    def _compile(self, node: Node, after: int) -> int:
        """Compile a node that continues at ``after`` and return its entry point."""
        op = node.op
        if op == syntax.RUNES:
            return self._add(RUNE, after, runes=node.runes)
        if op == syntax.CONCAT:
            for sub in reversed(node.subs):
                after = self._compile(sub, after)
            return after
        if op == syntax.ALTERNATE:
            start = self._compile(node.subs[-1], after)
            for sub in reversed(node.subs[:-1]):
                start = self._add(SPLIT, self._compile(sub, after), start)
            return start
        if op == syntax.CAPTURE:
            end = self._add(SAVE, after, slot=2 * node.index + 1)
            return self._add(SAVE, self._compile(node.subs[0], end), slot=2 * node.index)
        if op == syntax.REPEAT:
            return self._repeat(node, after)
        if op == syntax.EMPTY:
            return after
        if op == syntax.NEVER:
            return self._add(FAIL)
        self.conditional = True
        return self._add(ASSERT, after, slot=_CONDITIONS[op])

    def _repeat(self, node: Node, after: int) -> int:
        sub, low, high, greedy = node.subs[0], node.low, node.high, node.greedy
        if sub.op == syntax.EMPTY:
            return after
        if high < 0:
            if low == 0 and not nullable(sub):
                loop = self._split(0, after, greedy)
                body = self._compile(sub, loop)
                self._patch(loop, body, greedy)
                return loop
            loop = self._split(0, after, greedy)
            body = self._compile(sub, loop)
            self._patch(loop, body, greedy)
            start = body
            for _turn in range(low - 1):
                start = self._compile(sub, start)
            # if the body can be empty, x* is compiled as (x+)?, which keeps the priorities
            return self._split(start, after, greedy) if low == 0 else start
        start = after
        for _turn in range(high - low):
            start = self._split(self._compile(sub, start), after, greedy)
        for _turn in range(low):
            start = self._compile(sub, start)
        return start

    def _patch(self, loop: int, body: int, greedy: bool) -> None:
        if greedy:
            self.instructions[loop].first = body
        else:
            self.instructions[loop].second = body


def nullable(node: Node) -> bool:
    """Return whether a node can match the empty text."""
    op = node.op
    if op in (syntax.RUNES, syntax.NEVER):
        return False
    if op == syntax.CONCAT:
        return all(nullable(sub) for sub in node.subs)
    if op == syntax.ALTERNATE:
        return any(nullable(sub) for sub in node.subs)
    if op == syntax.CAPTURE:
        return nullable(node.subs[0])
    if op == syntax.REPEAT:
        return node.low == 0 or nullable(node.subs[0])
    return True
