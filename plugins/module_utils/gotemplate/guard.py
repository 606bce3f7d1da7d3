# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guards of files that consist of one ``if``, like most in charts: ``{{ if .Values.x.enabled }}...{{ end }}``.

Most of them print nothing for given values, so their bodies need not be compiled. Such a file is first compiled to its
guard: everything but the body of the ``if``, which is replaced by a ``break`` outside of any loop.
"""

from __future__ import annotations

from .nodes import ActionNode, BreakNode, ChainNode, IdentifierNode, IfNode, ListNode, Node, PipeNode, TextNode
from .parse_tree import ParsedFile, Tree

#: functions without side effects, so that a condition may be evaluated twice
_PURE = frozenset(
    (
        *("and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "len", "index", "print", "printf"),
        *("default", "coalesce", "ternary", "empty", "all", "any", "kindIs", "kindOf", "typeIs", "typeOf"),
        *("get", "hasKey", "dig", "list", "dict", "has", "int", "int64", "float64", "toString", "add", "sub"),
        *("contains", "hasPrefix", "hasSuffix", "lower", "upper", "trim", "trimPrefix", "trimSuffix", "replace"),
        *("quote", "semverCompare"),
    )
)
#: length of the shortest text, in characters, for which a guard saves time
MIN_LENGTH = 400


def guard_of(parsed: ParsedFile, text: str) -> ParsedFile | None:
    """Return the guard of a file: it returns 1 if the file's condition holds, else prints what the file prints.

    :returns: None if the file does not consist of one ``if``.
    """
    if len(parsed.trees) != 1 or len(text) < MIN_LENGTH or parsed.assigned:
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
