# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What templates print.

The outputs and errors are those of Go 1.26's text/template for the same templates and the values of ``objects``.
"""

from __future__ import annotations

import pytest
from unit.plugins.module_utils.gotemplate.objects import data, make_set

#: name, template, output
TEXT_AND_ACTIONS = [
    ("empty", "{{/* nothing */}}", ""),
    ("text alone", "some text", "some text"),
    ("a constant string", '{{"quoted"}}', "quoted"),
    ("a raw string", '{{`a "raw" one`}}', 'a "raw" one'),
    ("an int", "{{42}}", "42"),
    ("a negative int", "{{-3}}", "-3"),
    ("hexadecimal", "{{0x1F}}", "31"),
    ("octal", "{{0o17}}", "15"),
    ("old octal", "{{0777}}", "511"),
    ("binary", "{{0b1010}}", "10"),
    ("underscores", "{{1_000_000}}", "1000000"),
    ("a float", "{{1.5}}", "1.5"),
    ("a float that is whole", "{{1.0}}", "1"),
    ("an exponent", "{{1e3}}", "1000"),
    ("a large float", "{{1e6}}", "1e+06"),
    ("a larger float", "{{123456789.0}}", "1.23456789e+08"),
    ("a small float", "{{0.00001}}", "1e-05"),
    ("a hexadecimal float", "{{0x1.8p1}}", "3"),
    ("a character", "{{'a'}}", "97"),
    ("a character beyond ASCII", "{{'☃'}}", "9731"),
    ("an escaped character", "{{'\\n'}}", "10"),
    ("imaginary", "{{2i}}", "(0+2i)"),
    ("complex", "{{1+2i}}", "(1+2i)"),
    ("complex without imaginary part", "{{1+0i}}", "(1+0i)"),
    ("true", "{{true}}", "true"),
    ("false", "{{false}}", "false"),
    ("escapes in strings", '{{"a\\tb\\u2603\\x41\\101"}}', "a\tb☃AA"),
    ("an escaped byte", '{{"a\\xffb" | printf "%q"}}', '"a\\xffb"'),
    ("comment with trims", "x {{- /* gone */ -}} y", "xy"),
    ("trim left", 'a   {{- "b"}}', "ab"),
    ("trim right", '{{"a" -}}   b', "ab"),
    ("trim both sides of newlines", 'a \n\t {{- "b" -}} \n c', "abc"),
    ("a minus that is no trim", "{{-3}}x", "-3x"),
    ("trim and minus", "a {{- -3 -}} b", "a-3b"),
    ("newlines inside an action", '{{\n"a"\n|\nprintf "%s"\n}}', "a"),
    ("braces in text", "{ {a} }", "{ {a} }"),
]

#: name, template, output
FIELDS = [
    ("dot", "{{.s}}", "str"),
    ("nested", "{{.a.b.c}}", "deep"),
    ("deep through nil", "{{.n}}", "<no value>"),
    ("missing", "{{.nope}}", "<no value>"),
    ("missing in parentheses, then a field", "{{(.nope).x.y}}", "<no value>"),
    ("missing in a variable, then a field", "{{$x := .nope}}{{$x.y.z}}", "<no value>"),
    ("a number", "{{.num}}", "3"),
    ("a number of the shape 1e+06", "{{.big}}", "1e+06"),
    ("true of a map", "{{.t}}", "true"),
    ("false of a map", "{{.fa}}", "false"),
    ("empty string", "[{{.es}}]", "[]"),
    ("map", "{{.a}}", "map[b:map[c:deep n:<nil> t:true] d:x]"),
    ("list", "{{.l}}", "[1 two <nil> map[k:v] [1 2]]"),
    ("empty list", "{{.e}}", "[]"),
    ("empty map", "{{.em}}", "map[]"),
    ("bytes", "{{.by}}", "[98 121 116 101 115]"),
    ("strings", "{{.sl}}", "[one two ]"),
    ("map of strings", "{{.sm}}", "map[k:v z:y]"),
    ("key of a map of strings", "{{.sm.k}}", "v"),
    ("missing key of a map of strings", "[{{.sm.none}}]", "[]"),
    ("missing key of a map of ints", "{{.im.none}}", "0"),
    ("a key that is not ASCII", "{{.ü}}", "uml"),
    ("struct field", "{{.obj.Name}}", "ob"),
    ("struct field of any type", "{{.obj.Any}}", "any"),
    ("struct field that is nil", "{{.obj.Nil}}", "<no value>"),
    ("struct inside a struct", "{{.obj.Inner.Name}}", "in"),
    ("struct behind a pointer", "{{.obj.Ptr.Name}}", "in"),
    ("nil pointer", "{{.obj.NilP}}", "<nil>"),
    ("map in a struct", "{{.obj.Map.a}}", "1"),
    ("missing key of a map in a struct", "{{.obj.Map.zz}}", "<no value>"),
    ("int64", "{{.i64}}", "64"),
    ("uint8", "{{.u8}}", "200"),
    ("duration", "{{.dur}}", "1m30s"),
    ("a stringer", "{{.str}}", "<Str 4>"),
    ("field of a function's result", "{{now2.Name}}", "fresh"),
    ("dollar", "{{with .a}}{{$.s}}{{end}}", "str"),
    ("fields of a parenthesised pipeline", '{{(dict "a" (dict "b" 1)).a.b}}', "1"),
    ("fields of a variable", "{{$x := .a}}{{$x.b.c}}", "deep"),
]

#: name, template, output
METHODS = [
    ("without arguments", "{{.obj.Zero}}", "zero"),
    ("with an argument", '{{.obj.Hello "you"}}', "hello you"),
    ("with a field as argument", "{{.obj.Hello .s}}", "hello str"),
    ("with two arguments", "{{.obj.Add 1 2}}", "3"),
    ("with a piped argument", '{{"you" | .obj.Hello}}', "hello you"),
    ("variadic, none given", '{{.obj.Var "x"}}', "x"),
    ("variadic, some given", '{{.obj.Var "x" 1 2.5 .s}}', "x1 2.5str"),
    ("an int constant for a float", "{{.obj.Fl 2}}", "4"),
    ("field of a method's result", "{{.obj.M.a}}", "1"),
    ("nil for any type", "{{.obj.AnyM nil}}", "<no value>"),
    ("a missing value for any type", "{{.obj.AnyM .nope}}", "<no value>"),
    ("of a map type", '{{.vals.Must "abc"}}', "3"),
    ("a method beats a key", "{{.vals.YAML}}", "yaml"),
    ("a key beside methods", "{{.vals.a.b}}", "vb"),
    ("a method of a variable", '{{$o := .obj}}{{$o.Hello "v"}}', "hello v"),
    ("a method of a function's result", '{{(now2).Hello "w"}}', "hello w"),
    ("of a duration", "{{.dur.Minutes}}", "1.5"),
    ("as an argument", '{{print (.obj.Hello "p")}}', "hello p"),
]

#: name, template, output
VARIABLES = [
    ("declare and print", "{{$x := 3}}{{$x}}", "3"),
    ("declare twice", "{{$x := 3}}{{$x := 4}}{{$x}}", "4"),
    ("shadow in a branch", "{{$x := 3}}{{if true}}{{$x := 4}}{{$x}}{{end}}{{$x}}", "43"),
    ("assign in a branch", "{{$x := 3}}{{if true}}{{$x = 4}}{{end}}{{$x}}", "4"),
    ("assign in a loop", "{{$x := 0}}{{range .l}}{{$x = .}}{{end}}{{$x}}", "[1 2]"),
    ("declare in if", "{{if $x := .s}}{{$x}}{{end}}", "str"),
    ("declare in else if", "{{if false}}{{else if $x := .s}}{{$x}}{{end}}", "str"),
    ("declared in if, used in else", '{{if $x := ""}}{{else}}[{{$x}}]{{end}}', "[]"),
    ("declare in with", "{{with $x := .a}}{{$x.b.c}}{{.d}}{{end}}", "deepx"),
    ("declared in with, used in else", "{{with $x := .es}}{{else}}[{{$x}}]{{end}}", "[]"),
    ("declare inside parentheses", "{{print ($x := 5) $x}}", "5 5"),
    ("assign the dollar", "{{$ := 5}}{{$}}{{.s}}", "5str"),
    ("reassign the dollar", "{{$ = 5}}{{$}}{{.s}}", "5str"),
    ("nil is not kept", "{{$x := .n}}{{$x}}", "<no value>"),
    ("a pipeline", '{{$x := 3 | printf "%03d"}}{{$x}}', "003"),
    ("text between", "{{$x := 1}} {{$y := 2}} {{$x}}{{$y}}", "  12"),
]

#: name, template, output
IF_AND_WITH = [
    ("true", "{{if true}}T{{else}}F{{end}}", "T"),
    ("zero int", "{{if 0}}T{{else}}F{{end}}", "F"),
    ("int", "{{if 1}}T{{else}}F{{end}}", "T"),
    ("zero float", "{{if 0.0}}T{{else}}F{{end}}", "F"),
    ("empty string", '{{if ""}}T{{else}}F{{end}}', "F"),
    ("empty list", "{{if .e}}T{{else}}F{{end}}", "F"),
    ("empty map", "{{if .em}}T{{else}}F{{end}}", "F"),
    ("nil", "{{if .n}}T{{else}}F{{end}}", "F"),
    ("missing", "{{if .nope}}T{{else}}F{{end}}", "F"),
    ("struct", "{{if .str}}T{{else}}F{{end}}", "T"),
    ("nil pointer", "{{if .obj.NilP}}T{{else}}F{{end}}", "F"),
    ("complex", "{{if 1i}}T{{else}}F{{end}}", "T"),
    ("zero complex", "{{if 0i}}T{{else}}F{{end}}", "F"),
    ("else if", "{{if false}}1{{else if true}}2{{else}}3{{end}}", "2"),
    ("else if falls through", "{{if false}}1{{else if false}}2{{else}}3{{end}}", "3"),
    ("a long chain", '{{if eq .s "a"}}1{{else if eq .s "b"}}2{{else if eq .s "str"}}3{{else}}4{{end}}', "3"),
    ("nested", "{{if true}}{{if false}}1{{else}}2{{end}}{{end}}", "2"),
    ("with", "{{with .a}}{{.d}}{{end}}", "x"),
    ("with empty", "{{with .es}}x{{else}}y{{end}}", "y"),
    ("with, dot in else", "{{with .es}}x{{else}}{{.s}}{{end}}", "str"),
    ("else with", "{{with .es}}x{{else with .a}}{{.d}}{{else}}y{{end}}", "x"),
    ("else with, dot in else", "{{with .es}}x{{else with .n}}x{{else}}{{.s}}{{end}}", "str"),
    ("with of a number", "{{with 3}}{{.}}{{end}}", "3"),
    ("with, then a field of the outer", "{{with .a}}{{with .b}}{{.c}}{{end}}{{.d}}{{end}}", "deepx"),
]

#: name, template, output
RANGE = [
    ("list", "{{range .l}}<{{.}}>{{end}}", "<1><two><<no value>><map[k:v]><[1 2]>"),
    ("list with one variable", "{{range $x := .sl}}<{{$x}}>{{end}}", "<one><two><>"),
    ("list with two variables", "{{range $i, $x := .sl}}<{{$i}}={{$x}}>{{end}}", "<0=one><1=two><2=>"),
    ("map in order", "{{range .sm}}{{.}}{{end}}", "vy"),
    ("map with two variables", "{{range $k, $v := .im}}{{$k}}={{$v}};{{end}}", "a=1;b=2;"),
    ("map of a chart", "{{range $k, $v := .a}}{{$k}}={{$v}};{{end}}", "b=map[c:deep n:<nil> t:true];d=x;"),
    ("int", "{{range 3}}{{.}}{{end}}", "012"),
    ("int with a variable", "{{range $i := 3}}{{$i}}{{end}}", "012"),
    ("zero", "{{range 0}}x{{else}}none{{end}}", "none"),
    ("negative", "{{range -2}}x{{else}}none{{end}}", "none"),
    ("int64 keeps its type", '{{range .i64}}{{printf "%T" .}}{{break}}{{end}}', "int64"),
    ("uint8 keeps its type", '{{range .u8}}{{printf "%T" .}}{{break}}{{end}}', "uint8"),
    ("bytes", "{{range .by}}{{.}} {{end}}", "98 121 116 101 115 "),
    ("nil", "{{range .n}}x{{else}}none{{end}}", "none"),
    ("missing", "{{range .nope}}x{{else}}none{{end}}", "none"),
    ("empty list", "{{range .e}}x{{else}}none{{end}}", "none"),
    ("empty map", "{{range .em}}x{{else}}none{{end}}", "none"),
    ("dot in else", "{{range .e}}x{{else}}{{.s}}{{end}}", "str"),
    ("variable in else", "{{range $i, $x := .e}}x{{else}}{{$i}}{{$x}}{{end}}", "[][]"),
    ("break", "{{range .l}}{{.}}{{break}}{{end}}", "1"),
    ("continue", '{{range .sl}}{{if eq . "one"}}{{continue}}{{end}}{{.}};{{end}}', "two;;"),
    ("break of the inner loop", "{{range 2}}{{range 5}}{{if eq . 1}}{{break}}{{end}}i{{end}}o{{end}}", "ioio"),
    (
        "continue of the inner loop",
        "{{range 2}}{{range 3}}{{if eq . 1}}{{continue}}{{end}}{{.}}{{end}};{{end}}",
        "02;02;",
    ),
    (
        "nested over maps",
        "{{range .nest}}{{range $k, $v := .}}{{$k}}:{{$v}} {{end}}{{end}}",
        "a:map[b:1] a:<no value> ",
    ),
    ("fields of elements", "{{range .ml}}{{.n}}={{.v}};{{end}}", "x=1.5;y=<no value>;"),
    ("assign to outer variables", "{{$k := 0}}{{$v := 0}}{{range $k, $v = .im}}{{end}}{{$k}}={{$v}}", "b=2"),
    ("assign to one outer variable", "{{$v := 0}}{{range $v = .sl}}{{end}}[{{$v}}]", "[]"),
    ("assign from an empty list", "{{$v := 0}}{{range $v = .e}}{{end}}{{$v}}", "[]"),
    ("a variable does not leave the loop", "{{$x := 9}}{{range $x := .sl}}{{end}}{{$x}}", "9"),
    ("a variable of the body is made anew", "{{range 3}}{{$y := .}}{{$y}}{{end}}", "012"),
    ("of a pipeline", "{{range list 1 2 3}}{{.}}{{end}}", "123"),
    ("a nil pointer's else", "{{range .obj.Nil}}x{{else}}none{{end}}", "none"),
    ("the dollar inside", "{{range .sl}}{{$.s}}{{end}}", "strstrstr"),
    (
        "variables of an int loop in a string",
        "{{range $i, $c := .l}}{{if $i}}, {{end}}{{$c}}{{end}}",
        "1, two, <no value>, map[k:v], [1 2]",
    ),
]

#: name, template, output
PIPELINES = [
    ("two stages", '{{.s | printf "%s!"}}', "str!"),
    ("three stages", '{{.s | printf "%s-%s" "a" | printf "%q"}}', '"a-str"'),
    ("parentheses", '{{printf "%s" (print "a" "b")}}', "ab"),
    ("nested parentheses", '{{((("x")))}}', "x"),
    ("a field after parentheses", "{{(.a.b).c}}", "deep"),
    ("a piped nil", '{{.n | printf "%v"}}', "<nil>"),
    ("a piped missing value", "{{.nope | print}}", "<nil>"),
    ("into a function of any type", '{{.nope | dfl "d"}}', "d"),
    ("into a map parameter", "{{.n | mp}}", "0"),
    ("a missing variable into a list parameter", "{{$x := .nope}}{{$x | lst}}", "0"),
    ("int constant for float64", "{{f64 3}}", "3"),
    ("float constant for an int", '{{trunc 2.0 "abc"}}', "ab"),
    ("character constant for an int", "{{i64 'a'}}", "97"),
    ("named map for map[string]interface{}", "{{mp .vals}}", "3"),
    ("nil constant for a map", "{{mp nil}}", "0"),
    ("nil constant for any type", "{{ident nil}}", "<no value>"),
    ("a function without arguments", "{{nothing}}", "<no value>"),
    ("a function's name as an argument", "{{print nothing}}", "<nil>"),
    ("variadic with none", "{{varis}}", ""),
    ("variadic strings", '{{varis "a" .s "c"}}', "a,str,c"),
]

#: name, template, output
LOGIC = [
    ("and", "{{and 1 2}} {{and 0 2}} {{and 1 0}}", "2 0 0"),
    ("and of one", "{{and 0}}", "0"),
    ("or", '{{or 1 2}} {{or 0 2}} {{or "" 0}}', "1 2 0"),
    ("or of one", "{{or 3}}", "3"),
    ("and stops", '{{and false (errf "x")}}', "false"),
    ("or stops", '{{or true (errf "x")}}', "true"),
    ("or of three stops in the middle", '{{or 0 7 (errf "x")}}', "7"),
    ("and with a piped value", "{{3 | and 1}} {{3 | and 0}}", "3 0"),
    ("or with a piped value", "{{3 | or 0}} {{3 | or 1}}", "3 1"),
    ("not", '{{not true}} {{not 0}} {{not .nope}} {{not "x"}}', "false true true false"),
    ("or of missing values", "{{or .nope .n .s}}", "str"),
    ("or of nothing but missing values", "{{or .nope .n}}", "<no value>"),
    ("and in if", "{{if and .t .s}}T{{end}}", "T"),
    ("nested", "{{or (and 0 1) (and 2 3)}}", "3"),
]

#: name, template, output
COMPARISON = [
    ("eq ints", "{{eq 1 1}} {{eq 1 2}}", "true false"),
    ("eq strings", '{{eq "a" "a"}} {{eq "a" "b"}}', "true false"),
    ("eq floats", "{{eq 1.5 1.5}} {{eq .num 3.0}}", "true true"),
    ("eq bools", "{{eq true true}} {{eq true false}}", "true false"),
    ("eq of many", "{{eq 1 2 3 1}} {{eq 1 2 3}}", "true false"),
    ("eq int and int64", "{{eq 64 .i64}}", "true"),
    ("eq int and uint8", "{{eq 200 .u8}} {{eq .u8 200}} {{eq -1 .u8}}", "true true false"),
    ("eq nil", "{{eq .n .nope}} {{eq .n nil}} {{eq .s nil}} {{eq nil .s}}", "true true false false"),
    ("eq with a missing value", '{{eq .nope "a"}}', "false"),
    ("eq complex", "{{eq 1i 1i}}", "true"),
    ("ne", '{{ne 1 2}} {{ne "a" "a"}}', "true false"),
    ("lt ints", "{{lt 1 2}} {{lt 2 2}}", "true false"),
    ("lt floats", "{{lt 1.5 2.5}}", "true"),
    ("lt strings", '{{lt "a" "b"}} {{lt "b" "a"}}', "true false"),
    ("lt strings beyond ASCII", '{{lt "z" "é"}}', "true"),
    ("le", '{{le 1 1}} {{le 2 1}} {{le "a" "b"}}', "true false true"),
    ("gt", "{{gt 2 1}} {{gt 1 1}} {{gt 2.5 1.5}}", "true false true"),
    ("ge", "{{ge 1 1}} {{ge 1 2}}", "true false"),
    ("int64 and int", "{{lt .i64 65}} {{gt .i64 65}}", "true false"),
    ("int and uint8", "{{lt -1 .u8}} {{lt .u8 201}} {{gt .u8 -1}}", "true true true"),
]

#: name, template, output
INDEX_SLICE_AND_LEN = [
    ("index a list", "{{index .l 1}}", "two"),
    ("index twice", "{{index .l 4 1}}", "2"),
    ("index a map", '{{index .a "d"}}', "x"),
    ("index a map's missing key", '{{index .a "zz"}}', "<no value>"),
    ("index a map of strings", '{{index .sm "k"}}[{{index .sm "none"}}]', "v[]"),
    ("index nothing", "{{index .s}}", "str"),
    ("index a string", '{{index "abc" 1}}', "98"),
    ("index bytes", "{{index .by 0}}", "98"),
    ("index with int64", "{{index .sl (i64 1)}}", "two"),
    ("index through a map to a list", '{{index .obj.Map "a"}}', "1"),
    ("index a typed map's int", '{{index .im "b"}} {{index .im "q"}}', "2 0"),
    ("slice a string", "{{slice .s 1 2}}", "t"),
    ("slice a string's tail", "{{slice .s 1}}", "tr"),
    ("slice a whole string", "{{slice .s}}", "str"),
    ("slice bytes of a string", "{{slice .uni 0 1}}{{slice .uni 3 5}}", "hll"),
    ("slice a list", "{{slice .l 1 3}}", "[two <nil>]"),
    ("slice with three indexes", "{{slice .l 1 2 3}}", "[two]"),
    ("slice strings", "{{slice .sl 1 2}}", "[two]"),
    ("len of a string in bytes", '{{len "héllo"}}', "6"),
    ("len of a list", "{{len .l}}", "5"),
    ("len of a map", "{{len .a}}", "2"),
    ("len of bytes", "{{len .by}}", "5"),
]

#: name, template, output
PRINT = [
    ("print nothing", "[{{print}}]", "[]"),
    ("print spaces between what is no string", '{{print 1 2 "a" "b" 3 4}}', "1 2ab3 4"),
    ("print nil", "{{print nil}} {{print .n}}", "<nil> <nil>"),
    ("println", '{{println 1 "a" nil true}}', "1 a <nil> true\n"),
    ("println nothing", "[{{println}}]", "[\n]"),
    ("printf without verbs", '{{printf "hello"}}', "hello"),
    ("printf of a missing value", '{{printf "%v" .nope}}', "<nil>"),
    ("printf of a nil string", '{{printf "%s" .nope}}', "%!s(<nil>)"),
    ("printf of a float as int", '{{printf "%d" .num}}', "%!d(float64=3)"),
    ("html", '{{html "<a href=\'x\'>&\\"</a>"}}', "&lt;a href=&#39;x&#39;&gt;&amp;&#34;&lt;/a&gt;"),
    ("html of a missing value", "{{html .nope}}", "&lt;no value&gt;"),
    ("html of several", '{{html 1 "<" 2 3}}', "1&lt;2 3"),
    ("js", '{{js "it\'d \\"be\\" <nice> & = \\\\ "}}', 'it\\\'d \\"be\\" \\u003Cnice\\u003E \\u0026 \\u003D \\\\ '),
    ("js of control characters", '{{js "a\\n\\x00"}}', "a\\u000A\\u0000"),
    ("js beyond ASCII", '{{js "é☃\\u2028\\u00ad"}}', "é☃\\u2028\\u00AD"),
    (
        "urlquery",
        '{{urlquery "http://www.example.org/a b?c=d&e=~f"}}',
        "http%3A%2F%2Fwww.example.org%2Fa+b%3Fc%3Dd%26e%3D~f",
    ),
    ("urlquery of several", '{{urlquery 1 "x" 2 3}}', "1x2+3"),
    ("urlquery beyond ASCII", "{{urlquery .uni}}", "h%C3%A9llo+w%C3%B6rld+%E2%98%83"),
    ("call of a nil", "{{if false}}{{call .n}}{{end}}ok", "ok"),
    ("html of a struct", "{{html .str}}", "&lt;Str 4&gt;"),
]

#: name, template, output
TEMPLATES = [
    ("define and call", '{{define "x"}}X{{.}}{{end}}{{template "x" .s}}', "Xstr"),
    ("without data", '{{define "x"}}[{{.}}]{{end}}{{template "x"}}', "[<no value>]"),
    ("fields without data", '{{define "x"}}[{{.a.b}}]{{end}}{{template "x"}}', "[<no value>]"),
    ("the dollar is set anew", '{{define "x"}}{{$.c}}{{end}}{{template "x" .a.b}}', "deep"),
    ("no variables are inherited", '{{$v := 1}}{{define "x"}}{{$v := 2}}{{$v}}{{end}}{{template "x"}}{{$v}}', "21"),
    ("block", '{{block "b" .a}}{{.d}}{{end}}', "x"),
    ("block that is defined", '{{define "b"}}D{{end}}{{block "c" .}}{{template "b"}}{{end}}', "D"),
    (
        "recursive",
        ('{{define "r"}}{{if gt . 0}}{{.}}{{template "r" (index (list 0 0 1 2) .)}}{{end}}{{end}}{{template "r" 3}}'),
        "321",
    ),
    ("include", '{{define "x"}}<{{.}}>{{end}}{{include "x" .s | printf "%q"}}', '"<str>"'),
    (
        "include inside include",
        ('{{define "x"}}<{{.}}>{{end}}{{define "y"}}{{include "x" .}}{{include "x" "z"}}{{end}}{{include "y" .s}}'),
        "<str><z>",
    ),
    ("a variable declared in the pipeline", '{{define "x"}}{{.}}{{end}}{{template "x" $q := 7}}{{$q}}', "77"),
    ("defined after its use", '{{template "x" .s}}{{define "x"}}late {{.}}{{end}}', "late str"),
    ("a name with quotes", '{{define "a\\"b"}}Q{{end}}{{template "a\\"b"}}', "Q"),
    (
        "an empty define is replaced by a later one",
        '{{define "x"}} {{end}}{{define "x"}}full{{end}}{{template "x"}}',
        "full",
    ),
    (
        "a full define is not replaced by an empty one",
        '{{define "x"}}full{{end}}{{define "x"}} {{/* c */}} {{end}}{{template "x"}}',
        "full",
    ),
]

GROUPS = {
    "text and actions": TEXT_AND_ACTIONS,
    "fields": FIELDS,
    "methods": METHODS,
    "variables": VARIABLES,
    "if and with": IF_AND_WITH,
    "range": RANGE,
    "pipelines": PIPELINES,
    "logic": LOGIC,
    "comparison": COMPARISON,
    "index, slice and len": INDEX_SLICE_AND_LEN,
    "print": PRINT,
    "templates": TEMPLATES,
}


@pytest.mark.parametrize(
    ("template", "output"),
    [
        pytest.param(template, output, id=f"{group}: {name}")
        for group, rows in GROUPS.items()
        for name, template, output in rows
    ],
)
def test_output(template: str, output: str) -> None:
    assert make_set().parse("main", template).execute(data()) == output
