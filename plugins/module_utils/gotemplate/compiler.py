# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiles the trees of a file to Python code.

Each template becomes a Python function ``(d0, o, J)``: the cursor, the list that output is appended to, and the bodies
of branches that are functions of their own, by their positions. Most branches of a chart are not taken, so these bodies
are compiled when they first run. This module generates statements, :mod:`.expressions` the expressions in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .codegen import (
    CONSTANT_CLASSES,
    QUICK_CHECKS,
    Blames,
    Expr,
    Options,
    Scope,
    Separate,
    function_global,
    literal_in,
    python_names,
)
from .expressions import Expressions
from .literals import ideal_value
from .nodes import (
    ActionNode,
    BreakNode,
    ContinueNode,
    IfNode,
    ListNode,
    Node,
    PipeNode,
    RangeNode,
    TemplateNode,
    TextNode,
    WithNode,
    string_in,
)
from .parse_tree import ParsedFile, Tree
from .printing import display

#: CPython allows 20 nested blocks and 100 levels of indentation.
_MAX_INDENT = 40
_MAX_LOOPS = 14
_MAX_ITEMS = 60
#: number of actions in the smallest body of a branch that is compiled on its own, when it runs
MIN_ACTIONS = 4
#: how deep such bodies may nest, as each adds a call
_MAX_LEVEL = 6

_TRACER = re.compile(r"\x01(b\d+)\x02([^\x03]*)\x03")


class _Body(Expressions):
    """Compiles one tree, or the body of a branch in it, into one Python function.

    :param root: the tree.
    :param separate: the body; its variables and cursor are parameters.
    :param own_dollar: keep ``$`` in a variable of its own, because the template assigns to it.
    """

    def __init__(
        self,
        file: FileCompiler,
        options: Options,
        blames: Blames,
        header: str,
        root: ListNode,
        separate: Separate | None = None,
        own_dollar: bool = False,
    ) -> None:
        super().__init__(file.parsed, options, blames, header)
        self.file = file
        self.level = 0
        self.cur = root
        #: pending output: pairs of whether it is constant text, and the text or code
        self.pending: list[tuple[bool, str]] = []
        if separate is not None:
            self.vars = list(separate.vars)
            self.dot = separate.dot
            self.counter = separate.counter
            self.level = separate.level
        elif own_dollar:
            self.scope.bind("v0")
            self.scope.add("v0 = d0")
            self.vars = [("$", Expr("v0", atom=True, pure=True, root="v0"))]
        self.statements(root.nodes)
        self.flush()

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
        if self.scope.parent is not None:
            self.scope.add(f"o.extend(({', '.join(codes)},))")
        else:
            # Python compiles and runs this faster than a call of a method.
            self.scope.add(f"o += ({', '.join(codes)},)")

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
        pipe = node.pipe
        if pipe.decl:
            self.flush()
            self.declaration(node)
            return
        text = string_in(pipe)
        if text is not None:
            self.write_text(text)
            return
        start, expr = self.statement(node)
        literal = literal_in(pipe) if expr.constant else None
        if literal is not None:
            self.write_text(display(ideal_value(literal)))
        elif expr.hint == "str":
            self.write_code(start + expr.code)
        else:
            self.write_code(f"{start}P({expr.code})")

    def declaration(self, node: ActionNode) -> None:
        """Compile an action that is a declaration or assignment to a statement."""
        pipe = node.pipe
        start = self.begin(node, node.shift)
        expr = self.commands(pipe)
        for variable in pipe.decl:
            if pipe.is_assign:
                target = self.assign_target(variable)
                if target is None:
                    self.scope.add(f"({start}{expr.code})")
                    self.scope.add(f"({start}X({self.blame()}, {f'undefined variable: {variable.name}'!r}))")
                    continue
            else:
                target = self.new_variable(variable.name)
            self.scope.add(f"{target.code} = ({start}{expr.code})")
            if target.holder:
                self.scope.add(f"{target.holder} = False")

    def branch(self, node: IfNode | WithNode) -> None:
        depth = len(self.vars)
        dot = self.dot
        word = "if"
        current: IfNode | WithNode | None = node
        scope = self.scope
        while current is not None:
            start, expr = self.statement(current)
            if isinstance(current, WithNode):
                name = self.temp("d")
                scope.add(f"{word} ({name} := {start}{expr.code}):")
                self.dot = Expr(name, atom=True, pure=True, root=name)
            else:
                scope.add(f"{word} ({start}{expr.code}):")
            inner = len(self.vars)
            self.block(current.body)
            del self.vars[inner:]
            self.dot = dot
            following: IfNode | WithNode | None = None
            if current.else_body is not None:
                nodes = current.else_body.nodes
                only = nodes[0] if len(nodes) == 1 else None
                if isinstance(only, (IfNode, WithNode)):
                    # An else that contains only another branch needs no nested block.
                    following = only
                    word = "elif"
                elif nodes:
                    scope.add("else:")
                    self.block(current.else_body)
            current = following
        del self.vars[depth:]

    def block(self, body: ListNode, loop: bool = False) -> None:
        """Compile the body of a branch or loop: indented, or as a function once Python's nesting limits are near."""
        scope = self.scope
        scope.indent += 1
        if loop:
            scope.loops += 1
        before = len(scope.lines)
        if body.actions >= MIN_ACTIONS and body.movable and self.separate(body):
            pass
        elif scope.indent < _MAX_INDENT and scope.loops < _MAX_LOOPS:
            self.statements(body.nodes)
            self.flush()
        else:
            self.counter += 1
            name = f"f{self.counter}"
            inner = Scope(scope, f"def {name}():")
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

    def separate(self, body: ListNode) -> bool:
        """Compile the body of a branch to a call of a function that is compiled when it runs, if that is possible."""
        if self.level >= _MAX_LEVEL or self.loose:
            return False
        text = self.file.text[body.pos : body.end]
        used = [variable for name, variable in self.vars if name in text]
        if any(variable.unsure for variable in used):
            return False
        parameters = python_names([self.dot, *used])
        self.file.bodies[body.pos] = Separate(body, list(self.vars), self.dot, self.counter, self.level + 1, parameters)
        self.scope.add(f"J[{body.pos}]({', '.join(['d0', 'o', *parameters])})")
        return True

    def range(self, node: RangeNode) -> None:
        depth = len(self.vars)
        scope = self.scope
        pipe = node.pipe
        start = self.begin(node, node.shift)
        source = self.temp("r")
        expr = self.pipeline(PipeNodeWithout(pipe)) if pipe.decl else self.pipeline(pipe)
        scope.add(f"{source} = ({start}{expr.code})")
        blame = self.blame()
        targets: list[Expr] = []
        for place, variable in enumerate(pipe.decl):
            if pipe.is_assign:
                target = self.assign_target(variable)
                if target is None:
                    scope.add(f"({start}X({blame}, {f'undefined variable: {variable.name}'!r}))")
                    continue
            elif len(pipe.decl) == 2 and place == 0:
                target = self.new_variable(variable.name)
            else:
                target = self.new_variable(variable.name, source)
            targets.append(target)
            if pipe.is_assign or (node.else_body is not None and node.else_body.nodes):
                scope.add(f"{target.code} = {source}")
                if target.holder:
                    scope.add(f"{target.holder} = False")
        element = self.temp("d")
        if len(targets) == 2:
            index = self.temp("i") if pipe.is_assign else targets[0].code
            loop_names, items = f"{index}, {element}", f"({start}L2({source}, {blame}))"
            prologue = ([f"{targets[0].code} = {index}"] if pipe.is_assign else []) + [f"{targets[1].code} = {element}"]
            if targets[0].holder:
                prologue.append(f"{targets[0].holder} = False")
        else:
            loop_names, items = element, f"({start}L({source}, {blame}))"
            prologue = [f"{target.code} = {element}" for target in targets]
        prologue += [f"{target.holder} = {source}" for target in targets[-1:] if target.holder]
        has_else = node.else_body is not None and bool(node.else_body.nodes)
        if has_else:
            values = self.temp("s")
            scope.add(f"{values} = {items}")
            scope.add(f"if {values}:")
            scope.indent += 1
            items = values
        scope.add(f"for {loop_names} in {items}:")
        dot = self.dot
        self.dot = Expr(element, atom=True, pure=True, origin=source, root="0")
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
        # The node itself is not shared with other actions.
        start = self.begin(node, 0)
        found = f"{start}T({node.name!r}, {self.blame()})"
        code = "None"
        if node.pipe is not None:
            start = self.begin(node, node.shift)
            code = start + self.pipeline(node.pipe).code
        self.scope.add(f"E({found}, {code}, o)")


class PipeNodeWithout(PipeNode):
    """A pipeline of ``range`` without its variables, which the loop assigns."""

    __slots__ = ("original",)

    def __init__(self, pipe: PipeNode) -> None:
        super().__init__(pipe.pos)
        self.commands = pipe.commands
        self.original = pipe

    def __str__(self) -> str:
        return str(self.original)


class FileCompiler:
    """Compiles the trees of a parsed file to the source of one Python module, without the bodies of larger branches.

    :ivar source: functions named ``t0``, ``t1``, …, in the order of the trees.
    :ivar blames: what errors in them refer to.
    :param locate: whether the blames are for locating errors.
    :ivar bodies: the bodies of branches that were left out, by their positions.
    """

    def __init__(self, parsed: ParsedFile, text: str, options: Options, locate: bool = False) -> None:
        self.parsed = parsed
        self.text = text
        self.locate = locate
        self.bodies: dict[int, Separate] = {}
        self.blames = Blames(text, locate)
        lines: list[str] = []
        for number, tree in enumerate(parsed.trees):
            lines.extend(self._tree(tree, options, f"def t{number}(d0, o, J):"))
        self.source = _finish(lines, self.blames)

    def body(self, pos: int, options: Options) -> tuple[str, Blames]:
        """Return the source of the body at a position, a function with the same parameters as its call and ``J``."""
        known = set()
        while pos not in self.bodies:
            # It is in another one, which begins before it.
            outer = max(place for place in self.bodies if place < pos and place not in known)
            known.add(outer)
            self._body(outer, options)
        return self._body(pos, options)

    def _body(self, pos: int, options: Options) -> tuple[str, Blames]:
        separate = self.bodies[pos]
        blames = Blames(self.text, self.locate)
        header = f"def b({', '.join(['d0', 'o', *separate.parameters, 'J'])}):"
        lines = _lines(_Body(self, options, blames, header, separate.body, separate))
        return _finish(lines, blames), blames

    def _tree(self, tree: Tree, options: Options, header: str) -> list[str]:
        body = _Body(self, options, self.blames, header, tree.root)
        if body.assigns_dollar:
            body = _Body(self, options, self.blames, header, tree.root, own_dollar=True)
        return _lines(body)


def _lines(body: _Body) -> list[str]:
    """Return the lines of a compiled function."""
    source = "\n".join(body.scope.render(0))
    if "\x01" in source:
        used = body.used_tracers
        source = _TRACER.sub(lambda match: match.group(2) if match.group(1) in used else "", source)
    return source.split("\n")


def _finish(lines: list[str], blames: Blames) -> str:
    """Return the source of a module, and record in ``blames`` what is on its lines."""
    blames.unmark(lines)
    return "\n".join(lines) + "\n"


__all__ = ["CONSTANT_CLASSES", "QUICK_CHECKS", "FileCompiler", "Options", "function_global"]
