# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens, by the rules of Go's lexer."""

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
    ("white space in an action", "{{ \t\r\n 1 \n}}", ["SPACE= \t\r\n ", "NUMBER=1", "SPACE= \n"]),
    ("text with a single brace", "hello-{.}}-world", ["TEXT=hello-{.}}-world"]),
    ("raw quote with braces and newlines", "{{`now is{{\n}}the time`}}", ["RAW_STRING=`now is{{\n}}the time`"]),
    (
        "numbers in capitals",
        "{{0X14 1E3 0B1 0O7 1_2 0X1.E_FP4 0x1.e_fp4}}",
        [
            "NUMBER=0X14",
            "SPACE= ",
            "NUMBER=1E3",
            "SPACE= ",
            "NUMBER=0B1",
            "SPACE= ",
            "NUMBER=0O7",
            "SPACE= ",
            "NUMBER=1_2",
            "SPACE= ",
            "NUMBER=0X1.E_FP4",
            "SPACE= ",
            "NUMBER=0x1.e_fp4",
        ],
    ),
    (
        "signed numbers",
        "{{+1 -1 +1.5 -0x1 1-2i}}",
        [
            "NUMBER=+1",
            "SPACE= ",
            "NUMBER=-1",
            "SPACE= ",
            "NUMBER=+1.5",
            "SPACE= ",
            "NUMBER=-0x1",
            "SPACE= ",
            "COMPLEX=1-2i",
        ],
    ),
    (
        "characters with escapes",
        "{{'\\u00FF' '\\xFF' '本' '\\\"'}}",
        [
            "CHAR_CONSTANT='\\u00FF'",
            "SPACE= ",
            "CHAR_CONSTANT='\\xFF'",
            "SPACE= ",
            "CHAR_CONSTANT='本'",
            "SPACE= ",
            "CHAR_CONSTANT='\\\"'",
        ],
    ),
    ("a variable with an argument", "{{$x 23}}", ["VARIABLE=$x", "SPACE= ", "NUMBER=23"]),
    (
        "a call in a pipeline",
        'intro {{echo hi 1.2 |noargs|args 1 "hi"}} outro',
        [
            "TEXT=intro ",
            "IDENTIFIER=echo",
            "SPACE= ",
            "IDENTIFIER=hi",
            "SPACE= ",
            "NUMBER=1.2",
            "SPACE= ",
            "PIPE=|",
            "IDENTIFIER=noargs",
            "PIPE=|",
            "IDENTIFIER=args",
            "SPACE= ",
            "NUMBER=1",
            "SPACE= ",
            'STRING="hi"',
            "TEXT= outro",
        ],
    ),
    ("pipes alone", "{{|||||}}", ["PIPE=|", "PIPE=|", "PIPE=|", "PIPE=|", "PIPE=|"]),
    (
        "for and other words",
        "{{for while ifx endx rangex}}",
        [
            "IDENTIFIER=for",
            "SPACE= ",
            "IDENTIFIER=while",
            "SPACE= ",
            "IDENTIFIER=ifx",
            "SPACE= ",
            "IDENTIFIER=endx",
            "SPACE= ",
            "IDENTIFIER=rangex",
        ],
    ),
    ("keywords in capitals", "{{If END}}", ["IDENTIFIER=If", "SPACE= ", "IDENTIFIER=END"]),
    (
        "true and false as fields",
        "{{.true .false .if .end}}",
        ["FIELD=.true", "SPACE= ", "FIELD=.false", "SPACE= ", "FIELD=.if", "SPACE= ", "FIELD=.end"],
    ),
    (
        "a field of a number of dots",
        "{{.x.y . .5}}",
        ["FIELD=.x", "FIELD=.y", "SPACE= ", "DOT=.", "SPACE= ", "NUMBER=.5"],
    ),
    (
        "parentheses and fields",
        "{{(x).y.z}}",
        ["LEFT_PAREN=(", "IDENTIFIER=x", "RIGHT_PAREN=)", "FIELD=.y", "FIELD=.z"],
    ),
    (
        "a variable's fields",
        "{{$.x $x.y.z $}}",
        ["VARIABLE=$", "FIELD=.x", "SPACE= ", "VARIABLE=$x", "FIELD=.y", "FIELD=.z", "SPACE= ", "VARIABLE=$"],
    ),
    ("a comment with trims over lines", "a \n{{- /* x\ny */ -}}\n b", ["TEXT=a", "TEXT=b"]),
    ("two comments", "{{/* a */}} {{/* b */}}", ["TEXT= "]),
    ("two actions", "{{1}}{{2}}", ["NUMBER=1", "NUMBER=2"]),
    ("an action at the end", "a{{1}}", ["TEXT=a", "NUMBER=1"]),
    (
        "strings beside punctuation",
        '{{("a")|print "b"}}',
        ["LEFT_PAREN=(", 'STRING="a"', "RIGHT_PAREN=)", "PIPE=|", "IDENTIFIER=print", "SPACE= ", 'STRING="b"'],
    ),
    (
        "declare and assign",
        "{{$x:=1}}{{$x = 2}}",
        ["VARIABLE=$x", "DECLARE=:=", "NUMBER=1", "VARIABLE=$x", "SPACE= ", "ASSIGN==", "SPACE= ", "NUMBER=2"],
    ),
    (
        "a comma between variables",
        "{{range $i,$x := .y}}{{end}}",
        [
            "RANGE=range",
            "SPACE= ",
            "VARIABLE=$i",
            "CHAR=,",
            "VARIABLE=$x",
            "SPACE= ",
            "DECLARE=:=",
            "SPACE= ",
            "FIELD=.y",
            "END=end",
        ],
    ),
    (
        "names with digits and underscores",
        "{{_a1 .b_2 $c_3}}",
        ["IDENTIFIER=_a1", "SPACE= ", "FIELD=.b_2", "SPACE= ", "VARIABLE=$c_3"],
    ),
    ("trim with tab and newline", "a{{-\t1\n-}}b", ["TEXT=a", "NUMBER=1", "TEXT=b"]),
    ("trim against nothing", "{{- 1 -}}", ["NUMBER=1"]),
    ("trim after spaces", "{{3 \n -}}x", ["NUMBER=3", "SPACE= \n", "TEXT=x"]),
    ("three braces", "{{{}}", ["CHAR={"]),
    ("a brace before the end", "{{1 }}}", ["NUMBER=1", "SPACE= ", "TEXT=}"]),
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


#: template, message, position
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


#: left, right, template, texts of the tokens
DELIMITERS = [
    ("<<", ">>", "a <<.x>> b", ["a ", "<<", ".x", ">>", " b", ""]),
    ("<<", ">>", "a <</* c */>> b", ["a ", " b", ""]),
    ("<<", ">>", 'a <<"<<">> b', ["a ", "<<", '"<<"', ">>", " b", ""]),
    ("<<", ">>", "a <<,@%{{}}>> b", ["a ", "<<", ",", "@", "%", "{", "{", "}", "}", ">>", " b", ""]),
    ("<<", ">>", "a <<>> b", ["a ", "<<", ">>", " b", ""]),
    ("<<", ">>", "a << .host | print >> b", ["a ", "<<", " ", ".host", " ", "|", " ", "print", " ", ">>", " b", ""]),
    ("|", "|", "a |.x| b", ["a ", "|", ".x", "|", " b", ""]),
    ("|", "|", "a |/* c */| b", ["a ", " b", ""]),
    ("|", "|", 'a |"|"| b', ["a ", "|", '"|"', "|", " b", ""]),
    ("|", "|", "a |,@%{{}}| b", ["a ", "|", ",", "@", "%", "{", "{", "}", "}", "|", " b", ""]),
    ("|", "|", "a || b", ["a ", "|", "|", " b", ""]),
    (
        "|",
        "|",
        "a | .host | print | b",
        ["a ", "|", " ", ".host", " ", "|", " print ", "|", " ", "b", "unclosed action"],
    ),
    ("(日)", "(本)", "a (日).x(本) b", ["a ", "(日)", ".x", "(本)", " b", ""]),
    ("(日)", "(本)", "a (日)/* c */(本) b", ["a ", " b", ""]),
    ("(日)", "(本)", 'a (日)"(日)"(本) b', ["a ", "(日)", '"(日)"', "(本)", " b", ""]),
    ("(日)", "(本)", "a (日),@%{{}}(本) b", ["a ", "(日)", ",", "@", "%", "{", "{", "}", "}", "(本)", " b", ""]),
    ("(日)", "(本)", "a (日)(本) b", ["a ", "(日)", "(本)", " b", ""]),
    (
        "(日)",
        "(本)",
        "a (日) .host | print (本) b",
        ["a ", "(日)", " ", ".host", " ", "|", " ", "print", " ", "(本)", " b", ""],
    ),
    ("{{hub", "hub}}", "a {{hub.xhub}} b", ["a ", "{{hub", "bad character U+007D '}'"]),
    ("{{hub", "hub}}", "a {{hub/* c */hub}} b", ["a ", " b", ""]),
    ("{{hub", "hub}}", 'a {{hub"{{hub"hub}} b', ["a ", "{{hub", '"{{hub"', "hub}}", " b", ""]),
    ("{{hub", "hub}}", "a {{hub,@%{{}}hub}} b", ["a ", "{{hub", ",", "@", "%", "{", "{", "}", "}", "hub}}", " b", ""]),
    ("{{hub", "hub}}", "a {{hubhub}} b", ["a ", "{{hub", "hub}}", " b", ""]),
    (
        "{{hub",
        "hub}}",
        "a {{hub .host | print hub}} b",
        ["a ", "{{hub", " ", ".host", " ", "|", " ", "print", " ", "hub}}", " b", ""],
    ),
    ("{{- ", " -}}", "a {{- .x -}} b", ["a ", "{{- ", ".x", " -}}", " b", ""]),
    ("{{- ", " -}}", "a {{- /* c */ -}} b", ["a ", " b", ""]),
    ("{{- ", " -}}", 'a {{- "{{- " -}} b', ["a ", "{{- ", '"{{- "', " -}}", " b", ""]),
    ("{{- ", " -}}", "a {{- ,@%{{}} -}} b", ["a ", "{{- ", ",", "@", "%", "{", "{", "}", "}", " -}}", " b", ""]),
    ("{{- ", " -}}", "a {{-  -}} b", ["a ", "{{- ", " -}}", " b", ""]),
    (
        "{{- ",
        " -}}",
        "a {{-  .host | print  -}} b",
        ["a ", "{{- ", " ", ".host", " ", "|", " ", "print", "  ", "-", "}", "}", " ", "b", "unclosed action"],
    ),
    ("$$", "@@", "a $$.x@@ b", ["a ", "$$", ".x", "@@", " b", ""]),
    ("$$", "@@", "a $$/* c */@@ b", ["a ", " b", ""]),
    ("$$", "@@", 'a $$"$$"@@ b', ["a ", "$$", '"$$"', "@@", " b", ""]),
    ("$$", "@@", "a $$,@%{{}}@@ b", ["a ", "$$", ",", "@", "%", "{", "{", "}", "}", "@@", " b", ""]),
    ("$$", "@@", "a $$@@ b", ["a ", "$$", "@@", " b", ""]),
    ("$$", "@@", "a $$ .host | print @@ b", ["a ", "$$", " ", ".host", " ", "|", " ", "print", " ", "@@", " b", ""]),
]


#: name, template, kind and offset of each token
OFFSETS = [
    ("empty", "", [("EOF", 0)]),
    (
        "punctuation",
        "{{,@%#}}",
        [("LEFT_DELIM", 0), ("CHAR", 2), ("CHAR", 3), ("CHAR", 4), ("CHAR", 5), ("RIGHT_DELIM", 6), ("EOF", 8)],
    ),
    (
        "text around",
        "0123{{hello}}xyz",
        [("TEXT", 0), ("LEFT_DELIM", 4), ("IDENTIFIER", 6), ("RIGHT_DELIM", 11), ("TEXT", 13), ("EOF", 16)],
    ),
    (
        "a trim behind",
        "{{x -}}\n{{y}}",
        [
            ("LEFT_DELIM", 0),
            ("IDENTIFIER", 2),
            ("RIGHT_DELIM", 5),
            ("LEFT_DELIM", 8),
            ("IDENTIFIER", 10),
            ("RIGHT_DELIM", 11),
            ("EOF", 13),
        ],
    ),
    (
        "a trim before",
        "{{x}}\n{{- y}}",
        [
            ("LEFT_DELIM", 0),
            ("IDENTIFIER", 2),
            ("RIGHT_DELIM", 3),
            ("LEFT_DELIM", 6),
            ("IDENTIFIER", 10),
            ("RIGHT_DELIM", 11),
            ("EOF", 13),
        ],
    ),
    (
        "a comment over lines",
        '{{/*\n*/}}\n{{undefined "test"}}',
        [
            ("TEXT", 9),
            ("LEFT_DELIM", 10),
            ("IDENTIFIER", 12),
            ("SPACE", 21),
            ("STRING", 22),
            ("RIGHT_DELIM", 28),
            ("EOF", 30),
        ],
    ),
    (
        "strings over lines",
        "{{`a\nb`}}\n{{.c}}",
        [
            ("LEFT_DELIM", 0),
            ("RAW_STRING", 2),
            ("RIGHT_DELIM", 7),
            ("TEXT", 9),
            ("LEFT_DELIM", 10),
            ("FIELD", 12),
            ("RIGHT_DELIM", 14),
            ("EOF", 16),
        ],
    ),
    (
        "spaces over lines",
        "{{\n x\n\n y }}",
        [
            ("LEFT_DELIM", 0),
            ("SPACE", 2),
            ("IDENTIFIER", 4),
            ("SPACE", 5),
            ("IDENTIFIER", 8),
            ("SPACE", 9),
            ("RIGHT_DELIM", 10),
            ("EOF", 12),
        ],
    ),
    (
        "trims at both ends",
        "a \n {{-\nx\n-}}\n b",
        [("TEXT", 0), ("LEFT_DELIM", 4), ("IDENTIFIER", 8), ("RIGHT_DELIM", 11), ("TEXT", 15), ("EOF", 16)],
    ),
    (
        "parentheses and pipes",
        "{{(a|b).c}}",
        [
            ("LEFT_DELIM", 0),
            ("LEFT_PAREN", 2),
            ("IDENTIFIER", 3),
            ("PIPE", 4),
            ("IDENTIFIER", 5),
            ("RIGHT_PAREN", 6),
            ("FIELD", 7),
            ("RIGHT_DELIM", 9),
            ("EOF", 11),
        ],
    ),
    (
        "declarations",
        "{{$x := 1}}{{$x = 2}}",
        [
            ("LEFT_DELIM", 0),
            ("VARIABLE", 2),
            ("SPACE", 4),
            ("DECLARE", 5),
            ("SPACE", 7),
            ("NUMBER", 8),
            ("RIGHT_DELIM", 9),
            ("LEFT_DELIM", 11),
            ("VARIABLE", 13),
            ("SPACE", 15),
            ("ASSIGN", 16),
            ("SPACE", 17),
            ("NUMBER", 18),
            ("RIGHT_DELIM", 19),
            ("EOF", 21),
        ],
    ),
]


@pytest.mark.parametrize(("left", "right", "template", "texts"), DELIMITERS)
def test_any_delimiters(left: str, right: str, template: str, texts: list[str]) -> None:
    tokens = tokenize(template, left, right)
    assert ["" if token.kind == lexer.EOF else token.text for token in tokens] == texts


@pytest.mark.parametrize(("template", "offsets"), [pytest.param(*row[1:], id=row[0]) for row in OFFSETS])
def test_offsets(template: str, offsets: list[tuple[str, int]]) -> None:
    assert [(NAMES[token.kind], token.pos) for token in tokenize(template)] == offsets


def test_keywords_that_are_functions() -> None:
    kinds = [token.kind for token in tokenize("{{break}}{{continue}}", no_keywords=frozenset(("break",)))]
    assert lexer.IDENTIFIER in kinds
    assert lexer.CONTINUE in kinds


#: token text and kind, and how errors show it
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
