# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses a template into trees of nodes by the rules of Go's text/template/parse, with its error texts."""

from __future__ import annotations

from collections.abc import Container, Sequence

from . import lexer, simple_parser
from .lexer import Action, Opening, Token
from .nodes import (
    ActionNode,
    BreakNode,
    ChainNode,
    ContinueNode,
    ElseNode,
    EndNode,
    IfNode,
    ListNode,
    Node,
    PipeNode,
    RangeNode,
    TemplateNode,
    TextNode,
    VariableNode,
    WithNode,
    string_in,
)
from .parse_tree import ParsedAction, ParsedFile, ParseError, Tree
from .pipeline_parser import PipelineParser
from .strconv import quote

_ACTION = lexer.ACTION
_TEXT = lexer.TEXT


class Parser(PipelineParser):
    """Parses one text: its templates and control structures."""

    def __init__(
        self,
        name: str,
        text: str,
        functions: Container[str],
        left: str = "{{",
        right: str = "}}",
        known: dict[str, Action] | None = None,
    ) -> None:
        super().__init__(name, text, functions, left, right, known)
        self.trees: dict[str, Tree] = {}
        self.range_depth = 0
        #: the number of actions read so far that print no constant, and of breaks and continues of the loop being read
        self.actions = self.exits = 0
        #: where to record what the action being read turns out to be, until that is done
        self.unrecorded: Action | None = None

    # ----------------------------------------------------------------------------------------------- trees

    def parse(self) -> ParsedFile:
        root = ListNode(self.peek().pos)
        while self.peek().kind != lexer.EOF:
            if self.peek().kind == lexer.LEFT_DELIM:
                start = self.index
                self.next()
                if self.next_non_space().kind == lexer.DEFINE:
                    self.definition()
                    continue
                self.index = start
            node = self.text_or_action()
            if isinstance(node, (EndNode, ElseNode)):
                raise self.fail(f"unexpected {node}")
            root.nodes.append(node)  # type: ignore[arg-type]
        end_line = self.line()
        parsed = ParsedFile([*self.trees.values(), Tree(None, root)], end_line)
        parsed.loop_assigned, parsed.assigned = self.loop_assigned, self.assigned
        return parsed

    def add(self, name: str, root: ListNode) -> None:
        old = self.trees.get(name)
        tree = Tree(name, root)
        if old is None or old.empty:
            self.trees[name] = tree
        elif not tree.empty:
            raise self.fail(f"template: multiple definition of template {quote(name)}")

    def nested_tree(self, name: str, context: str) -> None:
        """Parse the body of a define or block, which cannot see the variables and loops around it."""
        saved = (self.vars, self.range_depth, self.stack_depth, self.action_token)
        self.vars, self.range_depth, self.stack_depth, self.action_token = ["$"], 0, 0, None
        last = self.tokens[max(self.fetched, 1) - 1]
        root, end = self.item_list()
        if not isinstance(end, EndNode):
            message = f"unexpected {end} in {context}"
            # In Go a parser of its own reads the body of a block, but the error is that of the outer one.
            raise (
                ParseError(self.name, self.line_of(last), message) if context == "block clause" else self.fail(message)
            )
        self.add(name, root)
        self.vars, self.range_depth, self.stack_depth, self.action_token = saved

    def definition(self) -> None:
        context = "define clause"
        token = self.next_non_space()
        if token.kind not in (lexer.STRING, lexer.RAW_STRING):
            raise self.unexpected(token, context)
        name = self.unquote(token.text)
        self.expect(lexer.RIGHT_DELIM, context)
        self.nested_tree(name, context)

    def item_list(self) -> tuple[ListNode, Node]:
        # Between actions there are no tokens for spaces.
        tokens = self.tokens
        result = ListNode(self.peek().pos)
        append = result.nodes.append
        while True:
            token = tokens[self.index]
            kind = token.kind
            if kind == _TEXT:
                self.index += 1
                append(TextNode(token.pos, token.text))
            elif kind == lexer.EOF:
                self.peek()
                raise self.fail("unexpected EOF")
            else:
                node = self.text_or_action()
                if isinstance(node, (EndNode, ElseNode)):
                    return result, node
                append(node)  # type: ignore[arg-type]

    def branch_body(self, loop: bool = False) -> tuple[ListNode, Node]:
        """Parse the body of a branch, and find out whether it can be compiled on its own."""
        actions, exits, assignments, visible = self.actions, self.exits, len(self.assignments), len(self.vars)
        body, end = self.item_list()
        body.end = end.pos
        body.actions = self.actions - actions
        body.movable = self.exits == exits and (
            len(self.assignments) == assignments or set(self.vars[:visible]).isdisjoint(self.assignments[assignments:])
        )
        if loop:
            self.exits = exits
        return body, end

    def text_or_action(self) -> Node:
        token = self.next()
        if token.kind == _TEXT:
            return TextNode(token.pos, token.text)
        if isinstance(token, Opening):
            self.action_token = token
            node = self.repeated(token) if token.kind == _ACTION else None
            if node is None:
                self.unrecorded = token.action
                node = self.action()
        elif token.kind == lexer.LEFT_DELIM:
            self.action_token = token
            self.unrecorded = None
            node = self.action()
        else:
            raise self.unexpected(token, "input")
        self.action_token = None
        if isinstance(node, ActionNode):
            self.actions += string_in(node.pipe) is None
        elif not isinstance(node, (EndNode, ElseNode)):
            self.actions += 1
        return node

    def repeated(self, token: Opening) -> Node | None:
        """Return the node of an action whose text was seen before; None if its tokens must be parsed again."""
        known: ParsedAction | None = token.action.parsed
        if known is None:
            known = self.simple(token)
        if known is None or (known.used and not known.used.issubset(self.vars)):
            self.tokens[self.index - 1 : self.index] = lexer.tokenize_action(self.text, token, self.no_keywords)
            token.action.start, token.action.parsed, token.action.simple = token.inner, None, None
            return None
        shift = token.inner - token.action.start
        pos = known.pos + shift
        pipe = known.pipe
        if known.context == "template":
            self.vars.extend(known.declared)
            return TemplateNode(pos, known.name, pipe, shift)
        if pipe is None:
            return EndNode(pos) if known.context == "end" else ElseNode(pos)
        if known.context == "command":
            self.vars.extend(known.declared)
            return ActionNode(pos, pipe, shift)
        return self.branch(known.context, pipe, known.declared, shift)

    def simple(self, token: Opening) -> ParsedAction | None:
        """Parse the first occurrence of a simple action; return None if that needs its tokens."""
        action, match = token.action, token.action.simple
        # Another text may have ended in an error before it came to the action.
        if match is None or match.string is not self.text or action.start != token.inner:
            return None
        action.simple = None
        action.parsed = simple_parser.parse(match, self.vars, self.functions)
        return action.parsed  # type: ignore[no-any-return]

    def record(self, context: str, pos: int, pipe: PipeNode | None = None, name: str = "", depth: int = 0) -> None:
        """Record the parsed form of an action, once its pipeline was read.

        :param depth: the number of variables in scope before it.
        """
        action = self.unrecorded
        if action is not None:
            self.unrecorded = None
            used: set[str] = set()
            if pipe is not None:
                _collect_variables(pipe, used)
                used.intersection_update(self.vars[:depth])
            action.parsed = ParsedAction(context, pos, pipe, name, frozenset(used), self.vars[depth:] if pipe else ())

    def action(self) -> Node:
        token = self.next_non_space()
        kind = token.kind
        depth = len(self.vars)
        if kind > lexer.KEYWORD:
            if kind == lexer.IF:
                return self.branch("if")
            if kind == lexer.END:
                pos = self.expect(lexer.RIGHT_DELIM, "end").pos
                self.record("end", pos)
                return EndNode(pos)
            if kind == lexer.ELSE:
                return self.else_control()
            if kind == lexer.RANGE:
                return self.branch("range")
            if kind == lexer.WITH:
                return self.branch("with")
            if kind == lexer.TEMPLATE:
                return self.template_control()
            if kind == lexer.BLOCK:
                return self.block_control()
            if kind == lexer.BREAK:
                self.loop_control("break")
                return BreakNode(token.pos)
            if kind == lexer.CONTINUE:
                self.loop_control("continue")
                return ContinueNode(token.pos)
        self.backup()
        pos = self.peek().pos
        pipe = self.pipeline("command", lexer.RIGHT_DELIM)
        self.record("command", pos, pipe, depth=depth)
        return ActionNode(pos, pipe)

    def loop_control(self, word: str) -> None:
        token = self.next_non_space()
        if token.kind != lexer.RIGHT_DELIM:
            raise self.unexpected(token, "{{" + word + "}}")
        if self.range_depth == 0:
            raise self.fail("{{" + word + "}} outside {{range}}")
        self.exits += 1

    def branch(self, context: str, pipe: PipeNode | None = None, declared: Sequence[str] = (), shift: int = 0) -> Node:
        """Parse an if, range or with. A chain of else-ifs may be long, so it is read in a loop.

        :param pipe: its pipeline when an action with the same text was parsed before, ``shift`` characters earlier.
        :param declared: the variables that this pipeline declares.
        """
        depth = len(self.vars)
        self.vars.extend(declared)
        outermost: Node | None = None
        tail: IfNode | WithNode | None = None
        while True:
            if pipe is None:
                shift = 0
                pipe = self.pipeline(context, lexer.RIGHT_DELIM)
                self.record(context, pipe.pos, pipe, depth=depth)
            if context == "range":
                self.range_depth += 1
            body, end = self.branch_body(context == "range")
            if context == "range":
                self.range_depth -= 1
            node = _BRANCHES[context](pipe.pos + shift, pipe, body, None, shift)
            if tail is not None:
                tail.else_body.nodes.append(node)  # type: ignore[union-attr,arg-type]
            if outermost is None:
                outermost = node
            if isinstance(end, EndNode):
                break
            following = self.peek().kind
            if (context == "if" and following == lexer.IF) or (context == "with" and following == lexer.WITH):
                self.next()
                node.else_body = ListNode(end.pos)
                tail = node  # type: ignore[assignment]
                pipe = None
                continue
            node.else_body, end = self.branch_body()
            if not isinstance(end, EndNode):
                raise self.fail(f"expected end; found {end}")
            break
        del self.vars[depth:]
        return outermost

    def else_control(self) -> Node:
        token = self.peek_non_space()
        if token.kind in (lexer.IF, lexer.WITH):
            return ElseNode(token.pos)
        pos = self.expect(lexer.RIGHT_DELIM, "else").pos
        self.record("else", pos)
        return ElseNode(pos)

    def block_control(self) -> Node:
        context = "block clause"
        token = self.next_non_space()
        name = self.template_name(token, context)
        pipe = self.pipeline(context, lexer.RIGHT_DELIM)
        self.nested_tree(name, context)
        return TemplateNode(token.pos, name, pipe)

    def template_control(self) -> Node:
        context = "template clause"
        token = self.next_non_space()
        name = self.template_name(token, context)
        pipe = None
        depth = len(self.vars)
        if self.next_non_space().kind != lexer.RIGHT_DELIM:
            self.backup()
            pipe = self.pipeline(context, lexer.RIGHT_DELIM)
        self.record("template", token.pos, pipe, name, depth)
        return TemplateNode(token.pos, name, pipe)

    def template_name(self, token: Token, context: str) -> str:
        if token.kind not in (lexer.STRING, lexer.RAW_STRING):
            raise self.unexpected(token, context)
        return self.unquote(token.text)


def _collect_variables(node: Node, names: set[str]) -> None:
    """Add the names of all variables that a node reads."""
    if isinstance(node, PipeNode):
        for command in node.commands:
            for arg in command.args:
                _collect_variables(arg, names)
    elif isinstance(node, VariableNode):
        names.add(node.name)
    elif isinstance(node, ChainNode):
        _collect_variables(node.node, names)


_BRANCHES = {"if": IfNode, "range": RangeNode, "with": WithNode}


def parse(
    name: str,
    text: str,
    functions: Container[str],
    left: str = "{{",
    right: str = "}}",
    known: dict[str, Action] | None = None,
) -> ParsedFile:
    """Parse a file.

    :param name: the file's name, for error messages.
    :param functions: the names of all functions, including Go's own.
    :param known: actions seen before, in texts with the same functions; new ones are added.
    :raises ParseError: with Go's text.
    """
    parser = Parser(name, text, functions, left, right, known)
    try:
        return parser.parse()
    except RecursionError:
        raise parser.fail("template is nested too deeply") from None
