# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Valid and invalid templates.

The errors are those of Go 1.26's text/template/parse.
"""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.parser import ParseError, parse
from unit.plugins.module_utils.gotemplate.objects import make_set

#: name, template, error
ERRORS = [
    ("unclosed action", "hello{{range", "template: main:1: unclosed action"),
    ("unmatched end", "{{end}}", "template: main:1: unexpected {{end}}"),
    ("unmatched else", "{{else}}", "template: main:1: unexpected {{else}}"),
    ("unmatched else after if", "{{if .x}}hello{{end}}{{else}}", "template: main:1: unexpected {{else}}"),
    ("multiple else", "{{if .x}}hello{{else}}a{{else}}b{{end}}", "template: main:1: expected end; found {{else}}"),
    ("missing end", "hello{{range .x}}", "template: main:1: unexpected EOF"),
    ("missing end after else", "hello{{range .x}}{{else}}", "template: main:1: unexpected EOF"),
    ("undefined function", "hello{{undefined}}", 'template: main:1: function "undefined" not defined'),
    ("undefined variable", "{{$x}}", 'template: main:1: undefined variable "$x"'),
    ("variable undefined after end", "{{with $x := 4}}{{end}}{{$x}}", 'template: main:1: undefined variable "$x"'),
    ("variable undefined in template", "{{template $v}}", 'template: main:1: unexpected "$v" in template clause'),
    ("declare with field", "{{with $x.Y := 4}}{{end}}", 'template: main:1: undefined variable "$x"'),
    ("template with field ref", "{{template .X}}", 'template: main:1: unexpected ".X" in template clause'),
    ("template with var", "{{template $v}}", 'template: main:1: unexpected "$v" in template clause'),
    ("invalid punctuation", "{{printf 3, 4}}", 'template: main:1: unexpected "," in operand'),
    ("multidecl outside range", "{{with $v, $u := 3}}{{end}}", "template: main:1: too many declarations in with"),
    ("too many decls in range", "{{range $u, $v, $w := 3}}{{end}}", "template: main:1: too many declarations in range"),
    (
        "range with a field as second",
        "{{range $u, .x := 3}}{{end}}",
        "template: main:1: range can only initialize variables",
    ),
    ("dot applied to parentheses", "{{printf (printf .).}}", "template: main:1: unexpected <.> in operand"),
    ("adjacent args", "{{printf 3`x`}}", 'template: main:1: unexpected "`x`" in operand'),
    ("adjacent args with dot", "{{printf `x`.}}", "template: main:1: unexpected <.> in operand"),
    ("break outside range", "{{range .}}{{end}} {{break}}", "template: main:1: {{break}} outside {{range}}"),
    ("continue outside range", "{{range .}}{{end}} {{continue}}", "template: main:1: {{continue}} outside {{range}}"),
    ("break in range else", "{{range .}}{{else}}{{break}}{{end}}", "template: main:1: {{break}} outside {{range}}"),
    (
        "break in a define inside a range",
        '{{range .}}{{block "x" .}}{{break}}{{end}}{{end}}',
        "template: main:1: {{break}} outside {{range}}",
    ),
    ("break with a name", "{{range .}}{{break label}}{{end}}", 'template: main:1: unexpected "label" in {{break}}'),
    ("bad number", "{{1.2.3}}", 'template: main:1: unexpected ".3" in operand'),
    ("a number too large", "{{99999999999999999999}}", 'template: main:1: integer overflow: "99999999999999999999"'),
    ("a float too large", "{{1e999}}", 'template: main:1: illegal number syntax: "1e999"'),
    ("a number with letters", "{{3k}}", 'template: main:1: bad number syntax: "3k"'),
    ("a bad octal", "{{08}}", 'template: main:1: integer overflow: "08"'),
    ("a bad complex", "{{1+2}}", 'template: main:1: bad number syntax: "1+2"'),
    ("unclosed string", '{{"x}}', "template: main:1: unterminated quoted string"),
    ("string with a newline", '{{"x\n"}}', "template: main:1: unterminated quoted string"),
    ("unclosed raw string", "{{`x}}", "template: main:1: unterminated raw quoted string"),
    ("unclosed character", "{{'x}}", "template: main:1: unterminated character constant"),
    ("a character of two", "{{'xy'}}", "template: main:1: malformed character constant: 'xy'"),
    ("a bad escape", '{{"\\z"}}', "template: main:1: invalid syntax"),
    ("a bad rune escape", '{{"\\uD800"}}', "template: main:1: invalid syntax"),
    ("unclosed parenthesis", "{{(1}}", "template: main:1: unclosed left paren"),
    ("unopened parenthesis", "{{1)}}", "template: main:1: unexpected right paren"),
    ("parenthesis closed late", "{{if (1)) }}{{end}}", "template: main:1: unexpected right paren"),
    ("empty action", "{{}}", "template: main:1: missing value for command"),
    ("empty parentheses", "{{()}}", "template: main:1: missing value for parenthesized pipeline"),
    ("pipe first", "{{ | print}}", 'template: main:1: unexpected "|" in command'),
    ("double pipe", "{{1 || print}}", 'template: main:1: unexpected "|" in command'),
    ("constant in second stage", "{{1 | 2}}", "template: main:1: non executable command in pipeline stage 2"),
    ("string in second stage", '{{.x | "a"}}', "template: main:1: non executable command in pipeline stage 2"),
    ("dot in third stage", "{{.x | print | .}}", "template: main:1: non executable command in pipeline stage 3"),
    ("nil in second stage", "{{.x | nil}}", "template: main:1: non executable command in pipeline stage 2"),
    ("true in second stage", "{{.x | true}}", "template: main:1: non executable command in pipeline stage 2"),
    ("if without a pipeline", "{{if}}{{end}}", "template: main:1: missing value for if"),
    ("range without a pipeline", "{{range}}{{end}}", "template: main:1: missing value for range"),
    ("with without a pipeline", "{{with}}{{end}}", "template: main:1: missing value for with"),
    ("declaration without a value", "{{$x :=}}", "template: main:1: missing value for command"),
    ("declaration with one colon", "{{$x : 1}}", 'template: main:1: undefined variable "$x"'),
    ("equals alone", "{{= 1}}", 'template: main:1: unexpected "=" in command'),
    ("assignment of a constant", "{{1 = 2}}", 'template: main:1: unexpected "=" in operand'),
    ("field of a constant", "{{1.x}}", 'template: main:1: bad number syntax: "1.x"'),
    ("field of a string", '{{"a".x}}', 'template: main:1: unexpected . after term "\\"a\\""'),
    ("field of true", "{{true.x}}", 'template: main:1: unexpected . after term "true"'),
    ("field of nil", "{{nil.x}}", 'template: main:1: unexpected . after term "nil"'),
    ("a bad character after a name", "{{print+1}}", "template: main:1: bad character U+002B '+'"),
    ("a bad character after a variable", "{{$x+1}}", "template: main:1: bad character U+002B '+'"),
    ("a bad character after a field", "{{.x!}}", "template: main:1: bad character U+0021 '!'"),
    ("an unknown character", "{{\\x01}}", 'template: main:1: unexpected "\\\\" in command'),
    ("an unknown character beyond ASCII", "{{☃}}", "template: main:1: unrecognized character in action: U+2603 '☃'"),
    ("a brace", "{{ { }}", 'template: main:1: unexpected "{" in command'),
    ("a comment that is not closed", "{{/* x }}", "template: main:1: unclosed comment"),
    ("a comment with something after it", "{{/* x */ 1}}", "template: main:1: comment ends before closing delimiter"),
    ("a comment with a space before it", "{{ /* x */}}", 'template: main:1: unexpected "/" in command'),
    (
        "a trimmed comment not closed with a space",
        "{{- /* x */-}}",
        "template: main:1: comment ends before closing delimiter",
    ),
    ("define without a name", "{{define}}{{end}}", 'template: main:1: unexpected "}}" in define clause'),
    ("define with a variable", "{{define $x}}{{end}}", 'template: main:1: unexpected "$x" in define clause'),
    ("define with a number", "{{define 3}}{{end}}", 'template: main:1: unexpected "3" in define clause'),
    ("define with two names", '{{define "a" "b"}}{{end}}', 'template: main:1: unexpected "\\"b\\"" in define clause'),
    ("define inside if", '{{if 1}}{{define "x"}}{{end}}{{end}}', "template: main:1: unexpected <define> in command"),
    ("define without end", '{{define "x"}}', "template: main:1: unexpected EOF"),
    ("define with else", '{{define "x"}}{{else}}{{end}}', "template: main:1: unexpected {{else}} in define clause"),
    (
        "duplicate define",
        '{{define "x"}}1{{end}}{{define "x"}}2{{end}}',
        'template: main:1: template: multiple definition of template "x"',
    ),
    (
        "duplicate block",
        '{{block "x" .}}1{{end}}{{block "x" .}}2{{end}}',
        'template: main:1: template: multiple definition of template "x"',
    ),
    (
        "define of the file's own name",
        '{{define "main"}}1{{end}}2',
        'template: main:1: template: multiple definition of template "main"',
    ),
    ("block without data", '{{block "x"}}{{end}}', "template: main:1: missing value for block clause"),
    ("block without end", '{{block "x" .}}', "template: main:1: unexpected EOF"),
    ("template without a name", "{{template}}", 'template: main:1: unexpected "}}" in template clause'),
    ("end with something", "{{if 1}}{{end 1}}", 'template: main:1: unexpected "1" in end'),
    ("else with something", "{{if 1}}{{else 1}}{{end}}", 'template: main:1: unexpected "1" in else'),
    ("else range", "{{if 1}}{{else range .}}{{end}}{{end}}", "template: main:1: unexpected <range> in else"),
    ("else if in a with", "{{with 1}}{{else if 2}}{{end}}{{end}}", "template: main:1: unexpected <if> in input"),
    ("else if after else", "{{if 1}}{{else}}{{else if 2}}{{end}}", "template: main:1: expected end; found {{else}}"),
    ("the error's line", "a\nb\n{{if}}", "template: main:3: missing value for if"),
    ("the action began on an earlier line", "a\n{{print\n1\n", "template: main:4: unclosed action started at main:2"),
    (
        "the string began on an earlier line",
        '{{print\n"x',
        "template: main:2: unterminated quoted string in action started at main:1",
    ),
    ("an unclosed if names the last line", "{{if 1}}\n\n\nx", "template: main:4: unexpected EOF"),
    (
        "a parenthesis across lines",
        "{{\n(print\n1\n}}",
        "template: main:4: unclosed left paren in action started at main:1",
    ),
    ("range over declared without a value", "{{range $k, $v}}{{end}}", 'template: main:1: undefined variable "$v"'),
    ("a comma in a call", "{{print 1,2}}", 'template: main:1: unexpected "," in operand'),
    ("a keyword as a value", "{{print if}}", "template: main:1: unexpected <if> in operand"),
    ("end as a value", "{{print end}}", "template: main:1: unexpected <end> in operand"),
    ("a dollar name with a digit", "{{$1 := 2}}{{$1}}{{$2}}", 'template: main:1: undefined variable "$2"'),
    ("imaginary in hexadecimal", "{{print 0x10i}}", 'template: main:1: illegal number syntax: "0x10i"'),
    (
        "a define inside a define",
        '{{define "o"}}{{define "i"}}I{{end}}O{{template "i"}}{{end}}{{template "o"}}',
        "template: main:1: unexpected <define> in command",
    ),
    (
        "a negative constant that overflows",
        "{{print -9223372036854775809}}",
        'template: main:1: integer overflow: "-9223372036854775809"',
    ),
    ("nothing after the opening", "{{", "template: main:1: unclosed action"),
    ("text and nothing after the opening", "a\n{{", "template: main:2: unclosed action"),
    ("unclosed in a define", "a\n{{define `x`}}b\n{{", "template: main:3: unclosed action"),
    (
        "unclosed after strings over lines",
        'a\n{{"x"\n"y"\n',
        "template: main:4: unclosed action started at main:2",
    ),
    ("unclosed after empty lines", "{{\n\n\n\n\n", "template: main:6: unclosed action started at main:1"),
    ("unclosed after a raw string over lines", "{{ $v := `\n` }} {{", "template: main:2: unclosed action"),
    (
        "unclosed raw string names its first line",
        "a\n\n{{`b\n\n\n}}\nc",
        "template: main:3: unterminated raw quoted string",
    ),
    ("unclosed comment over lines", "{{/*\na\n}}", "template: main:1: unclosed comment"),
    ("unclosed comment at once", "{{/*}}", "template: main:1: unclosed comment"),
    ("a comment that closes itself", "a{{/*/}}b", "template: main:1: unclosed comment"),
    ("unclosed parenthesis in a call", "{{.x (1 2 3}}", "template: main:1: unclosed left paren"),
    ("unclosed parenthesis at the end", "{{(.x 1 2 3", "template: main:1: unclosed action"),
    ("closing parenthesis after arguments", "{{.x 1 2 3 ) }}", "template: main:1: unexpected right paren"),
    ("a function on a later line", "a\n{{\nx\n}}", 'template: main:3: function "x" not defined'),
    ("a string beside a number", "{{`x`3}}", 'template: main:1: unexpected "3" in operand'),
    ("a number beside a string", '{{3"x"}}', 'template: main:1: unexpected "\\"x\\"" in operand'),
    ("a name followed by a hash", "{{a#}}", "template: main:1: bad character U+0023 '#'"),
    ("a bad hexadecimal imaginary", "{{0xi}}", 'template: main:1: illegal number syntax: "0xi"'),
    (
        "a second declaration of three",
        "{{$a,$b,$c := 23}}",
        "template: main:1: too many declarations in command",
    ),
    ("two declarations in an action", "{{$a, $b := 1}}", "template: main:1: too many declarations in command"),
    (
        "a declaration of a variable's field",
        "{{$x := 23}}{{with $x.y := 3}}{{end}}",
        'template: main:1: unexpected ":=" in operand',
    ),
    ("a range over an undefined variable", "{{range $k}}{{end}}", 'template: main:1: undefined variable "$k"'),
    ("a range with a comma and nothing", "{{range $k,}}{{end}}", "template: main:1: missing value for range"),
    ("a range without a value", "{{range $k, $v := }}{{end}}", "template: main:1: missing value for range"),
    (
        "a range with the dot as second",
        "{{range $k, .}}{{end}}",
        "template: main:1: range can only initialize variables",
    ),
    (
        "a range with a number as second",
        "{{range $k, 123 := .}}{{end}}",
        "template: main:1: range can only initialize variables",
    ),
    ("a range declared twice", "{{range $x := $y := 3}}{{end}}", 'template: main:1: undefined variable "$y"'),
    (
        "an end too many after else if",
        "{{if .x}}a{{else if .y}}b{{end}}{{end}}",
        "template: main:1: unexpected {{end}}",
    ),
    (
        "continue in the else of range",
        "{{range .}}{{else}}{{continue}}{{end}}",
        "template: main:1: {{continue}} outside {{range}}",
    ),
    ("break in an if outside", "{{if .}}{{break}}{{end}}", "template: main:1: {{break}} outside {{range}}"),
    (
        "continue in a define",
        "{{range .}}{{end}}{{define `x`}}{{continue}}{{end}}",
        "template: main:1: {{continue}} outside {{range}}",
    ),
    (
        "continue with an argument",
        "{{range .}}{{continue 1}}{{end}}",
        'template: main:1: unexpected "1" in {{continue}}',
    ),
    (
        "break in a pipeline",
        "{{range .}}{{1 | break}}{{end}}",
        "template: main:1: unexpected <break> in command",
    ),
    ("plus equals", "{{$x := 0}}{{$x += 1}}", 'template: main:1: illegal number syntax: "+"'),
    (
        "an exclamation after a variable",
        "{{$x := 0}}{{$x ! 2}}",
        'template: main:1: unexpected "!" in operand',
    ),
    (
        "a percent sign after a variable",
        "{{$x := 0}}{{$x % 3}}",
        'template: main:1: unexpected "%" in operand',
    ),
    ("an exclamation beside a variable", "{{$x:=.}}{{$x!2}}", "template: main:1: bad character U+0021 '!'"),
    ("a plus beside a variable", "{{$x:=.}}{{$x+2}}", "template: main:1: bad character U+002B '+'"),
    ("a dot after an int", "{{1.E}}", 'template: main:1: illegal number syntax: "1.E"'),
    ("a dot after a float", "{{0.1.E}}", 'template: main:1: unexpected . after term "0.1"'),
    ("a dot after a character", "{{'a'.any}}", "template: main:1: unexpected . after term \"'a'\""),
    ("a dot after a dot", "{{..E}}", 'template: main:1: unexpected . after term "."'),
    ("three dots", "{{...}}", "template: main:1: unexpected <.> in operand"),
    ("a dot and a space", "{{. x}}", 'template: main:1: function "x" not defined'),
    ("a field of a raw string", "{{`a`.x}}", 'template: main:1: unexpected . after term "`a`"'),
    (
        "a field of a number in parentheses is fine, of a keyword not",
        "{{(if).x}}",
        "template: main:1: unexpected <if> in parenthesized pipeline",
    ),
    (
        "a number in the middle of a pipeline",
        "{{.|12|print}}",
        "template: main:1: non executable command in pipeline stage 2",
    ),
    (
        "a character at the end of a pipeline",
        "{{12|printf|'e'}}",
        "template: main:1: non executable command in pipeline stage 3",
    ),
    ("false at the end", "{{12|false}}", "template: main:1: non executable command in pipeline stage 2"),
    (
        "empty parentheses as an argument",
        '{{printf "%d" ( ) }}',
        "template: main:1: missing value for parenthesized pipeline",
    ),
    ("pipes alone", "{{|||||}}", 'template: main:1: unexpected "|" in command'),
    ("a block without a name", "{{block}}{{end}}", 'template: main:1: unexpected "}}" in block clause'),
    (
        "a block with a variable as name",
        "{{block $x .}}{{end}}",
        'template: main:1: unexpected "$x" in block clause',
    ),
    (
        "a block with else",
        "{{block `b` .}}{{else}}{{end}}",
        "template: main:1: unexpected {{else}} in block clause",
    ),
    ("a define with data", "{{define `x` .}}{{end}}", "template: main:1: unexpected <.> in define clause"),
    (
        "a define in a range",
        "{{range .}}{{define `x`}}{{end}}{{end}}",
        "template: main:1: unexpected <define> in command",
    ),
    (
        "a define in a define",
        "{{define `o`}}{{define `i`}}{{end}}{{end}}",
        "template: main:1: unexpected <define> in command",
    ),
    ("a malformed name", '{{define "foo}} FOO ', "template: main:1: unterminated quoted string"),
    ("a name that is a bad string", '{{define "\\q"}}{{end}}', "template: main:1: invalid syntax"),
    (
        "template with a parenthesis",
        "{{template (`x`)}}{{end}}",
        'template: main:1: unexpected "(" in template clause',
    ),
    ("template with a number", "{{template 3}}", 'template: main:1: unexpected "3" in template clause'),
    ("template in a pipeline", "{{1 | template `x`}}", "template: main:1: unexpected <template> in command"),
    ("template with two data", "{{template `x` 1, 2}}", 'template: main:1: unexpected "," in operand'),
    ("if without end in a define", "{{define `x`}}{{if .}}{{end}}", "template: main:1: unexpected EOF"),
    (
        "else in a define",
        "{{define `x`}}{{else}}{{end}}",
        "template: main:1: unexpected {{else}} in define clause",
    ),
    ("end with a dot", "{{if .}}{{end.}}", "template: main:1: unexpected <.> in end"),
    ("else with text", "{{if .}}{{else x}}{{end}}", 'template: main:1: unexpected "x" in else'),
    (
        "else with in an if",
        "{{if .}}{{else with .}}{{end}}{{end}}",
        "template: main:1: unexpected <with> in input",
    ),
    (
        "else if in a range",
        "{{range .}}{{else if .}}{{end}}{{end}}",
        "template: main:1: unexpected <if> in input",
    ),
    ("else if without a pipeline", "{{if .}}{{else if}}{{end}}", "template: main:1: missing value for if"),
    (
        "else with without a pipeline",
        "{{with .}}{{else with}}{{end}}",
        "template: main:1: missing value for with",
    ),
    (
        "two else after else if",
        "{{if .}}{{else if .}}{{else}}{{else}}{{end}}",
        "template: main:1: expected end; found {{else}}",
    ),
    ("if with two values and a comma", "{{if 1, 2}}{{end}}", 'template: main:1: unexpected "," in operand'),
    (
        "if with a declaration without a value",
        "{{if $x := }}{{end}}",
        "template: main:1: missing value for if",
    ),
    (
        "with a declaration of the dot",
        "{{with . := 3}}{{end}}",
        'template: main:1: unexpected ":=" in operand',
    ),
    (
        "an assignment to nothing known",
        "{{with $x = 1}}{{end}}{{$y}}",
        'template: main:1: undefined variable "$y"',
    ),
    ("a string with a bad hexadecimal escape", '{{"\\xg0"}}', "template: main:1: invalid syntax"),
    ("a string with a bad octal escape", '{{"\\400"}}', "template: main:1: invalid syntax"),
    ("a string with a short unicode escape", '{{"\\u12"}}', "template: main:1: invalid syntax"),
    ("a string with a code point too large", '{{"\\U00110000"}}', "template: main:1: invalid syntax"),
    ("a string with a single-quote escape", '{{"\\\'"}}', "template: main:1: invalid syntax"),
    ("a character of nothing", "{{''}}", "template: main:1: invalid syntax"),
    ("a character with a bad escape", "{{'\\q'}}", "template: main:1: invalid syntax"),
    ("a character with a double-quote escape", "{{'\\\"'}}", "template: main:1: invalid syntax"),
    ("a character over a line", "{{'\n'}}", "template: main:1: unterminated character constant"),
    (
        "a character too large",
        "{{'433937734937734969526500969526500'}}",
        "template: main:1: malformed character constant: '433937734937734969526500969526500'",
    ),
    ("two signs", "{{+-2}}", 'template: main:1: bad number syntax: "+-2"'),
    ("a hexadecimal with a point", "{{0x123.}}", 'template: main:1: illegal number syntax: "0x123."'),
    ("an exponent with a point", "{{1e.}}", 'template: main:1: illegal number syntax: "1e"'),
    (
        "a hexadecimal that is imaginary with a point",
        "{{0xi.}}",
        'template: main:1: illegal number syntax: "0xi"',
    ),
    ("a complex with a point", "{{1+2.}}", 'template: main:1: bad number syntax: "1+2."'),
    ("an octal with an eight", "{{0o8}}", 'template: main:1: bad number syntax: "0o8"'),
    ("a binary with a two", "{{0b2}}", 'template: main:1: bad number syntax: "0b2"'),
    ("an underscore at the end", "{{1_}}", 'template: main:1: illegal number syntax: "1_"'),
    ("two underscores", "{{1__0}}", 'template: main:1: illegal number syntax: "1__0"'),
    ("an underscore after the point", "{{1._5}}", 'template: main:1: illegal number syntax: "1._5"'),
    ("an exponent of nothing", "{{1e}}", 'template: main:1: illegal number syntax: "1e"'),
    ("a hexadecimal of nothing", "{{0x}}", 'template: main:1: illegal number syntax: "0x"'),
    (
        "a hexadecimal float without an exponent",
        "{{0x1.8}}",
        'template: main:1: illegal number syntax: "0x1.8"',
    ),
    ("a sign alone", "{{+}}", 'template: main:1: illegal number syntax: "+"'),
    ("a minus and a letter", "{{-x}}", 'template: main:1: bad number syntax: "-x"'),
    (
        "an old octal float is fine, with letters not",
        "{{017f}}",
        'template: main:1: bad number syntax: "017f"',
    ),
    ("a complex of two imaginaries", "{{1i+2i}}", "template: main:1: syntax error scanning complex number"),
    (
        "a float too small is zero, too large not",
        "{{-1e400}}",
        'template: main:1: illegal number syntax: "-1e400"',
    ),
    (
        "an unsigned too large",
        "{{18446744073709551616}}",
        'template: main:1: integer overflow: "18446744073709551616"',
    ),
    ("a semicolon", "{{print; 1}}", "template: main:1: bad character U+003B ';'"),
    ("an at sign", "{{@x}}", 'template: main:1: unexpected "@" in command'),
    ("a question mark", "{{.x?}}", "template: main:1: bad character U+003F '?'"),
    ("a bracket", "{{.x[0]}}", "template: main:1: bad character U+005B '['"),
    ("an ampersand", "{{.x && .y}}", 'template: main:1: unexpected "&" in operand'),
    ("a comparison sign", "{{.x > 1}}", 'template: main:1: unexpected ">" in operand'),
    ("an arithmetic sign", "{{1 * 2}}", 'template: main:1: unexpected "*" in operand'),
    ("a dollar and a dot", "{{$.}}", "template: main:1: unexpected <.> in operand"),
    ("a dollar in a name", "{{$a$b}}", "template: main:1: bad character U+0024 '$'"),
    ("a NUL", "{{\x00}}", "template: main:1: unrecognized character in action: U+0000"),
    ("a space that is not ASCII", "{{\xa01}}", "template: main:1: unrecognized character in action: U+00A0"),
    ("a closing brace inside", "{{ } }}", 'template: main:1: unexpected "}" in command'),
    ("three opening braces", "{{{1}}", 'template: main:1: unexpected "{" in command'),
    ("a name that begins beyond letters", "{{print²}}", "template: main:1: bad character U+00B2 '²'"),
    ("a colon alone", "{{:}}", "template: main:1: expected :="),
    ("a colon in a call", "{{print : 1}}", "template: main:1: expected :="),
    ("an equals in a call", "{{print = 1}}", 'template: main:1: unexpected "=" in operand'),
    ("a declaration in a stage", "{{1 | $x := 2}}", 'template: main:1: undefined variable "$x"'),
    (
        "a declaration in parentheses without a value",
        "{{($x :=)}}",
        "template: main:1: missing value for parenthesized pipeline",
    ),
    ("undefined inside parentheses", "{{print ($x)}}", 'template: main:1: undefined variable "$x"'),
    (
        "a variable of if in its else's end",
        "{{if $x := 1}}{{end}}{{$x}}",
        'template: main:1: undefined variable "$x"',
    ),
    (
        "a variable of a range after it",
        "{{range $i, $x := .}}{{end}}{{$i}}",
        'template: main:1: undefined variable "$i"',
    ),
    (
        "a variable of a define outside",
        '{{define "d"}}{{$x := 1}}{{end}}{{$x}}',
        'template: main:1: undefined variable "$x"',
    ),
    (
        "a variable of the file in a define",
        '{{$x := 1}}{{define "d"}}{{$x}}{{end}}',
        'template: main:1: undefined variable "$x"',
    ),
    (
        "a variable of the file in a block",
        '{{$x := 1}}{{block "d" .}}{{$x}}{{end}}',
        'template: main:1: undefined variable "$x"',
    ),
    ("trim without a space at the end", "{{1-}}", 'template: main:1: bad number syntax: "1-"'),
    ("trim that is a sign alone", "{{- }}", "template: main:1: missing value for command"),
    ("trim both and nothing", "{{- -}}", 'template: main:1: illegal number syntax: "-"'),
    ("a trimmed comment without a space", "{{-/* a */}}", 'template: main:1: illegal number syntax: "-"'),
    ("a comment in an action", "{{print /* a */ 1}}", 'template: main:1: unexpected "/" in operand'),
    (
        "a comment before the trim's space",
        "{{/* a */- }}",
        "template: main:1: comment ends before closing delimiter",
    ),
    (
        "a long token is cut",
        "{{printf 3`aaaaaaaaaaaaaaaaaaaaaaaaaaaa`}}",
        'template: main:1: unexpected "`aaaaaaaaa"... in operand',
    ),
    (
        "a keyword as a function's argument",
        "{{print range}}",
        "template: main:1: unexpected <range> in operand",
    ),
    ("a keyword as a function", "{{else 1}}", 'template: main:1: unexpected "1" in else'),
    ("a keyword after a pipe", "{{1 | end}}", "template: main:1: unexpected <end> in command"),
    (
        "nil after a pipe in if",
        "{{if 1 | nil}}{{end}}",
        "template: main:1: non executable command in pipeline stage 2",
    ),
    ("template's name over lines", "{{template\n3}}", 'template: main:2: unexpected "3" in template clause'),
    ("the error after CRLF", "a\r\nb\r\n{{nope}}", 'template: main:3: function "nope" not defined'),
    (
        "the error after a trimmed newline",
        "a\n{{- 1 -}}\n{{nope}}",
        'template: main:3: function "nope" not defined',
    ),
]

#: template, its tree as Go prints it
TREES = [
    ("{{/* gone */}}x", "x"),
    ("{{ .X }}", "{{.X}}"),
    ("{{.X.Y.Z}}", "{{.X.Y.Z}}"),
    ("{{printf}}", "{{printf}}"),
    ("{{$}}", "{{$}}"),
    ("{{with $x := 3}}{{$x 23}}{{end}}", "{{with $x := 3}}{{$x 23}}{{end}}"),
    ("{{$x := 1}}{{$x.I}}{{$x.I.J}}", "{{$x := 1}}{{$x.I}}{{$x.I.J}}"),
    ("{{printf `%d` 23}}", "{{printf `%d` 23}}"),
    ("{{.X|.Y}}", "{{.X | .Y}}"),
    ("{{$x := .X|.Y}}{{$x}}", "{{$x := .X | .Y}}{{$x}}"),
    ("{{.X (.Y .Z) (.A | .B .C) (.E)}}", "{{.X (.Y .Z) (.A | .B .C) (.E)}}"),
    ("{{(.Y .Z).Field}}", "{{(.Y .Z).Field}}"),
    ("{{(now2).Name.x}}", "{{(now2).Name.x}}"),
    ("{{if .X}}hello{{end}}", "{{if .X}}hello{{end}}"),
    ("{{if .X}}true{{else}}false{{end}}", "{{if .X}}true{{else}}false{{end}}"),
    ("{{if .X}}true{{else if .Y}}false{{end}}", "{{if .X}}true{{else}}{{if .Y}}false{{end}}{{end}}"),
    (
        "+{{if .X}}X{{else if .Y}}Y{{else if .Z}}Z{{end}}+",
        "+{{if .X}}X{{else}}{{if .Y}}Y{{else}}{{if .Z}}Z{{end}}{{end}}{{end}}+",
    ),
    ("{{with .X}}hello{{else with .Y}}goodbye{{end}}", "{{with .X}}hello{{else}}{{with .Y}}goodbye{{end}}{{end}}"),
    ("{{range .X}}hello{{end}}", "{{range .X}}hello{{end}}"),
    ("{{range .X.Y.Z}}hello{{end}}", "{{range .X.Y.Z}}hello{{end}}"),
    ("{{range .X}}hello{{range .Y}}goodbye{{end}}{{end}}", "{{range .X}}hello{{range .Y}}goodbye{{end}}{{end}}"),
    ("{{range .X}}true{{else}}false{{end}}", "{{range .X}}true{{else}}false{{end}}"),
    ("{{range .X|.M}}true{{else}}false{{end}}", "{{range .X | .M}}true{{else}}false{{end}}"),
    ("{{range .}}{{.}}{{end}}", "{{range .}}{{.}}{{end}}"),
    ("{{range .}}{{break}}{{continue}}{{end}}", "{{range .}}{{break}}{{continue}}{{end}}"),
    ("{{range 1_000}}{{end}}", "{{range 1_000}}{{end}}"),
    ("{{range $x := .SI}}{{.}}{{end}}", "{{range $x := .SI}}{{.}}{{end}}"),
    ("{{range $x, $y := .SI}}{{.}}{{end}}", "{{range $x, $y := .SI}}{{.}}{{end}}"),
    ("{{range $x, $y = .SI}}{{.}}{{end}}", "{{range $x, $y = .SI}}{{.}}{{end}}"),
    ("{{range .SI 1 -3.2i true false 'a' nil}}{{end}}", "{{range .SI 1 -3.2i true false 'a' nil}}{{end}}"),
    ("{{template `x`}}", '{{template "x"}}'),
    ("{{template `x` .Y}}", '{{template "x" .Y}}'),
    ("{{with .X}}hello{{end}}", "{{with .X}}hello{{end}}"),
    ("{{with .X}}hello{{else}}goodbye{{end}}", "{{with .X}}hello{{else}}goodbye{{end}}"),
    ("x   {{- 3 -}}  y", "x{{3}}y"),
    ("x  {{- /* hi */ -}} y", "xy"),
    ('{{block "foo" .}}hello{{end}}', '{{template "foo" .}}'),
    ('{{(print 1 | printf "%d").x | print}}', '{{(print 1 | printf "%d").x | print}}'),
    ('{{"a\\tb"}}{{`raw "x"`}}', '{{"a\\tb"}}{{`raw "x"`}}'),
    ("{{print 0x10 'a' 1+2i -3}}", "{{print 0x10 'a' 1+2i -3}}"),
    ("{{$x := (print 1)}}{{$x = 2}}", "{{$x := (print 1)}}{{$x = 2}}"),
    ("", ""),
    ("x", "x"),
    ("{{/* a */}}", ""),
    ("{{.X -}} \n y", "{{.X}}y"),
    ("{{ .X | .Y 1 | print }}", "{{.X | .Y 1 | print}}"),
    ("{{if .X}}a{{else if .Y}}b{{else}}c{{end}}", "{{if .X}}a{{else}}{{if .Y}}b{{else}}c{{end}}{{end}}"),
    (
        "{{with .X}}a{{else with .Y}}b{{else with .Z}}c{{else}}d{{end}}",
        "{{with .X}}a{{else}}{{with .Y}}b{{else}}{{with .Z}}c{{else}}d{{end}}{{end}}{{end}}",
    ),
    ("{{range $i, $x := .X}}{{$i}}{{else}}e{{end}}", "{{range $i, $x := .X}}{{$i}}{{else}}e{{end}}"),
    ("{{range $x = .X | print}}{{end}}", "{{range $x = .X | print}}{{end}}"),
    ("{{with $x := .X}}{{$x.Y}}{{end}}", "{{with $x := .X}}{{$x.Y}}{{end}}"),
    ("{{if $x := print 1 | .Y}}{{end}}", "{{if $x := print 1 | .Y}}{{end}}"),
    ('{{template "a b" $x := 3}}', '{{template "a b" $x := 3}}'),
    ('{{template `q"`}}', '{{template "q\\""}}'),
    ("{{block `b` .X | print}}{{.}}{{end}}", '{{template "b" .X | print}}'),
    ("{{print \"\\u2603\" 'x' 0x1F 1_0 .5 -1i}}", "{{print \"\\u2603\" 'x' 0x1F 1_0 .5 -1i}}"),
    ("{{((.X))}}", "{{((.X))}}"),
    ("{{(.X | print 1).Y.Z}}", "{{(.X | print 1).Y.Z}}"),
    ("{{print (print (print 1 2) 3).A (.B)}}", "{{print (print (print 1 2) 3).A (.B)}}"),
    ("{{.X.Y 1 .Z}}", "{{.X.Y 1 .Z}}"),
    ("{{$.X.Y}}", "{{$.X.Y}}"),
    ("{{$ | print}}", "{{$ | print}}"),
    (
        "{{range .}}{{if .}}{{break}}{{else}}{{continue}}{{end}}{{end}}",
        "{{range .}}{{if .}}{{break}}{{else}}{{continue}}{{end}}{{end}}",
    ),
    ("{{ $x\n:=\n1 }}{{$x}}", "{{$x := 1}}{{$x}}"),
    ('{{"x"\n|\nprint\n}}', '{{"x" | print}}'),
    ("{{print nil true false . $ }}", "{{print nil true false . $}}"),
    ("{{- 3 -}}", "{{3}}"),
    ("a {{- /* */ -}} b", "ab"),
    ("{{.größe.ключ}}", "{{.größe.ключ}}"),
    ("{{print `a\nb`}}", "{{print `a\nb`}}"),
    ("{{range 5}}{{.}}{{end}}", "{{range 5}}{{.}}{{end}}"),
    ("{{x.y.z 1}}", "{{x.y.z 1}}"),
    ("{{(x).y}}", "{{(x).y}}"),
    ("{{and .a .b | or .c}}", "{{and .a .b | or .c}}"),
    ("{{$x := 1}}{{$x := 2}}{{$x = 3}}", "{{$x := 1}}{{$x := 2}}{{$x = 3}}"),
    ('{{define "d"}}D{{end}}x{{define `e`}}{{end}}y', "xy"),
    ("{{if .a}} {{- else -}} b{{end}}", "{{if .a}}{{else}}b{{end}}"),
    ("{{if .X}}{{else}}{{end}}", "{{if .X}}{{else}}{{end}}"),
    ("{{with .X}}{{else}}{{end}}", "{{with .X}}{{else}}{{end}}"),
]


class _Anything:
    """Contains every function name."""

    def __contains__(self, name: object) -> bool:
        return name not in ("break", "continue")


@pytest.mark.parametrize(
    ("template", "message"), [pytest.param(template, message, id=name) for name, template, message in ERRORS]
)
def test_error(template: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        make_set().parse("main", template)
    assert str(caught.value) == message


@pytest.mark.parametrize(("template", "tree"), TREES)
def test_tree(template: str, tree: str) -> None:
    parsed = parse("main", template, _Anything())
    assert str(parsed.trees[-1].root) == tree


def test_error_has_parts() -> None:
    with pytest.raises(ParseError) as caught:
        make_set().parse("some/file.yaml", "a\nb\n{{nope}}")
    assert (caught.value.template, caught.value.line) == ("some/file.yaml", 3)
    assert caught.value.message == 'function "nope" not defined'


def test_break_and_continue_may_be_functions() -> None:
    names = frozenset(("break", "continue"))
    assert str(parse("main", "{{break}}{{continue 1}}", names).trees[-1].root) == "{{break}}{{continue 1}}"


def test_other_delimiters() -> None:
    parsed = parse("main", "{{x}} <<.a>> <<- .b ->> c", frozenset(), "<<", ">>")
    assert str(parsed.trees[-1].root) == "{{x}} {{.a}}{{.b}}c"


def test_deep_nesting_is_rejected() -> None:
    with pytest.raises(ParseError, match="max expression depth exceeded|nested too deeply"):
        parse("main", "{{" + "(" * 5000 + "1" + ")" * 5000 + "}}", frozenset())
    with pytest.raises(ParseError, match="nested too deeply"):
        parse("main", "{{if 1}}" * 5000 + "{{end}}" * 5000, frozenset())
