# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiles the trees of a file to Python code.

Each template becomes a Python function ``(d0, o)``: the cursor, and the list that output is appended to. What a
template says reaches the code only as literals made by ``repr``; every name in it is made here. Calls of functions
stand on a line of their own, so that the line of a traceback tells which call failed; everything else that can fail is
handed the number of the node to blame. Neither costs anything while nothing fails.

Go marks the node that it is at while it evaluates, and blames the last one that it marked. ``_Body.cur`` follows that:
the node, or (after ``and`` and ``or``, whose path is only known at run time) code that gives its number.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Union

from . import kinds
from .functions import Function
from .literals import LiteralError, ideal_value, literal_of, typed_value
from .nodes import (
    ActionNode,
    BreakNode,
    ChainNode,
    CommandNode,
    ContinueNode,
    DotNode,
    FieldNode,
    IdentifierNode,
    IfNode,
    ListNode,
    NilNode,
    Node,
    PipeNode,
    RangeNode,
    TemplateNode,
    TextNode,
    VariableNode,
    WithNode,
)
from .parser import ParsedFile
from .printing import display
from .strconv import go_bytes

#: CPython allows 20 nested blocks and 100 levels of indentation, and 200 open parentheses.
_MAX_INDENT = 40
_MAX_LOOPS = 14
_MAX_NEST = 10
_MAX_ITEMS = 60

_FAST_TYPES: dict[str, type] = {
    "string": str,
    "int": int,
    "bool": bool,
    "float64": float,
    "[]interface {}": list,
    "map[string]interface {}": dict,
    "[]uint8": bytes,
}
_HINTS = {"string": "str", "int": "int", "bool": "bool", "float64": "float"}
_CONST_NAMES = {
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
_TRACER = re.compile(r"\x01(b\d+)\x02([^\x03]*)\x03")
_NEWLINE = re.compile("\n")
_CALL_MARK = re.compile("\x00(\\d+)\x00")


def function_global(name: str) -> str:
    """The global name under which generated code finds a function of templates."""
    if name.isascii() and name.isidentifier():
        return "F_" + name
    return "G_" + go_bytes(name).hex()


#: the classes that generated code makes typed constants with, by their global names
CONSTANT_CLASSES = {name: cls for cls, name in _CONST_NAMES.items()}


#: the checks of arguments that are made for one type, by their global names: the Python type and Go's
QUICK_CHECKS = {f"K_{kind.__name__}": (kind, go_type) for go_type, kind in _FAST_TYPES.items()}


class Options:
    """What besides the text decides the code.

    :param functions: the functions of the set, which hide Go's own of the same name.
    :param builtins: Go's own functions.
    :param zero: whether a missing key gives the zero value (the fast way; other settings go through calls).
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
    """The nodes that errors name, numbered from 1."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.numbers: dict[int, int] = {}
        self.nodes: list[Node] = []

    def number(self, node: Node) -> int:
        found = self.numbers.get(id(node))
        if found is None:
            self.nodes.append(node)
            found = self.numbers[id(node)] = len(self.nodes)
        return found

    def rows(self) -> list[tuple[int, int, str]]:
        """Line, column in bytes and text of each node."""
        starts = [0, *[match.end() for match in _NEWLINE.finditer(self.text)]]
        rows = []
        for node in self.nodes:
            line = bisect.bisect_right(starts, node.pos)
            rows.append((line, len(go_bytes(self.text[starts[line - 1] : node.pos])), str(node)))
        return rows


class _Expr:
    """A piece of generated code and what is known about its value.

    ``origin`` is the code of what ``runtime`` calls so; ``root`` that of the value which is None when a nil is an
    invalid value. ``atom``: a name or literal. ``pure``: it neither fails nor does anything. ``nest``: how deep
    parentheses go. ``constant``: a literal.
    """

    __slots__ = ("code", "origin", "root", "hint", "atom", "pure", "nest", "constant")

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


class _Scope:
    """A Python function in the making."""

    def __init__(self, parent: _Scope | None, header: str) -> None:
        self.parent = parent
        self.header = header
        self.lines: list[tuple[int, str]] = []
        self.nested: list[_Scope] = []
        self.indent = 1
        self.loops = 0
        self.names: set[str] = set()
        self.outer: set[str] = set()
        self.leaves_loop = False

    def add(self, line: str) -> None:
        self.lines.append((self.indent, line))

    def bind(self, name: str) -> None:
        """Note that the function assigns a local name that it makes itself."""
        self.names.add(name)

    def rebind(self, name: str) -> None:
        """Note that the function assigns a name of this or of an enclosing function."""
        scope: _Scope | None = self
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


Cur = Union[Node, str]


class _Body:
    """Compiles one tree into one Python function."""

    def __init__(self, owner: FileCompiler, root: ListNode, name: str, own_dollar: bool) -> None:
        self.owner = owner
        self.options = owner.options
        self.blames = owner.blames
        self.scope = _Scope(None, f"def {name}(d0, o):")
        self.dot = _Expr("d0", atom=True, pure=True, root="d0")
        self.counter = 0
        self.own_dollar = own_dollar
        self.assigns_dollar = False
        self.cur: Cur = root
        self.used_tracers: set[str] = set()
        self.pending: list[tuple[bool, str]] = []
        dollar = _Expr("d0", atom=True, pure=True, root="d0")
        if own_dollar:
            self.scope.bind("v0")
            self.scope.add("v0 = d0")
            dollar = _Expr("v0", atom=True, pure=True, root="v0")
        self.vars: list[tuple[str, _Expr]] = [("$", dollar)]
        self.statements(root.nodes)
        self.flush()

    # ------------------------------------------------------------------------------------------------- names

    def temp(self, prefix: str = "t") -> str:
        self.counter += 1
        name = f"{prefix}{self.counter}"
        self.scope.bind(name)
        return name

    def blame(self, cur: Cur | None = None) -> str:
        cur = self.cur if cur is None else cur
        if isinstance(cur, str):
            self.used_tracers.update(re.findall(r"b\d+", cur))
            return cur
        return str(self.blames.number(cur))

    def find_variable(self, name: str) -> _Expr | None:
        for known, expr in reversed(self.vars):
            if known == name:
                return expr
        return None

    # -------------------------------------------------------------------------------------------- statements

    def flush(self) -> None:
        items = self.pending
        if not items:
            return
        self.pending = []
        merged: list[tuple[bool, str]] = []
        for constant, code in items:
            if constant and merged and merged[-1][0]:
                merged[-1] = (True, merged[-1][1] + code)
            else:
                merged.append((constant, code))
        codes = [repr(code) if constant else code for constant, code in merged]
        if len(codes) == 1:
            self.scope.add(f"o.append({codes[0]})")
        else:
            self.scope.add(f"o.extend(({', '.join(codes)}))")

    def write_text(self, text: str) -> None:
        if text:
            self.pending.append((True, text))

    def write_code(self, code: str) -> None:
        self.pending.append((False, code))
        if len(self.pending) >= _MAX_ITEMS:
            self.flush()

    def statements(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            if isinstance(node, TextNode):
                self.write_text(node.text)
            elif isinstance(node, ActionNode):
                self.action(node)
            elif isinstance(node, (IfNode, WithNode)):
                self.flush()
                self.branch(node)
            elif isinstance(node, RangeNode):
                self.flush()
                self.range(node)
            elif isinstance(node, TemplateNode):
                self.flush()
                self.template(node)
            elif isinstance(node, (BreakNode, ContinueNode)):
                self.flush()
                is_break = isinstance(node, BreakNode)
                if self.scope.loops:
                    self.scope.add("break" if is_break else "continue")
                else:
                    self.scope.leaves_loop = True
                    self.scope.add(f"return {1 if is_break else 2}")

    def action(self, node: ActionNode) -> None:
        self.cur = node
        pipe = node.pipe
        if pipe.decl:
            self.flush()
            self.declaration(pipe)
            return
        expr = self.pipeline(pipe)
        if expr.constant:
            self.write_text(display(_constant_value(pipe)))
        elif expr.hint == "str":
            self.write_code(expr.code)
        else:
            self.write_code(f"P({expr.code})")

    def declaration(self, pipe: PipeNode) -> None:
        """A declaration or assignment that is an action: a statement of its own."""
        expr = self.commands(pipe)
        for variable in pipe.decl:
            if pipe.is_assign:
                target = self.assign_target(variable)
                if target is None:
                    self.scope.add(f"({expr.code})")
                    self.scope.add(f"X({self.blame()}, {f'undefined variable: {variable.name}'!r})")
                    continue
            else:
                target = self.new_variable(variable.name)
            self.scope.add(f"{target} = ({expr.code})")

    def assign_target(self, variable: VariableNode) -> str | None:
        found = self.find_variable(variable.name)
        if found is None:
            return None
        if found.code == "d0":
            self.assigns_dollar = True
        found.hint = None
        self.scope.rebind(found.code)
        return found.code

    def new_variable(self, name: str, origin: str = "False", root: str | None = None) -> str:
        code = self.temp("v")
        expr = _Expr(code, atom=True, pure=True, origin=origin, root=code if root is None else root)
        self.vars.append((name, expr))
        return code

    def branch(self, node: IfNode | WithNode) -> None:
        depth = len(self.vars)
        dot = self.dot
        word = "if"
        current: IfNode | WithNode | None = node
        scope = self.scope
        while current is not None:
            self.cur = current
            expr = self.pipeline(current.pipe)
            if isinstance(current, WithNode):
                name = self.temp("d")
                scope.add(f"{word} ({name} := ({expr.code})):")
                self.dot = _Expr(name, atom=True, pure=True, root=name)
            else:
                scope.add(f"{word} ({expr.code}):")
            inner = len(self.vars)
            self.block(current.body)
            del self.vars[inner:]
            self.dot = dot
            following: IfNode | WithNode | None = None
            if current.else_body is not None:
                nodes = current.else_body.nodes
                only = nodes[0] if len(nodes) == 1 else None
                if isinstance(only, (IfNode, WithNode)):
                    # An else that holds nothing but another branch: no deeper block is needed.
                    following = only
                    word = "elif"
                elif nodes:
                    scope.add("else:")
                    self.block(current.else_body)
            current = following
        del self.vars[depth:]

    def block(self, body: ListNode, loop: bool = False) -> None:
        """The statements of a branch or loop, indented, or in a function of their own where Python asks for that."""
        scope = self.scope
        scope.indent += 1
        if loop:
            scope.loops += 1
        before = len(scope.lines)
        if scope.indent < _MAX_INDENT and scope.loops < _MAX_LOOPS:
            self.statements(body.nodes)
            self.flush()
        else:
            self.counter += 1
            name = f"f{self.counter}"
            inner = _Scope(scope, f"def {name}():")
            self.scope = inner
            self.statements(body.nodes)
            self.flush()
            self.scope = scope
            scope.nested.append(inner)
            if inner.leaves_loop:
                code = self.temp("c")
                scope.add(f"{code} = {name}()")
                if scope.loops:
                    scope.add(f"if {code} == 1: break")
                    scope.add(f"if {code} == 2: continue")
                else:
                    scope.leaves_loop = True
                    scope.add(f"if {code}: return {code}")
            else:
                scope.add(f"{name}()")
        if len(scope.lines) == before:
            scope.add("pass")
        if loop:
            scope.loops -= 1
        scope.indent -= 1

    def range(self, node: RangeNode) -> None:
        depth = len(self.vars)
        scope = self.scope
        pipe = node.pipe
        self.cur = node
        source = self.temp("r")
        expr = self.pipeline(PipeNodeWithout(pipe)) if pipe.decl else self.pipeline(pipe)
        scope.add(f"{source} = ({expr.code})")
        blame = self.blame()
        targets: list[str] = []
        for place, variable in enumerate(pipe.decl):
            if pipe.is_assign:
                target = self.assign_target(variable)
                if target is None:
                    scope.add(f"X({blame}, {f'undefined variable: {variable.name}'!r})")
                    continue
            elif len(pipe.decl) == 2 and place == 0:
                target = self.new_variable(variable.name)
            else:
                target = self.new_variable(variable.name, origin=source, root="0")
            targets.append(target)
            if pipe.is_assign or (node.else_body is not None and node.else_body.nodes):
                scope.add(f"{target} = {source}")
        element = self.temp("d")
        if len(targets) == 2:
            index = self.temp("i") if pipe.is_assign else targets[0]
            loop_names, items = f"{index}, {element}", f"L2({source}, {blame})"
            prologue = ([f"{targets[0]} = {index}"] if pipe.is_assign else []) + [f"{targets[1]} = {element}"]
        else:
            loop_names, items = element, f"L({source}, {blame})"
            prologue = [f"{target} = {element}" for target in targets]
        has_else = node.else_body is not None and bool(node.else_body.nodes)
        if has_else:
            values = self.temp("s")
            scope.add(f"{values} = {items}")
            scope.add(f"if {values}:")
            scope.indent += 1
            items = values
        scope.add(f"for {loop_names} in {items}:")
        dot = self.dot
        self.dot = _Expr(element, atom=True, pure=True, origin=source, root="0")
        for line in prologue:
            scope.indent += 1
            scope.add(line)
            scope.indent -= 1
        inner = len(self.vars)
        self.block(node.body, loop=True)
        del self.vars[inner:]
        self.dot = dot
        if has_else:
            scope.indent -= 1
            scope.add("else:")
            self.block(node.else_body)  # type: ignore[arg-type]
        del self.vars[depth:]

    def template(self, node: TemplateNode) -> None:
        self.cur = node
        blame = self.blame()
        found = f"T({node.name!r}, {blame})"
        if node.pipe is None:
            self.scope.add(f"E({found}, None, o)")
            return
        expr = self.pipeline(node.pipe)
        self.scope.add(f"E({found}, {expr.code}, o)")

    # --------------------------------------------------------------------------------------------- pipelines

    def pipeline(self, pipe: PipeNode) -> _Expr:
        """The value of a pipeline as one expression; what it declares is assigned inside it."""
        expr = self.commands(pipe)
        for variable in pipe.decl:
            if pipe.is_assign:
                target = self.assign_target(variable)
                if target is None:
                    message = f"undefined variable: {variable.name}"
                    return self.then(expr, f"X({self.blame()}, {message!r})")
            else:
                target = self.new_variable(variable.name)
            expr = _Expr(f"({target} := {expr.code})", hint=expr.hint, nest=expr.nest + 1)
        return expr

    def commands(self, pipe: PipeNode) -> _Expr:
        self.cur = pipe
        value: _Expr | None = None
        prefix = ""
        for command in pipe.commands:
            if value is not None and value.nest > _MAX_NEST:
                name = self.temp()
                prefix += f"[{name} := {value.code}] and "
                value = _Expr(name, hint=value.hint, atom=True, pure=True)
            value = self.command(command, value)
        if value is None:
            raise AssertionError
        code = f"({prefix}{value.code})" if prefix else value.code
        return _Expr(
            code,
            hint=value.hint,
            atom=value.atom and not prefix,
            pure=value.pure and not prefix,
            nest=value.nest + bool(prefix),
            constant=value.constant and not prefix,
        )

    def then(self, first: _Expr | None, code: str, hint: str | None = None) -> _Expr:
        """Evaluate one expression for its effects, then another one."""
        if first is None:
            return _Expr(code, hint=hint)
        return _Expr(f"([{first.code}] and {code})", hint=hint, nest=first.nest + 2)

    def fail(self, message: str, first: _Expr | None = None) -> _Expr:
        return self.then(first, f"X({self.blame()}, {message!r})")

    def command(self, command: CommandNode, final: _Expr | None) -> _Expr:
        node = command.args[0]
        args = command.args[1:]
        if isinstance(node, FieldNode):
            self.cur = node
            return self.fields(self.dot, node.fields, args, final)
        if isinstance(node, IdentifierNode):
            return self.call(node, command, args, final)
        if isinstance(node, ChainNode):
            return self.chain_node(node, args, final)
        if isinstance(node, PipeNode):
            if args or final is not None:
                return self.fail(f"can't give argument to non-function {node}", final)
            return self.nested(node)
        self.cur = node
        if isinstance(node, VariableNode):
            variable = self.find_variable(node.name)
            if variable is None:
                return self.fail(f"undefined variable: {node.name}", final)
            if node.fields:
                return self.fields(variable, node.fields, args, final)
            if args or final is not None:
                return self.fail(f"can't give argument to non-function {node}", final)
            return variable
        if args or final is not None:
            return self.fail(f"can't give argument to non-function {node}", final)
        if isinstance(node, DotNode):
            return self.dot
        if isinstance(node, NilNode):
            return self.fail("nil is not a command")
        return self.ideal(node)

    def nested(self, node: PipeNode) -> _Expr:
        """A pipeline in parentheses. A deep one becomes a function, since Python allows so many parentheses."""
        outer = self.scope
        self.counter += 1
        name = f"e{self.counter}"
        inner = _Scope(outer, f"def {name}():")
        self.scope = inner
        before = len(self.vars)
        expr = self.pipeline(node)
        self.scope = outer
        if expr.nest <= _MAX_NEST:
            # It stays where it is: what it binds belongs to the enclosing function.
            outer.names |= inner.names
            outer.nested.extend(inner.nested)
            for scope in inner.nested:
                scope.parent = outer
            for known in inner.outer:
                outer.rebind(known)
            return expr
        for _rest, variable in self.vars[before:]:
            # Variables that it declares outlive it.
            inner.names.discard(variable.code)
            outer.bind(variable.code)
            inner.outer.add(variable.code)
        inner.add(f"return ({expr.code})")
        outer.nested.append(inner)
        if isinstance(self.cur, str):
            self.cur = node
        return _Expr(f"{name}()", hint=expr.hint)

    def ideal(self, node: Node) -> _Expr:
        literal = literal_of(node)
        if literal is None:
            raise AssertionError
        try:
            value = ideal_value(literal)
        except LiteralError as error:
            return self.fail(str(error))
        return _constant(value)

    # ------------------------------------------------------------------------------------------------ fields

    def chain_node(self, node: ChainNode, args: Sequence[Node], final: _Expr | None) -> _Expr:
        self.cur = node
        if isinstance(node.node, PipeNode):
            self.cur = node.node
            receiver = self.nested(node.node)
        else:
            if not isinstance(node.node, IdentifierNode):
                raise AssertionError
            self.cur = node.node
            receiver = self.call(node.node, node.node, (), None)
        return self.fields(receiver, node.fields, args, final, node)

    def fields(
        self,
        receiver: _Expr,
        names: Sequence[str],
        args: Sequence[Node],
        final: _Expr | None,
        chain: ChainNode | None = None,
    ) -> _Expr:
        blame = self.blame()
        if chain is not None:
            # For a method that fails Go blames the whole chain, for anything else what it evaluated last.
            blame = f"({blame}, {self.blame(chain)})"
        if args or final is not None:
            return self.method(receiver, names, args, final, blame)
        code, root, origin = receiver.code, receiver.root, receiver.origin
        pure = False
        if receiver.constant:
            root = "0"
        elif not receiver.atom:
            root = self.temp()
            code = f"({root} := {code})"
        if len(names) > 1:
            keys = ", ".join([repr(name) for name in names])
            text = f"C({code}, ({keys}), {blame}, {origin})"
        else:
            text = f"C1({code}, {names[0]!r}, {blame}, {origin})"
        return _Expr(text, origin="True", root=root, pure=pure, nest=receiver.nest + 1)

    def method(
        self, receiver: _Expr, names: Sequence[str], args: Sequence[Node], final: _Expr | None, blame: str
    ) -> _Expr:
        origin = receiver.origin
        prefix = ""
        last = "MISSING"
        if final is not None:
            last = self.temp()
            prefix = f"[{last} := {final.code}] and "
        keys = "".join([repr(name) + ", " for name in names])
        specs = "".join([self.spec(arg) + ", " for arg in args])
        return _Expr(
            f"({prefix}M({receiver.code}, ({keys}), {blame}, {origin}, ({specs}), {last}))",
            nest=receiver.nest + (final.nest if final is not None else 0) + 4,
        )

    def spec(self, node: Node) -> str:
        """An argument of what may turn out to be a method, whose parameters are not known yet."""
        self.cur = node
        literal = literal_of(node)
        if literal is not None:
            return f"('literal', {self.blame()}, {literal!r})"
        expr = self.argument_value(node)
        if expr.pure:
            return f"('value', {self.blame()}, {expr.code}, {expr.root})"
        return f"('code', lambda: ({expr.code}, {self.blame()}, {expr.root}))"

    # ----------------------------------------------------------------------------------------------- calls

    def call(self, node: IdentifierNode, command: Node, args: Sequence[Node], final: _Expr | None) -> _Expr:
        self.cur = node
        name = node.name
        function = self.options.functions.get(name)
        builtin = function is None
        if function is None:
            function = self.options.builtins[name]
        params = function.params
        given = len(args) + (final is not None)
        fixed = len(params) - 1 if function.variadic else len(params)
        if function.variadic:
            if given < fixed:
                return self.fail(f"wrong number of args for {name}: want at least {fixed} got {len(args)}", final)
        elif given != fixed:
            return self.fail(f"wrong number of args for {name}: want {fixed} got {given}", final)
        if builtin and name in ("and", "or") and not self.options.eager_logic:
            return self.logic(name, args, final)
        values = [self.argument(arg, params[min(place, len(params) - 1)]) for place, arg in enumerate(args)]
        prefix = ""
        if final is not None and not final.constant and not all(value.pure for value in values):
            # Go evaluates what is piped in before the other arguments.
            temp = self.temp()
            prefix = f"[{temp} := {final.code}] and "
            final = _Expr(temp, hint=final.hint, atom=True, pure=True, nest=final.nest)
        if final is not None:
            go_type = params[min(given - 1, len(params) - 1)]
            values.append(self.validate(_as_piped(final), go_type))
        nest = max([value.nest for value in values], default=0) + (3 if prefix else 1)
        if builtin and name == "not":
            return _Expr(f"({prefix}not {values[0].code})", hint="bool", nest=nest)
        codes = [value.code for value in values]
        if builtin and name == "slice":
            # It is the one function that looks at whether an index is held by an interface.
            for place, value in enumerate(values[1:], 1):
                if value.origin != "False":
                    codes[place] = self.boxed(args[place], value)
        if builtin and name == "len":
            codes.append(values[0].root)
        elif builtin and name == "call":
            codes.insert(0, repr(str(args[0])) if args else "None")
        target = function_global(name)
        mark = self.owner.call_mark(self.blame(command), name)
        code = f"(\n{mark}{target}({', '.join(codes)}))"
        if prefix:
            code = f"({prefix}{code})"
        result = function.result
        origin, root = ("True", "0") if result == kinds.ANY else ("False", "None")
        return _Expr(code, origin=origin, root=root, hint=_HINTS.get(result), nest=nest)

    def boxed(self, node: Node, value: _Expr) -> str:
        """An index of ``slice``, with whether an interface holds it, which the fields on the way decide."""
        fields: Sequence[str] = ()
        receiver = value
        if isinstance(node, FieldNode):
            receiver, fields = self.dot, node.fields
        elif isinstance(node, VariableNode) and node.fields:
            receiver, fields = self.find_variable(node.name) or value, node.fields
        names = "".join([repr(field) + ", " for field in fields])
        return f"B({receiver.code}, ({names}), {self.blame(node)}, {receiver.origin}, {receiver.root})"

    def logic(self, name: str, args: Sequence[Node], final: _Expr | None) -> _Expr:
        """Go's and/or are Python's; a tracer notes which argument was evaluated last, if anybody asks."""
        node = self.cur
        prefix = ""
        if final is not None and args:
            temp = self.temp()
            prefix = f"[{temp} := {final.code}] and "
            final = _Expr(temp, atom=True, pure=True)
        values: list[_Expr] = []
        curs: list[Cur] = []
        for arg in args:
            values.append(self.argument(arg, "reflect.Value"))
            curs.append(self.cur)
        codes = [value.code for value in values]
        codes = [value.code for value in values]
        if not args:
            self.cur = node
        elif len(args) > 1:
            tracer = self.temp("b")
            outcome = tracer
            for place, cur in enumerate(curs):
                if isinstance(cur, str):
                    number = -1 - place
                    outcome = f"({cur} if {tracer} == {number} else {outcome})"
                else:
                    number = self.blames.number(cur)
                codes[place] = f"(\x01{tracer}\x02({tracer} := {number}) and \x03{codes[place]})"
            self.cur = outcome
        if final is not None:
            codes.append(final.code)
        code = codes[0] if len(codes) == 1 else "(" + f" {name} ".join(codes) + ")"
        nest = max([value.nest for value in values], default=0) + (3 if prefix else 2)
        if prefix:
            code = f"({prefix}{code})"
        return _Expr(code, nest=nest)

    def argument(self, node: Node, go_type: str) -> _Expr:
        self.cur = node
        literal = literal_of(node)
        if literal is not None:
            try:
                return _constant(typed_value(literal, go_type))
            except LiteralError as error:
                return self.fail(str(error))
        return self.validate(self.argument_value(node), go_type)

    def argument_value(self, node: Node) -> _Expr:
        self.cur = node
        if isinstance(node, FieldNode):
            return self.fields(self.dot, node.fields, (), None)
        if isinstance(node, DotNode):
            return self.dot
        if isinstance(node, VariableNode):
            variable = self.find_variable(node.name)
            if variable is None:
                return self.fail(f"undefined variable: {node.name}")
            return self.fields(variable, node.fields, (), None) if node.fields else variable
        if isinstance(node, PipeNode):
            return self.nested(node)
        if isinstance(node, IdentifierNode):
            return self.call(node, node, (), None)
        if not isinstance(node, ChainNode):
            raise AssertionError
        return self.chain_node(node, (), None)

    def validate(self, value: _Expr, go_type: str) -> _Expr:
        """Check that a value fits a parameter, inline for the common types."""
        if go_type == kinds.ANY or go_type == "reflect.Value":
            if self.options.zero or value.constant or go_type == "reflect.Value":
                return value
            return _Expr(f"N({value.code})", value.origin, value.root, None, nest=value.nest + 1)
        fast = _FAST_TYPES.get(go_type)
        if fast is not None and value.hint == fast.__name__:
            return value
        blame = self.blame()
        if fast is None:
            return _Expr(f"K({value.code}, {go_type!r}, {blame}, {value.root})", nest=value.nest + 1)
        # Written out, the test of the type would run faster, and make the code much longer to compile.
        return _Expr(f"K_{fast.__name__}({value.code}, {blame}, {value.root})", hint=fast.__name__, nest=value.nest + 1)


class PipeNodeWithout(PipeNode):
    """A pipeline as ``range`` evaluates it: the loop assigns the variables."""

    __slots__ = ("original",)

    def __init__(self, pipe: PipeNode) -> None:
        super().__init__(pipe.pos)
        self.commands = pipe.commands
        self.original = pipe

    def __str__(self) -> str:
        return str(self.original)


def _as_piped(value: _Expr) -> _Expr:
    """The value of a step of a pipeline as the next step gets it: out of its interface."""
    return _Expr(value.code, "False", "None", value.hint, value.atom, value.pure, value.nest, value.constant)


def _constant(value: Any) -> _Expr:
    hints: dict[type, str] = {str: "str", int: "int", bool: "bool", float: "float"}
    kind = type(value)
    maker = _CONST_NAMES.get(kind)
    if maker is not None:
        inner = "" if isinstance(value, (dict, list)) else repr(float(value) if kind is kinds.Float32 else int(value))
        return _Expr(f"{maker}({inner})", pure=True)
    if kind is complex:
        return _Expr(f"complex({value.real!r}, {value.imag!r})", pure=True)
    if kind in hints or value is None or kind is bytes:
        return _Expr(repr(value), hint=hints.get(kind), atom=True, pure=True, constant=kind in hints)
    return _Expr(f"Z({kinds.go_type_name(value)!r})", pure=True)


def _constant_value(pipe: PipeNode) -> Any:
    node = pipe.commands[0].args[0]
    while isinstance(node, PipeNode):
        node = node.commands[0].args[0]
    literal = literal_of(node)
    if literal is None:
        raise AssertionError
    return ideal_value(literal)


class FileCompiler:
    """Compiles the trees of a parsed file into the source of one Python module."""

    def __init__(self, parsed: ParsedFile, text: str, options: Options) -> None:
        self.options = options
        self.blames = Blames(text)
        self.calls: list[tuple[int, str]] = []
        #: generated line -> (number of the node to blame, name of the function)
        self.call_lines: dict[int, tuple[int, str]] = {}
        lines: list[str] = []
        for number, tree in enumerate(parsed.trees):
            name = f"t{number}"
            body = _Body(self, tree.root, name, False)
            if body.assigns_dollar:
                body = _Body(self, tree.root, name, True)
            source = "\n".join(body.scope.render(0))
            if "\x01" in source:
                used = body.used_tracers
                source = _TRACER.sub(lambda match: match.group(2) if match.group(1) in used else "", source)  # noqa: B023
            lines.extend(source.split("\n"))
        for number, line in enumerate(lines):
            match = _CALL_MARK.match(line)
            if match is not None:
                self.call_lines[number + 1] = self.calls[int(match.group(1))]
                lines[number] = line[match.end() :]
        self.source = "\n".join(lines) + "\n"

    def call_mark(self, blame: str, name: str) -> str:
        self.calls.append((int(blame), name))
        return f"\x00{len(self.calls) - 1}\x00"


__all__ = ["CONSTANT_CLASSES", "Blames", "FileCompiler", "Options", "function_global"]
