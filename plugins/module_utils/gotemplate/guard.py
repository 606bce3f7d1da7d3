# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The condition of files that are one ``if``, as most files of charts are: ``{{ if .Values.x.enabled }}...{{ end }}``.

Many of them print nothing for most values, so their bodies need not be compiled. Such a file is first compiled to its
guard: what stands before the body, with a ``break`` outside of any loop in place of the body.
"""

from __future__ import annotations

from .nodes import ActionNode, BreakNode, ChainNode, IdentifierNode, IfNode, ListNode, Node, PipeNode, TextNode
from .parse_tree import ParsedFile, Tree

#: Functions that do nothing but give a value, so that it is no matter whether a condition is evaluated twice.
_PURE = frozenset(
    (
        *("and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "len", "index", "print", "printf"),
        *("default", "coalesce", "ternary", "empty", "all", "any", "kindIs", "kindOf", "typeIs", "typeOf"),
        *("get", "hasKey", "dig", "list", "dict", "has", "int", "int64", "float64", "toString", "add", "sub"),
        *("contains", "hasPrefix", "hasSuffix", "lower", "upper", "trim", "trimPrefix", "trimSuffix", "replace"),
        *("quote", "semverCompare"),
    )
)
#: Characters of a text from which on a guard takes less time than what it saves.
SHORTEST = 400


def guard_of(parsed: ParsedFile, text: str) -> ParsedFile | None:
    """A file that ends with code 1 where the condition of ``parsed`` holds, and prints what that one prints where not.

    :returns: None when ``parsed`` is no such file.
    """
    if len(parsed.trees) != 1 or len(text) < SHORTEST or parsed.assigned:
        return None
    nodes: list[Node] = []
    branches = 0
    for node in parsed.trees[0].root.nodes:
        if isinstance(node, IfNode):
            branches += 1
            if node.else_body is not None or not _is_pure(node.pipe):
                return None
            body = ListNode(node.pos)
            body.nodes.append(BreakNode(node.pos))
            node = IfNode(node.pos, node.pipe, body, None, node.shift)
        elif isinstance(node, ActionNode):
            if branches or not _is_pure(node.pipe):
                return None
        elif not isinstance(node, TextNode):
            return None
        nodes.append(node)
    if branches != 1:
        return None
    root = ListNode(parsed.trees[0].root.pos)
    root.nodes.extend(nodes)  # type: ignore[arg-type]
    return ParsedFile([Tree(None, root)], parsed.end_line)


def _is_pure(node: Node) -> bool:
    if isinstance(node, PipeNode):
        return all(_is_pure(arg) for command in node.commands for arg in command.args)
    if isinstance(node, ChainNode):
        return _is_pure(node.node)
    return not isinstance(node, IdentifierNode) or node.name in _PURE
