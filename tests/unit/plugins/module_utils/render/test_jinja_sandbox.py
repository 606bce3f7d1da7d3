# SPDX-License-Identifier: GPL-3.0-or-later
"""Untrusted Jinja2 templates do not reach the interpreter, the machine, or the Python objects behind values."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TemplateError
from unit.plugins.module_utils.render import jinja_support

ESCAPES = {
    # ways to object and its subclasses
    "class-of-string": "{{ ''.__class__ }}",
    "class-of-string-by-item": "{{ ''['__class__'] }}",
    "class-by-joined-name": "{{ ''['__cla' ~ 'ss__'] }}",
    "class-by-escaped-name": r"{{ ''['\x5f\x5fclass\x5f\x5f'] }}",
    "class-by-reversed-name": "{{ ''['__ssalc__'[::-1]] }}",
    "mro": "{{ [].__class__.__mro__[1].__subclasses__() }}",
    "base-of-mapping": "{{ {}.__class__.__base__ }}",
    "class-of-tuple": "{{ ().__class__ }}",
    "class-of-number": "{{ (1).__class__ }}",
    "real-part": "{{ (1).real }}",
    "to-bytes": "{{ (1).to_bytes(2, 'big') }}",
    "class-of-none": "{{ none.__class__ }}",
    "class-of-values": "{{ Values.__class__ }}",
    "dict-of-release": "{{ Release.__dict__ }}",
    "init-of-files": "{{ Files.__init__ }}",
    "private-of-capabilities": "{{ Capabilities._queries }}",
    "private-by-item": "{{ Capabilities['_queries'] }}",
    "public-but-python": "{{ Capabilities.finish() }}",
    "python-method-of-files": "{{ Files.go_get }}",
    "record-of-method": "{{ Files.go_methods }}",
    # functions and their globals
    "globals-of-function": "{{ toYaml.__globals__ }}",
    "self-of-function": "{{ range.__self__ }}",
    "attribute-of-function": "{{ toYaml.run }}",
    "name-of-function": "{{ toYaml.name }}",
    "call-of-function": "{{ include.__call__ }}",
    "code-of-method": "{{ Files.Get.__code__ }}",
    "lipsum": "{{ lipsum.__globals__['os'] }}",
    "cycler": "{{ cycler.__init__.__globals__.os }}",
    "cycler-object": "{{ cycler(1, 2).__init__.__globals__ }}",
    "cycler-items": "{{ cycler(1, 2).items }}",
    "joiner": "{{ joiner.__init__ }}",
    "joiner-object": "{{ joiner(',').used }}",
    "namespace": "{{ namespace.__init__.__globals__ }}",
    "namespace-object": "{{ namespace(a=1).__class__ }}",
    "namespace-private": "{{ namespace(a=1)._Namespace__attrs }}",
    "dict-global": "{{ dict.__base__ }}",
    "undefined": "{{ nowhere.__class__.__init__.__globals__ }}",
    "undefined-call": "{{ nowhere() }}",
    "macro": "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
    "macro-private": "{% macro m() %}{% endmacro %}{{ m._func }}",
    "macro-public": "{% macro m() %}{% endmacro %}{{ m.arguments }}",
    "caller": "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "varargs": "{% macro m() %}{{ varargs.__class__ }}{% endmacro %}{{ m(1) }}",
    "loop": "{% for x in [1] %}{{ loop.__class__ }}{% endfor %}",
    "loop-private": "{% for x in [1] %}{{ loop._iterator }}{% endfor %}",
    "loop-internal": "{% for x in [1] %}{{ loop._undefined }}{% endfor %}",
    "generator-frame": "{% for x in [1] %}{{ loop._iterator.gi_frame.f_globals }}{% endfor %}",
    "module": "{% import '_names.j2' as names %}{{ names._body_stream }}",
    "module-name": "{% import '_names.j2' as names %}{{ names.__name__ }}",
    "module-class": "{% import '_names.j2' as names %}{{ names.__class__ }}",
    "module-private-name": "{% from '_names.j2' import __class__ %}",
    "self": "{{ self.__init__ }}",
    "context": "{{ context.environment }}",
    "environment": "{{ environment.globals }}",
    "resolve": "{{ resolve('Values') }}",
    # filters and tests that look up names
    "attr": "{{ '' | attr('__class__') }}",
    "attr-by-map": "{{ [''] | map('attr', '__class__') | list }}",
    "attribute-of-map": "{{ [''] | map(attribute='__class__') | list }}",
    "attribute-with-dots": "{{ [{}] | map(attribute='x.__class__') | list }}",
    "attribute-of-sort": "{{ [''] | sort(attribute='__class__') }}",
    "attribute-of-groupby": "{{ [''] | groupby('__class__') }}",
    "attribute-of-selectattr": "{{ [''] | selectattr('__class__') | list }}",
    "attribute-of-sum": "{{ [1] | sum(attribute='__class__') }}",
    "attribute-of-max": "{{ [1] | max(attribute='__class__') }}",
    "attribute-of-unique": "{{ [''] | unique(attribute='__class__') }}",
    "inner-filter-by-map": "{{ [''] | map('#attr', '__class__', '', true) }}",
    "callable-test": "{{ toYaml is callable }}",
    # formatting
    "format": "{{ '{0.__class__}'.format(1) }}",
    "format-map": "{{ '{x.__class__}'.format_map({'x': 1}) }}",
    "format-by-item": "{{ '{0.__class__}'['format'](1) }}",
    "format-filter": "{{ '%s' | format(Values) }}",
    "format-in-map": "{{ ['{0.__class__}'] | map('format', 1) | list }}",
    "format-operator": "{{ '%(a)s' % {'a': 1} }}",
    "bound-format": "{% set f = 'a'.format %}{{ f(1) }}",
    "encode": "{{ 'a'.encode('rot13') }}",
    "translate": "{{ 'a'.translate({97: 98}) }}",
    "markup": "{{ 'a' | safe }}",
    "escape": "{{ 'a' | e }}",
    # names from other environments
    "request": "{{ request.application.__globals__ }}",
    "config": "{{ config.items() }}",
    "lookup-plugin": "{{ lookup('file', '/etc/passwd') }}",
    "query-plugin": "{{ query('pipe', 'id') }}",
    "ansible-filter": "{{ 'x' | expandvars }}",
    "hostvars": "{{ hostvars }}",
    "env": "{{ env('HOME') }}",
    "expandenv": "{{ expandenv('$HOME') }}",
    "open": "{{ open('/etc/passwd').read() }}",
    "import-function": "{{ __import__('os') }}",
    # files of the machine
    "include-absolute": "{% include '/etc/passwd' %}",
    "include-up": "{% include '../../../../../../etc/passwd' %}",
    "include-function-absolute": "{{ include('/etc/passwd') }}",
    "import-absolute": "{% import '/etc/passwd' as x %}",
    "extends-absolute": "{% extends '/etc/passwd' %}",
    "include-list": "{% include ['/etc/passwd', '/etc/hosts'] %}",
    "include-of-own-code": "{% include 'jinja_engine.py' %}",
    "include-object": "{% include Values %}",
    # modifying shared values
    "append": "{% do Values.list.append(1) %}",
    "update": "{% do Values.table.update({}) %}",
    "pop": "{{ Values.list.pop() }}",
    "clear": "{{ Values.table.clear() }}",
    "set-attribute": "{% set Values.name = 'x' %}",
    # syntax that is not available
    "block": "{% block a %}{% endblock %}",
    "extends": "{% extends '_names.j2' %}",
    "autoescape": "{% autoescape true %}{% endautoescape %}",
    "trans": "{% trans %}a{% endtrans %}",
    "debug": "{% debug %}",
}


@pytest.mark.parametrize("text", ESCAPES.values(), ids=ESCAPES)
def test_no_escape(text: str) -> None:
    with pytest.raises(TemplateError, match=r"web/templates/page\.yaml:1\)"):
        jinja_support.render(text, {"_names.j2": "{% macro m() %}{% endmacro %}"})


#: An expression for each kind of value that templates can get.
OBJECTS = {
    "string": "'a'",
    "whole-number": "1",
    "number": "1.5",
    "bool": "true",
    "none": "none",
    "list": "[1]",
    "mapping": "{'a': 1}",
    "values": "Values",
    "release": "Release",
    "chart": "Chart",
    "capabilities": "Capabilities",
    "kube-version": "Capabilities.KubeVersion",
    "api-versions": "Capabilities.APIVersions",
    "files": "Files",
    "file": "Files['config/motd.txt']",
    "time": "now()",
    "version": "semver('1.2.3')",
    "function": "toYaml",
    "method": "Files.Get",
    "string-list": "splitList(',', 'a,b')",
    "string-map": "split(',', 'a,b')",
    "namespace": "namespace(x=1)",
    "cycler": "cycler(1)",
    "joiner": "joiner()",
    "items": "{'a': 1}.items()",
    "range": "range(2)",
}


def python_names() -> list[str]:
    """Return names of attributes of Python objects, including those that escape a sandbox."""
    found: set[str] = set()
    for example in ("", 1, 1.5, True, None, [1], {}, b"", (1,), iter([]), len, "".join, test_no_escape, type, object):
        found.update(dir(example))
    found.update(
        [
            "gi_frame",
            "gi_code",
            "f_globals",
            "f_locals",
            "f_back",
            "f_builtins",
            "tb_frame",
            "func_globals",
            "im_func",
            "run",
            "go_methods",
        ]
    )
    return sorted(found)


#: Names of Python attributes that are allowed, as keys or methods have them too.
ALLOWED = frozenset(
    [
        "capitalize",
        "center",
        "count",
        "endswith",
        "find",
        "index",
        "isalnum",
        "isalpha",
        "isdigit",
        "islower",
        "isspace",
        "istitle",
        "isupper",
        "items",
        "join",
        "keys",
        "ljust",
        "lower",
        "lstrip",
        "partition",
        "replace",
        "rfind",
        "rindex",
        "rjust",
        "rpartition",
        "rsplit",
        "rstrip",
        "split",
        "splitlines",
        "startswith",
        "strip",
        "swapcase",
        "title",
        "upper",
        "values",
        "zfill",
        "get",
    ]
)


@pytest.mark.parametrize("expression", OBJECTS.values(), ids=OBJECTS)
@pytest.mark.parametrize("access", ["{{%s.%s is defined}}", "{{%s['%s'] is defined}}"], ids=["dot", "item"])
def test_python_attributes_are_not_visible(expression: str, access: str) -> None:
    names = [name for name in python_names() if name not in ALLOWED and f"'{name}'" not in expression]
    run = jinja_support.many(access % (expression, name) for name in names)
    assert jinja_support.render(f"{{{{ ({expression}) is defined }}}}") == "true"
    seen = []
    for name, shown in zip(names, run, strict=True):
        try:
            if shown() != "false":
                seen.append(name)
        except TemplateError:
            continue
    assert seen == []


def test_names_of_files_are_not_code() -> None:
    """Jinja2 writes the names of templates into Python code, and a chart's files may have any name."""
    name = "x{__import__('os').system('false')}\"'\\.j2"
    text = jinja_support.render("{% from Values.file import nothing %}", {name: ""}, {"file": name})
    assert text == ""
    with pytest.raises(TemplateError, match="the imported template does not define nothing"):
        jinja_support.render("{% from Values.file import nothing %}{{ nothing }}", {name: ""}, {"file": name})


def test_nothing_is_read_from_the_machine(tmp_path: Path) -> None:
    file = tmp_path / "secret.j2"
    file.write_text("secret")
    for path in (str(file), f"../../../../../../../..{file}", f"file://{file}"):
        with pytest.raises(TemplateError, match="there is no template"):
            jinja_support.render("{% include Values.path %}", values={"path": path})


def test_variables_are_local() -> None:
    """The variables of a template are its own."""
    others = {"_a.j2": "{% set name = 'other' %}{% macro m() %}{% set name = 'inner' %}{% endmacro %}"}
    assert (
        jinja_support.render("{% set name = 'mine' %}{% import '_a.j2' as a %}{{ a.m() }}{{ name }}", others) == "mine"
    )
