# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The nodes of a parsed template. ``str(node)`` is Go's ``Node.String()``, which errors quote.

``pos`` is an index into the template's text, in characters; the compiler converts it to Go's byte columns.
"""

from __future__ import annotations

from typing import Any, Union

from .strconv import WHITE_SPACE, quote


class Node:
    """A node and its position."""

    __slots__ = ("pos",)

    def __init__(self, pos: int) -> None:
        self.pos = pos


class TextNode(Node):
    """Plain text."""

    __slots__ = ("text",)

    def __init__(self, pos: int, text: str) -> None:
        self.pos = pos
        self.text = text

    def __str__(self) -> str:
        return self.text


class ListNode(Node):
    """A sequence of nodes: the body of a template or branch.

    :ivar end: where the body of a branch ends, as a position.
    :ivar actions: the number of actions in the body of a branch that print no constant, nested ones included.
    :ivar movable: whether the body of a branch can be a function of its own: it neither assigns to variables that may
        be declared outside of it nor ends a loop around it.
    """

    __slots__ = ("nodes", "end", "actions", "movable")

    def __init__(self, pos: int) -> None:
        self.pos = pos
        self.nodes: list[Statement] = []
        self.end = pos
        self.actions = 0
        self.movable = False

    def __str__(self) -> str:
        return "".join([str(node) for node in self.nodes])


class DotNode(Node):
    """The cursor, ``.``."""

    __slots__ = ()

    def __str__(self) -> str:
        return "."


class NilNode(Node):
    """The constant ``nil``."""

    __slots__ = ()

    def __str__(self) -> str:
        return "nil"


class BoolNode(Node):
    """The constant ``true`` or ``false``."""

    __slots__ = ("value",)

    def __init__(self, pos: int, value: bool) -> None:
        self.pos = pos
        self.value = value

    def __str__(self) -> str:
        return "true" if self.value else "false"


class StringNode(Node):
    """A string constant: the quoted literal, and its value."""

    __slots__ = ("quoted", "text")

    def __init__(self, pos: int, quoted: str, text: str) -> None:
        self.pos = pos
        self.quoted = quoted
        self.text = text

    def __str__(self) -> str:
        return self.quoted


class NumberNode(Node):
    """A number, as a value of each type that can represent it (None for the others)."""

    __slots__ = ("text", "int_value", "uint_value", "float_value", "complex_value")

    def __init__(self, pos: int, text: str) -> None:
        self.pos = pos
        self.text = text
        self.int_value: int | None = None
        self.uint_value: int | None = None
        self.float_value: float | None = None
        self.complex_value: complex | None = None

    def __str__(self) -> str:
        return self.text


class IdentifierNode(Node):
    """The name of a function."""

    __slots__ = ("name",)

    def __init__(self, pos: int, name: str) -> None:
        self.pos = pos
        self.name = name

    def __str__(self) -> str:
        return self.name


class FieldNode(Node):
    """A chain of fields of the cursor, such as ``.a.b``."""

    __slots__ = ("fields",)

    def __init__(self, pos: int, fields: list[str]) -> None:
        self.pos = pos
        self.fields = fields

    def __str__(self) -> str:
        return "." + ".".join(self.fields)


class VariableNode(Node):
    """A variable (its name includes the dollar sign) and the fields that follow it."""

    __slots__ = ("name", "fields")

    def __init__(self, pos: int, name: str, fields: list[str]) -> None:
        self.pos = pos
        self.name = name
        self.fields = fields

    def __str__(self) -> str:
        return ".".join([self.name, *self.fields])


class ChainNode(Node):
    """A term followed by fields, such as ``(pipeline).a.b``."""

    __slots__ = ("node", "fields")

    def __init__(self, pos: int, node: IdentifierNode | PipeNode, fields: list[str]) -> None:
        self.pos = pos
        self.node = node
        self.fields = fields

    def __str__(self) -> str:
        term = f"({self.node})" if isinstance(self.node, PipeNode) else str(self.node)
        return ".".join([term, *self.fields])


class CommandNode(Node):
    """A command of a pipeline: an operand and its arguments."""

    __slots__ = ("args",)

    def __init__(self, pos: int) -> None:
        self.pos = pos
        self.args: list[Operand] = []

    def __str__(self) -> str:
        return " ".join([f"({arg})" if isinstance(arg, PipeNode) else str(arg) for arg in self.args])


class PipeNode(Node):
    """A pipeline, and the variables that it declares or assigns."""

    __slots__ = ("decl", "is_assign", "commands", "shown", "made")

    def __init__(self, pos: int) -> None:
        self.pos = pos
        self.decl: list[VariableNode] = []
        self.is_assign = False
        self.commands: list[CommandNode] = []
        #: the cached result of ``str()``, which every enclosing pipeline asks for
        self.shown: str | None = None
        #: the code that the compiler made of it as the pipeline of an action, and for which cursor
        self.made: Any = None

    def __str__(self) -> str:
        if self.shown is None:
            self.shown = self._text()
        return self.shown

    def _text(self) -> str:
        text = " | ".join([str(command) for command in self.commands])
        if self.decl:
            names = ", ".join([str(variable) for variable in self.decl])
            return f"{names} {'=' if self.is_assign else ':='} {text}"
        return text


class ActionNode(Node):
    """A pipeline whose value is printed.

    Actions with the same text share one pipeline, in this and other nodes; ``shift`` is the offset from its positions
    to this action.
    """

    __slots__ = ("pipe", "shift")

    def __init__(self, pos: int, pipe: PipeNode, shift: int = 0) -> None:
        self.pos = pos
        self.pipe = pipe
        self.shift = shift

    def __str__(self) -> str:
        return "{{" + str(self.pipe) + "}}"


class BranchNode(Node):
    """Base class of if, range and with."""

    __slots__ = ("pipe", "body", "else_body", "shift")
    keyword = ""

    def __init__(self, pos: int, pipe: PipeNode, body: ListNode, else_body: ListNode | None, shift: int = 0) -> None:
        self.pos = pos
        self.pipe = pipe
        self.body = body
        self.else_body = else_body
        self.shift = shift

    def __str__(self) -> str:
        text = "{{" + f"{self.keyword} {self.pipe}" + "}}" + str(self.body)
        if self.else_body is not None:
            text += "{{else}}" + str(self.else_body)
        return text + "{{end}}"


class IfNode(BranchNode):
    """An if action."""

    __slots__ = ()
    keyword = "if"


class RangeNode(BranchNode):
    """A range action."""

    __slots__ = ()
    keyword = "range"


class WithNode(BranchNode):
    """A with action."""

    __slots__ = ()
    keyword = "with"


class BreakNode(Node):
    """A break action."""

    __slots__ = ()

    def __str__(self) -> str:
        return "{{break}}"


class ContinueNode(Node):
    """A continue action."""

    __slots__ = ()

    def __str__(self) -> str:
        return "{{continue}}"


class TemplateNode(Node):
    """A template invocation."""

    __slots__ = ("name", "pipe", "shift")

    def __init__(self, pos: int, name: str, pipe: PipeNode | None, shift: int = 0) -> None:
        self.pos = pos
        self.name = name
        self.pipe = pipe
        self.shift = shift

    def __str__(self) -> str:
        return "{{template " + quote(self.name) + (f" {self.pipe}" if self.pipe is not None else "") + "}}"


class EndNode(Node):
    """The end of a block; used inside the parser only."""

    __slots__ = ()

    def __str__(self) -> str:
        return "{{end}}"


class ElseNode(Node):
    """The else of a block; used inside the parser only."""

    __slots__ = ()

    def __str__(self) -> str:
        return "{{else}}"


CONSTANT_NODES = (BoolNode, NilNode, NumberNode, StringNode)
Constant = Union[BoolNode, NilNode, NumberNode, StringNode]
#: operands that are evaluated when the template runs
Computed = Union[DotNode, IdentifierNode, FieldNode, VariableNode, ChainNode, PipeNode]
#: operands without the fields that may follow them (Go's term)
Term = Union[Constant, DotNode, IdentifierNode, FieldNode, VariableNode, PipeNode]
Operand = Union[Constant, Computed]
Statement = Union[TextNode, ActionNode, IfNode, RangeNode, WithNode, BreakNode, ContinueNode, TemplateNode]
__all__ = [
    "CONSTANT_NODES",
    "ActionNode",
    "BoolNode",
    "BranchNode",
    "BreakNode",
    "ChainNode",
    "CommandNode",
    "Computed",
    "Constant",
    "ContinueNode",
    "DotNode",
    "ElseNode",
    "EndNode",
    "FieldNode",
    "IdentifierNode",
    "IfNode",
    "ListNode",
    "NilNode",
    "Node",
    "NumberNode",
    "Operand",
    "PipeNode",
    "RangeNode",
    "Statement",
    "StringNode",
    "TemplateNode",
    "Term",
    "TextNode",
    "VariableNode",
    "WithNode",
    "string_in",
]


def string_in(pipe: PipeNode) -> str | None:
    """Return the string constant that a pipeline consists of; None if it is anything else."""
    if len(pipe.commands) == 1 and not pipe.decl:
        args = pipe.commands[0].args
        if len(args) == 1 and isinstance(args[0], StringNode):
            return args[0].text
    return None


def is_empty(node: Node) -> bool:
    """Return whether a tree contains nothing but white space (Go's IsEmptyTree)."""
    if isinstance(node, ListNode):
        return all(is_empty(child) for child in node.nodes)
    return isinstance(node, TextNode) and not node.text.strip(WHITE_SPACE)
