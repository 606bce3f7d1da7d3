# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits a template into tokens by the rules of Go's text/template/parse, with its error texts."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from typing import Any, NoReturn

from . import simple_actions
from .strconv import byte_length, is_escaped_byte, quote

# The order matters, as in Go: kinds above KEYWORD are keywords.
ERROR, BOOL, CHAR, CHAR_CONSTANT, COMPLEX, ASSIGN, DECLARE, EOF, FIELD, IDENTIFIER = range(10)
LEFT_DELIM, LEFT_PAREN, NUMBER, PIPE, RAW_STRING, RIGHT_DELIM, RIGHT_PAREN = range(10, 17)
SPACE, STRING, TEXT, VARIABLE = range(17, 21)
KEYWORD, BLOCK, BREAK, CONTINUE, DOT, DEFINE, ELSE, END, IF, NIL, RANGE, TEMPLATE, WITH = range(21, 34)
#: a whole action whose text was seen before
ACTION = 34

_KEYWORDS = {
    "block": BLOCK,
    "break": BREAK,
    "continue": CONTINUE,
    "define": DEFINE,
    "else": ELSE,
    "end": END,
    "if": IF,
    "range": RANGE,
    "nil": NIL,
    "template": TEMPLATE,
    "with": WITH,
}

#: words that are not (always) identifiers
WORDS = frozenset((*_KEYWORDS, "true", "false"))

_SPACES = " \t\r\n"
_SPACE_RUN = re.compile(r"[ \t\r\n]+")
_WORD_RUN = re.compile(r"[A-Za-z0-9_]*")
#: token kind, pattern and error for an unterminated literal, by opening quote
_QUOTES = {
    '"': (STRING, re.compile(r'"(?:[^"\\\n]|\\[^\n])*"'), "unterminated quoted string"),
    "'": (CHAR_CONSTANT, re.compile(r"'(?:[^'\\\n]|\\[^\n])*'"), "unterminated character constant"),
    "`": (RAW_STRING, re.compile(r"`[^`]*`"), "unterminated raw quoted string"),
}
_PUNCTUATION = {"|": PIPE, "(": LEFT_PAREN, ")": RIGHT_PAREN, "=": ASSIGN}

_AT_TERMINATOR = r"(?=[ \t\r\n.,|:)(]|\}\})"
#: the most common tokens in actions; anything that it does not match is read character by character
_COMMON = re.compile(
    r"([ \t\r\n]+)(?!-\}\})"
    rf"|(\.[A-Za-z_][A-Za-z0-9_]*){_AT_TERMINATOR}"
    rf"|([A-Za-z_][A-Za-z0-9_]*){_AT_TERMINATOR}"
    r'|("[^"\\\n]*")'
    r"|(\|)"
    r"|(\()"
    r"|(\))"
    rf"|(\$[A-Za-z0-9_]*){_AT_TERMINATOR}"
    rf"|(\.){_AT_TERMINATOR}"
    r"|([0-9]+)(?=[ \t\r\n|)]|\}\})"
    r"|(:=)"
)
_COMMON_KINDS = (
    ERROR,
    SPACE,
    FIELD,
    IDENTIFIER,
    STRING,
    PIPE,
    LEFT_PAREN,
    RIGHT_PAREN,
    VARIABLE,
    DOT,
    NUMBER,
    DECLARE,
)
#: actions with these are parsed each time, as their meaning depends on more than their own text
_UNREPEATED = frozenset((ASSIGN, BLOCK, BREAK, CONTINUE, DEFINE))
#: length of the longest action that is remembered, in characters
_MAX_ACTION_LENGTH = 400
_TERMINATORS = frozenset(" \t\r\n.,|:)(")
_NUMBERS = {
    "x": re.compile(r"[0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?i?"),
    "o": re.compile(r"[0-7_]*(?:\.[0-7_]*)?i?"),
    "b": re.compile(r"[01_]*(?:\.[01_]*)?i?"),
    "": re.compile(r"[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?i?"),
}


class Token:
    """A token: its kind, its position (in characters) and its text; for an error, the message."""

    __slots__ = ("kind", "pos", "text")

    def __init__(self, kind: int, pos: int, text: str) -> None:
        self.kind = kind
        self.pos = pos
        self.text = text

    def __str__(self) -> str:
        if self.kind == EOF:
            return "EOF"
        if self.kind == ERROR:
            return self.text
        if self.kind > KEYWORD:
            return f"<{self.text}>"
        # Go measures the length in bytes but truncates by characters.
        if byte_length(self.text) > 10:
            return quote(self.text[:10]) + "..."
        return quote(self.text)


class Action:
    """What is known about the text of an action: charts repeat the same actions many times.

    :ivar start: where its first occurrence began, after the left delimiter. The positions of its nodes refer to it.
    :ivar end: characters from there to the right delimiter.
    :ivar trims: whether it trims the white space after it.
    :ivar simple: what :func:`.simple_actions.find` found in its first occurrence, until that is parsed.
    :ivar parsed: the parser's result.
    """

    __slots__ = ("start", "end", "trims", "simple", "parsed")

    def __init__(self, start: int, end: int, trims: bool, simple: re.Match[str] | None = None) -> None:
        self.start = start
        self.end = end
        self.trims = trims
        self.simple = simple
        self.parsed: Any = None


class Opening(Token):
    """A left delimiter that refers to a known action; with kind ``ACTION`` it replaces all tokens of that action.

    :ivar inner: where the action's text begins.
    """

    __slots__ = ("inner", "action")

    def __init__(self, kind: int, pos: int, text: str, inner: int, action: Action) -> None:
        self.kind = kind
        self.pos = pos
        self.text = text
        self.inner = inner
        self.action = action


def is_word_char(char: str) -> bool:
    """Return whether a character may be part of an identifier: a letter, decimal digit or underscore."""
    if char < "\x80":
        return char.isalnum() or char == "_"
    category = unicodedata.category(char)
    return category[0] == "L" or category == "Nd"


def describe_char(char: str) -> str:
    """Format a character as Go's ``%#U`` does."""
    if is_escaped_byte(char):
        char = "\ufffd"
    text = f"U+{ord(char):04X}"
    return f"{text} '{char}'" if char.isprintable() else text


class _Stop(Exception):
    """Ends lexing after an error token was appended."""


class _Lexer:
    def __init__(
        self, text: str, left: str, right: str, no_keywords: frozenset[str], known: dict[str, Action] | None = None
    ) -> None:
        self.text = text
        self.left = left
        self.right = right
        self.no_keywords = no_keywords
        self.known = known if right == "}}" else None
        self.tokens: list[Token] = []
        self.open_parens = 0

    def error(self, start: int, message: str) -> NoReturn:
        self.tokens.append(Token(ERROR, start, message))
        raise _Stop

    def run(self) -> list[Token]:
        with contextlib.suppress(_Stop):
            self.lex_text()
        return self.tokens

    def lex_text(self) -> None:
        text, left, tokens = self.text, self.left, self.tokens
        pos = 0
        while True:
            found = text.find(left, pos)
            if found < 0:
                if pos < len(text):
                    tokens.append(Token(TEXT, pos, text[pos:]))
                tokens.append(Token(EOF, len(text), "EOF"))
                return
            after = found + len(left)
            trimmed = (
                text[after : after + 1] == "-" and text[after + 1 : after + 2] in _SPACES and after + 1 < len(text)
            )
            if found > pos:
                piece = text[pos:found].rstrip(_SPACES) if trimmed else text[pos:found]
                if piece:
                    tokens.append(Token(TEXT, pos, piece))
            inner = after + 2 if trimmed else after
            if text.startswith("/*", inner):
                pos = self.lex_comment(inner)
                continue
            if self.known is not None:
                pos = self.lex_repeated(found, inner, self.known)
                continue
            tokens.append(Token(LEFT_DELIM, found, left))
            pos = self.lex_action(inner)

    def lex_repeated(self, found: int, inner: int, known: dict[str, Action]) -> int:
        """Read an action that may have been seen before, identified by its text up to the first right delimiter.

        No rule looks further ahead, so a text that was one whole action once always is.
        """
        text, tokens = self.text, self.tokens
        end = text.find("}}", inner) + 2
        key = text[inner:end]
        action = known.get(key)
        if action is None:
            simple = simple_actions.find(text, inner, end)
            if simple is not None:
                action = Action(inner, end - 2 - inner, simple.group(6) is not None, simple)
                if len(key) <= _MAX_ACTION_LENGTH:
                    known[key] = action
        if action is not None:
            tokens.append(Opening(ACTION, found, self.left, inner, action))
            match = _SPACE_RUN.match(text, end) if action.trims else None
            return match.end() if match else end
        first = len(tokens)
        tokens.append(Token(LEFT_DELIM, found, self.left))
        pos = self.lex_action(inner)
        right = tokens[-1].pos
        if right + 2 == end and len(key) <= _MAX_ACTION_LENGTH:
            kinds = {token.kind for token in tokens[first:]}
            if kinds.isdisjoint(_UNREPEATED) and not (ELSE in kinds and (IF in kinds or WITH in kinds)):
                action = known[key] = Action(inner, right - inner, self.right_trim(right - 2))
                tokens[first] = Opening(LEFT_DELIM, found, self.left, inner, action)
        return pos

    def lex_comment(self, start: int) -> int:
        text, right = self.text, self.right
        end = text.find("*/", start + 2)
        if end < 0:
            self.error(start, "unclosed comment")
        end += 2
        if self.right_trim(end):
            end += 2 + len(right)
            match = _SPACE_RUN.match(text, end)
            return match.end() if match else end
        if not text.startswith(right, end):
            self.error(start, "comment ends before closing delimiter")
        return end + len(right)

    def right_trim(self, pos: int) -> bool:
        text = self.text
        return text[pos + 1 : pos + 2] == "-" and text[pos] in _SPACES and text.startswith(self.right, pos + 2)

    def lex_action(self, pos: int) -> int:
        """Read the tokens of an action up to and including its right delimiter."""
        text, right, tokens = self.text, self.right, self.tokens
        self.open_parens = 0
        common = _COMMON.match if right == "}}" else None
        while True:
            match = common(text, pos) if common is not None else None
            if match is not None:
                kind = _COMMON_KINDS[match.lastindex or 0]
                word = match.group()
                if kind == IDENTIFIER:
                    if word in WORDS:
                        pos = self.lex_identifier(pos)
                        continue
                elif kind in (LEFT_PAREN, RIGHT_PAREN):
                    self.count_paren(pos, word)
                tokens.append(Token(kind, pos, word))
                pos = match.end()
                continue
            trim = pos < len(text) and self.right_trim(pos)
            if trim or text.startswith(right, pos):
                return self.lex_right_delim(pos, trim)
            if pos >= len(text):
                self.error(pos, "unclosed action")
            pos = self.lex_token(pos, text[pos])

    def count_paren(self, pos: int, char: str) -> None:
        self.open_parens += 1 if char == "(" else -1
        if self.open_parens < 0:
            self.error(pos, "unexpected right paren")

    def lex_right_delim(self, pos: int, trim: bool) -> int:
        if self.open_parens:
            self.error(pos, "unclosed left paren")
        if trim:
            pos += 2
        self.tokens.append(Token(RIGHT_DELIM, pos, self.right))
        pos += len(self.right)
        match = _SPACE_RUN.match(self.text, pos) if trim else None
        return match.end() if match else pos

    def lex_token(self, pos: int, char: str) -> int:
        """Read one token inside an action by its first character."""
        text = self.text
        if char in _SPACES:
            end = _SPACE_RUN.match(text, pos).end()  # type: ignore[union-attr]
            if self.right_trim(end - 1):
                end -= 1
            return self.add(SPACE, pos, end)
        if char == ".":
            following = text[pos + 1 : pos + 2]
            if following and not "0" <= following <= "9":
                return self.lex_name(pos, FIELD, DOT)
            return self.lex_number(pos)
        if char == "$":
            return self.lex_name(pos, VARIABLE, VARIABLE)
        if char in "+-0123456789":
            return self.lex_number(pos)
        if is_word_char(char):
            return self.lex_identifier(pos)
        if char in _QUOTES:
            kind, pattern, problem = _QUOTES[char]
            match = pattern.match(text, pos)
            return self.error(pos, problem) if match is None else self.add(kind, pos, match.end())
        if char in "()":
            self.count_paren(pos, char)
        elif char == ":":
            if text[pos + 1 : pos + 2] != "=":
                self.error(pos, "expected :=")
            return self.add(DECLARE, pos, pos + 2)
        elif not " " <= char <= "~":
            self.error(pos, f"unrecognized character in action: {describe_char(char)}")
        return self.add(_PUNCTUATION.get(char, CHAR), pos, pos + 1)

    def add(self, kind: int, start: int, end: int) -> int:
        self.tokens.append(Token(kind, start, self.text[start:end]))
        return end

    def word_end(self, pos: int) -> int:
        text = self.text
        while True:
            pos = _WORD_RUN.match(text, pos).end()  # type: ignore[union-attr]
            if pos >= len(text) or text[pos] < "\x80" or not is_word_char(text[pos]):
                return pos
            pos += 1

    def at_terminator(self, pos: int) -> bool:
        return pos >= len(self.text) or self.text[pos] in _TERMINATORS or self.text.startswith(self.right, pos)

    def lex_name(self, start: int, kind: int, bare: int) -> int:
        if self.at_terminator(start + 1):
            self.tokens.append(Token(bare, start, self.text[start]))
            return start + 1
        end = self.word_end(start + 1)
        if not self.at_terminator(end):
            self.error(start, f"bad character {describe_char(self.text[end])}")
        self.tokens.append(Token(kind, start, self.text[start:end]))
        return end

    def lex_identifier(self, start: int) -> int:
        end = self.word_end(start)
        if not self.at_terminator(end):
            self.error(start, f"bad character {describe_char(self.text[end])}")
        word = self.text[start:end]
        kind = _KEYWORDS.get(word, IDENTIFIER)
        if kind != IDENTIFIER:
            if word in self.no_keywords:
                kind = IDENTIFIER
        elif word == "true" or word == "false":
            kind = BOOL
        self.tokens.append(Token(kind, start, word))
        return end

    def scan_number(self, pos: int) -> tuple[int, bool]:
        text = self.text
        if text[pos : pos + 1] in ("+", "-"):
            pos += 1
        prefix = ""
        if text[pos : pos + 1] == "0":
            letter = text[pos + 1 : pos + 2].lower()
            pos += 1
            if letter in ("x", "o", "b"):
                prefix = letter
                pos += 1
        pos = _NUMBERS[prefix].match(text, pos).end()  # type: ignore[union-attr]
        if pos < len(text) and is_word_char(text[pos]):
            return pos + 1, False
        return pos, True

    def lex_number(self, start: int) -> int:
        end, good = self.scan_number(start)
        if not good:
            self.error(start, f"bad number syntax: {quote(self.text[start:end])}")
        if self.text[end : end + 1] in ("+", "-"):
            end, good = self.scan_number(end)
            if not good or self.text[end - 1] != "i":
                self.error(start, f"bad number syntax: {quote(self.text[start:end])}")
            self.tokens.append(Token(COMPLEX, start, self.text[start:end]))
        else:
            self.tokens.append(Token(NUMBER, start, self.text[start:end]))
        return end


def tokenize(
    text: str,
    left: str = "{{",
    right: str = "}}",
    no_keywords: frozenset[str] = frozenset(),
    known: dict[str, Action] | None = None,
) -> list[Token]:
    """Return the tokens of a template; the last one is of kind ``EOF`` or ``ERROR``.

    :param no_keywords: ``break`` and ``continue``, if functions of those names are defined.
    :param known: actions by their texts (without the left, with the right delimiter). Each becomes a single token; new
        ones are added.
    """
    return _Lexer(text, left or "{{", right or "}}", no_keywords, known).run()


def tokenize_action(text: str, opening: Opening, no_keywords: frozenset[str]) -> list[Token]:
    """Return the tokens of an action that :func:`tokenize` replaced by a single one."""
    lexer = _Lexer(text, "{{", "}}", no_keywords)
    lexer.tokens.append(Token(LEFT_DELIM, opening.pos, opening.text))
    with contextlib.suppress(_Stop):
        lexer.lex_action(opening.inner)
    return lexer.tokens
