# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Linear-time matching: an NFA simulation whose states are cached as a lazily built DFA.

All threads of a program advance through the text in lockstep, ordered by priority. A thread that reaches an instruction
where another one already is dies, so the number of steps is bounded by runes times instructions, and the winning thread
is the match that backtracking would find first. The next state depends only on the class of the next rune and on the
conditions at the position, so each transition is computed once.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from ....gotemplate.limits import LimitError
from .char_class import Class, contains
from .program import (
    ASSERT,
    BEGIN_LINE,
    BEGIN_TEXT,
    END_LINE,
    END_TEXT,
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

#: maximum thread steps for a series of searches: about ten seconds
MAX_STEPS = 30_000_000

#: a thread that survives: its index in the previous state (-1 if it starts here), and the slots to set
_Move = tuple[int, tuple[int, ...]]


class _State:
    """The instructions of all threads by priority; only the last thread can have matched."""

    __slots__ = ("leaves", "matched", "next")

    def __init__(self, leaves: tuple[int, ...], matched: bool) -> None:
        self.leaves = leaves
        self.matched = matched
        self.next: dict[tuple[int, int, bool], tuple[_State, tuple[_Move, ...]]] = {}


class Machine:
    """Matcher for one program."""

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
        """Return the index of a rune's equivalence class: runes that no class of the program distinguishes."""
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
        """Return the RUNE and MATCH instructions reachable without consuming a rune, by priority, with slots to set.

        :param seen: instructions already occupied by threads of higher priority; updated.
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
                # threads of lower priority can no longer win
                leaves.append((index, slots))
                break
            elif op == SPLIT:
                stack.append((instruction.second, slots))
                stack.append((instruction.first, slots))
            elif op == SAVE:
                stack.append((instruction.first, (*slots, instruction.slot)))
            elif op == ASSERT and instruction.slot & conditions:
                stack.append((instruction.first, slots))
            # otherwise the thread dies
        return leaves

    def _first_runes(self) -> re.Pattern[str] | None:
        """Return a pattern for the runes that a match can start with, or None if it can start anywhere."""
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
        """Return the state after a rune of a group; ``seeded`` adds a thread of lowest priority."""
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
        """Reset the step counter for a series of searches."""
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
        """Return start and end of the leftmost match at or after a position and of its captures, -1 for unset ones.

        :param slots: number of positions to return; 2 for the match alone, which is faster.
        :raises LimitError: the search takes more than :data:`MAX_STEPS`.
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
                    # drop the cache, to bound memory
                    self._clear()
                    state = self._state(state.leaves)
            if slots == 2:
                threads = [threads[place] if place >= 0 else [position] for place, _slots in moves]
            else:
                fresh: list[list[int]] = []
                for place, changed in moves:
                    if place >= 0:
                        thread = threads[place]
                        if changed:
                            thread = thread.copy()
                    else:
                        thread = [-1] * slots
                        thread[0] = position
                    for slot in changed:
                        thread[slot] = position
                    fresh.append(thread)
                threads = fresh
            self._steps += len(moves) + 1
            if self._steps > MAX_STEPS:
                raise LimitError("the regular expression takes too long to match the text")
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
