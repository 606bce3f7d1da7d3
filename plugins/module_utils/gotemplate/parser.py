# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses a template into trees of nodes by the rules of Go's text/template/parse, error texts included."""

from __future__ import annotations

from collections.abc import Container, Sequence

from ..errors import TemplateError
from . import lexer
from .lexer import Action, Opening, Token
from .nodes import (
    ActionNode,
    BoolNode,
    BreakNode,
    ChainNode,
    CommandNode,
    ContinueNode,
    DotNode,
    ElseNode,
    EndNode,
    FieldNode,
    IdentifierNode,
    IfNode,
    ListNode,
    NilNode,
    Node,
    NumberNode,
    Operand,
    PipeNode,
    RangeNode,
    StringNode,
    TemplateNode,
    TextNode,
    VariableNode,
    WithNode,
    is_empty,
)
from .strconv import (
    SyntaxProblem,
    parse_literal_float,
    parse_literal_integer,
    quote,
    unquote,
    unquote_char,
)

#: How deep parentheses may nest in one expression (Go allows 10,000, which no template of a person needs).
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


class ParseError(TemplateError):
    """A template does not parse; ``str()`` is Go's ``template: NAME:LINE: MESSAGE``.

    :param template: the name that the template was parsed under.
    :param line: the line that Go blames, from 1.
    """

    def __init__(self, template: str, line: int, message: str) -> None:
        super().__init__(f"template: {template}:{line}: {message}")
        self.template = template
        self.line = line
        self.message = message


class Tree:
    """One template of a file: its name (None: the file itself) and its nodes."""

    __slots__ = ("name", "root", "empty")

    def __init__(self, name: str | None, root: ListNode) -> None:
        self.name = name
        self.root = root
        self.empty = is_empty(root)


class Repeated:
    """What the parser made of an action, for the next one with the same text.

    :ivar context: ``if``, ``range``, ``with``, ``template``, ``end``, ``else`` or ``command``.
    :ivar pos: the position of its node.
    :ivar used: the variables around it that it uses.
    :ivar declared: the variables that it declares.
    """

    __slots__ = ("context", "pos", "pipe", "name", "used", "declared")

    def __init__(
        self,
        context: str,
        pos: int,
        pipe: PipeNode | None = None,
        name: str = "",
        used: frozenset[str] = frozenset(),
        declared: Sequence[str] = (),
    ) -> None:
        self.context = context
        self.pos = pos
        self.pipe = pipe
        self.name = name
        self.used = used
        self.declared = declared


class ParsedFile:
    """What a file defines: trees by name, the file's own last, and the line on which it ends."""

    def __init__(self, trees: list[Tree], end_line: int) -> None:
        self.trees = trees
        self.end_line = end_line
        #: names of variables that something is assigned to, by a loop and in any way
        self.loop_assigned: set[str] = set()
        self.assigned: set[str] = set()


class Parser:
    """Parses one text. The file's own name serves error messages only.

    :param known: actions that were met before, of texts with the same functions; further ones are added.
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
        # Looking past the end finds the last token again; no rule looks further than this.
        self.tokens.extend(self.tokens[-1:] * 8)
        self.index = 0
        #: the number of tokens that have been looked at: the last one's line is the one that Go reports
        self.fetched = 0
        self.trees: dict[str, Tree] = {}
        self.vars: list[str] = ["$"]
        self.loop_assigned: set[str] = set()
        self.assigned: set[str] = set()
        self.range_depth = 0
        self.stack_depth = 0
        #: the token that the action which is being read began with
        self.action_token: Token | None = None
        #: where to note what the action that is being read turns out to be, until it is noted
        self.noting: Action | None = None
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
        # Spaces are skipped for good, as in Go.
        token = self.next_non_space()
        self.index -= 1
        return token

    def line_of(self, token: Token) -> int:
        # The tokens are asked for in their order, so that counting goes on from the last one.
        if token.pos < self.counted_pos:
            self.counted_pos = self.counted_lines = 0
        self.counted_lines += self.text.count("\n", self.counted_pos, token.pos)
        self.counted_pos = token.pos
        return self.counted_lines + 1

    def line(self) -> int:
        token = self.tokens[max(self.fetched, 1) - 1]
        if isinstance(token, Opening) and token.kind == _ACTION:
            # The last of the tokens that it stands for.
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
        """Parse the body of a define or block, which sees no variable and no loop of what is around it."""
        saved = (self.vars, self.range_depth, self.stack_depth, self.action_token)
        self.vars, self.range_depth, self.stack_depth, self.action_token = ["$"], 0, 0, None
        last = self.tokens[max(self.fetched, 1) - 1]
        root, end = self.item_list()
        if not isinstance(end, EndNode):
            message = f"unexpected {end} in {context}"
            # A block's body is read by a parser of its own, and the error is of the one around it.
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

    def unquote(self, literal: str) -> str:
        try:
            return unquote(literal)
        except SyntaxProblem as problem:
            raise self.fail(str(problem)) from None

    def item_list(self) -> tuple[ListNode, Node]:
        token = self.peek_non_space()
        result = ListNode(token.pos)
        nodes = result.nodes
        while token.kind != lexer.EOF:
            if token.kind == lexer.TEXT:
                self.index += 1
                nodes.append(TextNode(token.pos, token.text))
            else:
                node = self.text_or_action()
                if isinstance(node, (EndNode, ElseNode)):
                    return result, node
                nodes.append(node)  # type: ignore[arg-type]
            token = self.peek_non_space()
        raise self.fail("unexpected EOF")

    def text_or_action(self) -> Node:
        token = self.next_non_space()
        if token.kind == lexer.TEXT:
            return TextNode(token.pos, token.text)
        if isinstance(token, Opening):
            self.action_token = token
            node = self.repeated(token) if token.kind == _ACTION else None
            if node is None:
                self.noting = token.action
                node = self.action()
        elif token.kind == lexer.LEFT_DELIM:
            self.action_token = token
            self.noting = None
            node = self.action()
        else:
            raise self.unexpected(token, "input")
        self.action_token = None
        return node

    def repeated(self, token: Opening) -> Node | None:
        """An action whose text was met before; None where it has to be read again: its tokens are the next ones."""
        known: Repeated | None = token.action.parsed
        if known is None or (known.used and not known.used.issubset(self.vars)):
            self.tokens[self.index - 1 : self.index] = lexer.tokenize_action(self.text, token, self.no_keywords)
            token.action.start, token.action.parsed = token.inner, None
            return None
        shift = token.inner - token.action.start
        pos = known.pos + shift
        if known.context == "end":
            return EndNode(pos)
        if known.context == "else":
            return ElseNode(pos)
        if known.context == "template":
            self.vars.extend(known.declared)
            return TemplateNode(pos, known.name, known.pipe, shift)
        if known.pipe is None:
            raise AssertionError
        if known.context == "command":
            self.vars.extend(known.declared)
            return ActionNode(pos, known.pipe, shift)
        return self.branch(known.context, known, shift)

    def note(self, context: str, pos: int, pipe: PipeNode | None = None, name: str = "", depth: int = 0) -> None:
        """Note what an action was, once its pipeline is read.

        :param depth: how many variables there were before it.
        """
        action = self.noting
        if action is not None:
            self.noting = None
            used: set[str] = set()
            if pipe is not None:
                _collect_variables(pipe, used)
                used.intersection_update(self.vars[:depth])
            action.parsed = Repeated(context, pos, pipe, name, frozenset(used), self.vars[depth:] if pipe else ())

    def action(self) -> Node:
        token = self.next_non_space()
        kind = token.kind
        depth = len(self.vars)
        if kind > lexer.KEYWORD:
            if kind == lexer.IF:
                return self.branch("if")
            if kind == lexer.END:
                pos = self.expect(lexer.RIGHT_DELIM, "end").pos
                self.note("end", pos)
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
        self.note("command", pos, pipe, depth=depth)
        return ActionNode(pos, pipe)

    def loop_control(self, word: str) -> None:
        token = self.next_non_space()
        if token.kind != lexer.RIGHT_DELIM:
            raise self.unexpected(token, "{{" + word + "}}")
        if self.range_depth == 0:
            raise self.fail("{{" + word + "}} outside {{range}}")

    def branch(self, context: str, known: Repeated | None = None, shift: int = 0) -> Node:
        """An if, range or with; a chain of else-ifs is read in a loop, since it may be long.

        :param known: its pipeline, where that was met before, ``shift`` characters ahead of this one.
        """
        depth = len(self.vars)
        outermost: Node | None = None
        tail: IfNode | WithNode | None = None
        while True:
            if known is not None and known.pipe is not None:
                pipe = known.pipe
                self.vars.extend(known.declared)
                known = None
            else:
                shift = 0
                pipe = self.pipeline(context, lexer.RIGHT_DELIM)
                self.note(context, pipe.pos, pipe, depth=depth)
            if context == "range":
                self.range_depth += 1
            body, end = self.item_list()
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
                continue
            node.else_body, end = self.item_list()
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
        self.note("else", pos)
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
        self.note("template", token.pos, pipe, name, depth)
        return TemplateNode(token.pos, name, pipe)

    def template_name(self, token: Token, context: str) -> str:
        if token.kind not in (lexer.STRING, lexer.RAW_STRING):
            raise self.unexpected(token, context)
        return self.unquote(token.text)

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
        # Most of the time that parsing takes is spent here, hence one loop for the operands that are a single token.
        tokens, functions = self.tokens, self.functions
        token = self.peek_non_space()
        command = CommandNode(token.pos)
        args = command.args
        index = self.index
        while True:
            kind = token.kind
            node: Operand | None
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
                    node = self.with_fields(node)
                    index = self.index
                    token = tokens[index]
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

    def with_fields(self, node: Operand) -> Operand:
        """An operand together with the fields right behind it."""
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

    def term(self) -> Operand | None:
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
        except SyntaxProblem as problem:
            raise self.fail(str(problem)) from None


def _collect_variables(node: Node, names: set[str]) -> None:
    """Add the names of all variables that a pipeline reads."""
    if isinstance(node, PipeNode):
        for command in node.commands:
            for arg in command.args:
                _collect_variables(arg, names)
    elif isinstance(node, VariableNode):
        names.add(node.name)
    elif isinstance(node, ChainNode):
        _collect_variables(node.node, names)


_BRANCHES = {"if": IfNode, "range": RangeNode, "with": WithNode}


def make_number(pos: int, text: str, kind: int = lexer.NUMBER) -> NumberNode:
    """The node of a number literal, with its value under each type that can hold it; SyntaxProblem says Go's reason."""
    node = NumberNode(pos, text)
    if kind == lexer.CHAR_CONSTANT:
        code, tail = unquote_char(text)
        if tail != "'":
            raise SyntaxProblem(f"malformed character constant: {text}")
        node.int_value = node.uint_value = code
        node.float_value = float(code)
        return node
    if kind == lexer.COMPLEX:
        split = max(text.rfind("+"), text.rfind("-"))
        if text[split - 1 : split] in ("e", "E", "p", "P"):
            split = max(text.rfind("+", 0, split - 1), text.rfind("-", 0, split - 1))
        real, imaginary = parse_literal_float(text[:split]), parse_literal_float(text[split:-1])
        if real is None or imaginary is None:
            raise SyntaxProblem("syntax error scanning complex number")
        node.complex_value = complex(real, imaginary)
        _simplify_complex(node)
        return node
    if text.endswith("i"):
        part = parse_literal_float(text[:-1])
        if part is not None:
            node.complex_value = complex(0.0, part)
            _simplify_complex(node)
            return node
    negative = text.startswith("-")
    size = parse_literal_integer(text[1:] if text[:1] in ("+", "-") else text)
    if size is not None:
        signed = -size if negative else size
        if text[:1] not in ("+", "-") and size < 1 << 64:
            node.uint_value = size
        if -(1 << 63) <= signed < 1 << 63:
            node.int_value = signed
            if signed == 0:
                node.uint_value = 0
    if node.int_value is not None:
        node.float_value = float(node.int_value)
    elif node.uint_value is not None:
        node.float_value = float(node.uint_value)
    else:
        value = parse_literal_float(text)
        if value is not None:
            if not any(char in text for char in ".eEpP"):
                raise SyntaxProblem(f"integer overflow: {quote(text)}")
            _set_float(node, value)
    if node.int_value is None and node.uint_value is None and node.float_value is None:
        raise SyntaxProblem(f"illegal number syntax: {quote(text)}")
    return node


def _set_float(node: NumberNode, value: float) -> None:
    node.float_value = value
    if value.is_integer():
        if -(2.0**63) <= value < 2.0**63:
            node.int_value = int(value)
        if 0 <= value < 2.0**64:
            node.uint_value = int(value)


def _simplify_complex(node: NumberNode) -> None:
    value = node.complex_value
    if value is not None and value.imag == 0:
        _set_float(node, value.real)


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
    :param functions: what knows (by ``in``) the names of the functions, those of Go included.
    :param known: actions that were met before, of texts with the same functions; further ones are added.
    :raises ParseError: with Go's text.
    """
    parser = Parser(name, text, functions, left, right, known)
    try:
        return parser.parse()
    except RecursionError:
        raise parser.fail("template is nested too deeply") from None
