# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""How templates fail, with Go's texts.

The outputs and errors are those of Go 1.26's text/template for the same templates and the values of ``objects``.
"""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.faults import ExecError
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
