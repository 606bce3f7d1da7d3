# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The nodes of a parsed template. ``str(node)`` is Go's ``Node.String()``, which error messages show.

``pos`` is an index into the template's text (in characters; the compiler turns it into Go's byte columns).
"""

from __future__ import annotations

from typing import Union

from .strconv import quote


class Node:
    """A node and where it begins."""

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
    """Nodes in order: the body of a template or of a branch."""

    __slots__ = ("nodes",)

    def __init__(self, pos: int) -> None:
        self.pos = pos
        self.nodes: list[Statement] = []

    def __str__(self) -> str:
        return "".join([str(node) for node in self.nodes])


class DotNode(Node):
    """The cursor."""

    __slots__ = ()

    def __str__(self) -> str:
        return "."


class NilNode(Node):
    """The constant nil."""

    __slots__ = ()

    def __str__(self) -> str:
        return "nil"


class BoolNode(Node):
    """true or false."""

    __slots__ = ("value",)

    def __init__(self, pos: int, value: bool) -> None:
        self.pos = pos
        self.value = value

    def __str__(self) -> str:
        return "true" if self.value else "false"


class StringNode(Node):
    """A string constant: the literal with its quotes, and its text."""

    __slots__ = ("quoted", "text")

    def __init__(self, pos: int, quoted: str, text: str) -> None:
        self.pos = pos
        self.quoted = quoted
        self.text = text

    def __str__(self) -> str:
        return self.quoted


class NumberNode(Node):
    """A number, under each of the types that can hold it (None where one cannot)."""

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
    """A variable (its name begins with a dollar sign) and the fields that follow it."""

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
    """A step of a pipeline: what is evaluated, and its arguments."""

    __slots__ = ("args",)

    def __init__(self, pos: int) -> None:
        self.pos = pos
        self.args: list[Operand] = []

    def __str__(self) -> str:
        return " ".join([f"({arg})" if isinstance(arg, PipeNode) else str(arg) for arg in self.args])


class PipeNode(Node):
    """A pipeline, with the variables that it declares or assigns."""

    __slots__ = ("decl", "is_assign", "commands", "shown")

    def __init__(self, pos: int) -> None:
        self.pos = pos
        self.decl: list[VariableNode] = []
        self.is_assign = False
        self.commands: list[CommandNode] = []
        #: what ``str()`` gave: nested pipelines are asked for it once at each level
        self.shown: str | None = None

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

    Actions of one text share a pipeline, here as in other nodes: ``shift`` is how far behind the positions in it this
    one is.
    """

    __slots__ = ("pipe", "shift")

    def __init__(self, pos: int, pipe: PipeNode, shift: int = 0) -> None:
        self.pos = pos
        self.pipe = pipe
        self.shift = shift

    def __str__(self) -> str:
        return "{{" + str(self.pipe) + "}}"


class BranchNode(Node):
    """What if, range and with have in common."""

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
    """The invocation of a template."""

    __slots__ = ("name", "pipe", "shift")

    def __init__(self, pos: int, name: str, pipe: PipeNode | None, shift: int = 0) -> None:
        self.pos = pos
        self.name = name
        self.pipe = pipe
        self.shift = shift

    def __str__(self) -> str:
        return "{{template " + quote(self.name) + (f" {self.pipe}" if self.pipe is not None else "") + "}}"


class EndNode(Node):
    """The end of a block; only the parser sees it."""

    __slots__ = ()

    def __str__(self) -> str:
        return "{{end}}"


class ElseNode(Node):
    """The else of a block; only the parser sees it."""

    __slots__ = ()

    def __str__(self) -> str:
        return "{{else}}"


CONSTANT_NODES = (BoolNode, NilNode, NumberNode, StringNode)
Constant = Union[BoolNode, NilNode, NumberNode, StringNode]
#: operands whose value is not known before the template runs
Computed = Union[DotNode, IdentifierNode, FieldNode, VariableNode, ChainNode, PipeNode]
#: operands before the fields that follow them
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
]


def is_empty(node: Node) -> bool:
    """Whether a tree holds nothing but white space (Go's IsEmptyTree)."""
    if isinstance(node, ListNode):
        return all(is_empty(child) for child in node.nodes)
    # Go trims Unicode white space; str.strip also takes four separators (U+001C to U+001F) that Go does not.
    return isinstance(node, TextNode) and not node.text.strip(_GO_SPACE)


_GO_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    [chr(code) for code in range(0x2000, 0x200B)]
)
