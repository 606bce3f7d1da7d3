# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Jinja2 templates of one rendering may use up, and the meter that counts it.

Jinja2 has no bounds of its own. These are far above what charts need, and below what hurts the machine that renders.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..gotemplate.kinds import GoStruct, NoValue, TypedNil
from ..gotemplate.limits import LimitError, Limits

#: how deeply lists and mappings may nest in each other
MAX_NESTING = 200


@dataclass(frozen=True)
class JinjaLimits:
    """The bounds of one rendering.

    :param text: bytes of one text.
    :param elements: elements of one list or mapping; of a value with everything in it, too.
    :param numbers: elements of one ``range``.
    :param work: bytes of everything that expressions make, together.
    :param output: characters that templates print, included ones counted again.
    :param steps: iterations of loops, calls, filters and operators.
    :param depth: how deep macros, includes, ``tpl`` and recursive loops may go into each other.
    :param tokens: the size of the templates that are compiled, those given to ``tpl`` among them.
    :param seconds: time since the first template began.
    """

    text: int = 4 * 1024 * 1024
    elements: int = 1_000_000
    numbers: int = 100_000
    work: int = 256 * 1024 * 1024
    output: int = 64 * 1024 * 1024
    steps: int = 2_000_000
    depth: int = 100
    tokens: int = 100_000
    seconds: float = 20.0

    @classmethod
    def within(cls, limits: Limits | None) -> JinjaLimits:
        """These bounds, lowered to those that a rendering has for Go's templates."""
        if limits is None:
            return cls()
        return cls(
            output=min(cls.output, limits.output),
            steps=min(cls.steps, limits.steps),
            depth=min(cls.depth, limits.depth),
            seconds=cls.seconds if limits.seconds is None else min(cls.seconds, limits.seconds),
        )


class JinjaMeter:
    """Counts what the templates of one rendering use; every method raises :class:`LimitError` at its bound."""

    __slots__ = ("limits", "_deadline", "_depth", "_output", "_steps", "_tokens", "_work")

    def __init__(self, limits: JinjaLimits) -> None:
        self.limits = limits
        self._deadline: float | None = None
        self._steps = self._work = self._output = self._depth = self._tokens = 0

    def check_time(self) -> None:
        """Refuse to go on when the time is over."""
        now = time.monotonic()
        if self._deadline is None:
            self._deadline = now + self.limits.seconds
        elif now > self._deadline:
            raise LimitError(f"templates ran for more than {self.limits.seconds:g} seconds")

    def step(self) -> None:
        """Account for an iteration, a call or an operation that is about to run."""
        self._steps += 1
        if self._steps > self.limits.steps:
            raise LimitError(f"templates ran more than {self.limits.steps} loop iterations and operations")
        self.check_time()

    def token(self) -> None:
        """Account for a token of a template that is read."""
        self._tokens += 1
        if self._tokens > self.limits.tokens:
            raise LimitError(f"templates have more than {self.limits.tokens} words")
        if not self._tokens & 1023:
            self.check_time()

    def write(self, text: str) -> None:
        """Account for a text that is printed."""
        self._output += len(text)
        if self._output > self.limits.output:
            raise LimitError(f"templates printed more than {self.limits.output} characters")

    def text_of(self, size: int) -> None:
        """Refuse to make a text of ``size`` characters when that is more than a text may have."""
        if size > self.limits.text:
            raise LimitError(f"a text of {size} characters would be made, more than the {self.limits.text} allowed")

    def list_of(self, size: int) -> None:
        """Refuse to make a list of ``size`` elements when that is more than a list may have."""
        if size > self.limits.elements:
            raise LimitError(f"a list of {size} elements would be made, more than the {self.limits.elements} allowed")

    def made(self, value: Any) -> Any:
        """Account for a value that was made, and give it back."""
        if isinstance(value, str):
            size = sys.getsizeof(value)
            if size > self.limits.text + 100:
                raise LimitError(f"a text of {len(value)} characters was made, more than allowed")
        elif isinstance(value, (list, dict)):
            if len(value) > self.limits.elements:
                raise LimitError(
                    f"a value of {len(value)} elements was made, more than the {self.limits.elements} allowed"
                )
            size = sys.getsizeof(value)
        else:
            return value
        self._work += size
        if self._work > self.limits.work:
            raise LimitError(f"expressions made more than {self.limits.work} bytes")
        return value

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Around everything that runs templates or macros inside others."""
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def enter(self) -> None:
        """Go one level deeper."""
        if self._depth >= self.limits.depth:
            raise LimitError(
                f"macros, includes, tpl and loops go into each other more than {self.limits.depth} times deep"
            )
        self._depth += 1

    def leave(self) -> None:
        """Come back from :meth:`enter`."""
        self._depth -= 1

    def counted(self, values: Iterable[Any]) -> Iterator[Any]:
        """The elements, each accounted for."""
        for value in values:
            self.step()
            yield value

    def measure(self, value: Any) -> bool:
        """Look through a value with everything in it, shared parts as often as they show.

        A few steps suffice to make a value that is small in memory and endless when it is printed or compared.

        :returns: whether it holds nothing but Go's values.
        """
        nodes = texts = 0
        plain = True
        level = [value]
        depth = 0
        while level:
            below: list[Any] = []
            nodes += len(level)
            if nodes > self.limits.elements:
                raise LimitError(f"a value has more than {self.limits.elements} elements with everything in it")
            for item in level:
                if isinstance(item, str):
                    texts += len(item)
                elif isinstance(item, dict):
                    below.extend(item.values())
                    nodes += len(item)
                elif isinstance(item, list):
                    below.extend(item)
                elif isinstance(item, tuple):
                    plain = False
                    below.extend(item)
                elif not is_go_value(item):
                    plain = False
                if len(below) > self.limits.elements:
                    break
            if texts > self.limits.output:
                raise LimitError(f"a value has more than {self.limits.output} characters with everything in it")
            depth += 1
            if depth > MAX_NESTING:
                raise LimitError(f"a value nests more than {MAX_NESTING} levels deep")
            level = below
        return plain


_SCALARS = (str, int, float, bytes, type(None), NoValue, GoStruct, TypedNil)


def is_go_value(value: Any) -> bool:
    """Whether a value is one of those that Go's functions know; a list or mapping counts without its elements."""
    return isinstance(value, (_SCALARS, list, dict))
