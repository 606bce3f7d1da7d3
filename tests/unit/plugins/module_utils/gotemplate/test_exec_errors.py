# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of failing templates, with Go's texts.

The outputs and errors are those of Go 1.26's text/template for the same templates and the values of ``objects``.
"""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.exec_errors import ExecError
from unit.plugins.module_utils.gotemplate.objects import data, make_set

#: name, template, error
FIELDS = [
    (
        "key of a missing map",
        "{{.nope.x}}",
        'template: main:1:7: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    ("key of nil", "{{.n.x}}", 'template: main:1:4: executing "main" at <.n.x>: nil pointer evaluating interface {}.x'),
    (
        "deeper key of a missing map",
        "{{.a.nope.x.y}}",
        'template: main:1:4: executing "main" at <.a.nope.x.y>: nil pointer evaluating interface {}.x',
    ),
    (
        "the column is of the second field",
        "ab {{.nope.x}}",
        'template: main:1:10: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "the column is counted in bytes",
        "é☃{{.nope.x}}",
        'template: main:1:12: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "the line is counted",
        "a\nb\n  {{.nope.x}}",
        'template: main:3:9: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "field of a string in a map",
        "{{.s.x}}",
        'template: main:1:4: executing "main" at <.s.x>: can\'t evaluate field x in type interface {}',
    ),
    (
        "field of a string of a pipeline",
        "{{(.s).x}}",
        'template: main:1:3: executing "main" at <.s>: can\'t evaluate field x in type string',
    ),
    (
        "field of a string in a variable",
        "{{$v := .s}}{{$v.x}}",
        'template: main:1:16: executing "main" at <$v.x>: can\'t evaluate field x in type string',
    ),
    (
        "field of a number",
        "{{.num.x}}",
        'template: main:1:6: executing "main" at <.num.x>: can\'t evaluate field x in type interface {}',
    ),
    (
        "field of a list",
        "{{.l.x}}",
        'template: main:1:4: executing "main" at <.l.x>: can\'t evaluate field x in type interface {}',
    ),
    (
        "field of a constant",
        "{{(3).x}}",
        'template: main:1:3: executing "main" at <3>: can\'t evaluate field x in type int',
    ),
    (
        "field of a string of a typed map",
        "{{.sm.k.x}}",
        'template: main:1:5: executing "main" at <.sm.k.x>: can\'t evaluate field x in type string',
    ),
    (
        "field of an element of a loop",
        "{{range .l}}{{.x}}{{end}}",
        'template: main:1:14: executing "main" at <.x>: can\'t evaluate field x in type interface {}',
    ),
    (
        "field of an element of a loop of strings",
        "{{range .sl}}{{.x}}{{end}}",
        'template: main:1:15: executing "main" at <.x>: can\'t evaluate field x in type string',
    ),
    (
        "field of a nil element of a loop",
        "{{range list .n}}{{.x}}{{end}}",
        'template: main:1:19: executing "main" at <.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "field of a variable of a loop",
        "{{range $x := .l}}{{$x.y}}{{end}}",
        'template: main:1:22: executing "main" at <$x.y>: can\'t evaluate field y in type interface {}',
    ),
    (
        "unknown field of a struct",
        "{{.obj.Nope}}",
        ('template: main:1:6: executing "main" at <.obj.Nope>: can\'t evaluate field Nope in type interface {}'),
    ),
    (
        "field of a nil pointer",
        "{{.obj.NilP.Name}}",
        'template: main:1:6: executing "main" at <.obj.NilP.Name>: nil pointer evaluating *main.Inner.Name',
    ),
    (
        "unknown field of a nil pointer",
        "{{.obj.NilP.Nope}}",
        ('template: main:1:6: executing "main" at <.obj.NilP.Nope>: can\'t evaluate field Nope in type *main.Inner'),
    ),
    (
        "field of a nil interface in a struct",
        "{{.obj.Nil.x}}",
        'template: main:1:6: executing "main" at <.obj.Nil.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "field of the result of a function",
        "{{(ident .s).x}}",
        'template: main:1:9: executing "main" at <.s>: can\'t evaluate field x in type string',
    ),
    (
        "field of the result of index, blamed on the last argument",
        '{{(index .a "d").x}}',
        'template: main:1:12: executing "main" at <"d">: can\'t evaluate field x in type string',
    ),
    (
        "field of the result of or, blamed on what was evaluated last",
        "{{(or .s .num).x}}",
        'template: main:1:6: executing "main" at <.s>: can\'t evaluate field x in type string',
    ),
    (
        "field of the result of or, the second",
        "{{(or .es .num).x}}",
        'template: main:1:10: executing "main" at <.num>: can\'t evaluate field x in type float64',
    ),
    (
        "arguments for a key",
        '{{.a.d "x"}}',
        'template: main:1:4: executing "main" at <.a.d>: d is not a method but has arguments',
    ),
    (
        "arguments for a struct field",
        '{{.obj.Name "x"}}',
        ('template: main:1:6: executing "main" at <.obj.Name>: Name has arguments but cannot be invoked as function'),
    ),
    (
        "a piped argument for a key",
        '{{"x" | .a.d}}',
        'template: main:1:10: executing "main" at <.a.d>: d is not a method but has arguments',
    ),
    (
        "arguments for the field of a string",
        '{{.s.x "y"}}',
        'template: main:1:4: executing "main" at <.s.x>: can\'t evaluate field x in type interface {}',
    ),
    (
        "fields of a missing value's variable",
        '{{$v := .nope.deep | dfl "d"}}{{$v}}',
        'template: main:1:13: executing "main" at <.nope.deep>: nil pointer evaluating interface {}.deep',
    ),
    (
        "field of a missing value after a pipeline's declaration",
        "{{$v := .nope.deep | print}}",
        'template: main:1:13: executing "main" at <.nope.deep>: nil pointer evaluating interface {}.deep',
    ),
    (
        "field of nil in parentheses",
        "{{(nil).x}}",
        'template: main:1:3: executing "main" at <nil>: nil is not a command',
    ),
    (
        "field of a nil variable",
        "{{$x := nil}}{{$x.y}}",
        'template: main:1:8: executing "main" at <nil>: nil is not a command',
    ),
    (
        "field of constants in variables",
        "{{$x := (1.0)}}{{$x.y}}",
        'template: main:1:19: executing "main" at <$x.y>: can\'t evaluate field y in type float64',
    ),
    (
        "field of a string constant in a variable",
        '{{$x := ("a")}}{{$x.true}}',
        'template: main:1:19: executing "main" at <$x.true>: can\'t evaluate field true in type string',
    ),
    (
        "field of a list element",
        "{{(index .il 0).x}}",
        'template: main:1:13: executing "main" at <0>: can\'t evaluate field x in type int',
    ),
    (
        "field of bytes",
        "{{.by.x}}",
        'template: main:1:5: executing "main" at <.by.x>: can\'t evaluate field x in type interface {}',
    ),
    (
        "field of a map of ints, deeper",
        "{{.im.a.b}}",
        'template: main:1:5: executing "main" at <.im.a.b>: can\'t evaluate field b in type int',
    ),
    (
        "field of a missing key of a map of ints",
        "{{.im.zz.b}}",
        'template: main:1:5: executing "main" at <.im.zz.b>: can\'t evaluate field b in type int',
    ),
    (
        "field of a missing key of a map of strings",
        "{{.sm.zz.b}}",
        'template: main:1:5: executing "main" at <.sm.zz.b>: can\'t evaluate field b in type string',
    ),
    (
        "key of a nil map, deeper",
        "{{.nm.a.b}}",
        'template: main:1:5: executing "main" at <.nm.a.b>: nil pointer evaluating interface {}.b',
    ),
    (
        "arguments for a key of a map of ints",
        "{{.im.a 1}}",
        'template: main:1:5: executing "main" at <.im.a>: a is not a method but has arguments',
    ),
    (
        "arguments for a missing key",
        "{{.nope 1}}",
        'template: main:1:2: executing "main" at <.nope>: nope is not a method but has arguments',
    ),
    (
        "a piped argument for a missing key",
        "{{1 | .nope}}",
        'template: main:1:6: executing "main" at <.nope>: nope is not a method but has arguments',
    ),
    (
        "field of a duration",
        "{{.dur.Nope}}",
        'template: main:1:6: executing "main" at <.dur.Nope>: can\'t evaluate field Nope in type interface {}',
    ),
    (
        "field of a struct's struct",
        "{{.obj.Inner.Nope}}",
        ('template: main:1:6: executing "main" at <.obj.Inner.Nope>: can\'t evaluate field Nope in type main.Inner'),
    ),
    (
        "an unexported field",
        "{{.obj.name}}",
        'template: main:1:6: executing "main" at <.obj.name>: can\'t evaluate field name in type interface {}',
    ),
    (
        "field of a nil in a struct's struct",
        "{{.obj.Inner.Any.x}}",
        'template: main:1:6: executing "main" at <.obj.Inner.Any.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "field of a bool",
        "{{.t.x}}",
        'template: main:1:4: executing "main" at <.t.x>: can\'t evaluate field x in type interface {}',
    ),
    (
        "a lower case method",
        "{{.obj.zero}}",
        'template: main:1:6: executing "main" at <.obj.zero>: can\'t evaluate field zero in type interface {}',
    ),
    (
        "field of a method's string",
        "{{.obj.Zero.x}}",
        'template: main:1:6: executing "main" at <.obj.Zero.x>: can\'t evaluate field x in type string',
    ),
    (
        "field of a dollar that is assigned",
        "{{$ = 5}}{{$.x}}",
        'template: main:1:12: executing "main" at <$.x>: can\'t evaluate field x in type int',
    ),
    (
        "key that is no string of a map of any keys",
        "{{.am.k.x}}",
        'template: main:1:5: executing "main" at <.am.k.x>: can\'t evaluate field x in type interface {}',
    ),
    (
        "field of an int in with",
        "{{with .i}}{{.x}}{{end}}",
        'template: main:1:13: executing "main" at <.x>: can\'t evaluate field x in type int',
    ),
    (
        "field of an int64 in a loop",
        "{{range .i64}}{{.x}}{{end}}",
        'template: main:1:16: executing "main" at <.x>: can\'t evaluate field x in type int64',
    ),
    (
        "field in a define without data",
        '{{define "d"}}{{.a.b.c}}{{end}}{{template "d" 3}}',
        'template: main:1:18: executing "d" at <.a.b.c>: can\'t evaluate field a in type int',
    ),
    (
        "a chain over lines",
        "{{.a\n.nope.x}}",
        'template: main:1:2: executing "main" at <.a>: a is not a method but has arguments',
    ),
    (
        "the column after a string over lines",
        "{{`\n\n`}}{{.nope.x}}",
        'template: main:3:10: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "the column after a comment over lines",
        "{{/*\n\n*/}} {{.nope.x}}",
        'template: main:3:12: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "the column after trims",
        "a  \n {{- .nope.x -}}",
        'template: main:2:10: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "the column inside parentheses",
        "{{print 1 (print .nope.x)}}",
        'template: main:1:22: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "the column with tabs",
        "\t\t{{.nope.x}}",
        'template: main:1:9: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "the column after a carriage return",
        "a\r\nb{{.nope.x}}",
        'template: main:2:8: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "the column in an action over lines",
        "{{print\n  1\n  .nope.x}}",
        'template: main:3:7: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
]

#: name, template, error
METHODS = [
    (
        "too few arguments",
        "{{.obj.Hello}}",
        ('template: main:1:6: executing "main" at <.obj.Hello>: wrong number of args for Hello: want 1 got 0'),
    ),
    (
        "too many arguments",
        '{{.obj.Hello "a" "b"}}',
        ('template: main:1:6: executing "main" at <.obj.Hello>: wrong number of args for Hello: want 1 got 2'),
    ),
    (
        "too many arguments with a piped one",
        '{{"c" | .obj.Hello "a"}}',
        ('template: main:1:12: executing "main" at <.obj.Hello>: wrong number of args for Hello: want 1 got 2'),
    ),
    (
        "too few for a variadic one",
        "{{.obj.Var}}",
        ('template: main:1:6: executing "main" at <.obj.Var>: wrong number of args for Var: want at least 1 got 0'),
    ),
    ("wrong constant", "{{.obj.Hello 3}}", 'template: main:1:13: executing "main" at <3>: expected string; found 3'),
    (
        "wrong type",
        "{{.obj.Hello .num}}",
        ('template: main:1:13: executing "main" at <.num>: wrong type for value; expected string; got float64'),
    ),
    (
        "wrong type piped",
        "{{.num | .obj.Hello}}",
        ('template: main:1:13: executing "main" at <.obj.Hello>: wrong type for value; expected string; got float64'),
    ),
    (
        "missing value",
        "{{.obj.Hello .nope}}",
        ('template: main:1:13: executing "main" at <.nope>: wrong type for value; expected string; got interface {}'),
    ),
    (
        "missing value piped",
        "{{.nope | .obj.Hello}}",
        'template: main:1:14: executing "main" at <.obj.Hello>: invalid value; expected string',
    ),
    (
        "nil constant",
        "{{.obj.Hello nil}}",
        'template: main:1:13: executing "main" at <nil>: cannot assign nil to string',
    ),
    (
        "an error of the method",
        '{{.obj.Err "x"}}',
        'template: main:1:6: executing "main" at <.obj.Err>: error calling Err: err x',
    ),
    (
        "an error of a method of a map type",
        '{{.vals.Must "bad"}}',
        'template: main:1:7: executing "main" at <.vals.Must>: error calling Must: must bad',
    ),
    (
        "an argument that fails",
        "{{.obj.Hello (.nope.x)}}",
        'template: main:1:19: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "of nil",
        "{{.n.Zero}}",
        'template: main:1:4: executing "main" at <.n.Zero>: nil pointer evaluating interface {}.Zero',
    ),
    (
        "of a nil pointer without one",
        "{{.obj.NilP.Zero}}",
        ('template: main:1:6: executing "main" at <.obj.NilP.Zero>: can\'t evaluate field Zero in type *main.Inner'),
    ),
    (
        "that does not exist",
        "{{.obj.Nope 1}}",
        'template: main:1:6: executing "main" at <.obj.Nope>: can\'t evaluate field Nope in type interface {}',
    ),
    (
        "of a string",
        '{{.s.Hello "x"}}',
        'template: main:1:4: executing "main" at <.s.Hello>: can\'t evaluate field Hello in type interface {}',
    ),
    (
        "called by call",
        "{{call .obj.Hello `x`}}",
        'template: main:1:11: executing "main" at <.obj.Hello>: wrong number of args for Hello: want 1 got 0',
    ),
    (
        "whose result is called by call",
        "{{call .obj.Zero}}",
        (
            'template: main:1:2: executing "main" at <call .obj.Zero>: error calling call: non-fun'
            "ction .obj.Zero of type string"
        ),
    ),
    (
        "a float for an int",
        "{{.obj.Add 1.5 2}}",
        'template: main:1:11: executing "main" at <1.5>: expected integer; found 1.5',
    ),
    (
        "a value's float for an int",
        "{{.obj.Add .num 2}}",
        'template: main:1:11: executing "main" at <.num>: wrong type for value; expected int; got float64',
    ),
    (
        "a typed int for an int",
        "{{.obj.Add .i64 2}}",
        'template: main:1:11: executing "main" at <.i64>: wrong type for value; expected int; got int64',
    ),
    (
        "a list for a string",
        "{{.obj.Hello .il}}",
        'template: main:1:13: executing "main" at <.il>: wrong type for value; expected string; got []int',
    ),
    (
        "a missing variable for a string",
        "{{$x := .nope}}{{.obj.Hello $x}}",
        'template: main:1:28: executing "main" at <$x>: invalid value; expected string',
    ),
    (
        "chained after one with arguments",
        "{{.obj.Hello.Zero}}",
        ('template: main:1:6: executing "main" at <.obj.Hello.Zero>: wrong number of args for Hello: want 1 got 0'),
    ),
    (
        "a failing argument of an inner call",
        "{{.obj.Hello (.obj.Err `e`)}}",
        'template: main:1:18: executing "main" at <.obj.Err>: error calling Err: err e',
    ),
    (
        "in a condition",
        "{{if .obj.Err `e`}}{{end}}",
        'template: main:1:9: executing "main" at <.obj.Err>: error calling Err: err e',
    ),
    (
        "in range",
        "{{range .obj.Err `e`}}{{end}}",
        'template: main:1:12: executing "main" at <.obj.Err>: error calling Err: err e',
    ),
    (
        "in with",
        "{{with .obj.Err `e`}}{{end}}",
        'template: main:1:11: executing "main" at <.obj.Err>: error calling Err: err e',
    ),
    (
        "in data of a template",
        '{{define "d"}}{{end}}{{template "d" (.obj.Err `e`)}}',
        'template: main:1:41: executing "main" at <.obj.Err>: error calling Err: err e',
    ),
    (
        "of a named map with too many arguments",
        "{{.vals.YAML 1}}",
        'template: main:1:7: executing "main" at <.vals.YAML>: wrong number of args for YAML: want 0 got 1',
    ),
    (
        "a key of a named map with arguments",
        "{{.vals.a 1}}",
        'template: main:1:7: executing "main" at <.vals.a>: a is not a method but has arguments',
    ),
    (
        "arguments by nil",
        "{{.obj.Add nil 1}}",
        'template: main:1:11: executing "main" at <nil>: cannot assign nil to int',
    ),
]

#: name, template, error
CALLS = [
    (
        "too few",
        "{{trunc 1}}",
        'template: main:1:2: executing "main" at <trunc>: wrong number of args for trunc: want 2 got 1',
    ),
    (
        "too many",
        '{{trunc 1 "a" "b"}}',
        'template: main:1:2: executing "main" at <trunc>: wrong number of args for trunc: want 2 got 3',
    ),
    (
        "too many with a piped one",
        '{{"c" | trunc 1 "a"}}',
        'template: main:1:8: executing "main" at <trunc>: wrong number of args for trunc: want 2 got 3',
    ),
    (
        "too few for a variadic one",
        "{{vari}}",
        ('template: main:1:2: executing "main" at <vari>: wrong number of args for vari: want at least 1 got 0'),
    ),
    (
        "too few for a builtin",
        "{{index}}",
        ('template: main:1:2: executing "main" at <index>: wrong number of args for index: want at least 1 got 0'),
    ),
    (
        "string for an int",
        '{{trunc "a" "b"}}',
        'template: main:1:8: executing "main" at <"a">: expected integer; found "a"',
    ),
    (
        "float that is no int",
        '{{trunc 1.5 "b"}}',
        'template: main:1:8: executing "main" at <1.5>: expected integer; found 1.5',
    ),
    ("int for a string", "{{trunc 1 2}}", 'template: main:1:10: executing "main" at <2>: expected string; found 2'),
    ("int for a bool", "{{bl 1}}", 'template: main:1:5: executing "main" at <1>: expected bool; found 1'),
    ("string for a float", '{{f64 "x"}}', 'template: main:1:6: executing "main" at <"x">: expected float; found "x"'),
    (
        "negative for an unsigned int",
        "{{u16 -1}}",
        'template: main:1:6: executing "main" at <-1>: expected unsigned integer; found -1',
    ),
    (
        "string for a list",
        '{{lst "a"}}',
        'template: main:1:6: executing "main" at <"a">: can\'t handle "a" for arg of type []interface {}',
    ),
    (
        "string for a map",
        '{{mp "a"}}',
        ('template: main:1:5: executing "main" at <"a">: can\'t handle "a" for arg of type map[string]interface {}'),
    ),
    (
        "nil for a string",
        "{{trunc 1 nil}}",
        'template: main:1:10: executing "main" at <nil>: cannot assign nil to string',
    ),
    (
        "bool for bytes",
        "{{byt true}}",
        'template: main:1:6: executing "main" at <true>: can\'t handle true for arg of type []uint8',
    ),
    (
        "nil value for a string",
        "{{trunc 1 .n}}",
        ('template: main:1:10: executing "main" at <.n>: wrong type for value; expected string; got interface {}'),
    ),
    (
        "missing value for a string",
        "{{trunc 1 .nope}}",
        ('template: main:1:10: executing "main" at <.nope>: wrong type for value; expected string; got interface {}'),
    ),
    (
        "missing value in parentheses for a string",
        "{{trunc 1 (.nope)}}",
        'template: main:1:11: executing "main" at <.nope>: invalid value; expected string',
    ),
    (
        "missing value in a variable for a string",
        "{{$v := .nope}}{{trunc 1 $v}}",
        'template: main:1:25: executing "main" at <$v>: invalid value; expected string',
    ),
    (
        "missing value piped for a string",
        "{{.nope | trunc 1}}",
        'template: main:1:16: executing "main" at <1>: invalid value; expected string',
    ),
    (
        "key of an invalid value for a string",
        "{{with $x := .s}}{{trunc 1 ($x).y}}{{end}}",
        'template: main:1:28: executing "main" at <$x>: can\'t evaluate field y in type string',
    ),
    (
        "field of a dot without data",
        '{{define "x"}}{{trunc 1 .y}}{{end}}{{template "x"}}',
        'template: main:1:24: executing "x" at <.y>: invalid value; expected string',
    ),
    (
        "float for an int",
        '{{trunc .num "a"}}',
        'template: main:1:8: executing "main" at <.num>: wrong type for value; expected int; got float64',
    ),
    (
        "int for a float",
        "{{f64 .i}}",
        'template: main:1:6: executing "main" at <.i>: wrong type for value; expected float64; got int',
    ),
    (
        "int64 for an int",
        '{{trunc .i64 "a"}}',
        'template: main:1:8: executing "main" at <.i64>: wrong type for value; expected int; got int64',
    ),
    (
        "int for an int64",
        "{{i64 .i}}",
        'template: main:1:6: executing "main" at <.i>: wrong type for value; expected int64; got int',
    ),
    (
        "number for a string",
        "{{trunc 1 .num}}",
        ('template: main:1:10: executing "main" at <.num>: wrong type for value; expected string; got float64'),
    ),
    (
        "map of strings for a map",
        "{{mp .sm}}",
        (
            'template: main:1:5: executing "main" at <.sm>: wrong type for value; expected ma'
            "p[string]interface {}; got map[string]string"
        ),
    ),
    (
        "strings for a list",
        "{{lst .sl}}",
        ('template: main:1:6: executing "main" at <.sl>: wrong type for value; expected []interface {}; got []string'),
    ),
    (
        "list for strings",
        "{{strs .l}}",
        ('template: main:1:7: executing "main" at <.l>: wrong type for value; expected []string; got []interface {}'),
    ),
    (
        "nil interface for a map",
        "{{mp .n}}",
        (
            'template: main:1:5: executing "main" at <.n>: wrong type for value; expected map'
            "[string]interface {}; got interface {}"
        ),
    ),
    (
        "blame of a nested argument",
        "{{trunc (len .a) (index .l 0)}}",
        'template: main:1:27: executing "main" at <0>: wrong type for value; expected string; got float64',
    ),
    (
        "blame after or",
        "{{trunc 1 (or .es .num)}}",
        ('template: main:1:18: executing "main" at <.num>: wrong type for value; expected string; got float64'),
    ),
    (
        "blame after or that stops",
        "{{trunc 1 (or .num .s)}}",
        ('template: main:1:14: executing "main" at <.num>: wrong type for value; expected string; got float64'),
    ),
    (
        "blame after and",
        "{{trunc 1 (and .s .num)}}",
        ('template: main:1:18: executing "main" at <.num>: wrong type for value; expected string; got float64'),
    ),
    (
        "an error of the function",
        '{{errf "x"}}',
        'template: main:1:2: executing "main" at <errf "x">: error calling errf: boom x',
    ),
    (
        "an error of the function in a pipeline",
        '{{"x" | errf | print}}',
        'template: main:1:8: executing "main" at <errf>: error calling errf: boom x',
    ),
    (
        "an error inside parentheses",
        '{{print 1 (errf "x")}}',
        'template: main:1:11: executing "main" at <errf "x">: error calling errf: boom x',
    ),
    (
        "the outer of two calls fails",
        "{{errf (print 1)}}",
        'template: main:1:2: executing "main" at <errf (print 1)>: error calling errf: boom 1',
    ),
    (
        "a panic",
        '{{panicf "x"}}',
        'template: main:1:2: executing "main" at <panicf "x">: error calling panicf: panic x',
    ),
    (
        "the first bad argument is reported",
        '{{trunc "a" .nope.x}}',
        'template: main:1:8: executing "main" at <"a">: expected integer; found "a"',
    ),
    (
        "what is piped in comes first",
        '{{.nope.x | trunc "a"}}',
        'template: main:1:7: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "arguments of a constant",
        "{{1 2}}",
        'template: main:1:2: executing "main" at <1>: can\'t give argument to non-function 1',
    ),
    (
        "arguments of the dot",
        "{{. 2}}",
        'template: main:1:2: executing "main" at <.>: can\'t give argument to non-function .',
    ),
    (
        "arguments of a variable",
        "{{$x := 1}}{{$x 2}}",
        'template: main:1:13: executing "main" at <$x>: can\'t give argument to non-function $x',
    ),
    (
        "a piped value for a variable",
        "{{$x := 1}}{{2 | $x}}",
        'template: main:1:17: executing "main" at <$x>: can\'t give argument to non-function $x',
    ),
    (
        "arguments of parentheses",
        "{{(1) 2}}",
        'template: main:1:2: executing "main" at <(1) 2>: can\'t give argument to non-function 1',
    ),
    (
        "a piped value for parentheses",
        "{{2 | (1)}}",
        'template: main:1:2: executing "main" at <2>: can\'t give argument to non-function 1',
    ),
    ("nil alone", "{{nil}}", 'template: main:1:2: executing "main" at <nil>: nil is not a command'),
    (
        "an int that is too large",
        "{{18446744073709551615}}",
        ('template: main:1:2: executing "main" at <18446744073709551615>: 18446744073709551615 overflows int'),
    ),
    (
        "a constant for a parameter that takes none",
        "{{strs 3}}",
        'template: main:1:7: executing "main" at <3>: can\'t handle 3 for arg of type []string',
    ),
    (
        "empty call",
        "{{call}}",
        'template: main:1:2: executing "main" at <call>: wrong number of args for call: want at least 1 got 0',
    ),
    (
        "call of nil constant",
        "{{call nil}}",
        'template: main:1:2: executing "main" at <call nil>: error calling call: call of nil',
    ),
    (
        "call of a piped int",
        "{{1 | call}}",
        ('template: main:1:6: executing "main" at <call>: error calling call: non-function <int Value> of type int'),
    ),
    (
        "call of the result of a function",
        "{{call (len `test`)}}",
        (
            'template: main:1:2: executing "main" at <call (len `test`)>: error calling call: non-'
            "function len `test` of type int"
        ),
    ),
    (
        "call of a function's name",
        "{{call num7}}",
        'template: main:1:2: executing "main" at <call num7>: error calling call: non-function num7 of type int',
    ),
    (
        "call of a failing function",
        "{{call (errf `x`)}}",
        'template: main:1:8: executing "main" at <errf `x`>: error calling errf: boom x',
    ),
    (
        "call of a panicking function",
        "{{call (panicf `x`)}}",
        'template: main:1:8: executing "main" at <panicf `x`>: error calling panicf: panic x',
    ),
    (
        "call of a map",
        "{{call .a `d`}}",
        (
            'template: main:1:2: executing "main" at <call .a `d`>: error calling call: non-functi'
            "on .a of type map[string]interface {}"
        ),
    ),
    (
        "call of a missing value",
        "{{call .nope}}",
        'template: main:1:2: executing "main" at <call .nope>: error calling call: call of nil',
    ),
    (
        "a string for a variadic int",
        '{{sum 1 "x"}}',
        'template: main:1:8: executing "main" at <"x">: expected integer; found "x"',
    ),
    (
        "nil for a variadic string",
        "{{varis nil}}",
        'template: main:1:8: executing "main" at <nil>: cannot assign nil to string',
    ),
    (
        "int for a variadic string",
        "{{varis `a` 3}}",
        'template: main:1:12: executing "main" at <3>: expected string; found 3',
    ),
    (
        "a piped int for a variadic string",
        "{{3 | varis}}",
        'template: main:1:6: executing "main" at <varis>: wrong type for value; expected string; got int',
    ),
    (
        "too few for a variadic function with one before",
        "{{wide}}",
        'template: main:1:2: executing "main" at <wide>: wrong number of args for wide: want at least 1 got 0',
    ),
    (
        "a string for the int before",
        '{{wide "x"}}',
        'template: main:1:7: executing "main" at <"x">: expected integer; found "x"',
    ),
    (
        "a piped int in the variadic part",
        "{{4 | wide 3}}",
        'template: main:1:11: executing "main" at <3>: wrong type for value; expected string; got int',
    ),
    (
        "a piped bool for a format",
        "{{true | printf}}",
        'template: main:1:9: executing "main" at <printf>: wrong type for value; expected string; got bool',
    ),
    (
        "a piped int for a format",
        "{{1 | printf}}",
        'template: main:1:6: executing "main" at <printf>: wrong type for value; expected string; got int',
    ),
    (
        "a piped float for a format",
        "{{1.1 | printf}}",
        'template: main:1:8: executing "main" at <printf>: wrong type for value; expected string; got float64',
    ),
    (
        "a piped character for a format",
        "{{'x' | printf}}",
        'template: main:1:8: executing "main" at <printf>: wrong type for value; expected string; got int',
    ),
    (
        "a piped complex for a format",
        "{{0i | printf}}",
        ('template: main:1:7: executing "main" at <printf>: wrong type for value; expected string; got complex128'),
    ),
    (
        "a piped bool for the second",
        "{{true | two `x`}}",
        'template: main:1:13: executing "main" at <`x`>: wrong type for value; expected string; got bool',
    ),
    (
        "an int result for a string",
        "{{trunc 1 num7}}",
        'template: main:1:10: executing "main" at <num7>: wrong type for value; expected string; got int',
    ),
    (
        "a piped int for one string",
        "{{3 | errf}}",
        'template: main:1:6: executing "main" at <errf>: wrong type for value; expected string; got int',
    ),
    (
        "nil to a struct's method through a pipe",
        "{{nil | print}}",
        'template: main:1:2: executing "main" at <nil>: nil is not a command',
    ),
    (
        "a large int for an int",
        "{{i64 9223372036854775808}}",
        ('template: main:1:6: executing "main" at <9223372036854775808>: expected integer; found 9223372036854775808'),
    ),
    (
        "a constant that overflows",
        "{{print 0x8000000000000000}}",
        'template: main:1:8: executing "main" at <0x8000000000000000>: 0x8000000000000000 overflows int',
    ),
    (
        "a large float as int",
        "{{sum 1e19}}",
        'template: main:1:6: executing "main" at <1e19>: expected integer; found 1e19',
    ),
    (
        "a complex for an int",
        "{{sum 1i}}",
        'template: main:1:6: executing "main" at <1i>: expected integer; found 1i',
    ),
    (
        "a complex for a float",
        "{{f64 1i}}",
        'template: main:1:6: executing "main" at <1i>: expected float; found 1i',
    ),
    (
        "a character for a string",
        "{{errf 'x'}}",
        "template: main:1:7: executing \"main\" at <'x'>: expected string; found 'x'",
    ),
    (
        "a bool for an int",
        "{{sum true}}",
        'template: main:1:6: executing "main" at <true>: expected integer; found true',
    ),
    (
        "an int for a map",
        "{{mp 1}}",
        'template: main:1:5: executing "main" at <1>: can\'t handle 1 for arg of type map[string]interface {}',
    ),
    (
        "a list for a map",
        "{{mp .il}}",
        (
            'template: main:1:5: executing "main" at <.il>: wrong type for value; expected map[str'
            "ing]interface {}; got []int"
        ),
    ),
    (
        "a map of strings for a map",
        "{{mp .sm}}",
        (
            'template: main:1:5: executing "main" at <.sm>: wrong type for value; expected map[str'
            "ing]interface {}; got map[string]string"
        ),
    ),
    (
        "a list of strings for a list",
        "{{lst .sl}}",
        ('template: main:1:6: executing "main" at <.sl>: wrong type for value; expected []interface {}; got []string'),
    ),
    (
        "a list for a list of strings",
        "{{strs .l}}",
        ('template: main:1:7: executing "main" at <.l>: wrong type for value; expected []string; got []interface {}'),
    ),
    (
        "a string for bytes",
        "{{byt .s}}",
        'template: main:1:6: executing "main" at <.s>: wrong type for value; expected []uint8; got string',
    ),
    (
        "a duration for an int64",
        "{{i64 .dur}}",
        ('template: main:1:6: executing "main" at <.dur>: wrong type for value; expected int64; got time.Duration'),
    ),
    (
        "an int for an int64",
        "{{i64 .i}}",
        'template: main:1:6: executing "main" at <.i>: wrong type for value; expected int64; got int',
    ),
    (
        "a uint8 for a uint16",
        "{{u16 .u8}}",
        'template: main:1:6: executing "main" at <.u8>: wrong type for value; expected uint16; got uint8',
    ),
    (
        "a float32 for a float64",
        "{{f64 .f32}}",
        'template: main:1:6: executing "main" at <.f32>: wrong type for value; expected float64; got float32',
    ),
    (
        "a bool of a map for a string",
        "{{errf .t}}",
        'template: main:1:7: executing "main" at <.t>: wrong type for value; expected string; got bool',
    ),
    (
        "a nil pointer for a string",
        "{{errf .obj.NilP}}",
        (
            'template: main:1:11: executing "main" at <.obj.NilP>: wrong type for value; expected '
            "string; got *main.Inner"
        ),
    ),
    (
        "a nil map for a string",
        "{{errf .nm}}",
        (
            'template: main:1:7: executing "main" at <.nm>: wrong type for value; expected string;'
            " got map[string]interface {}"
        ),
    ),
    (
        "a variable with a piped value",
        "{{$x := .s}}{{1 | $x}}",
        'template: main:1:18: executing "main" at <$x>: can\'t give argument to non-function $x',
    ),
    (
        "a field with a piped value",
        "{{1 | .s}}",
        'template: main:1:6: executing "main" at <.s>: s is not a method but has arguments',
    ),
    (
        "the dollar with arguments",
        "{{$ 1}}",
        'template: main:1:2: executing "main" at <$>: can\'t give argument to non-function $',
    ),
    (
        "parentheses with a failing call",
        "{{(errf `x`) 1}}",
        'template: main:1:2: executing "main" at <(errf `x`) 1>: can\'t give argument to non-function errf `x`',
    ),
    (
        "a nil constant in the first stage",
        "{{nil | typ}}",
        'template: main:1:2: executing "main" at <nil>: nil is not a command',
    ),
    ("if nil", "{{if nil}}{{end}}", 'template: main:1:5: executing "main" at <nil>: nil is not a command'),
    ("with nil", "{{with nil}}{{end}}", 'template: main:1:7: executing "main" at <nil>: nil is not a command'),
    (
        "range nil",
        "{{range nil}}{{end}}",
        'template: main:1:8: executing "main" at <nil>: nil is not a command',
    ),
    (
        "a deep failing argument",
        "{{print 1 (print 2 (print 3 (errf `x`)))}}",
        'template: main:1:29: executing "main" at <errf `x`>: error calling errf: boom x',
    ),
    (
        "a panic inside include",
        '{{define "d"}}{{panicf "x"}}{{end}}{{include "d" .}}',
        (
            'template: main:1:37: executing "main" at <include "d" .>: error calling include: temp'
            'late: main:1:16: executing "d" at <panicf "x">: error calling panicf: panic x'
        ),
    ),
    (
        "bytes for a string",
        "{{errf .by}}",
        'template: main:1:7: executing "main" at <.by>: wrong type for value; expected string; got []uint8',
    ),
    (
        "an error with a newline",
        '{{errf "a\\nb"}}',
        'template: main:1:2: executing "main" at <errf "a\\nb">: error calling errf: boom a\nb',
    ),
    (
        "an error with a percent sign",
        '{{errf "%d"}}',
        'template: main:1:2: executing "main" at <errf "%d">: error calling errf: boom %d',
    ),
    (
        "a node with a percent sign",
        '{{errf "%s" 1}}',
        'template: main:1:2: executing "main" at <errf>: wrong number of args for errf: want 1 got 2',
    ),
    (
        "a node with quotes",
        '{{trunc `a"b` 1}}',
        'template: main:1:8: executing "main" at <`a"b`>: expected integer; found `a"b`',
    ),
    (
        "a node that is long",
        '{{trunc 1 (index .l 0) "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}',
        'template: main:1:2: executing "main" at <trunc>: wrong number of args for trunc: want 2 got 3',
    ),
    (
        "a long node that is cut",
        '{{trunc (print "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") 1}}',
        (
            'template: main:1:15: executing "main" at <"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
            'aaaaaaaaaaaaa">: wrong type for value; expected int; got string'
        ),
    ),
    (
        "template data that is nil",
        '{{define "d"}}{{end}}{{template "d" nil | print}}',
        'template: main:1:36: executing "main" at <nil>: nil is not a command',
    ),
    (
        "data that is the nil constant",
        '{{define "d"}}{{end}}{{template "d" nil}}',
        'template: main:1:36: executing "main" at <nil>: nil is not a command',
    ),
]

#: name, template, error
BUILTINS = [
    (
        "index out of range",
        "{{index .l 9}}",
        'template: main:1:2: executing "main" at <index .l 9>: error calling index: index out of range: 9',
    ),
    (
        "index at the end",
        "{{index .sl 3}}",
        (
            'template: main:1:2: executing "main" at <index .sl 3>: error calling index: refl'
            "ect: slice index out of range"
        ),
    ),
    (
        "negative index",
        "{{index .l -1}}",
        ('template: main:1:2: executing "main" at <index .l -1>: error calling index: index out of range: -1'),
    ),
    (
        "index with a string",
        '{{index .l "a"}}',
        (
            'template: main:1:2: executing "main" at <index .l "a">: error calling index: can'
            "not index slice/array with type string"
        ),
    ),
    (
        "index with nil",
        "{{index .l nil}}",
        (
            'template: main:1:2: executing "main" at <index .l nil>: error calling index: can'
            "not index slice/array with nil"
        ),
    ),
    (
        "index a map with an int",
        "{{index .a 1}}",
        (
            'template: main:1:2: executing "main" at <index .a 1>: error calling index: value'
            " has type int; should be string"
        ),
    ),
    (
        "index a map with nil",
        "{{index .a nil}}",
        (
            'template: main:1:2: executing "main" at <index .a nil>: error calling index: val'
            "ue is nil; should be of type string"
        ),
    ),
    (
        "index nil",
        "{{index .n 1}}",
        'template: main:1:2: executing "main" at <index .n 1>: error calling index: index of untyped nil',
    ),
    (
        "index through nil",
        "{{index .l 2 1}}",
        'template: main:1:2: executing "main" at <index .l 2 1>: error calling index: index of nil pointer',
    ),
    (
        "index a number",
        "{{index 1 2}}",
        ('template: main:1:2: executing "main" at <index 1 2>: error calling index: can\'t index item of type int'),
    ),
    (
        "index a struct",
        "{{index .obj 2}}",
        (
            'template: main:1:2: executing "main" at <index .obj 2>: error calling index: can'
            "'t index item of type main.Obj"
        ),
    ),
    (
        "slice nil",
        "{{slice .n 1}}",
        'template: main:1:2: executing "main" at <slice .n 1>: error calling slice: slice of untyped nil',
    ),
    (
        "slice a map",
        "{{slice .a 1}}",
        (
            'template: main:1:2: executing "main" at <slice .a 1>: error calling slice: can\'t'
            " slice item of type map[string]interface {}"
        ),
    ),
    (
        "slice out of range",
        "{{slice .s 1 9}}",
        ('template: main:1:2: executing "main" at <slice .s 1 9>: error calling slice: index out of range: 9'),
    ),
    (
        "slice backwards",
        "{{slice .s 2 1}}",
        ('template: main:1:2: executing "main" at <slice .s 2 1>: error calling slice: invalid slice index: 2 > 1'),
    ),
    (
        "slice a string by three",
        "{{slice .s 0 1 2}}",
        (
            'template: main:1:2: executing "main" at <slice .s 0 1 2>: error calling slice: c'
            "annot 3-index slice a string"
        ),
    ),
    (
        "slice by four",
        "{{slice .l 0 1 2 3}}",
        ('template: main:1:2: executing "main" at <slice .l 0 1 2 3>: error calling slice: too many slice indexes: 4'),
    ),
    (
        "slice by what a map holds",
        "{{slice .l .i}}",
        (
            'template: main:1:2: executing "main" at <slice .l .i>: error calling slice: cann'
            "ot index slice/array with type interface {}"
        ),
    ),
    (
        "len of nil",
        "{{len .n}}",
        'template: main:1:2: executing "main" at <len .n>: error calling len: len of nil pointer',
    ),
    (
        "len of a missing value",
        "{{len .nope}}",
        'template: main:1:2: executing "main" at <len .nope>: error calling len: len of nil pointer',
    ),
    (
        "len of a missing value in parentheses",
        "{{len (.nope)}}",
        (
            'template: main:1:2: executing "main" at <len (.nope)>: error calling len: reflec'
            "t: call of reflect.Value.Type on zero Value"
        ),
    ),
    (
        "len of a number",
        "{{len 3}}",
        'template: main:1:2: executing "main" at <len 3>: error calling len: len of type int',
    ),
    (
        "len of a struct",
        "{{len .obj}}",
        'template: main:1:2: executing "main" at <len .obj>: error calling len: len of type main.Obj',
    ),
    (
        "eq of one",
        "{{eq 1}}",
        'template: main:1:2: executing "main" at <eq 1>: error calling eq: missing argument for comparison',
    ),
    (
        "eq of int and float",
        "{{eq 1 1.0}}",
        (
            'template: main:1:2: executing "main" at <eq 1 1.0>: error calling eq: incompatib'
            "le types for comparison: int and float64"
        ),
    ),
    (
        "eq of a number of a map and an int",
        "{{eq .num 3}}",
        (
            'template: main:1:2: executing "main" at <eq .num 3>: error calling eq: incompati'
            "ble types for comparison: float64 and int"
        ),
    ),
    (
        "eq of string and int",
        '{{eq "a" 1}}',
        (
            'template: main:1:2: executing "main" at <eq "a" 1>: error calling eq: incompatib'
            "le types for comparison: string and int"
        ),
    ),
    (
        "eq of maps",
        "{{eq .a .a}}",
        (
            'template: main:1:2: executing "main" at <eq .a .a>: error calling eq: non-compar'
            "able type map[b:map[c:deep n:<nil> t:%!s(bool=true)] d:x]: map[string]interface "
            "{}"
        ),
    ),
    (
        "eq of lists",
        "{{eq .cities .cities}}",
        (
            'template: main:1:2: executing "main" at <eq .cities .cities>: error calling eq: '
            "non-comparable type [x y]: []interface {}"
        ),
    ),
    (
        "eq of a map and a list",
        "{{eq .em .e}}",
        (
            'template: main:1:2: executing "main" at <eq .em .e>: error calling eq: non-compa'
            "rable types map[]: map[string]interface {}, []interface {}: []"
        ),
    ),
    (
        "eq of a map and a string",
        '{{eq .a "x"}}',
        (
            'template: main:1:2: executing "main" at <eq .a "x">: error calling eq: incompati'
            "ble types for comparison: map[string]interface {} and string"
        ),
    ),
    (
        "lt of nil",
        "{{lt .n 1}}",
        'template: main:1:2: executing "main" at <lt .n 1>: error calling lt: invalid type for comparison',
    ),
    (
        "lt of bools",
        "{{lt true false}}",
        ('template: main:1:2: executing "main" at <lt true false>: error calling lt: invalid type for comparison'),
    ),
    (
        "lt of int and float",
        "{{lt 1 1.5}}",
        (
            'template: main:1:2: executing "main" at <lt 1 1.5>: error calling lt: incompatib'
            "le types for comparison: int and float64"
        ),
    ),
    (
        "lt of string and int",
        '{{lt "a" 1}}',
        (
            'template: main:1:2: executing "main" at <lt "a" 1>: error calling lt: incompatib'
            "le types for comparison: string and int"
        ),
    ),
    (
        "gt of a missing value",
        "{{gt .nope 1}}",
        ('template: main:1:2: executing "main" at <gt .nope 1>: error calling gt: invalid type for comparison'),
    ),
    (
        "call of nil",
        "{{call .n}}",
        'template: main:1:2: executing "main" at <call .n>: error calling call: call of nil',
    ),
    (
        "call of a string",
        "{{call .s 1}}",
        ('template: main:1:2: executing "main" at <call .s 1>: error calling call: non-function .s of type string'),
    ),
    (
        "call of a piped string",
        "{{.s | call}}",
        ('template: main:1:7: executing "main" at <call>: error calling call: non-function str of type string'),
    ),
    (
        "call of a number",
        "{{call 3}}",
        'template: main:1:2: executing "main" at <call 3>: error calling call: non-function 3 of type int',
    ),
    ("printf of no string", "{{printf 3}}", 'template: main:1:9: executing "main" at <3>: expected string; found 3'),
    (
        "a typed index",
        "{{index .il .u8}}",
        'template: main:1:2: executing "main" at <index .il .u8>: error calling index: index out of range: 200',
    ),
    (
        "an index that a map holds",
        "{{index .il .obj.Num}}",
        (
            'template: main:1:2: executing "main" at <index .il .obj.Num>: error calling index: re'
            "flect: slice index out of range"
        ),
    ),
    (
        "index by a float",
        "{{index .il 1.0}}",
        (
            'template: main:1:2: executing "main" at <index .il 1.0>: error calling index: cannot '
            "index slice/array with type float64"
        ),
    ),
    (
        "index by a value's float",
        "{{index .l .num}}",
        (
            'template: main:1:2: executing "main" at <index .l .num>: error calling index: cannot '
            "index slice/array with type float64"
        ),
    ),
    (
        "index by a bool",
        "{{index .il true}}",
        (
            'template: main:1:2: executing "main" at <index .il true>: error calling index: cannot'
            " index slice/array with type bool"
        ),
    ),
    (
        "index of nil constant",
        "{{index nil 1}}",
        'template: main:1:2: executing "main" at <index nil 1>: error calling index: index of untyped nil',
    ),
    (
        "index a string out of range",
        '{{index "hi" 5}}',
        'template: main:1:2: executing "main" at <index "hi" 5>: error calling index: index out of range: 5',
    ),
    (
        "index a string by a string",
        '{{index "hi" "x"}}',
        (
            'template: main:1:2: executing "main" at <index "hi" "x">: error calling index: cannot'
            " index slice/array with type string"
        ),
    ),
    (
        "index ints by a huge number",
        "{{index .il 10}}",
        'template: main:1:2: executing "main" at <index .il 10>: error calling index: index out of range: 10',
    ),
    (
        "index deeper than there is",
        "{{index .il 0 0}}",
        ('template: main:1:2: executing "main" at <index .il 0 0>: error calling index: can\'t index item of type int'),
    ),
    (
        "index a map of ints, deeper",
        '{{index .im "zz" "q"}}',
        (
            'template: main:1:2: executing "main" at <index .im "zz" "q">: error calling index: ca'
            "n't index item of type int"
        ),
    ),
    (
        "index a missing key, deeper",
        '{{index .a "zz" "q"}}',
        'template: main:1:2: executing "main" at <index .a "zz" "q">: error calling index: index of nil pointer',
    ),
    (
        "index a map by a float",
        "{{index .a 1.5}}",
        (
            'template: main:1:2: executing "main" at <index .a 1.5>: error calling index: value ha'
            "s type float64; should be string"
        ),
    ),
    (
        "index a named map by an int",
        "{{index .vals 1}}",
        (
            'template: main:1:2: executing "main" at <index .vals 1>: error calling index: value h'
            "as type int; should be string"
        ),
    ),
    (
        "index a nil pointer",
        "{{index .obj.NilP 1}}",
        'template: main:1:2: executing "main" at <index .obj.NilP 1>: error calling index: index of nil pointer',
    ),
    (
        "index a bool",
        "{{index true 1}}",
        ('template: main:1:2: executing "main" at <index true 1>: error calling index: can\'t index item of type bool'),
    ),
    (
        "index a list by a list",
        "{{index .il .il}}",
        (
            'template: main:1:2: executing "main" at <index .il .il>: error calling index: cannot '
            "index slice/array with type []int"
        ),
    ),
    (
        "index nothing but a piped value of a kind",
        "{{`x` | index .il}}",
        (
            'template: main:1:8: executing "main" at <index .il>: error calling index: cannot inde'
            "x slice/array with type string"
        ),
    ),
    (
        "slice of nil constant",
        "{{slice nil}}",
        'template: main:1:2: executing "main" at <slice nil>: error calling slice: slice of untyped nil',
    ),
    (
        "slice a number",
        "{{slice 1 2}}",
        ('template: main:1:2: executing "main" at <slice 1 2>: error calling slice: can\'t slice item of type int'),
    ),
    (
        "slice negative",
        "{{slice .il -1}}",
        'template: main:1:2: executing "main" at <slice .il -1>: error calling slice: index out of range: -1',
    ),
    (
        "slice to negative",
        "{{slice .il 1 -2}}",
        'template: main:1:2: executing "main" at <slice .il 1 -2>: error calling slice: index out of range: -2',
    ),
    (
        "slice with a negative third",
        "{{slice .il 1 2 -1}}",
        ('template: main:1:2: executing "main" at <slice .il 1 2 -1>: error calling slice: index out of range: -1'),
    ),
    (
        "slice ints backwards",
        "{{slice .il 2 1}}",
        ('template: main:1:2: executing "main" at <slice .il 2 1>: error calling slice: invalid slice index: 2 > 1'),
    ),
    (
        "slice with a third before the second",
        "{{slice .il 2 2 1}}",
        ('template: main:1:2: executing "main" at <slice .il 2 2 1>: error calling slice: invalid slice index: 2 > 1'),
    ),
    (
        "slice ints out of range",
        "{{slice .il 4 5}}",
        'template: main:1:2: executing "main" at <slice .il 4 5>: error calling slice: index out of range: 4',
    ),
    (
        "slice with a third out of range",
        "{{slice .il 2 2 5}}",
        'template: main:1:2: executing "main" at <slice .il 2 2 5>: error calling slice: index out of range: 5',
    ),
    (
        "slice a string out of range",
        "{{slice `xyz` 1 5}}",
        'template: main:1:2: executing "main" at <slice `xyz` 1 5>: error calling slice: index out of range: 5',
    ),
    (
        "slice by a string",
        "{{slice .il `a`}}",
        (
            'template: main:1:2: executing "main" at <slice .il `a`>: error calling slice: cannot '
            "index slice/array with type string"
        ),
    ),
    (
        "slice by nil",
        "{{slice .il nil}}",
        (
            'template: main:1:2: executing "main" at <slice .il nil>: error calling slice: cannot '
            "index slice/array with nil"
        ),
    ),
    (
        "slice by a float",
        "{{slice .il 1.0}}",
        (
            'template: main:1:2: executing "main" at <slice .il 1.0>: error calling slice: cannot '
            "index slice/array with type float64"
        ),
    ),
    (
        "slice a struct",
        "{{slice .obj}}",
        (
            'template: main:1:2: executing "main" at <slice .obj>: error calling slice: can\'t slic'
            "e item of type main.Obj"
        ),
    ),
    (
        "slice nothing at all",
        "{{slice}}",
        'template: main:1:2: executing "main" at <slice>: wrong number of args for slice: want at least 1 got 0',
    ),
    (
        "len of nothing at all",
        "{{len}}",
        'template: main:1:2: executing "main" at <len>: wrong number of args for len: want 1 got 0',
    ),
    (
        "len of two",
        "{{len .l .l}}",
        'template: main:1:2: executing "main" at <len>: wrong number of args for len: want 1 got 2',
    ),
    (
        "len of a bool",
        "{{len true}}",
        'template: main:1:2: executing "main" at <len true>: error calling len: len of type bool',
    ),
    (
        "len of a float",
        "{{len .num}}",
        'template: main:1:2: executing "main" at <len .num>: error calling len: len of type float64',
    ),
    (
        "len of nil constant",
        "{{len nil}}",
        (
            'template: main:1:2: executing "main" at <len nil>: error calling len: reflect: call o'
            "f reflect.Value.Type on zero Value"
        ),
    ),
    (
        "len of a nil pointer",
        "{{len .obj.NilP}}",
        'template: main:1:2: executing "main" at <len .obj.NilP>: error calling len: len of nil pointer',
    ),
    (
        "eq of nothing",
        "{{eq}}",
        'template: main:1:2: executing "main" at <eq>: wrong number of args for eq: want at least 1 got 0',
    ),
    (
        "eq of a pointer and an int",
        "{{eq .obj 1}}",
        (
            'template: main:1:2: executing "main" at <eq .obj 1>: error calling eq: incompatible t'
            "ypes for comparison: *main.Obj and int"
        ),
    ),
    (
        "eq of a map and a struct",
        "{{eq .a .str}}",
        (
            'template: main:1:2: executing "main" at <eq .a .str>: error calling eq: non-comparabl'
            "e types map[b:map[c:deep n:<nil> t:%!s(bool=true)] d:x]: map[string]interface {}, mai"
            "n.Str: <Str 4>"
        ),
    ),
    (
        "eq of bool and int",
        "{{eq true 1}}",
        (
            'template: main:1:2: executing "main" at <eq true 1>: error calling eq: incompatible t'
            "ypes for comparison: bool and int"
        ),
    ),
    (
        "eq of complex and int",
        "{{eq 1i 1}}",
        (
            'template: main:1:2: executing "main" at <eq 1i 1>: error calling eq: incompatible typ'
            "es for comparison: complex128 and int"
        ),
    ),
    (
        "eq, an earlier of many differs in kind",
        "{{eq 1 `a` 1}}",
        (
            'template: main:1:2: executing "main" at <eq 1 `a` 1>: error calling eq: incompatible '
            "types for comparison: int and string"
        ),
    ),
    (
        "eq of bytes",
        "{{eq .by .by}}",
        ('template: main:1:2: executing "main" at <eq .by .by>: error calling eq: non-comparable type bytes: []uint8'),
    ),
    (
        "ne of one",
        "{{ne 1}}",
        'template: main:1:2: executing "main" at <ne>: wrong number of args for ne: want 2 got 1',
    ),
    (
        "ne of three",
        "{{ne 1 2 3}}",
        'template: main:1:2: executing "main" at <ne>: wrong number of args for ne: want 2 got 3',
    ),
    (
        "ne of kinds",
        "{{ne 1 `a`}}",
        (
            'template: main:1:2: executing "main" at <ne 1 `a`>: error calling ne: incompatible ty'
            "pes for comparison: int and string"
        ),
    ),
    (
        "lt of one",
        "{{lt 1}}",
        'template: main:1:2: executing "main" at <lt>: wrong number of args for lt: want 2 got 1',
    ),
    (
        "lt of complex",
        "{{lt 1+2i 1+2i}}",
        'template: main:1:2: executing "main" at <lt 1+2i 1+2i>: error calling lt: invalid type for comparison',
    ),
    (
        "lt of lists",
        "{{lt .l .l}}",
        'template: main:1:2: executing "main" at <lt .l .l>: error calling lt: invalid type for comparison',
    ),
    (
        "lt of structs",
        "{{lt .str .str}}",
        'template: main:1:2: executing "main" at <lt .str .str>: error calling lt: invalid type for comparison',
    ),
    (
        "le of kinds",
        "{{le 1 `a`}}",
        (
            'template: main:1:2: executing "main" at <le 1 `a`>: error calling le: incompatible ty'
            "pes for comparison: int and string"
        ),
    ),
    (
        "gt of kinds",
        "{{gt 1 1.5}}",
        (
            'template: main:1:2: executing "main" at <gt 1 1.5>: error calling gt: incompatible ty'
            "pes for comparison: int and float64"
        ),
    ),
    (
        "ge of kinds",
        "{{ge `a` 1}}",
        (
            'template: main:1:2: executing "main" at <ge `a` 1>: error calling ge: incompatible ty'
            "pes for comparison: string and int"
        ),
    ),
    (
        "ge of nil",
        "{{ge .n .n}}",
        'template: main:1:2: executing "main" at <ge .n .n>: error calling ge: invalid type for comparison',
    ),
    (
        "gt of nil constant",
        "{{gt nil 1}}",
        'template: main:1:2: executing "main" at <gt nil 1>: error calling gt: invalid type for comparison',
    ),
    (
        "le of bools",
        "{{le true false}}",
        'template: main:1:2: executing "main" at <le true false>: error calling le: invalid type for comparison',
    ),
    (
        "not of nothing",
        "{{not}}",
        'template: main:1:2: executing "main" at <not>: wrong number of args for not: want 1 got 0',
    ),
    (
        "not of two",
        "{{not 1 2}}",
        'template: main:1:2: executing "main" at <not>: wrong number of args for not: want 1 got 2',
    ),
    (
        "and of nothing",
        "{{and}}",
        'template: main:1:2: executing "main" at <and>: wrong number of args for and: want at least 1 got 0',
    ),
    (
        "or of nothing",
        "{{or}}",
        'template: main:1:2: executing "main" at <or>: wrong number of args for or: want at least 1 got 0',
    ),
    (
        "and, the second fails",
        "{{and 1 (errf `x`)}}",
        'template: main:1:9: executing "main" at <errf `x`>: error calling errf: boom x',
    ),
    (
        "or, the second fails",
        "{{or 0 (errf `x`)}}",
        'template: main:1:8: executing "main" at <errf `x`>: error calling errf: boom x',
    ),
    (
        "and, the third fails",
        "{{and 1 1 (errf `x`)}}",
        'template: main:1:11: executing "main" at <errf `x`>: error calling errf: boom x',
    ),
    (
        "and of a piped value that fails",
        "{{errf `x` | and 0}}",
        'template: main:1:2: executing "main" at <errf `x`>: error calling errf: boom x',
    ),
    (
        "printf of nothing",
        "{{printf}}",
        ('template: main:1:2: executing "main" at <printf>: wrong number of args for printf: want at least 1 got 0'),
    ),
    (
        "printf of nil",
        "{{printf nil}}",
        'template: main:1:9: executing "main" at <nil>: cannot assign nil to string',
    ),
    (
        "printf of a list",
        "{{printf .l}}",
        ('template: main:1:9: executing "main" at <.l>: wrong type for value; expected string; got []interface {}'),
    ),
    (
        "printf of a missing format",
        "{{printf .nope}}",
        ('template: main:1:9: executing "main" at <.nope>: wrong type for value; expected string; got interface {}'),
    ),
]

#: name, template, error
CONTROL = [
    (
        "range over a string",
        "{{range .s}}{{end}}",
        'template: main:1:8: executing "main" at <.s>: range can\'t iterate over str',
    ),
    (
        "range over a float",
        "{{range .num}}{{end}}",
        'template: main:1:8: executing "main" at <.num>: range can\'t iterate over 3',
    ),
    (
        "range over a bool",
        "{{range .t}}{{end}}",
        'template: main:1:8: executing "main" at <.t>: range can\'t iterate over true',
    ),
    (
        "range over a struct",
        "{{range .str}}{{end}}",
        'template: main:1:8: executing "main" at <.str>: range can\'t iterate over <Str 4>',
    ),
    (
        "range over an int with two variables",
        "{{range $i, $x := 3}}{{end}}",
        'template: main:1:18: executing "main" at <3>: can\'t use 3 to iterate over more than one variable',
    ),
    (
        "range over a nil pointer",
        "{{range .obj.NilP}}{{end}}",
        'template: main:1:12: executing "main" at <.obj.NilP>: range can\'t iterate over <nil>',
    ),
    (
        "a template that does not exist",
        '{{template "nope"}}',
        'template: main:1:11: executing "main" at <{{template "nope"}}>: template "nope" not defined',
    ),
    (
        "a template that does not exist, before its data",
        '{{template "nope" .nope.x}}',
        ('template: main:1:11: executing "main" at <{{template "nope" .nope.x}}>: template "nope" not defined'),
    ),
    (
        "inside a template",
        '{{define "t"}}\n {{.x.y}}{{end}}{{template "t" .a}}',
        'template: main:2:5: executing "t" at <.x.y>: nil pointer evaluating interface {}.y',
    ),
    (
        "inside an included template",
        '{{define "t"}}{{.x.y}}{{end}}{{include "t" .a}}',
        (
            'template: main:1:31: executing "main" at <include "t" .a>: error calling include'
            ': template: main:1:18: executing "t" at <.x.y>: nil pointer evaluating interface'
            " {}.y"
        ),
    ),
    (
        "inside two included templates",
        '{{define "t"}}{{.x.y}}{{end}}{{define "u"}}{{include "t" . | print}}{{end}}{{include "u" .a}}',
        (
            'template: main:1:77: executing "main" at <include "u" .a>: error calling include'
            ': template: main:1:45: executing "u" at <include "t" .>: error calling include: '
            'template: main:1:18: executing "t" at <.x.y>: nil pointer evaluating interface {'
            "}.y"
        ),
    ),
    (
        "include of what does not exist",
        '{{include "nope" .}}',
        (
            'template: main:1:2: executing "main" at <include "nope" .>: error calling includ'
            'e: template: no template "nope" associated with template "gotpl"'
        ),
    ),
    (
        "assign what was not declared",
        "{{$x = 1}}",
        'template: main:1:7: executing "main" at <1>: undefined variable: $x',
    ),
    (
        "inside a branch",
        "{{if true}}{{if true}}{{.nope.x}}{{end}}{{end}}",
        'template: main:1:29: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "inside a loop",
        "{{range 3}}{{range 2}}{{trunc 1 .}}{{end}}{{end}}",
        'template: main:1:32: executing "main" at <.>: wrong type for value; expected string; got int',
    ),
    (
        "a percent sign in a name",
        '{{define "50%"}}{{.x.y}}{{end}}{{template "50%" .a}}',
        'template: main:1:20: executing "50%" at <.x.y>: nil pointer evaluating interface {}.y',
    ),
    (
        "data of every kind",
        '{{define "d"}}{{.}}{{end}}{{template "d" .il}}{{template "d" nil}}{{template "d" true}}',
        'template: main:1:61: executing "main" at <nil>: nil is not a command',
    ),
    (
        "range over nil pointer's field",
        "{{range .obj.NilP.Name}}{{end}}",
        'template: main:1:12: executing "main" at <.obj.NilP.Name>: nil pointer evaluating *main.Inner.Name',
    ),
    (
        "range over a constant string",
        "{{range `abc`}}{{end}}",
        'template: main:1:8: executing "main" at <`abc`>: range can\'t iterate over abc',
    ),
    (
        "range over a constant float",
        "{{range 1.5}}{{end}}",
        'template: main:1:8: executing "main" at <1.5>: range can\'t iterate over 1.5',
    ),
    (
        "range over a constant bool",
        "{{range true}}{{end}}",
        'template: main:1:8: executing "main" at <true>: range can\'t iterate over true',
    ),
    (
        "range over a complex",
        "{{range 1i}}{{end}}",
        'template: main:1:8: executing "main" at <1i>: range can\'t iterate over (0+1i)',
    ),
    (
        "range over a piped string",
        "{{range .s | print}}{{end}}",
        'template: main:1:13: executing "main" at <print>: range can\'t iterate over str',
    ),
    (
        "range over a string in a variable",
        "{{range $x := .s}}{{end}}",
        'template: main:1:14: executing "main" at <.s>: range can\'t iterate over str',
    ),
    (
        "range over an int64 with two variables",
        "{{range $i, $x := .i64}}{{end}}",
        'template: main:1:18: executing "main" at <.i64>: can\'t use 64 to iterate over more than one variable',
    ),
    (
        "range over zero with two variables",
        "{{range $i, $x := 0}}{{end}}",
        'template: main:1:18: executing "main" at <0>: can\'t use 0 to iterate over more than one variable',
    ),
    (
        "range over a failing call",
        "{{range errf `x`}}{{end}}",
        'template: main:1:8: executing "main" at <errf `x`>: error calling errf: boom x',
    ),
    (
        "if of a failing call",
        "{{if errf `x`}}{{end}}",
        'template: main:1:5: executing "main" at <errf `x`>: error calling errf: boom x',
    ),
    (
        "else if of a failing call",
        "{{if .fa}}{{else if errf `x`}}{{end}}",
        'template: main:1:20: executing "main" at <errf `x`>: error calling errf: boom x',
    ),
    (
        "with of a failing call",
        "{{with errf `x`}}{{end}}",
        'template: main:1:7: executing "main" at <errf `x`>: error calling errf: boom x',
    ),
    (
        "else with of a failing call",
        "{{with .fa}}{{else with errf `x`}}{{end}}",
        'template: main:1:24: executing "main" at <errf `x`>: error calling errf: boom x',
    ),
    (
        "in else of range",
        "{{range .e}}{{else}}{{.nope.x}}{{end}}",
        'template: main:1:27: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "in else of with",
        "{{with .e}}{{else}}{{.nope.x}}{{end}}",
        'template: main:1:26: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "in a block",
        '{{block "b" .a}}{{.nope.x}}{{end}}',
        'template: main:1:23: executing "b" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "in a block's data",
        '{{block "b" .nope.x}}{{end}}',
        'template: main:1:17: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "in a template's data",
        '{{define "d"}}{{end}}{{template "d" .nope.x}}',
        'template: main:1:41: executing "main" at <.nope.x>: nil pointer evaluating interface {}.x',
    ),
    (
        "three templates deep",
        (
            'l1\nl2\n{{template "a" .}}\n{{define "a"}}{{template "b" .}}{{end}}\n{{define "b"}}{{temp'
            'late "c" .}}{{end}}\n{{define "c"}}{{index "hi" 5}}{{end}}'
        ),
        'template: main:6:16: executing "c" at <index "hi" 5>: error calling index: index out of range: 5',
    ),
    (
        "a template of an empty name",
        '{{template ""}}',
        'template: main:1:11: executing "main" at <{{template ""}}>: template "" not defined',
    ),
    (
        "a template in a define that does not exist",
        '{{define "a"}}{{template "b"}}{{end}}{{template "a"}}',
        'template: main:1:25: executing "a" at <{{template "b"}}>: template "b" not defined',
    ),
    (
        "a template's name with quotes",
        '{{template "a\\"b"}}',
        'template: main:1:11: executing "main" at <{{template "a\\"b"}}>: template "a\\"b" not defined',
    ),
    (
        "an assignment that fails",
        "{{$x := 1}}{{$x = errf `a`}}",
        'template: main:1:18: executing "main" at <errf `a`>: error calling errf: boom a',
    ),
    (
        "a declaration that fails",
        "{{$x := .nope.y}}",
        'template: main:1:13: executing "main" at <.nope.y>: nil pointer evaluating interface {}.y',
    ),
    (
        "an assignment of the loop's variable that fails",
        "{{$x := 1}}{{range $x = .nope.y}}{{end}}",
        'template: main:1:29: executing "main" at <.nope.y>: nil pointer evaluating interface {}.y',
    ),
    (
        "assign in a range what was not declared",
        "{{range $x = .il}}{{end}}",
        'template: main:1:13: executing "main" at <.il>: undefined variable: $x',
    ),
    (
        "assign a variable of an ended block",
        "{{if .t}}{{$x := 1}}{{end}}{{$x = 2}}",
        'template: main:1:34: executing "main" at <2>: undefined variable: $x',
    ),
    (
        "after output",
        "text{{.s}}\n{{errf `x`}}",
        'template: main:2:2: executing "main" at <errf `x`>: error calling errf: boom x',
    ),
    (
        "after break",
        "{{range .il}}{{break}}{{errf `no`}}{{end}}{{errf `yes`}}",
        'template: main:1:44: executing "main" at <errf `yes`>: error calling errf: boom yes',
    ),
    (
        "the second of two actions on a line",
        "{{.s}} {{errf `x`}}",
        'template: main:1:9: executing "main" at <errf `x`>: error calling errf: boom x',
    ),
    (
        "in an included template of a loop",
        '{{define "d"}}{{errf .}}{{end}}{{range .sl}}{{include "d" .}}{{end}}',
        (
            'template: main:1:46: executing "main" at <include "d" .>: error calling include: temp'
            'late: main:1:16: executing "d" at <errf .>: error calling errf: boom one'
        ),
    ),
]

GROUPS = {
    "fields": FIELDS,
    "methods": METHODS,
    "calls": CALLS,
    "builtins": BUILTINS,
    "control": CONTROL,
}


@pytest.mark.parametrize(
    ("template", "message"),
    [
        pytest.param(template, message, id=f"{group}: {name}")
        for group, rows in GROUPS.items()
        for name, template, message in rows
    ],
)
def test_error(template: str, message: str) -> None:
    parsed = make_set().parse("main", template)
    with pytest.raises(ExecError) as caught:
        parsed.execute(data())
    assert str(caught.value) == message
