# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses simple actions (see :mod:`.simple_actions`) from their texts, much faster than by tokens."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from .lexer import WORDS
from .nodes import (
    BoolNode,
    CommandNode,
    DotNode,
    FieldNode,
    IdentifierNode,
    NumberNode,
    Operand,
    PipeNode,
    StringNode,
    VariableNode,
)
from .number_literal import make_number
from .parse_tree import ParsedAction
from .simple_actions import TOKENS
from .strconv import LiteralSyntaxError

#: deeper parentheses are left to the parser, which has a limit
_MAX_DEPTH = 50
_NOT_EXECUTABLE = (BoolNode, DotNode, NumberNode, StringNode)


class _Misfit(Exception):
    """The parser has to read the action."""


def parse(match: re.Match[str], variables: Sequence[str], functions: Container[str]) -> ParsedAction | None:
    """Parse a simple action.

    :param variables: the variables in scope.
    :param functions: the names of all functions.
    :returns: None if the parser has to read it, be it for an error.
    """
    keyword, first, comma, second, _body, _dash = match.groups()
    if comma and keyword != "range":
        return None
    pipe = PipeNode(match.start(2) if first else match.start(5))
    declared = [name for name in (first, second) if name]
    if first:
        pipe.decl.append(VariableNode(match.start(2), first, []))
    if second:
        pipe.decl.append(VariableNode(match.start(4), second, []))
    used: set[str] = set()
    visible = [*variables, *declared] if declared else variables
    try:
        _Builder(pipe, visible, functions, used).read(match)
    except (_Misfit, LiteralSyntaxError):
        return None
    if declared:
        used.intersection_update(variables)
    return ParsedAction(keyword or "command", pipe.pos, pipe, "", frozenset(used), declared)


class _Builder:
    """Builds the nodes of a pipeline.

    :ivar used: is filled with the variables that it reads.
    """

    __slots__ = ("pipe", "variables", "functions", "used")

    def __init__(self, pipe: PipeNode, variables: Container[str], functions: Container[str], used: set[str]) -> None:
        self.pipe = pipe
        self.variables = variables
        self.functions = functions
        self.used = used

    def read(self, match: re.Match[str]) -> None:
        """Add the commands to the pipeline."""
        outer: list[tuple[PipeNode, CommandNode]] = []
        pipe = self.pipe
        command: CommandNode | None = None
        start, end = match.span(5)
        for token in TOKENS.finditer(match.string, start, end):
            text = token.group()
            pos = token.start()
            if text == "|":
                if command is None:
                    raise _Misfit
                command = None
                continue
            if text == ")":
                if not outer or command is None:
                    raise _Misfit
                _check(pipe)
                node: Operand = pipe
                pipe, command = outer.pop()
                command.args.append(node)
                continue
            if pipe.pos < 0:
                pipe.pos = pos
            if command is None:
                command = CommandNode(pos)
                pipe.commands.append(command)
            if text == "(":
                if len(outer) >= _MAX_DEPTH:
                    raise _Misfit
                outer.append((pipe, command))
                pipe, command = PipeNode(-1), None
            else:
                command.args.append(self.operand(text, pos))
        if outer or command is None:
            raise _Misfit
        _check(pipe)

    def operand(self, text: str, pos: int) -> Operand:
        """Return the node of an operand. As in Go, the position of several fields is that of the one after the first
        part."""
        char = text[0]
        if char == ".":
            if len(text) == 1:
                return DotNode(pos)
            fields = text[1:].split(".")
            return FieldNode(pos if len(fields) == 1 else pos + 1 + len(fields[0]), fields)
        if char == "$":
            name, *fields = text.split(".")
            if name not in self.variables:
                raise _Misfit
            self.used.add(name)
            return VariableNode(pos + len(name) if fields else pos, name, fields)
        if char == '"':
            return StringNode(pos, text, text[1:-1])
        if char == "`":
            return StringNode(pos, text, text[1:-1].replace("\r", ""))
        if "0" <= char <= "9":
            return make_number(pos, text)
        if text in WORDS:
            if text == "true" or text == "false":
                return BoolNode(pos, text == "true")
            raise _Misfit
        if text not in self.functions:
            raise _Misfit
        return IdentifierNode(pos, text)


def _check(pipe: PipeNode) -> None:
    commands = pipe.commands
    if len(commands) > 1:
        for command in commands[1:]:
            if isinstance(command.args[0], _NOT_EXECUTABLE):
                raise _Misfit
