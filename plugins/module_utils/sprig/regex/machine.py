# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Matching in linear time: all threads of a program run side by side through the text.

Threads are ordered by priority, and one that arrives where another already is dies, so that the number of steps is at
most that of the runes times that of the instructions, and what wins is what a backtracking search would find first.
Which threads go where depends on the class of the next rune and the conditions at the position alone, so that this is
worked out once and remembered: the states of an automaton built on the way.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from ...gotemplate.limits import LimitError
from .classes import Class, contains
from .program import (
    ASSERT,
    BEGIN_LINE,
    BEGIN_TEXT,
    END_LINE,
    END_TEXT,
    FAIL,
    MATCH,
    NO_WORD_BOUNDARY,
    RUNE,
    SAVE,
    SPLIT,
    WORD_BOUNDARY,
    Program,
)

_WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_MAX_TRANSITIONS = 10_000

#: the steps of threads that a series of searches may take, some ten seconds of them
MAX_STEPS = 30_000_000

#: a thread that goes on: its place among the threads before (-1 when it starts here), and the slots it notes
_Move = tuple[int, tuple[int, ...]]


class _State:
    """Where the threads stand, in order of priority; a thread that has matched can only be the last."""

    __slots__ = ("leaves", "matched", "next")

    def __init__(self, leaves: tuple[int, ...], matched: bool) -> None:
        self.leaves = leaves
        self.matched = matched
        self.next: dict[tuple[int, int, bool], tuple[_State, tuple[_Move, ...]]] = {}


class Machine:
    """Runs one program over texts."""

    def __init__(self, program: Program) -> None:
        self.program = program
        edges = {0}
        for instruction in program.instructions:
            for low, high in instruction.runes:
                edges.update((low, high + 1))
        self._edges = sorted(edges)
        self._ascii = [bisect_right(self._edges, rune) - 1 for rune in range(128)]
        self._members: dict[Class, frozenset[int]] = {}
        self._steps = 0
        self._clear()
        self._candidates = self._first_runes()

    def _clear(self) -> None:
        self._states: dict[tuple[int, ...], _State] = {}
        self._transitions = 0

    def _group(self, char: str) -> int:
        """The number of the group of runes that no class of the program tells apart."""
        rune = ord(char)
        if rune < 128:
            return self._ascii[rune]
        if 0xDC80 <= rune <= 0xDCFF:
            rune = 0xFFFD
        return bisect_right(self._edges, rune) - 1

    def _takes(self, runes: Class, group: int) -> bool:
        groups = self._members.get(runes)
        if groups is None:
            groups = frozenset(index for index, rune in enumerate(self._edges) if contains(runes, rune))
            self._members[runes] = groups
        return group in groups

    def _reach(self, start: int, conditions: int, seen: set[int]) -> list[tuple[int, tuple[int, ...]]]:
        """The runes and matches that a thread reaches without taking a rune, by priority, with the slots it notes.

        :param seen: the instructions where threads of more priority are already; those reached here are added.
        """
        leaves: list[tuple[int, tuple[int, ...]]] = []
        stack: list[tuple[int, tuple[int, ...]]] = [(start, ())]
        instructions = self.program.instructions
        while stack:
            index, slots = stack.pop()
            if index in seen:
                continue
            seen.add(index)
            instruction = instructions[index]
            op = instruction.op
            if op == RUNE:
                leaves.append((index, slots))
            elif op == MATCH:
                # whatever has less priority can no longer win
                leaves.append((index, slots))
                break
            elif op == SPLIT:
                stack.append((instruction.second, slots))
                stack.append((instruction.first, slots))
            elif op == SAVE:
                stack.append((instruction.first, (*slots, instruction.slot)))
            elif op == ASSERT:
                if instruction.slot & conditions:
                    stack.append((instruction.first, slots))
            else:
                if op != FAIL:
                    raise AssertionError
        return leaves

    def _first_runes(self) -> re.Pattern[str] | None:
        """A search for the places where a match can start, or None when it can start anywhere."""
        ranges: list[str] = []
        for index, _slots in self._reach(self.program.start, 63, set()):
            instruction = self.program.instructions[index]
            if instruction.op == MATCH:
                return None
            ranges += [f"\\U{low:08x}-\\U{high:08x}" for low, high in instruction.runes]
            if contains(instruction.runes, 0xFFFD):
                ranges.append("\\udc80-\\udcff")
        if not ranges or len(ranges) > 200:
            return None
        return re.compile("[" + "".join(ranges) + "]")

    def _state(self, leaves: tuple[int, ...]) -> _State:
        state = self._states.get(leaves)
        if state is None:
            matched = bool(leaves) and self.program.instructions[leaves[-1]].op == MATCH
            state = self._states[leaves] = _State(leaves, matched)
        return state

    def _step(self, state: _State, group: int, conditions: int, seeded: bool) -> tuple[_State, tuple[_Move, ...]]:
        """Where the threads of a state are after a rune of a group; ``seeded`` adds a new thread behind them."""
        instructions = self.program.instructions
        leaves: list[int] = []
        moves: list[_Move] = []
        seen: set[int] = set()
        starts = []
        for place, index in enumerate(state.leaves):
            instruction = instructions[index]
            if instruction.op == RUNE and self._takes(instruction.runes, group):
                starts.append((place, instruction.first))
        if seeded:
            starts.append((-1, self.program.start))
        for place, start in starts:
            for leaf, slots in self._reach(start, conditions, seen):
                leaves.append(leaf)
                moves.append((place, slots))
            if leaves and instructions[leaves[-1]].op == MATCH:
                break
        self._steps += len(seen) + len(state.leaves)
        return self._state(tuple(leaves)), tuple(moves)

    def begin(self) -> None:
        """Start to count the steps of a series of searches."""
        self._steps = 0

    def _conditions(self, text: str, position: int) -> int:
        size = len(text)
        before = text[position - 1] if position else ""
        after = text[position] if position < size else ""
        conditions = (
            WORD_BOUNDARY
            if (before in _WORD if before else False) != (after in _WORD if after else False)
            else NO_WORD_BOUNDARY
        )
        if not before:
            conditions |= BEGIN_TEXT | BEGIN_LINE
        elif before == "\n":
            conditions |= BEGIN_LINE
        if not after:
            conditions |= END_TEXT | END_LINE
        elif after == "\n":
            conditions |= END_LINE
        return conditions

    def search(self, text: str, position: int, slots: int) -> list[int] | None:
        """The leftmost match at or after a position: start and end of the match and of each capture, -1 for none.

        :param slots: how many positions are wanted; 2 for the match alone, which is faster.
        """
        conditional = self.program.conditional
        size = len(text)
        found: list[int] | None = None
        state = self._state(())
        threads: list[list[int]] = []
        group = -1
        while True:
            if not state.leaves and found is None and self._candidates is not None:
                candidate = self._candidates.search(text, position)
                if candidate is None:
                    return None
                if candidate.start() != position or group < 0:
                    position = candidate.start()
                    group = -1
            conditions = self._conditions(text, position) if conditional else 0
            seeded = found is None
            if group < 0:
                state, moves = self._step(self._state(()), 0, conditions, seeded)
            else:
                key = (group, conditions, seeded)
                known = state.next.get(key)
                if known is None:
                    known = state.next[key] = self._step(state, group, conditions, seeded)
                    self._transitions += 1
                state, moves = known
                if self._transitions > _MAX_TRANSITIONS:
                    # begin anew, so that the automaton does not outgrow the memory
                    self._clear()
                    state = self._state(state.leaves)
            if slots == 2:
                threads = [threads[place] if place >= 0 else [position] for place, _noted in moves]
            else:
                fresh: list[list[int]] = []
                for place, noted in moves:
                    if place >= 0:
                        thread = threads[place]
                        if noted:
                            thread = thread.copy()
                    else:
                        thread = [-1] * slots
                        thread[0] = position
                    for slot in noted:
                        thread[slot] = position
                    fresh.append(thread)
                threads = fresh
            self._steps += len(moves) + 1
            if self._steps > MAX_STEPS:
                raise LimitError("a regular expression takes too long for the text that it is searched in")
            if state.matched:
                found = threads[-1].copy()
                if slots == 2:
                    found.append(position)
                else:
                    found[1] = position
            if position >= size or (found is not None and len(state.leaves) <= state.matched):
                return found
            group = self._group(text[position])
            position += 1
