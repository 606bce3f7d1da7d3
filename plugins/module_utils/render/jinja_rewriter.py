# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rewrite the syntax trees of Jinja2 templates, so that all that they do goes through the sandbox.

Each look-up, operator, literal, comparison and loop becomes a call of a filter whose name, such as ``#attr``, cannot be
written in a template; see ``jinja_sandbox`` for these filters.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    from jinja2 import nodes

#: How many levels deep syntax may be nested; the limits of Python's compiler are not far above.
_MAX_DEPTH = 150


def rewrite(tree: nodes.Template) -> nodes.Template:
    """Return the rewritten tree.

    :raises jinja2.TemplateSyntaxError: the template is nested too deeply, or uses syntax that is not available.
    """
    _check_depth(tree)
    rewritten: nodes.Template = _rewriter().rewrite(tree)
    return rewritten


def _check_depth(tree: nodes.Node) -> None:
    """Raise if syntax is nested too deeply for Python's compiler; without recursion."""
    from jinja2.exceptions import TemplateSyntaxError

    level: list[Any] = [tree]
    depth = 0
    while level:
        depth += 1
        if depth > _MAX_DEPTH:
            raise TemplateSyntaxError("template is nested too deeply", getattr(level[0], "lineno", 1) or 1)
        level = [child for node in level for child in node.iter_child_nodes()]


def _source_of(node: nodes.Node) -> str:
    """Return how a template writes a variable, for error messages."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr):
        return f"{_source_of(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        key = repr(node.arg.value) if isinstance(node.arg, nodes.Const) else "…"
        return f"{_source_of(node.node)}[{key}]"
    if isinstance(node, nodes.Call):
        return f"{_source_of(node.node)}()"
    return "(…)"


class _Rewriter:
    """The rules of rewriting by type of node; created once, since Jinja2 is imported late."""

    def __init__(self) -> None:
        from jinja2 import nodes
        from jinja2.exceptions import TemplateSyntaxError

        self._nodes = nodes
        self._syntax_error = TemplateSyntaxError
        self._looking_up = (nodes.Getattr, nodes.Getitem)
        self._refused = {
            nodes.Extends: "extends is not available; use import or include",
            nodes.Block: "block is not available; use macro",
            nodes.EvalContextModifier: "autoescape is not available",
            nodes.ScopedEvalContextModifier: "autoescape is not available",
        }
        self._rules: dict[type, Callable[[Any, str], Any]] = {
            **dict.fromkeys(self._refused, self._refuse),
            nodes.Getattr: self._getattr,
            nodes.Getitem: self._getitem,
            nodes.Compare: self._compare,
            nodes.Concat: self._concat,
            nodes.List: self._list,
            nodes.Tuple: self._tuple,
            nodes.Dict: self._dict,
            nodes.Name: self._name,
            nodes.Const: self._const,
            nodes.For: self._for,
            nodes.CondExpr: self._conditional,
            nodes.Import: self._import,
            nodes.FromImport: self._import,
        }

    def rewrite(self, node: Any) -> Any:
        """Rewrite a node after all nodes below it."""
        source = _source_of(node) if isinstance(node, self._looking_up) else ""
        for field, value in node.iter_fields():
            if isinstance(value, list):
                value[:] = [self.rewrite(item) if isinstance(item, self._nodes.Node) else item for item in value]
            elif isinstance(value, self._nodes.Node):
                setattr(node, field, self.rewrite(value))
        rule = self._rules.get(type(node))
        return node if rule is None else rule(node, source)

    # --------------------------------------------------------------------------------------------------- new nodes

    def _through(self, name: str, value: Any, *args: Any, at: Any = None) -> Any:
        """Return a node that passes the value through one of the sandbox's own filters."""
        return self._nodes.Filter(value, name, list(args), [], None, None, lineno=(at or value).lineno)

    def _constant(self, value: Any, at: Any) -> Any:
        return self._nodes.Const(value, lineno=at.lineno)

    def _list_of(self, items: list[Any], at: Any) -> Any:
        return self._nodes.List(items, lineno=at.lineno)

    # ------------------------------------------------------------------------------------------------------- rules

    def _refuse(self, node: Any, _source: str) -> Any:
        raise self._syntax_error(self._refused[type(node)], node.lineno)

    def _getattr(self, node: Any, source: str) -> Any:
        args = [self._constant(value, node) for value in (node.attr, source, True)]
        return self._through("#attr", node.node, *args, at=node)

    def _getitem(self, node: Any, source: str) -> Any:
        if isinstance(node.arg, self._nodes.Slice):
            bounds = [part or self._constant(None, node) for part in (node.arg.start, node.arg.stop, node.arg.step)]
            return self._through("#slice", node.node, *bounds, at=node)
        args = [self._constant(value, node) for value in (source, False)]
        return self._through("#attr", node.node, node.arg, *args, at=node)

    def _compare(self, node: Any, _source: str) -> Any:
        if node.ops[0].op in ("in", "notin"):
            if len(node.ops) > 1:
                raise self._syntax_error("in cannot be chained with other comparisons", node.lineno)
            contained = self._through("#in", node.expr, node.ops[0].expr, at=node)
            return contained if node.ops[0].op == "in" else self._nodes.Not(contained, lineno=node.lineno)
        node.expr = self._through("#operand", node.expr, at=node)
        for op in node.ops:
            if op.op in ("in", "notin"):
                raise self._syntax_error("in cannot be chained with other comparisons", node.lineno)
            op.expr = self._through("#operand", op.expr, at=node)
        return node

    def _concat(self, node: Any, _source: str) -> Any:
        return self._through("#concat", self._list_of(node.nodes, node))

    def _list(self, node: Any, _source: str) -> Any:
        return self._through("#list", self._list_of(node.items, node))

    def _tuple(self, node: Any, _source: str) -> Any:
        return self._through("#list", self._list_of(node.items, node)) if node.ctx == "load" else node

    def _dict(self, node: Any, _source: str) -> Any:
        pairs = [self._list_of([pair.key, pair.value], node) for pair in node.items]
        return self._through("#dict", self._list_of(pairs, node))

    def _name(self, node: Any, _source: str) -> Any:
        if node.ctx == "load":
            if node.name == "varargs":
                return self._through("#list", node)
            if node.name == "self":
                raise self._syntax_error("self is not available", node.lineno)
        return node

    def _const(self, node: Any, _source: str) -> Any:
        value = node.value
        too_large = isinstance(value, int) and not -(1 << 63) <= value < 1 << 64
        if too_large or (isinstance(value, float) and not math.isfinite(value)):
            raise self._syntax_error("number overflows 64 bits", node.lineno)
        return node

    def _for(self, node: Any, _source: str) -> Any:
        node.iter = self._through("#iterate", node.iter)
        return node

    def _conditional(self, node: Any, _source: str) -> Any:
        if node.expr2 is None:
            node.expr2 = self._constant("", node)
        return node

    def _import(self, node: Any, _source: str) -> Any:
        node.with_context = True
        return node


@lru_cache(maxsize=1)
def _rewriter() -> _Rewriter:
    return _Rewriter()
