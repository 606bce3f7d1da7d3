# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses pipelines: the tokens of an action between its keyword and its right delimiter."""

from __future__ import annotations

from collections.abc import Container

from . import lexer
from .lexer import Action, Opening, Token
from .nodes import (
    BoolNode,
    ChainNode,
    CommandNode,
    DotNode,
    FieldNode,
    IdentifierNode,
    NilNode,
    NumberNode,
    Operand,
    PipeNode,
    StringNode,
    Term,
    VariableNode,
)
from .number_literal import make_number
from .parse_tree import ParseError
from .strconv import LiteralSyntaxError, quote, unquote

#: how deep parentheses may nest in one expression; Go allows 10,000, which no real template needs
MAX_PARENTHESES = 1000

_OPERANDS = frozenset(
    (
        lexer.BOOL,
        lexer.CHAR_CONSTANT,
        lexer.COMPLEX,
        lexer.DOT,
        lexer.FIELD,
        lexer.IDENTIFIER,
        lexer.NUMBER,
        lexer.NIL,
        lexer.RAW_STRING,
        lexer.STRING,
        lexer.VARIABLE,
        lexer.LEFT_PAREN,
    )
)

_SPACE, _FIELD, _IDENTIFIER, _VARIABLE = lexer.SPACE, lexer.FIELD, lexer.IDENTIFIER, lexer.VARIABLE
_ACTION = lexer.ACTION


class PipelineParser:
    """Reads the tokens of one text and parses pipelines; the subclass ``Parser`` adds control structures.

    :param name: the file's name, for error messages.
    :param functions: the names of the functions.
    :param known: actions seen before, by their texts; new ones are added.
    """

    def __init__(
        self,
        name: str,
        text: str,
        functions: Container[str],
        left: str = "{{",
        right: str = "}}",
        known: dict[str, Action] | None = None,
    ) -> None:
        self.name = name
        self.text = text
        self.functions = functions
        self.no_keywords = frozenset(word for word in ("break", "continue") if word in functions)
        self.tokens = lexer.tokenize(text, left, right, self.no_keywords, known)
        # Reading past the end yields the last token again; no rule looks further ahead than this.
        self.tokens.extend(self.tokens[-1:] * 8)
        self.index = 0
        #: the number of tokens read so far: Go reports the line of the last one
        self.fetched = 0
        self.vars: list[str] = ["$"]
        self.loop_assigned: set[str] = set()
        self.assigned: set[str] = set()
        #: the names of the variables that were assigned to so far, in order
        self.assignments: list[str] = []
        self.stack_depth = 0
        #: the token that began the action being read
        self.action_token: Token | None = None
        self.counted_pos = self.counted_lines = 0

    # ---------------------------------------------------------------------------------------------- tokens

    def next(self) -> Token:
        token = self.tokens[self.index]
        self.index += 1
        if self.index > self.fetched:
            self.fetched = self.index
        return token

    def backup(self) -> None:
        self.index -= 1

    def peek(self) -> Token:
        index = self.index
        if index >= self.fetched:
            self.fetched = index + 1
        return self.tokens[index]

    def next_non_space(self) -> Token:
        index = self.index
        token = self.tokens[index]
        while token.kind == _SPACE:
            index += 1
            token = self.tokens[index]
        index += 1
        self.index = index
        if index > self.fetched:
            self.fetched = index
        return token

    def peek_non_space(self) -> Token:
        # As in Go, skipped spaces are not restored.
        token = self.next_non_space()
        self.index -= 1
        return token

    def line_of(self, token: Token) -> int:
        # Tokens are mostly looked up in order, so counting continues from the last one.
        if token.pos < self.counted_pos:
            self.counted_pos = self.counted_lines = 0
        self.counted_lines += self.text.count("\n", self.counted_pos, token.pos)
        self.counted_pos = token.pos
        return self.counted_lines + 1

    def line(self) -> int:
        token = self.tokens[max(self.fetched, 1) - 1]
        if isinstance(token, Opening) and token.kind == _ACTION:
            # The last token of the action that it replaces.
            token = Token(lexer.RIGHT_DELIM, token.inner + token.action.end, "}}")
        return self.line_of(token)

    def fail(self, message: str) -> ParseError:
        return ParseError(self.name, self.line(), message)

    def unexpected(self, token: Token, context: str) -> ParseError:
        if token.kind == lexer.ERROR:
            extra = ""
            start = self.line_of(self.action_token) if self.action_token else 0
            if start and start != self.line_of(token):
                extra = f" in action started at {self.name}:{start}"
                if token.text.endswith(" action"):
                    extra = extra[len(" in action") :]
            return self.fail(f"{token}{extra}")
        return self.fail(f"unexpected {token} in {context}")

    def expect(self, kind: int, context: str) -> Token:
        token = self.next_non_space()
        if token.kind != kind:
            raise self.unexpected(token, context)
        return token

    def unquote(self, literal: str) -> str:
        try:
            return unquote(literal)
        except LiteralSyntaxError as problem:
            raise self.fail(str(problem)) from None

    # ------------------------------------------------------------------------------------------- pipelines

    def pipeline(self, context: str, end: int) -> PipeNode:
        token = self.peek_non_space()
        pipe = PipeNode(token.pos)
        while token.kind == lexer.VARIABLE:
            start = self.index
            self.next()
            following = self.peek_non_space()
            if following.kind in (lexer.ASSIGN, lexer.DECLARE):
                pipe.is_assign = following.kind == lexer.ASSIGN
                self.next_non_space()
                self.declare(pipe, token)
                break
            if following.kind == lexer.CHAR and following.text == ",":
                self.next_non_space()
                self.declare(pipe, token)
                if context == "range" and len(pipe.decl) < 2:
                    token = self.peek_non_space()
                    if token.kind in (lexer.VARIABLE, lexer.RIGHT_DELIM, lexer.RIGHT_PAREN):
                        continue
                    raise self.fail("range can only initialize variables")
                raise self.fail(f"too many declarations in {context}")
            self.index = start
            break
        while True:
            token = self.next_non_space()
            if token.kind == end:
                if pipe.is_assign:
                    names = [variable.name for variable in pipe.decl]
                    self.assigned.update(names)
                    self.assignments += names
                    if context == "range":
                        self.loop_assigned.update(names)
                self.check_pipeline(pipe, context)
                return pipe
            if token.kind not in _OPERANDS:
                raise self.unexpected(token, context)
            self.backup()
            pipe.commands.append(self.command())

    def declare(self, pipe: PipeNode, token: Token) -> None:
        pipe.decl.append(self.variable(token.pos, token.text))
        self.vars.append(token.text)

    def check_pipeline(self, pipe: PipeNode, context: str) -> None:
        if not pipe.commands:
            raise self.fail(f"missing value for {context}")
        for stage, command in enumerate(pipe.commands[1:], 2):
            if isinstance(command.args[0], (BoolNode, DotNode, NilNode, NumberNode, StringNode)):
                raise self.fail(f"non executable command in pipeline stage {stage}")

    def command(self) -> CommandNode:
        # Parsing spends most of its time here, hence one inlined loop for single-token operands.
        tokens, functions = self.tokens, self.functions
        token = self.peek_non_space()
        command = CommandNode(token.pos)
        args = command.args
        index = self.index
        while True:
            kind = token.kind
            node: Term | None
            index += 1
            if kind == _FIELD:
                node = FieldNode(token.pos, [token.text[1:]])
            elif kind == _IDENTIFIER and token.text in functions:
                node = IdentifierNode(token.pos, token.text)
            elif kind == _VARIABLE and token.text in self.vars:
                node = VariableNode(token.pos, token.text, [])
            else:
                self.index = index - 1
                node = self.term()
                index = self.index
            token = tokens[index]
            if node is not None:
                if token.kind == _FIELD:
                    self.index = index
                    args.append(self.with_fields(node))
                    index = self.index
                    token = tokens[index]
                else:
                    args.append(node)
            index += 1
            if index > self.fetched:
                self.fetched = index
            if token.kind == _SPACE:
                token = tokens[index]
                while token.kind == _SPACE:
                    index += 1
                    token = tokens[index]
                if index >= self.fetched:
                    self.fetched = index + 1
                continue
            self.index = index
            if token.kind in (lexer.RIGHT_DELIM, lexer.RIGHT_PAREN):
                self.index -= 1
            elif token.kind != lexer.PIPE:
                raise self.unexpected(token, "operand")
            break
        if not args:
            raise self.fail("empty command")
        return command

    def with_fields(self, node: Term) -> Operand:
        """Return an operand together with the fields that directly follow it."""
        fields = []
        pos = self.peek().pos
        while self.peek().kind == _FIELD:
            fields.append(self.next().text[1:])
        if isinstance(node, FieldNode):
            return FieldNode(pos, node.fields + fields)
        if isinstance(node, VariableNode):
            return VariableNode(pos, node.name, node.fields + fields)
        if isinstance(node, (BoolNode, StringNode, NumberNode, NilNode, DotNode)):
            raise self.fail(f"unexpected . after term {quote(str(node))}")
        return ChainNode(pos, node, fields)

    def term(self) -> Term | None:
        token = self.next_non_space()
        kind = token.kind
        if kind == lexer.FIELD:
            return FieldNode(token.pos, [token.text[1:]])
        if kind == lexer.IDENTIFIER:
            if token.text not in self.functions:
                raise self.fail(f"function {quote(token.text)} not defined")
            return IdentifierNode(token.pos, token.text)
        if kind == lexer.STRING or kind == lexer.RAW_STRING:
            return StringNode(token.pos, token.text, self.unquote(token.text))
        if kind == lexer.VARIABLE:
            node = self.variable(token.pos, token.text)
            if node.name not in self.vars:
                raise self.fail(f"undefined variable {quote(node.name)}")
            return node
        if kind == lexer.DOT:
            return DotNode(token.pos)
        if kind == lexer.LEFT_PAREN:
            if self.stack_depth >= MAX_PARENTHESES:
                raise self.fail("max expression depth exceeded")
            self.stack_depth += 1
            pipe = self.pipeline("parenthesized pipeline", lexer.RIGHT_PAREN)
            self.stack_depth -= 1
            return pipe
        if kind == lexer.BOOL:
            return BoolNode(token.pos, token.text == "true")
        if kind in (lexer.NUMBER, lexer.CHAR_CONSTANT, lexer.COMPLEX):
            return self.number(token)
        if kind == lexer.NIL:
            return NilNode(token.pos)
        self.backup()
        return None

    @staticmethod
    def variable(pos: int, text: str) -> VariableNode:
        return VariableNode(pos, text, [])

    def number(self, token: Token) -> NumberNode:
        try:
            return make_number(token.pos, token.text, token.kind)
        except LiteralSyntaxError as problem:
            raise self.fail(str(problem)) from None
