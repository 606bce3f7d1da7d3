# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the parser makes of a file: its templates as trees of nodes, or a :class:`ParseError`."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import TemplateError
from .nodes import ListNode, PipeNode, is_empty


class ParseError(TemplateError):
    """A template does not parse; ``str()`` is Go's ``template: NAME:LINE: MESSAGE``.

    :param template: the name that the template was parsed under.
    :param line: the line that Go blames, from 1.
    """

    def __init__(self, template: str, line: int, message: str) -> None:
        super().__init__(f"template: {template}:{line}: {message}")
        self.template = template
        self.line = line
        self.message = message


class Tree:
    """One template of a file: its name (None: the file itself) and its nodes."""

    __slots__ = ("name", "root", "empty")

    def __init__(self, name: str | None, root: ListNode) -> None:
        self.name = name
        self.root = root
        self.empty = is_empty(root)


class Repeated:
    """What the parser made of an action, for the next one with the same text.

    :ivar context: ``if``, ``range``, ``with``, ``template``, ``end``, ``else`` or ``command``.
    :ivar pos: the position of its node.
    :ivar used: the variables around it that it uses.
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
    """What a file defines: trees by name, the file's own last, and the line on which it ends."""

    def __init__(self, trees: list[Tree], end_line: int) -> None:
        self.trees = trees
        self.end_line = end_line
        #: names of variables that something is assigned to, by a loop and in any way
        self.loop_assigned: set[str] = set()
        self.assigned: set[str] = set()
