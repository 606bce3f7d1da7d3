# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results of parsing a file: its templates as trees of nodes, or a :class:`ParseError`."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import TemplateError
from .nodes import ListNode, PipeNode, is_empty


class ParseError(TemplateError):
    """A template failed to parse; ``str()`` is Go's ``template: NAME:LINE: MESSAGE``.

    :param template: the name that the template was parsed under.
    :param line: the line that Go reports, from 1.
    """

    def __init__(self, template: str, line: int, message: str) -> None:
        super().__init__(f"template: {template}:{line}: {message}")
        self.template = template
        self.line = line
        self.message = message


class Tree:
    """One template of a file: its name (None for the file itself) and its nodes."""

    __slots__ = ("name", "root", "empty")

    def __init__(self, name: str | None, root: ListNode) -> None:
        self.name = name
        self.root = root
        self.empty = is_empty(root)


class ParsedAction:
    """The parsed form of an action, for later actions with the same text.

    :ivar context: ``if``, ``range``, ``with``, ``template``, ``end``, ``else`` or ``command``.
    :ivar pos: the position of its node.
    :ivar pipe: its pipeline; None for ``end`` and ``else``, and for ``template`` without an argument.
    :ivar used: the outer variables that it uses.
    :ivar declared: the variables that it declares.
    """

    __slots__ = ("context", "pos", "pipe", "name", "used", "declared")

    def __init__(
        self,
        context: str,
        pos: int,
        pipe: PipeNode | None = None,
        name: str = "",
        used: frozenset[str] = frozenset(),
        declared: Sequence[str] = (),
    ) -> None:
        self.context = context
        self.pos = pos
        self.pipe = pipe
        self.name = name
        self.used = used
        self.declared = declared


class ParsedFile:
    """The templates that a file defines, its own tree last, and the number of its last line."""

    def __init__(self, trees: list[Tree], end_line: int) -> None:
        self.trees = trees
        self.end_line = end_line
        #: names of variables that are assigned to: by a range, and in any way
        self.loop_assigned: set[str] = set()
        self.assigned: set[str] = set()
