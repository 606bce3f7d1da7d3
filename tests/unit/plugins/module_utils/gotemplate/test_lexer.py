# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens, after the rules of Go's lexer."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import lexer
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.lexer import tokenize

NAMES = {
    value: name
    for name, value in vars(lexer).items()
    if name.isupper() and not name.startswith("_") and isinstance(value, int)
}

#: name, template, tokens without the delimiters and the end: KIND or KIND=text
TOKENS = [
    ("empty", "", []),
    ("spaces", " \t\n", ["TEXT= \t\n"]),
    ("text", "now is the time", ["TEXT=now is the time"]),
    ("comment", "hello-{{/* this */}}-world", ["TEXT=hello-", "TEXT=-world"]),
    ("punctuation", "{{,@% }}", ["CHAR=,", "CHAR=@", "CHAR=%", "SPACE= "]),
    ("parens", "{{((3))}}", ["LEFT_PAREN=(", "LEFT_PAREN=(", "NUMBER=3", "RIGHT_PAREN=)", "RIGHT_PAREN=)"]),
    ("empty action", "{{}}", []),
    ("for", "{{for}}", ["IDENTIFIER=for"]),
    ("block", '{{block "foo" .}}', ["BLOCK=block", "SPACE= ", 'STRING="foo"', "SPACE= ", "DOT=."]),
    ("quote", '{{"abc \\n\\t\\" "}}', ['STRING="abc \\n\\t\\" "']),
    ("raw quote", "{{`abc\n\t\\`}}", ["RAW_STRING=`abc\n\t\\`"]),
    (
        "numbers",
        "{{1 02 0x14 -7.2i 1e3 +1.2e-4}}",
        "NUMBER=1|NUMBER=02|NUMBER=0x14|NUMBER=-7.2i|NUMBER=1e3|NUMBER=+1.2e-4",
    ),
    (
        "more numbers",
        "{{0b101 0o17 1_000 .5 0x1.8p1}}",
        "NUMBER=0b101|NUMBER=0o17|NUMBER=1_000|NUMBER=.5|NUMBER=0x1.8p1",
    ),
    ("complex", "{{1+2i}}", ["COMPLEX=1+2i"]),
    (
        "characters",
        "{{'a' '\\n' '\\'' '\\\\'}}",
        "CHAR_CONSTANT='a'|CHAR_CONSTANT='\\n'|CHAR_CONSTANT='\\''|CHAR_CONSTANT='\\\\'",
    ),
    ("bools", "{{true false}}", "BOOL=true|BOOL=false"),
    ("nil", "{{nil}}", ["NIL=nil"]),
    (
        "dots",
        "{{.x . .2 .x.y.z}}",
        ["FIELD=.x", "SPACE= ", "DOT=.", "SPACE= ", "NUMBER=.2", "SPACE= ", "FIELD=.x", "FIELD=.y", "FIELD=.z"],
    ),
    (
        "keywords",
        "{{range if else end with break continue define template}}",
        "RANGE|IF|ELSE|END|WITH|BREAK|CONTINUE|DEFINE|TEMPLATE",
    ),
    (
        "variables",
        "{{$ $hello $23 $something.More}}",
        [
            "VARIABLE=$",
            "SPACE= ",
            "VARIABLE=$hello",
            "SPACE= ",
            "VARIABLE=$23",
            "SPACE= ",
            "VARIABLE=$something",
            "FIELD=.More",
        ],
    ),
    ("pipeline", "{{x|y 1}}", ["IDENTIFIER=x", "PIPE=|", "IDENTIFIER=y", "SPACE= ", "NUMBER=1"]),
    ("declaration", "{{$v := 3}}", "VARIABLE=$v|DECLARE=:=|NUMBER=3"),
    ("assignment without a space", "{{$v=3}}", ["ERROR"]),
    ("assignment", "{{$v = 3}}", "VARIABLE=$v|ASSIGN==|NUMBER=3"),
    ("two declarations", "{{$v , $w := 3}}", "VARIABLE=$v|CHAR=,|VARIABLE=$w|DECLARE=:=|NUMBER=3"),
    ("field of parentheses", "{{(.X).Y}}", ["LEFT_PAREN=(", "FIELD=.X", "RIGHT_PAREN=)", "FIELD=.Y"]),
    ("trim left", "hello- {{- 3}} -world", ["TEXT=hello-", "NUMBER=3", "TEXT= -world"]),
    ("trim right", "hello- {{3 -}} -world", ["TEXT=hello- ", "NUMBER=3", "TEXT=-world"]),
    ("trim both", "hello- {{- 3 -}} -world", ["TEXT=hello-", "NUMBER=3", "TEXT=-world"]),
    ("trim before a comment", "hello- {{- /* c */}} -world", ["TEXT=hello-", "TEXT= -world"]),
    ("trim after a comment", "hello- {{/* c */ -}} -world", ["TEXT=hello- ", "TEXT=-world"]),
    ("trim with a newline", "a \n{{-\n3\n-}}\n b", ["TEXT=a", "NUMBER=3", "TEXT=b"]),
    ("trim with many spaces", "{{3   -}} b", ["NUMBER=3", "SPACE=  ", "TEXT=b"]),
    ("no trim without a space", "a {{-3}} b", ["TEXT=a ", "NUMBER=-3", "TEXT= b"]),
    ("trim of nothing but spaces", " \n{{- 3 -}}\t ", ["NUMBER=3"]),
    ("letters beyond ASCII", "{{größe .ключ $名}}", "IDENTIFIER=größe|FIELD=.ключ|VARIABLE=$名"),
]


def shown(token: lexer.Token, expected: str) -> str:
    name = NAMES[token.kind]
    return name if expected == name else f"{name}={token.text}"


@pytest.mark.parametrize(("template", "expected"), [pytest.param(*row[1:], id=row[0]) for row in TOKENS])
def test_tokens(template: str, expected: list[str] | str) -> None:
    tokens = [token for token in tokenize(template) if token.kind not in (lexer.LEFT_DELIM, lexer.RIGHT_DELIM)]
    last = tokens.pop() if tokens[-1].kind == lexer.EOF else None
    if isinstance(expected, str):
        expected = expected.split("|")
        tokens = [token for token in tokens if token.kind != lexer.SPACE]
    assert len(tokens) == len(expected)
    assert [shown(token, text) for token, text in zip(tokens, expected, strict=True)] == expected
    assert last is not None or expected[-1] == "ERROR"


#: template, message, where it starts
ERRORS = [
    ("#{{\x01}}", "unrecognized character in action: U+0001", 3),
    ("{{☃}}", "unrecognized character in action: U+2603 '☃'", 2),
    ("{{\udcff}}", "unrecognized character in action: U+FFFD '\ufffd'", 2),
    ("{{", "unclosed action", 2),
    ("{{range", "unclosed action", 7),
    ('{{"\n"}}', "unterminated quoted string", 2),
    ('{{"abc', "unterminated quoted string", 2),
    ("{{`xx", "unterminated raw quoted string", 2),
    ("{{'\n}}", "unterminated character constant", 2),
    ("{{3k}}", 'bad number syntax: "3k"', 2),
    ("{{1+2}}", 'bad number syntax: "1+2"', 2),
    ("{{0x1g}}", 'bad number syntax: "0x1g"', 2),
    ("{{(3}}", "unclosed left paren", 4),
    ("{{3)}}", "unexpected right paren", 3),
    ("{{x:y}}", "expected :=", 3),
    ("{{hello!}}", "bad character U+0021 '!'", 2),
    ("{{$x+2}}", "bad character U+002B '+'", 2),
    ("{{.a☃}}", "bad character U+2603 '☃'", 2),
    ("hello-{{/*/}}-world", "unclosed comment", 8),
    ("hello-{{/*/ x", "unclosed comment", 8),
    ("hello-{{/* */ }}-world", "comment ends before closing delimiter", 8),
]


@pytest.mark.parametrize(("template", "message", "start"), ERRORS)
def test_errors(template: str, message: str, start: int) -> None:
    token = tokenize(template)[-1]
    assert (token.kind, token.text, token.pos) == (lexer.ERROR, message, start)


def test_other_delimiters() -> None:
    tokens = tokenize("{{x}} $$- .a -@@ b", "$$", "@@")
    assert [token.text for token in tokens] == ["{{x}}", "$$", ".a", "@@", "b", "EOF"]


def test_keywords_that_are_functions() -> None:
    kinds = [token.kind for token in tokenize("{{break}}{{continue}}", no_keywords=frozenset(("break",)))]
    assert lexer.IDENTIFIER in kinds
    assert lexer.CONTINUE in kinds


#: token text and kind, as messages show it
SHOWN = [
    (lexer.EOF, "", "EOF"),
    (lexer.ERROR, "some error", "some error"),
    (lexer.RANGE, "range", "<range>"),
    (lexer.TEXT, "short", '"short"'),
    (lexer.TEXT, "rather a long text", '"rather a l"...'),
    (lexer.TEXT, "ééééé☃", '"ééééé☃"...'),
    (lexer.TEXT, 'q"', '"q\\""'),
]


@pytest.mark.parametrize(("kind", "text", "message"), SHOWN)
def test_how_a_token_is_shown(kind: int, text: str, message: str) -> None:
    assert str(lexer.Token(kind, 0, text)) == message
