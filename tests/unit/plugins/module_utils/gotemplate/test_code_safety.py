# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of templates never becomes code: hostile and harmless ones compile to the same code, apart from constants."""

from __future__ import annotations

import ast

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import compiler
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import template as template_module
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.template import TemplateSet
from unit.plugins.module_utils.gotemplate.objects import data, make_set

#: text that would end a Python literal, line or function of the generated code if it were not escaped
PAYLOADS = {
    "single quotes": "'+print(1)+'",
    "triple quotes": "'''\nimport os\n'''",
    "double triple quotes": '"""\nimport os\n"""',
    "a backslash at the end": "a\\",
    "backslashes": "\\'\\\"\\n\\x27\\N{APOSTROPHE}",
    "a newline": "a\nimport os\n",
    "a carriage return": "a\rimport os\r",
    "separators of lines beyond ASCII": "a\u2028import os\u2029import os\x85import os\x0b\x0c\x1c\x1d\x1e",
    "a NUL": "a\x00b",
    "marks of the compiler": "\x00" + "1\x00\x01b0\x02x\x03\x01b1\x02",
    "braces of formats": "{0.__class__} {x!r} %(x)s %s ${x}",
    "a comment": "# -*- coding: latin-1 -*-\n#",
    "names of the generated code": "F_print t0 out return None",
    "bytes that are no UTF-8": "a\udcff\udc80b",
    "a lone surrogate's look-alike": "\ufffd\ufeff\u202e\u200b",
    "long": "'\"\\\n" * 500,
}


def quoted(text: str) -> str:
    """Return a text as a string literal of a template, with all special characters escaped."""
    made = []
    for char in text:
        if 0xDC80 <= ord(char) <= 0xDCFF:
            made.append(f"\\x{ord(char) - 0xDC00:02x}")
        elif char.isalnum() and char.isascii():
            made.append(char)
        else:
            made.append(f"\\U{ord(char):08x}")
    return '"' + "".join(made) + '"'


#: name, the template around a string
PLACES = {
    "a constant": "{{ %s }}",
    "an argument": "{{ print %s 1 }}",
    "an argument of a typed function": "{{ trunc 3 %s }}",
    "the start of a pipeline": "{{ %s | print | print }}",
    "a format": "{{ printf %s 1 2 }}",
    "a variable": "{{ $x := %s }}{{ $x }}",
    "a condition": "{{ if %s }}a{{ end }}",
    "with": "{{ with %s }}{{ . }}{{ end }}",
    "a comparison": "{{ if eq .s %s }}a{{ else if ne .s %s }}b{{ end }}",
    "logic": "{{ and %s (or .e %s) }}",
    "a key": "{{ index .a %s }}",
    "a dictionary": "{{ dict %s %s }}",
    "a template's name": "{{ define %s }}a{{ end }}{{ template %s . }}",
    "a block's name": "{{ block %s . }}a{{ end }}",
    "an included name": "{{ if .nope }}{{ include %s . }}{{ end }}",
    "data of a template": '{{ define "d" }}{{ . }}{{ end }}{{ template "d" %s }}',
    "in a loop": "{{ range .l }}{{ print %s }}{{ end }}",
    "deep inside": "{{ if .t }}" * 30 + "{{ print (print (print %s)) }}" + "{{ end }}" * 30,
}


@pytest.fixture(params=["separate bodies", "whole"])
def code_of(request, monkeypatch):
    """Return the code tree of a text, without positions and the values of constants."""
    sources = []
    monkeypatch.setattr(compiler, "MIN_ACTIONS", 1 if request.param == "separate bodies" else 1 << 30)

    class Recorder(template_module.FileCompiler):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            options = arguments[2]
            made = {}
            while len(made) < len(self.bodies):
                made.update({pos: self.body(pos, options)[0] for pos in list(self.bodies) if pos not in made})
            sources.append("".join([self.source, *(made[pos] for pos in sorted(made))]))

    monkeypatch.setattr(template_module, "FileCompiler", Recorder)
    monkeypatch.setattr(template_module, "_memory", {})

    def compiled(text: str) -> str:
        make_set().parse("main", text)
        tree = ast.parse(sources[-1])
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
                node.value = ""
            if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "J":
                # The position of a body.
                assert isinstance(node.slice.value, int)
                node.slice.value = 0
        return ast.dump(tree)

    return compiled


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_strings(code_of, place: str, payload: str) -> None:
    harmless = code_of(place.replace("%s", '"harmless"'))
    assert code_of(place.replace("%s", quoted(payload))) == harmless
    if "`" not in payload and "\r" not in payload:
        assert code_of(place.replace("%s", f"`{payload}`")) == harmless


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_texts_and_comments(code_of, payload: str) -> None:
    assert code_of(f"a{payload}b{{{{ .s }}}}{payload}c") == code_of("aharmlessb{{ .s }}harmlessc")
    assert code_of(f"a{{{{/*{payload}*/}}}}b") == code_of("a{{/*harmless*/}}b")
    assert (
        make_set().parse("main", f"<{payload}>{{{{ {quoted(payload)} }}}}").execute(data()) == f"<{payload}>{payload}"
    )


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_file_names(code_of, payload: str) -> None:
    templates = make_set()
    templates.parse(payload, "{{ .s }}")
    assert templates.execute(payload, data()) == "str"


#: names that Python would confuse with each other or with its own
NAMES = [
    "fi",
    "\ufb01",
    "ª",
    "a",
    "ſ",
    "s",
    "K",
    "\u212a",
    "None",
    "class",
    "__import__",
    "x__",
    "名",
    "É",
    "F_print",
    "out",
]


@pytest.mark.parametrize("kind", ["variables", "fields", "functions"])
def test_names_stay_distinct(kind: str) -> None:
    names = list(dict.fromkeys(NAMES))
    values = {name: str(number) for number, name in enumerate(names)}
    if kind == "variables":
        text = "".join(f"{{{{ ${name} := .v{number} }}}}" for number, name in enumerate(names))
        text += "".join(f"{{{{ ${name} }}}};" for name in names)
        found = TemplateSet({}).parse("main", text).execute({f"v{n}": value for n, value in enumerate(values.values())})
    elif kind == "fields":
        found = TemplateSet({}).parse("main", "".join(f"{{{{ .{name} }}}};" for name in names)).execute(values)
    else:
        made = {name: template_function(name, value) for name, value in values.items()}
        found = TemplateSet(made).parse("main", "".join(f"{{{{ {name} }}}};" for name in names)).execute(None)
    assert found == "".join(f"{value};" for value in values.values())


def template_function(name: str, value: str):
    from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.functions import make_function

    return make_function(name, lambda: value, result="string")
