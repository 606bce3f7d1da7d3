# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Building blocks of generated code, and the global names that it uses.

A building block is a Python expression with what is known about its value, or a function under construction. Text from
templates reaches the code only as literals made by ``repr``; all names in the code are generated here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Union

from . import kinds
from .functions import Function
from .literals import Literal, literal_of
from .nodes import ListNode, Node, Operand, PipeNode
from .strconv import go_bytes

FAST_TYPES: dict[str, type] = {
    "string": str,
    "int": int,
    "bool": bool,
    "float64": float,
    "[]interface {}": list,
    "map[string]interface {}": dict,
    "[]uint8": bytes,
}
CONSTANT_NAMES = {
    cls: "Const" + cls.__name__
    for cls in (
        kinds.Int8,
        kinds.Int16,
        kinds.Int32,
        kinds.Int64,
        kinds.Uint,
        kinds.Uint8,
        kinds.Uint16,
        kinds.Uint32,
        kinds.Uint64,
        kinds.Duration,
        kinds.Float32,
        kinds.NilMap,
        kinds.NilList,
    )
}
_MARK = re.compile("\\x00(a?)(\\d+)\\x00")
_NAME = re.compile(r"\b[a-z][0-9]+o?\b")


def function_global(name: str) -> str:
    """Return the global name of a template function in generated code."""
    if name.isascii() and name.isidentifier():
        return "F_" + name
    return "G_" + go_bytes(name).hex()


#: the classes of typed constants, by their global names in generated code
CONSTANT_CLASSES = {name: cls for cls, name in CONSTANT_NAMES.items()}


#: argument checks specialized for one type, by their global names: the Python type and the Go type
QUICK_CHECKS = {f"K_{kind.__name__}": (kind, go_type) for go_type, kind in FAST_TYPES.items()}


class Options:
    """What affects the generated code besides the text.

    :param functions: the functions of the set, which take precedence over Go's own.
    :param builtins: Go's own functions.
    :param zero: whether a missing key yields the zero value.
    :param eager_logic: whether ``and`` and ``or`` evaluate every argument.
    """

    __slots__ = ("functions", "builtins", "zero", "eager_logic")

    def __init__(
        self,
        functions: Mapping[str, Function],
        builtins: Mapping[str, Function],
        zero: bool = True,
        eager_logic: bool = False,
    ) -> None:
        self.functions = functions
        self.builtins = builtins
        self.zero = zero
        self.eager_logic = eager_logic


class Blames:
    """What errors in a unit of code refer to: nodes, numbered from 1 in each action, and function calls.

    The same action always becomes the same code; the line of an error tells which one it was. What is on which line is
    only recorded for locating errors, by marks that :meth:`unmark` removes.

    :param text: the text of the file.
    :param locate: whether to record.
    """

    def __init__(self, text: str, locate: bool) -> None:
        self.text = text
        self.locate = locate
        self.numbers: dict[int, int] = {}
        self.nodes: list[Node] = []
        #: of each action: the numbered nodes, and the offset from their positions
        self.actions: list[tuple[list[Node], int]] = []
        self.calls: list[tuple[int, str]] = []
        #: the index of the action of each generated line
        self.lines: list[int] = []
        #: generated line -> (number of the node to blame, name of the function)
        self.call_lines: dict[int, tuple[int, str]] = {}

    def begin(self, shift: int) -> None:
        """Start an action; ``shift`` is the offset from the positions of its nodes."""
        self.numbers = {}
        if self.locate:
            self.nodes = []
            self.actions.append((self.nodes, shift))

    def number(self, node: Node) -> int:
        """Return the number of a node."""
        found = self.numbers.get(id(node))
        if found is None:
            found = self.numbers[id(node)] = len(self.numbers) + 1
            if self.locate:
                self.nodes.append(node)
        return found

    def row(self, line: int, number: int) -> tuple[int, int, str]:
        """Return the line, column in bytes and text of a node.

        :param line: the generated line that failed.
        :param number: the number of the node in its action.
        """
        nodes, shift = self.actions[self.lines[line - 1]]
        node = nodes[number - 1]
        pos = node.pos + shift
        start = self.text.rfind("\n", 0, pos) + 1
        return self.text.count("\n", 0, start) + 1, len(go_bytes(self.text[start:pos])), str(node)

    def action_mark(self) -> str:
        """Return the mark at the start of a line from which on lines belong to the current action."""
        return f"\x00a{len(self.actions) - 1}\x00" if self.locate else ""

    def call_mark(self, blame: str, name: str) -> str:
        """Return the mark at the start of the line of a function call."""
        if not self.locate:
            return ""
        self.calls.append((int(blame), name))
        return f"\x00{len(self.calls) - 1}\x00"

    def unmark(self, lines: list[str]) -> None:
        """Remove the marks from the lines of the module, and record what they say."""
        if not self.locate:
            return
        action = 0
        for number, line in enumerate(lines):
            match = _MARK.match(line)
            if match is not None:
                if match.group(1):
                    action = int(match.group(2))
                else:
                    self.call_lines[number + 1] = self.calls[int(match.group(2))]
                lines[number] = line[match.end() :]
            self.lines.append(action)


class Expr:
    """A generated expression and what is known about its value.

    ``origin`` is code for the value's origin (see :mod:`.runtime`), ``root`` code for a value that is None if a nil is
    an invalid value. ``hint``: the name of its Python type, if known. ``atom``: it is a name or literal. ``pure``: it
    cannot fail and has no side effects. ``nest``: how deep its parentheses nest. ``constant``: it is a literal.

    For a variable, ``holder`` is the Python variable that holds its origin, if that changes; ``unsure`` says that its
    declaration may be skipped.
    """

    __slots__ = ("code", "origin", "root", "hint", "atom", "pure", "nest", "constant", "holder", "unsure")

    def __init__(
        self,
        code: str,
        origin: str = "False",
        root: str = "None",
        hint: str | None = None,
        atom: bool = False,
        pure: bool = False,
        nest: int = 1,
        constant: bool = False,
    ) -> None:
        self.code = code
        self.origin = origin
        self.root = root
        self.hint = hint
        self.atom = atom
        self.pure = pure
        self.nest = nest
        self.constant = constant
        self.holder: str | None = None
        self.unsure = False


class Scope:
    """A Python function under construction."""

    def __init__(self, parent: Scope | None, header: str) -> None:
        self.parent = parent
        self.header = header
        self.lines: list[tuple[int, str]] = []
        self.nested: list[Scope] = []
        self.indent = 1
        self.loops = 0
        self.names: set[str] = set()
        self.outer: set[str] = set()
        self.leaves_loop = False

    def add(self, line: str) -> None:
        self.lines.append((self.indent, line))

    def bind(self, name: str) -> None:
        """Record a new local name of the function."""
        self.names.add(name)

    def rebind(self, name: str) -> None:
        """Record an assignment to a name of this or an enclosing function."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope.outer.add(name)
            scope = scope.parent

    def render(self, depth: int) -> Iterator[str]:
        pad = " " * depth
        yield pad + self.header
        inner = pad + " "
        if self.outer:
            yield f"{inner}nonlocal {', '.join(sorted(self.outer))}"
        needed = sorted({name for scope in self.nested for name in scope.outer} & self.names)
        if needed:
            yield f"{inner}{' = '.join(needed)} = None"
        for scope in self.nested:
            yield from scope.render(depth + 1)
        for indent, line in self.lines:
            yield " " * (depth + indent) + line
        if not self.lines:
            yield inner + "pass"


class Separate:
    """The body of a branch that becomes a function of its own, once it runs.

    :ivar body: its nodes.
    :ivar vars: the template's variables that are in scope.
    :ivar dot: the cursor.
    :ivar counter: the number of names that the code around it used before.
    :ivar level: in how many such bodies it is, itself included.
    :ivar parameters: the Python variables that it may need besides ``d0``, ``o`` and ``J``.
    """

    __slots__ = ("body", "vars", "dot", "counter", "level", "parameters")

    def __init__(
        self,
        body: ListNode,
        variables: list[tuple[str, Expr]],
        dot: Expr,
        counter: int,
        level: int,
        parameters: Sequence[str],
    ) -> None:
        self.body = body
        self.vars = variables
        self.dot = dot
        self.counter = counter
        self.level = level
        self.parameters = parameters


def python_names(exprs: Iterable[Expr]) -> list[str]:
    """Return the Python variables but ``d0`` that the values and origins of variables are in, by first appearance."""
    names: dict[str, None] = {}
    for expr in exprs:
        names.update(dict.fromkeys(_NAME.findall(f"{expr.code} {expr.origin} {expr.root} {expr.holder}")))
    names.pop("d0", None)
    return list(names)


Cur = Union[Node, str]


def as_piped(value: Expr) -> Expr:
    """Return the value of a command as the next one in the pipeline gets it: unwrapped from its interface."""
    return Expr(value.code, "False", "None", value.hint, value.atom, value.pure, value.nest, value.constant)


def constant(value: Any) -> Expr:
    hints: dict[type, str] = {str: "str", int: "int", bool: "bool", float: "float"}
    kind = type(value)
    maker = CONSTANT_NAMES.get(kind)
    if maker is not None:
        inner = "" if isinstance(value, (dict, list)) else repr(float(value) if kind is kinds.Float32 else int(value))
        return Expr(f"{maker}({inner})", pure=True)
    if kind is complex:
        return Expr(f"complex({value.real!r}, {value.imag!r})", pure=True)
    if kind in hints or value is None or kind is bytes:
        return Expr(repr(value), hint=hints.get(kind), atom=True, pure=True, constant=kind in hints)
    return Expr(f"Z({kinds.go_type_name(value)!r})", pure=True)


def literal_in(pipe: PipeNode) -> Literal | None:
    """Return the constant that a pipeline begins with, parentheses aside; None if it begins with something else."""
    node: Operand = pipe
    while isinstance(node, PipeNode):
        node = node.commands[0].args[0]
    return literal_of(node)
