# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource limits for the Jinja2 templates of one rendering, and the meter that enforces them.

Jinja2 has no limits of its own. These are far above what charts need, and below what harms the machine that renders.
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

#: How many levels deep lists and mappings may be nested.
MAX_NESTING = 200


@dataclass(frozen=True)
class JinjaLimits:
    """The limits of one rendering.

    :param text: bytes of one string.
    :param elements: elements of one list or mapping, and of one value with all that is nested in it.
    :param numbers: elements of one ``range``.
    :param work: bytes of all values that expressions create.
    :param output: characters that templates print; included templates count for the including one as well.
    :param steps: loop iterations, calls, filters and operators.
    :param depth: levels of nested macros, includes, ``tpl`` and recursive loops.
    :param tokens: tokens of all compiled templates, including the arguments of ``tpl``.
    :param seconds: elapsed time since the first template started.
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
        """Return these limits, lowered to the limits for Go templates where those are lower."""
        if limits is None:
            return cls()
        return cls(
            output=min(cls.output, limits.output),
            steps=min(cls.steps, limits.steps),
            depth=min(cls.depth, limits.depth),
            seconds=cls.seconds if limits.seconds is None else min(cls.seconds, limits.seconds),
        )


class JinjaMeter:
    """Counts what the templates of one rendering use; each method raises :class:`LimitError` above its limit."""

    __slots__ = ("limits", "_deadline", "_depth", "_output", "_steps", "_tokens", "_work")

    def __init__(self, limits: JinjaLimits) -> None:
        self.limits = limits
        self._deadline: float | None = None
        self._steps = self._work = self._output = self._depth = self._tokens = 0

    def check_time(self) -> None:
        """Raise if the time limit has passed."""
        now = time.monotonic()
        if self._deadline is None:
            self._deadline = now + self.limits.seconds
        elif now > self._deadline:
            raise LimitError(f"templates ran for more than {self.limits.seconds:g} seconds")

    def step(self) -> None:
        """Count an iteration, a call or an operation before it runs."""
        self._steps += 1
        if self._steps > self.limits.steps:
            raise LimitError(f"templates ran more than {self.limits.steps} loop iterations and operations")
        self.check_time()

    def token(self) -> None:
        """Count a token of a template that is compiled."""
        self._tokens += 1
        if self._tokens > self.limits.tokens:
            raise LimitError(f"templates have more than {self.limits.tokens} tokens")
        if not self._tokens & 1023:
            self.check_time()

    def write(self, text: str) -> None:
        """Count printed text."""
        self._output += len(text)
        if self._output > self.limits.output:
            raise LimitError(f"templates printed more than {self.limits.output} characters")

    def check_text(self, size: int) -> None:
        """Raise if a string of ``size`` characters is too long; call it before creating the string."""
        if size > self.limits.text:
            raise LimitError(f"a string of {size} characters would exceed the limit of {self.limits.text}")

    def check_list(self, size: int) -> None:
        """Raise if a list of ``size`` elements is too long; call it before creating the list."""
        if size > self.limits.elements:
            raise LimitError(f"a list of {size} elements would exceed the limit of {self.limits.elements}")

    def created(self, value: Any) -> Any:
        """Count a new value and return it."""
        if isinstance(value, str):
            size = sys.getsizeof(value)
            if size > self.limits.text + 100:
                raise LimitError(f"a string of {len(value)} characters exceeds the limit of {self.limits.text}")
        elif isinstance(value, (list, dict)):
            if len(value) > self.limits.elements:
                raise LimitError(f"a value of {len(value)} elements exceeds the limit of {self.limits.elements}")
            size = sys.getsizeof(value)
        else:
            return value
        self._work += size
        if self._work > self.limits.work:
            raise LimitError(f"expressions created more than {self.limits.work} bytes")
        return value

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Return a context that counts one level of nested templates or macros."""
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def enter(self) -> None:
        """Enter a nested template or macro."""
        if self._depth >= self.limits.depth:
            raise LimitError(f"macros, includes, tpl and loops are nested more than {self.limits.depth} levels deep")
        self._depth += 1

    def leave(self) -> None:
        """Leave a nested template or macro."""
        self._depth -= 1

    def counted(self, values: Iterable[Any]) -> Iterator[Any]:
        """Yield the elements; each counts as a step."""
        for value in values:
            self.step()
            yield value

    def measure(self, value: Any) -> bool:
        """Check the size of a value with all that is nested in it, counting shared parts each time they occur.

        A few steps can create a value that is small in memory and practically endless when it is printed or compared.

        :returns: whether all of it are Go values.
        """
        nodes = texts = 0
        plain = True
        level = [value]
        depth = 0
        while level:
            below: list[Any] = []
            nodes += len(level)
            if nodes > self.limits.elements:
                raise LimitError(f"a value contains more than {self.limits.elements} elements in total")
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
                raise LimitError(f"a value contains more than {self.limits.output} characters in total")
            depth += 1
            if depth > MAX_NESTING:
                raise LimitError(f"a value is nested more than {MAX_NESTING} levels deep")
            level = below
        return plain


_SCALARS = (str, int, float, bytes, type(None), NoValue, GoStruct, TypedNil)


def is_go_value(value: Any) -> bool:
    """Return whether a value is one that Go functions accept; elements of lists and mappings are not checked."""
    return isinstance(value, (_SCALARS, list, dict))
