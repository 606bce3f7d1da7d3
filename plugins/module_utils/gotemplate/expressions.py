# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiles pipelines to Python expressions.

Each function call is on a line of its own, so that the line in a traceback identifies the call that failed. Everything
else that can fail is passed the number of the node that the error names. Neither costs anything on success.

All code is used inside of brackets, so it may contain newlines. Further brackets are left out, because Python reads
each of them several times.

Go marks the node that it evaluates, and its errors name the last one marked. ``Expressions.cur`` tracks that node: it
is the node itself, or code for its number after ``and`` and ``or``, whose path is only known at run time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import kinds
from .codegen import FAST_TYPES, Blames, Cur, Expr, Options, Scope, as_piped, constant, function_global
from .literals import LiteralError, ideal_value, literal_of_constant, typed_value
from .nodes import (
    CONSTANT_NODES,
    ActionNode,
    ChainNode,
    CommandNode,
    Computed,
    Constant,
    DotNode,
    FieldNode,
    IdentifierNode,
    IfNode,
    NilNode,
    Node,
    Operand,
    PipeNode,
    VariableNode,
    WithNode,
)
from .parse_tree import ParsedFile

#: CPython allows 200 open parentheses.
_MAX_NEST = 10

_HINTS = {"string": "str", "int": "int", "bool": "bool", "float64": "float"}


class Expressions:
    """Compiles the pipelines of one template, and tracks the variables in scope."""

    def __init__(self, parsed: ParsedFile, options: Options, blames: Blames, header: str) -> None:
        self.parsed = parsed
        self.options = options
        self.blames = blames
        self.scope = Scope(None, header)
        self.dot = Expr("d0", atom=True, pure=True, root="d0")
        self.counter = 0
        #: whether the template assigns to ``$``
        self.assigns_dollar = False
        self.cur: Cur = DotNode(0)
        self.used_tracers: set[str] = set()
        #: the number of temporary variables in the action so far
        self.temporaries = 0
        #: the variables that the code of the action reads, by name
        self.reads: dict[str, tuple[str, str, str]] = {}
        #: whether that code depends on more than these and the cursor
        self.bound = False
        #: whether a variable may be unbound in the code although it is in scope
        self.loose = False
        self.vars: list[tuple[str, Expr]] = [("$", Expr("d0", atom=True, pure=True, root="d0"))]

    # ------------------------------------------------------------------------------------------------- names

    def temp(self, prefix: str = "t") -> str:
        self.counter += 1
        name = f"{prefix}{self.counter}"
        self.scope.bind(name)
        return name

    def temporary(self, prefix: str = "t") -> str:
        """Return the name of a variable that is only used within one expression of the action."""
        self.temporaries += 1
        return f"{prefix}{self.temporaries}"

    def blame(self, cur: Cur | None = None) -> str:
        cur = self.cur if cur is None else cur
        if isinstance(cur, str):
            self.bound = True
            self.used_tracers.update(re.findall(r"b\d+", cur))
            return cur
        return str(self.blames.number(cur))

    def find_variable(self, name: str) -> Expr | None:
        for known, expr in reversed(self.vars):
            if known == name:
                return expr
        return None

    def read_variable(self, node: VariableNode) -> Expr | None:
        """Return the value of a variable, without the fields that follow it."""
        expr = self.find_variable(node.name)
        if expr is not None and not expr.unsure:
            self.reads[node.name] = (expr.code, expr.origin, expr.root)
            return expr
        self.bound = True
        if expr is None:
            return None
        place = [known for _name, known in self.vars].index(expr)
        outer = next((known.code for name, known in reversed(self.vars[:place]) if name == node.name), None)
        other = f"lambda: {outer}" if outer else "None"
        return Expr(f"U(lambda: {expr.code}, {other}, {self.blame()}, {node.name!r})")

    def assign_target(self, variable: VariableNode) -> Expr | None:
        self.bound = True
        found = self.find_variable(variable.name)
        if found is None:
            return None
        if found.code == "d0":
            self.assigns_dollar = True
        found.hint = None
        self.scope.rebind(found.code)
        if found.holder:
            self.scope.rebind(found.holder)
        return found

    def new_variable(self, name: str, source: str | None = None) -> Expr:
        """Declare a variable; ``source`` is the value that a range assigns it from."""
        self.bound = True
        code = self.temp("v")
        expr = Expr(code, atom=True, pure=True, origin=source or "False", root="0" if source else code)
        if name in (self.parsed.assigned if source else self.parsed.loop_assigned):
            # An element of a range may be in an interface, other values are not, and this variable may hold either.
            expr.holder = expr.origin = f"{code}o"
            expr.root = f"({code} if {expr.holder} is False else 0)"
            self.scope.bind(expr.holder)
        self.vars.append((name, expr))
        return expr

    # --------------------------------------------------------------------------------------------- pipelines

    def pipeline(self, pipe: PipeNode) -> Expr:
        """Return the value of a pipeline as one expression, which also assigns the variables that it declares."""
        expr = self.commands(pipe)
        for variable in pipe.decl:
            if pipe.is_assign:
                target = self.assign_target(variable)
                if target is None:
                    message = f"undefined variable: {variable.name}"
                    return self.then(expr, f"X({self.blame()}, {message!r})")
            else:
                target = self.new_variable(variable.name)
            code = f"({target.code} := {expr.code})"
            if target.holder:
                code = f"[{code}, {target.holder} := False][0]"
            expr = Expr(code, hint=expr.hint, nest=expr.nest + 1)
        return expr

    def begin(self, node: Node, shift: int) -> str:
        """Start the code of an action; return the start of its first line, after an opening bracket."""
        self.blames.begin(shift)
        self.cur = node
        self.temporaries = 0
        self.reads = {}
        self.bound = False
        return "\n" + self.blames.action_mark()

    def reads_same(self, name: str, read: tuple[str, str, str]) -> bool:
        """Return whether the same code reads a variable here."""
        expr = self.find_variable(name)
        return expr is not None and not expr.unsure and (expr.code, expr.origin, expr.root) == read

    def statement(self, node: ActionNode | IfNode | WithNode) -> tuple[str, Expr]:
        """Return the start of the first line, and the value of the pipeline, of an action.

        Charts repeat the same pipelines many times, so the code is kept.
        """
        pipe, dot = node.pipe, self.dot
        key = (dot.code, dot.origin, dot.root)
        if pipe.made is not None and not self.blames.locate:
            known, reads, expr = pipe.made
            if known == key and all(self.reads_same(*read) for read in reads.items()):
                return "\n", expr
        start = self.begin(node, node.shift)
        expr = self.pipeline(pipe)
        if not self.bound and not self.blames.locate:
            pipe.made = (key, self.reads, expr)
        return start, expr

    def commands(self, pipe: PipeNode) -> Expr:
        self.cur = pipe
        first, *others = pipe.commands
        value = self.command(first, None)
        prefix = ""
        for command in others:
            if value.nest > _MAX_NEST:
                name = self.temporary()
                prefix += f"[{name} := {value.code}] and "
                value = Expr(name, hint=value.hint, atom=True, pure=True)
            value = self.command(command, value)
        code = f"({prefix}{value.code})" if prefix else value.code
        return Expr(
            code,
            hint=value.hint,
            atom=value.atom and not prefix,
            pure=value.pure and not prefix,
            nest=value.nest + bool(prefix),
            constant=value.constant and not prefix,
        )

    def then(self, first: Expr | None, code: str, hint: str | None = None) -> Expr:
        """Evaluate one expression for its side effects, then another one."""
        if first is None:
            return Expr(code, hint=hint)
        return Expr(f"([{first.code}] and {code})", hint=hint, nest=first.nest + 2)

    def fail(self, message: str, first: Expr | None = None) -> Expr:
        return self.then(first, f"X({self.blame()}, {message!r})")

    def command(self, command: CommandNode, final: Expr | None) -> Expr:
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
            variable = self.read_variable(node)
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

    def nested(self, node: PipeNode) -> Expr:
        """Compile a pipeline in parentheses; a deep one becomes a function, as Python limits nested parentheses."""
        outer = self.scope
        inner = Scope(outer, "")
        self.scope = inner
        before = len(self.vars)
        expr = self.pipeline(node)
        self.scope = outer
        if expr.nest <= _MAX_NEST:
            # It stays inline: the names that it binds belong to the enclosing function.
            outer.names |= inner.names
            outer.nested.extend(inner.nested)
            for scope in inner.nested:
                scope.parent = outer
            for known in inner.outer:
                outer.rebind(known)
            return expr
        self.bound = True
        self.counter += 1
        function = f"e{self.counter}"
        inner.header = f"def {function}():"
        for _rest, variable in self.vars[before:]:
            # Variables that it declares stay in scope after it.
            for name in filter(None, (variable.code, variable.holder)):
                inner.names.discard(name)
                outer.bind(name)
                inner.outer.add(name)
        inner.add(f"return (\n{self.blames.action_mark()}{expr.code})")
        outer.nested.append(inner)
        if isinstance(self.cur, str):
            self.cur = node
        return Expr(f"{function}()", hint=expr.hint)

    def ideal(self, node: Constant) -> Expr:
        try:
            value = ideal_value(literal_of_constant(node))
        except LiteralError as error:
            return self.fail(str(error))
        return constant(value)

    # ------------------------------------------------------------------------------------------------ fields

    def chain_node(self, node: ChainNode, args: Sequence[Operand], final: Expr | None) -> Expr:
        self.cur = node
        if isinstance(node.node, PipeNode):
            self.cur = node.node
            receiver = self.nested(node.node)
        else:
            self.cur = node.node
            receiver = self.call(node.node, node.node, (), None)
        return self.fields(receiver, node.fields, args, final, node)

    def fields(
        self,
        receiver: Expr,
        names: Sequence[str],
        args: Sequence[Operand],
        final: Expr | None,
        chain: ChainNode | None = None,
    ) -> Expr:
        blame = self.blame()
        if chain is not None:
            # For a failing method Go names the whole chain, otherwise the node that it evaluated last.
            blame = f"({blame}, {self.blame(chain)})"
        if args or final is not None:
            return self.method(receiver, names, args, final, blame)
        code, root, origin = receiver.code, receiver.root, receiver.origin
        pure = False
        if receiver.constant:
            root = "0"
        elif not receiver.atom:
            root = self.temporary()
            code = f"({root} := {code})"
        if len(names) > 1:
            # One string for all names: tokenizing dominates the time that Python takes to compile this.
            rest = "" if origin == "False" else f", {origin}"
            text = f"C({code}, {'.'.join(names)!r}, {blame}{rest})"
        else:
            text = f"C1({code}, {names[0]!r}, {blame}, {origin})"
        return Expr(text, origin="True", root=root, pure=pure, nest=receiver.nest + 1)

    def method(
        self, receiver: Expr, names: Sequence[str], args: Sequence[Operand], final: Expr | None, blame: str
    ) -> Expr:
        origin = receiver.origin
        prefix = ""
        last = "MISSING"
        if final is not None:
            last = self.temporary()
            prefix = f"[{last} := {final.code}] and "
        keys = "".join([repr(name) + ", " for name in names])
        specs = "".join([self.spec(arg) + ", " for arg in args])
        return Expr(
            f"({prefix}M({receiver.code}, ({keys}), {blame}, {origin}, ({specs}), {last}))",
            nest=receiver.nest + (final.nest if final is not None else 0) + 4,
        )

    def spec(self, node: Operand) -> str:
        """Compile an argument of a field that may be a method, whose parameters are only known at run time."""
        self.cur = node
        if isinstance(node, CONSTANT_NODES):
            return f"('literal', {self.blame()}, {literal_of_constant(node)!r})"
        declared = len(self.vars)
        expr = self.argument_value(node)
        if len(self.vars) != declared:
            # It belongs to the lambda.
            self.loose = True
        if expr.pure:
            return f"('value', {self.blame()}, {expr.code}, {expr.root})"
        return f"('code', lambda: ({expr.code}, {self.blame()}, {expr.root}))"

    # ----------------------------------------------------------------------------------------------- calls

    def call(self, node: IdentifierNode, command: Node, args: Sequence[Operand], final: Expr | None) -> Expr:
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
            # Go evaluates the piped-in value before the other arguments.
            temp = self.temporary()
            prefix = f"[{temp} := {final.code}] and "
            final = Expr(temp, hint=final.hint, atom=True, pure=True, nest=final.nest)
        if final is not None:
            go_type = params[min(given - 1, len(params) - 1)]
            values.append(self.validate(as_piped(final), go_type))
        nest = max([value.nest for value in values], default=0) + (3 if prefix else 1)
        if builtin and name == "not":
            code = f"({prefix}not {values[0].code})" if prefix else f"not {values[0].code}"
            return Expr(code, hint="bool", nest=nest)
        codes = [value.code for value in values]
        if builtin and name == "slice":
            # The only function that checks whether an index is in an interface.
            for place, value in enumerate(values[1:], 1):
                if value.origin != "False":
                    codes[place] = self.boxed(args[place], value)
        if builtin and name == "len":
            codes.append(values[0].root)
        elif builtin and name == "call":
            codes.insert(0, repr(str(args[0])) if args else "None")
        target = function_global(name)
        mark = self.blames.call_mark(self.blame(command), name)
        code = f"\n{mark}{target}({', '.join(codes)})"
        if prefix:
            code = f"({prefix}{code})"
        result = function.result
        origin, root = ("True", "0") if result == kinds.ANY else ("False", "None")
        return Expr(code, origin=origin, root=root, hint=_HINTS.get(result), nest=nest)

    def boxed(self, node: Node, value: Expr) -> str:
        """Compile an index of ``slice`` so that it is known at run time whether the value is in an interface."""
        fields: Sequence[str] = ()
        receiver = value
        if isinstance(node, FieldNode):
            receiver, fields = self.dot, node.fields
        elif isinstance(node, VariableNode) and node.fields:
            receiver, fields = self.read_variable(node) or value, node.fields
        names = "".join([repr(field) + ", " for field in fields])
        return f"B({receiver.code}, ({names}), {self.blame(node)}, {receiver.origin}, {receiver.root})"

    def logic(self, name: str, args: Sequence[Operand], final: Expr | None) -> Expr:
        """Compile ``and`` and ``or`` to Python's; a tracer records the last argument evaluated, if errors need it."""
        node = self.cur
        prefix = ""
        if final is not None and args:
            temp = self.temporary()
            prefix = f"[{temp} := {final.code}] and "
            final = Expr(temp, atom=True, pure=True)
        values: list[Expr] = []
        curs: list[Cur] = []
        for arg in args:
            declared = len(self.vars)
            values.append(self.argument(arg, "reflect.Value"))
            curs.append(self.cur)
            for _name, variable in self.vars[declared:]:
                variable.unsure = len(values) > 1
        codes = [value.code for value in values]
        if not args:
            self.cur = node
        elif len(args) > 1:
            tracer = self.temporary("b")
            outcome = tracer
            for place, cur in enumerate(curs):
                if isinstance(cur, str):
                    number = -1 - place
                    outcome = f"({cur} if {tracer} == {number} else {outcome})"
                else:
                    number = self.blames.number(cur)
                codes[place] = f"\x01{tracer}\x02({tracer} := {number}) and \x03{codes[place]}"
            self.cur = outcome
        if final is not None:
            codes.append(final.code)
        code = codes[0] if len(codes) == 1 else "(" + f" {name} ".join(codes) + ")"
        nest = max([value.nest for value in values], default=0) + (3 if prefix else 2)
        if prefix:
            code = f"({prefix}{code})"
        return Expr(code, nest=nest)

    def argument(self, node: Operand, go_type: str) -> Expr:
        self.cur = node
        if isinstance(node, CONSTANT_NODES):
            try:
                return constant(typed_value(literal_of_constant(node), go_type))
            except LiteralError as error:
                return self.fail(str(error))
        return self.validate(self.argument_value(node), go_type)

    def argument_value(self, node: Computed) -> Expr:
        self.cur = node
        if isinstance(node, FieldNode):
            return self.fields(self.dot, node.fields, (), None)
        if isinstance(node, DotNode):
            return self.dot
        if isinstance(node, VariableNode):
            variable = self.read_variable(node)
            if variable is None:
                return self.fail(f"undefined variable: {node.name}")
            return self.fields(variable, node.fields, (), None) if node.fields else variable
        if isinstance(node, PipeNode):
            return self.nested(node)
        if isinstance(node, IdentifierNode):
            return self.call(node, node, (), None)
        return self.chain_node(node, (), None)

    def validate(self, value: Expr, go_type: str) -> Expr:
        """Check that a value is assignable to a parameter."""
        if go_type == kinds.ANY or go_type == "reflect.Value":
            if self.options.zero or value.constant or go_type == "reflect.Value":
                return value
            return Expr(f"N({value.code})", value.origin, value.root, None, nest=value.nest + 1)
        fast = FAST_TYPES.get(go_type)
        if fast is not None and value.hint == fast.__name__:
            return value
        blame = self.blame()
        if fast is None:
            return Expr(f"K({value.code}, {go_type!r}, {blame}, {value.root})", nest=value.nest + 1)
        # An inlined type test would run faster, but take much longer to compile.
        return Expr(f"K_{fast.__name__}({value.code}, {blame}, {value.root})", hint=fast.__name__, nest=value.nest + 1)
