# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Jinja2 environment that strangers' templates run in.

Jinja2's own immutable sandbox refuses what is known to be dangerous. On top of it, this one allows only what is listed:
the syntax tree of each template is rewritten so that every look-up, operator, literal list, comparison and loop goes
through functions that take Go's values only and count what is used up.
"""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Callable

from ..errors import TemplateError
from ..gotemplate.limits import LimitError
from ..gotemplate.sorting import sorted_keys
from .jinja_functions import contains, operand
from .jinja_limits import JinjaMeter
from .jinja_values import ABSENT, Callee, kind_name, look_up, shallow, text_of, whole

if TYPE_CHECKING:
    from jinja2 import nodes

#: how deeply the syntax of a template may nest; Python's compiler has bounds of its own not far above
_MAX_SYNTAX = 150
_LOOP_FIELDS = frozenset(
    ["index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem", "depth", "depth0"]
)


class Iterated:
    """What a loop goes over: each of its elements is accounted for when its turn comes."""

    __slots__ = ("_meter", "_values")

    def __init__(self, values: Any, meter: JinjaMeter) -> None:
        self._values = values
        self._meter = meter

    def __iter__(self) -> Any:
        return self._meter.counted(self._values)

    def __len__(self) -> int:
        return len(self._values)


def iterated(value: Any, meter: JinjaMeter) -> Iterated:
    """The elements of a list, the keys of a mapping in Go's order, the characters of a text."""
    value = shallow(value)
    if isinstance(value, dict):
        value = sorted_keys(value)
    elif not isinstance(value, (list, str)):
        raise TemplateError(f"a {kind_name(value)} has no elements to loop over; see range for numbers")
    return Iterated(value, meter)


# ------------------------------------------------------------------------------------------------------ operators


def operate(sign: str, left: Any, right: Any, meter: JinjaMeter) -> Any:
    """``left SIGN right``, refused before it makes something huge."""
    meter.step()
    left, right = shallow(left), shallow(right)
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return _calculate(sign, left, right)
    if sign == "+":
        if isinstance(left, str) and isinstance(right, str):
            meter.text_of(len(left) + len(right))
            return meter.made(left + right)
        if isinstance(left, list) and isinstance(right, list):
            meter.list_of(len(left) + len(right))
            return meter.made([*left, *right])
    elif sign == "*":
        count, values = (left, right) if isinstance(left, (int, float)) else (right, left)
        count = whole(count)
        if isinstance(count, int) and isinstance(values, (str, list)):
            (meter.text_of if isinstance(values, str) else meter.list_of)(len(values) * count)
            return meter.made(values * count)
    elif sign == "%" and isinstance(left, str):
        raise TemplateError("% does not format strings; use printf")
    raise TemplateError(f"{sign} is not possible between a {kind_name(left)} and a {kind_name(right)}")


def _calculate(sign: str, left: Any, right: Any) -> Any:
    try:
        if sign == "+":
            result = left + right
        elif sign == "-":
            result = left - right
        elif sign == "*":
            result = left * right
        elif sign == "/":
            result = left / right
        elif sign == "//":
            result = left // right
        elif sign == "%":
            result = left % right
        else:
            result = _power(left, right)
    except ZeroDivisionError:
        raise TemplateError("division by zero") from None
    except OverflowError:
        raise LimitError(f"the result of {sign} is too large") from None
    if isinstance(result, complex):
        raise TemplateError("the result of ** is not a number")
    return _bounded(result, sign)


def _power(left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int) and right > 0:
        if abs(left) > 1 and (left.bit_length() - 1) * right > 64:
            raise OverflowError
        if abs(left) <= 1:
            return left if right % 2 else abs(left)
    return left**right


def _bounded(number: Any, sign: str) -> Any:
    if isinstance(number, int) and not -(1 << 63) <= number < 1 << 64:
        raise LimitError(f"the result of {sign} does not fit into 64 bits")
    return number


# --------------------------------------------------------------------------------------------- rewriting of syntax


def described(node: nodes.Node) -> str:
    """How a template wrote a variable, for errors."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr):
        return f"{described(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        key = repr(node.arg.value) if isinstance(node.arg, nodes.Const) else "…"
        return f"{described(node.node)}[{key}]"
    if isinstance(node, nodes.Call):
        return f"{described(node.node)}()"
    return "(…)"


def check_depth(tree: nodes.Node) -> None:
    """Refuse syntax that nests deeper than compilers go, without recursion."""
    from jinja2.exceptions import TemplateSyntaxError

    level: list[Any] = [tree]
    depth = 0
    while level:
        depth += 1
        if depth > _MAX_SYNTAX:
            raise TemplateSyntaxError("the template nests too deeply", getattr(level[0], "lineno", 1) or 1)
        level = [child for node in level for child in node.iter_child_nodes()]


@lru_cache(maxsize=1)
def _rewriter() -> Callable[[Any], Any]:
    from jinja2 import nodes
    from jinja2.exceptions import TemplateSyntaxError

    refused = {
        nodes.Extends: "extends is not available; use import or include",
        nodes.Block: "block is not available; use macro",
        nodes.EvalContextModifier: "autoescape is not available",
        nodes.ScopedEvalContextModifier: "autoescape is not available",
    }

    def through(name: str, node: Any, *args: Any, at: Any = None) -> Any:
        """The node as the input of one of the environment's own filters."""
        line = (at or node).lineno
        return nodes.Filter(node, name, list(args), [], None, None, lineno=line)

    def const(value: Any, at: Any) -> Any:
        return nodes.Const(value, lineno=at.lineno)

    def compare(node: Any) -> Any:
        if node.ops[0].op in ("in", "notin"):
            if len(node.ops) > 1:
                raise TemplateSyntaxError("a comparison that begins with in cannot go on", node.lineno)
            held = through("#in", node.expr, node.ops[0].expr, at=node)
            return held if node.ops[0].op == "in" else nodes.Not(held, lineno=node.lineno)
        node.expr = through("#operand", node.expr, at=node)
        for op in node.ops:
            if op.op in ("in", "notin"):
                raise TemplateSyntaxError("in cannot follow another comparison", node.lineno)
            op.expr = through("#operand", op.expr, at=node)
        return node

    def rewritten(node: Any, path: str | None) -> Any:
        kind = type(node)
        if kind in refused:
            raise TemplateSyntaxError(refused[kind], node.lineno)
        if kind is nodes.Getattr:
            return through("#attr", node.node, const(node.attr, node), const(path, node), const(True, node), at=node)
        if kind is nodes.Getitem:
            if isinstance(node.arg, nodes.Slice):
                bounds = [part or const(None, node) for part in (node.arg.start, node.arg.stop, node.arg.step)]
                return through("#slice", node.node, *bounds, at=node)
            return through("#attr", node.node, node.arg, const(path, node), const(False, node), at=node)
        if kind is nodes.Compare:
            return compare(node)
        if kind is nodes.Concat:
            return through("#concat", nodes.List(node.nodes, lineno=node.lineno))
        if kind is nodes.List or (kind is nodes.Tuple and node.ctx == "load"):
            return through("#list", nodes.List(node.items, lineno=node.lineno))
        if kind is nodes.Dict:
            pairs = [nodes.List([pair.key, pair.value], lineno=node.lineno) for pair in node.items]
            return through("#dict", nodes.List(pairs, lineno=node.lineno))
        if kind is nodes.Name and node.ctx == "load":
            if node.name == "varargs":
                return through("#list", node)
            if node.name == "self":
                raise TemplateSyntaxError("self is not available", node.lineno)
        elif kind is nodes.Const:
            value = node.value
            if (isinstance(value, int) and not -(1 << 63) <= value < 1 << 64) or (
                isinstance(value, float) and not math.isfinite(value)
            ):
                raise TemplateSyntaxError("the number does not fit into 64 bits", node.lineno)
        elif kind is nodes.For:
            node.iter = through("#iterate", node.iter)
        elif kind is nodes.CondExpr:
            if node.expr2 is None:
                node.expr2 = const("", node)
        elif kind in (nodes.Import, nodes.FromImport):
            node.with_context = True
        return node

    def rewrite(node: Any) -> Any:
        path = described(node) if isinstance(node, (nodes.Getattr, nodes.Getitem)) else None
        for field, value in node.iter_fields():
            if isinstance(value, list):
                value[:] = [rewrite(item) if isinstance(item, nodes.Node) else item for item in value]
            elif isinstance(value, nodes.Node):
                setattr(node, field, rewrite(value))
        return rewritten(node, path)

    return rewrite


# ---------------------------------------------------------------------------------------------------- environment


@lru_cache(maxsize=1)
def _classes() -> tuple[type, type]:
    from jinja2 import StrictUndefined, pass_context
    from jinja2.environment import TemplateModule
    from jinja2.ext import Extension
    from jinja2.runtime import LoopContext, Macro
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from jinja2.utils import Cycler, Joiner, Namespace

    class Missing(StrictUndefined):
        """What a template names and does not exist: an error for all but ``default`` and its like."""

        __slots__ = ()

        @property
        def _undefined_message(self) -> str:
            hint = self._undefined_hint
            if hint is None:
                return f"{self._undefined_name} is undefined"
            if hint.startswith("the template "):
                return f"the imported template has no {self._undefined_name}"
            return str(hint)

        def fail_as_missing(self) -> None:
            raise TemplateError(self._undefined_message)

    class WordCount(Extension):
        """Accounts for each word of a template as it is read."""

        def filter_stream(self, stream: Any) -> Any:
            meter = self.environment.meter  # type: ignore[attr-defined]
            for token in stream:
                meter.token()
                yield token

    class Sandbox(ImmutableSandboxedEnvironment):
        """See the module.

        :param meter: counts what all templates of the environment use.
        """

        intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%", "**"))

        def __init__(self, meter: JinjaMeter) -> None:
            self.meter = meter
            super().__init__(
                undefined=Missing,
                extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", WordCount],
                trim_blocks=True,
                lstrip_blocks=True,
                keep_trailing_newline=True,
                autoescape=False,
                optimized=False,
                auto_reload=False,
                cache_size=0,
            )
            # A finalizer that takes the context is never called by the compiler.
            self.finalize = pass_context(lambda _context, value: text_of(value, meter))
            self.globals = {}
            self.filters = {}
            self.tests = {}
            #: gives the template of a name in the template that imports it
            self.template_for: Callable[[Any, str | None], Any] = lambda _name, _parent: None

        def own_filters(self) -> dict[str, Callable[..., Any]]:
            """The filters that rewritten templates call; their names cannot be written in a template."""
            meter = self.meter
            return {
                "#attr": self.attribute,
                "#slice": _slicer(meter),
                "#concat": _concatenator(meter),
                "#list": lambda values: meter.made(list(values)),
                "#dict": _mapper(meter),
                "#iterate": lambda value: iterated(value, meter),
                "#operand": lambda value: operand(value, meter),
                "#in": lambda value, container: contains(value, container, meter),
            }

        # ---- syntax

        def _parse(self, source: str, name: str | None, filename: str | None) -> Any:
            tree = super()._parse(source, name, filename)
            check_depth(tree)
            tree = _rewriter()(tree)
            tree.set_environment(self)
            return tree

        # ---- templates

        def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Any:
            return self.template_for(name, parent)

        def select_template(self, names: Any, parent: str | None = None, globals: Any = None) -> Any:
            from jinja2.exceptions import TemplateNotFound, TemplatesNotFound

            for name in names:
                try:
                    return self.template_for(name, parent)
                except TemplateNotFound:
                    continue
            raise TemplatesNotFound(names)

        def get_or_select_template(self, names: Any, parent: str | None = None, globals: Any = None) -> Any:
            if isinstance(names, (list, tuple)):
                return self.select_template(names, parent)
            return self.template_for(names, parent)

        # ---- values

        def attribute(self, value: Any, key: Any, path: str, dotted: bool) -> Any:
            """``value.key`` or ``value[key]``, ``path`` being how the template wrote it."""
            if type(value) is dict and type(key) is str and key in value:
                return value[key]
            if isinstance(value, Missing):
                # The first thing that is missing is the one to name.
                return value
            if isinstance(key, Missing):
                key.fail_as_missing()
            found = self._part(value, key, dotted)
            if found is not ABSENT:
                return found
            why = f" ({path.rpartition('.')[0]} is null)" if value is None and dotted else ""
            return Missing(hint=f"{path} is undefined{why}", name=str(key) if isinstance(key, str) else "")

        def _part(self, value: Any, key: Any, dotted: bool) -> Any:
            meter = self.meter
            if isinstance(value, (LoopContext, TemplateModule, Namespace, Cycler, Macro, Joiner, Callee)):
                if not isinstance(key, str) or key.startswith("_"):
                    raise TemplateError(f"{key!r} of a {kind_name(value)} is not available")
                if isinstance(value, LoopContext):
                    if key in _LOOP_FIELDS:
                        return getattr(value, key)
                    if key == "cycle":
                        return Callee("cycle", value.cycle)
                    if key == "changed":
                        return Callee("changed", lambda *args: value.changed(*[operand(arg, meter) for arg in args]))
                elif isinstance(value, TemplateModule):
                    return value.__dict__.get(key, ABSENT)
                elif isinstance(value, Namespace):
                    return object.__getattribute__(value, "_Namespace__attrs").get(key, ABSENT)
                elif isinstance(value, Cycler):
                    if key == "current":
                        return value.current
                    if key in ("next", "reset"):
                        return Callee(key, value.next if key == "next" else value.reset)
                raise TemplateError(f"{key} of a {kind_name(value)} is not available")
            return look_up(shallow(value), key, dotted, meter)

        def getattr(self, obj: Any, attribute: str) -> Any:
            return self.attribute(obj, attribute, attribute, True)

        def getitem(self, obj: Any, argument: Any) -> Any:
            return self.element(obj, argument)

        def element(self, value: Any, key: Any) -> Any:
            """``value[key]`` for a filter that is given the key as a text."""
            shown = key if isinstance(key, (str, int)) else "it"
            return self.attribute(value, key, f"attribute {shown}", False)

        # ---- running

        def call(self, context: Any, callee: Any, /, *args: Any, **named: Any) -> Any:
            meter = self.meter
            meter.step()
            local = {key: named.pop(key, None) for key in ("_loop_vars", "_block_vars")}
            if type(callee) is Callee:
                if callee.wants_context:
                    return meter.made(callee.run(context, *args, **named))
                return meter.made(callee.run(*args, **named))
            if isinstance(callee, Missing):
                callee.fail_as_missing()
            if isinstance(callee, Joiner):
                return callee()
            with meter.deeper():
                if isinstance(callee, Macro):
                    return meter.made(context.call(callee, *args, **named, **local))
                if isinstance(callee, LoopContext):
                    if len(args) != 1 or named:
                        raise TemplateError("loop takes what it is to go over")
                    return meter.made(callee(iterated(args[0], meter)))
            raise TemplateError(f"a {kind_name(callee)} cannot be called")

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            return operate(operator, left, right, self.meter)

        def concat(self, parts: Any) -> str:
            """What macros and captured blocks printed, as one text."""
            parts = list(parts)
            self.meter.text_of(sum(map(len, parts)))
            text = "".join(parts)
            self.meter.made(text)
            return text

    return Sandbox, Missing


def make_environment(meter: JinjaMeter) -> Any:
    """A new environment; its globals, filters, tests and templates are for the caller to add."""
    return _classes()[0](meter)


def _slicer(meter: JinjaMeter) -> Callable[..., Any]:
    def part(value: Any, start: Any, stop: Any, step: Any) -> Any:
        value = shallow(value)
        if not isinstance(value, (str, list, bytes)):
            raise TemplateError(f"a {kind_name(value)} cannot be sliced")
        return meter.made(value[whole(shallow(start)) : whole(shallow(stop)) : whole(shallow(step))])

    return part


def _concatenator(meter: JinjaMeter) -> Callable[..., Any]:
    def concatenate(values: Any) -> str:
        texts = [text_of(value, meter) for value in values]
        meter.text_of(sum(map(len, texts)))
        return str(meter.made("".join(texts)))

    return concatenate


def _mapper(meter: JinjaMeter) -> Callable[..., Any]:
    def mapping(pairs: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, value in pairs:
            if not isinstance(key, str):
                shallow(key)
                raise TemplateError(f"the keys of a mapping are strings, not a {kind_name(key)}")
            made[key] = value
        meter.step()
        meter.made(made)
        return made

    return mapping
