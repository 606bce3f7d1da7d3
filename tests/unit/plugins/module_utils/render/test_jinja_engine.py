# SPDX-License-Identifier: GPL-3.0-or-later
"""Jinja2 templates: their output, how they find each other, and the locations of their errors."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import DIALECTS
from ansible_collections.coxswain.helm.plugins.module_utils.errors import (
    MissingLibraryError,
    RenderError,
    TemplateError,
)
from ansible_collections.coxswain.helm.plugins.module_utils.render.release_object import ReleaseFacts
from ansible_collections.coxswain.helm.plugins.module_utils.render.render_chart import RenderedChart, render_chart
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import Entropy
from unit.plugins.module_utils.render import jinja_support

CHART = Path(__file__).resolve().parents[4] / "charts" / "jinja"

OUTPUTS = {
    # values print as Go prints them
    "whole-number": ("{{ Values.port }} {{ Values.port + 1 }} {{ 4 / 2 }}", "8080 8081 2"),
    "fraction": ("{{ Values.ratio }} {{ 1 / 3 }}", "0.5 0.3333333333333333"),
    "large-number": ("{{ 10000000.0 }} {{ 10000000 }}", "1e+07 10000000"),
    "bool": ("{{ Values.on }} {{ not Values.on }}", "true false"),
    "null": ("<{{ Values.nothing }}>", "<>"),
    "list": ("{{ Values.list }}", "[3 1 2]"),
    "mapping": ("{{ Values.table.a }}", "map[b:deep]"),
    "concatenation": ("{{ Values.port ~ ':' ~ Values.on ~ Values.nothing }}", "8080:true"),
    "objects": ("{{ Release.Name }} {{ Release.Namespace }} {{ Chart.Name }} {{ Chart.AppVersion }}", "rel ns web 9"),
    "template": ("{{ Template.Name }} {{ Template.BasePath }}", "web/templates/page.yaml web/templates"),
    "root": ("{{ Root.Values.name }}", "web"),
    "capabilities": ("{{ Capabilities.KubeVersion.Version | hasPrefix('v1.') }}", "true"),
    # look-ups
    "item": ("{{ Values['table']['a'].b }} {{ Values.list[0] }} {{ Values.list[-1] }}", "deep 3 2"),
    "item-by-value": ("{{ Values.words[Values.list[1]] }}", "a"),
    "slice": ("{{ Values.list[1:] | toJson }} {{ Values.name[::-1] }} {{ 'abcd'[1:3] }}", "[1,2] bew bc"),
    "chained-default": ("{{ Values.a.b.c | default('none') }} {{ Values.nothing.b | default('none') }}", "none none"),
    # statements
    "lines-of-blocks-vanish": ("a\n  {% if true %}\nb\n  {% endif %}\nc\n", "a\nb\nc\n"),
    "last-newline-stays": ("a\n", "a\n"),
    "if-without-else": ("<{{ 'x' if Values.off }}>", "<>"),
    "loop": (
        "{% for w in Values.words %}{{ loop.index }}{{ w }}{{ ',' if not loop.last }}{% endfor %}",
        "1b,2a,3C",
    ),
    "loop-fields": (
        "{% for w in Values.words %}{{ loop.index0 }}{{ loop.revindex }}{{ loop.length }}{{ loop.first }};{% endfor %}",
        "033true;123false;213false;",
    ),
    "loop-neighbours": (
        "{% for w in [1, 2] %}{{ loop.previtem | default('-') }}{{ loop.cycle('a', 'b') }}{% endfor %}",
        "-a1b",
    ),
    "loop-else": ("{% for w in [] %}{% else %}none{% endfor %}", "none"),
    "loop-with-a-condition": ("{% for n in Values.list if n > 1 %}{{ n }}{% endfor %}", "32"),
    "loop-over-keys-in-order": ("{% for k in Values.table %}{{ k }} {% endfor %}", "a items z "),
    "loop-recursive": (
        "{% for x in [1, [2, 3]] recursive %}"
        "{% if x is number %}{{ x }}{% else %}({{ loop(x) }}){% endif %}{% endfor %}",
        "1(23)",
    ),
    "loop-controls": (
        "{% for i in range(9) %}{% if i == 1 %}{% continue %}{% endif %}"
        "{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}",
        "02",
    ),
    "macro": (
        "{% macro m(a, b=2) %}{{ a }}{{ b }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, c=4) }}",
        "12[3]map[c:4]",
    ),
    "call-block": ("{% macro m() %}<{{ caller('x') }}>{% endmacro %}{% call(a) m() %}{{ a }}{% endcall %}", "<x>"),
    "filter-block": ("{% filter upper %}a{% endfilter %}", "A"),
    "set-block": ("{% set x | upper %}a{{ 1 }}{% endset %}{{ x }}", "A1"),
    "raw": ("{% raw %}{{ a }}{% endraw %}{# comment #}", "{{ a }}"),
    "compare": (
        "{{ 1 < 2 <= 2 != 3 }} {{ Values.port == 8080 }} {{ 'a' in Values.words }} {{ 1 not in [1] }}",
        "true true true false",
    ),
    "arithmetic": (
        "{{ 7 // 2 }} {{ 7 % 3 }} {{ 2 ** 10 }} {{ -Values.port }} {{ 'ab' * 2 }} {{ [1] + [2] }}",
        "3 1 1024 -8080 abab [1 2]",
    ),
    "logic": ("{{ Values.name and 'yes' }} {{ Values.empty or 'else' }}", "yes else"),
    "unpacking": ("{% set a, b = 1, 2 %}{{ a }}{{ b }}{% for x, y in [[1, 2]] %}{{ x }}{{ y }}{% endfor %}", "1212"),
    # other templates
    "include": ("{% include '_part.j2' %}", "part of web"),
    "include-missing": ("{% include 'nowhere.j2' ignore missing %}x", "x"),
    "include-first-of": ("{% include ['nowhere.j2', '_part.j2'] %}", "part of web"),
    "include-function": ("{{ include('_part.j2') | upper }}", "PART OF WEB"),
    "include-function-by-path": ("{{ include(Template.BasePath ~ '/_part.j2') }}", "part of web"),
    "include-function-with-data": (
        "{{ include('_data.j2', {'x': 1}) }} {{ {'x': 2} | include('_data.j2') }}",
        "1:1 2:2",
    ),
    "import": ("{% import '_names.j2' as names %}{{ names.full('x') }} {{ names.constant }}", "rel-x 7"),
    "import-from": ("{% from '_names.j2' import full as f, constant %}{{ f('x') }}{{ constant }}", "rel-x7"),
    "import-in-a-folder": ("{% import 'inner/_deep.j2' as deep %}{{ deep.up() }}", "rel-deep"),
    "tpl": ("{{ tpl('{{ Values.name }}-{{ x }}', {'Values': Values, 'x': 1}) }} {{ tpl('plain') }}", "web-1 plain"),
    "tpl-imports": ("{{ tpl('{% from \"_names.j2\" import full %}{{ full(1) }}') }}", "rel-1"),
}

OTHERS = {
    "_part.j2": "part of {{ Values.name }}",
    "_data.j2": "{{ x }}:{{ Root.x }}",
    "_names.j2": "{% macro full(x) %}{{ Release.Name }}-{{ x }}{% endmacro %}{% set constant = 7 %}",
    "inner/_deep.j2": "{% from '_names.j2' import full %}{% macro up() %}{{ full('deep') }}{% endmacro %}",
    "_broken.j2": "\n\n{{ 1 + }}",
    "_failing.j2": "{% macro m() %}\n{{ Values.nowhere }}\n{% endmacro %}",
}


@pytest.mark.parametrize(("text", "expected"), OUTPUTS.values(), ids=OUTPUTS)
def test_output(text: str, expected: str) -> None:
    assert jinja_support.render(text, OTHERS) == expected


RUN = "execution error at (web/templates/page.yaml:3): "
PARSE = "parse error at (web/templates/page.yaml:3): "
ERRORS = {
    "variable": ("{{ nowhere }}", RUN + "nowhere is undefined"),
    "value": ("{{ Values.a.b }}", RUN + "Values.a is undefined"),
    "value-of-null": ("{{ Values.nothing.b }}", RUN + "Values.nothing.b is undefined (Values.nothing is null)"),
    "item": ("{{ Values['a b'].c }}", RUN + "Values['a b'] is undefined"),
    "index": ("{{ Values.list[7] }}", RUN + "Values.list[7] is undefined"),
    "in-a-condition": ("{% if Values.a %}{% endif %}", RUN + "Values.a is undefined"),
    "in-a-comparison": ("{{ Values.a == 1 }}", RUN + "Values.a is undefined"),
    "in-a-loop": ("{% for i in Values.a %}{% endfor %}", RUN + "Values.a is undefined"),
    "in-a-concatenation": ("{{ 'a' ~ Values.a }}", RUN + "Values.a is undefined"),
    "in-a-call": ("{{ Values.a() }}", RUN + "Values.a is undefined"),
    "required": ("{{ required('give a name', Values.a) }}", RUN + "give a name"),
    "fail": ("{{ fail('no way') }}", RUN + "no way"),
    "syntax": ("{{ 1 + }}", PARSE + "unexpected 'end of print statement'"),
    "statement": ("{% nosuch %}", PARSE + "Encountered unknown tag 'nosuch'."),
    "filter": ("{{ 1 | nosuch }}", PARSE + "No filter named 'nosuch'."),
    "not-closed": ("{% if 1 %}", "parse error at (web/templates/page.yaml:3): Unexpected end of template."),
    "no-template": ("{% import 'no.j2' as x %}", RUN + 'there is no template "no.j2" in the chart'),
    "no-template-to-include": ("{{ include('no') }}", RUN + 'there is no template "no"'),
    "none-of-the-templates": ("{% include ['a', 'b'] %}", RUN + "none of the templates exists"),
    "no-export": ("{% from '_names.j2' import x %}{{ x }}", RUN + "the imported template does not define x"),
    "import-that-is-broken": (
        "{% import '_broken.j2' as x %}",
        "parse error at (web/templates/_broken.j2:3): unexpected 'end of print statement'"
        " (used at web/templates/page.yaml:3)",
    ),
    "import-that-fails": (
        "{% import '_failing.j2' as x %}{{ x.m() }}",
        "execution error at (web/templates/_failing.j2:2): Values.nowhere is undefined"
        " (used at web/templates/page.yaml:3)",
    ),
    "tpl-that-fails": (
        "{{ tpl('\n{{ Values.a }}') }}",
        "execution error at (web/templates/page.yaml, argument of tpl:2): Values.a is undefined"
        " (used at web/templates/page.yaml:3)",
    ),
    "arguments-of-a-macro": (
        "{% macro m() %}{% endmacro %}{{ m(1) }}",
        RUN + "macro 'm' takes not more than 0 argument(s)",
    ),
}


@pytest.mark.parametrize(("text", "expected"), ERRORS.values(), ids=ERRORS)
def test_error(text: str, expected: str) -> None:
    with pytest.raises(TemplateError) as caught:
        jinja_support.render(f"one\n{{# two #}}\n{text}", OTHERS)
    assert str(caught.value).startswith(expected)


@pytest.mark.parametrize("version", [None, "2.11.3", "3.0.3"])
def test_missing_or_old_library(version: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    import jinja2

    if version is not None:
        monkeypatch.setattr(jinja2, "__version__", version, raising=False)
    else:
        real = builtins.__import__

        def without(name: str, *args: Any, **options: Any) -> Any:
            if name == "jinja2":
                raise ImportError(name)
            return real(name, *args, **options)

        monkeypatch.setattr(builtins, "__import__", without)
        monkeypatch.delitem(sys.modules, "jinja2")
    with pytest.raises(MissingLibraryError, match=r"Jinja2 3\.1 or newer is required for charts with engine: jinja2"):
        jinja_support.render("a")


# ---------------------------------------------------------------------------------------------------------- charts


def chart_rendering(
    folder: Path, values: dict[str, Any] | None = None, dialect: str = "helm4", lookup: Any = None
) -> RenderedChart:
    spoken = DIALECTS[dialect]
    return render_chart(
        load(folder, spoken),
        values or {},
        ReleaseFacts("rel", "ns"),
        dialect=spoken,
        lookup=lookup,
        entropy=Entropy(seed=1),
    )


@pytest.mark.parametrize("dialect", ["helm3", "helm4"])
def test_the_example_chart(dialect: str) -> None:
    found = chart_rendering(CHART, dialect=dialect)
    assert [(manifest.path, manifest.kind) for manifest in found.manifests] == [
        ("jinja/charts/cache/templates/cache.yaml", "ConfigMap"),
        ("jinja/templates/configmap.yaml", "ConfigMap"),
        ("jinja/templates/deployment.yaml", "Deployment"),
    ]
    texts = {manifest.path.rpartition("/")[2]: manifest.text.rstrip() for manifest in found.manifests}
    assert (
        texts["cache.yaml"] == 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: rel-cache\ndata:\n  megabytes: "64"'
    )
    assert texts["configmap.yaml"].splitlines() == [
        "apiVersion: v1",
        "kind: ConfigMap",
        "metadata:",
        "  name: rel-jinja-page",
        "  labels:",
        "    app.kubernetes.io/name: jinja",
        "    app.kubernetes.io/instance: rel",
        '    app.kubernetes.io/version: "1.27.0"',
        "data:",
        '  greeting: "Hello from rel"',
        '  motd: "Fair winds."',
        "  host: none",
    ]
    assert "  replicas: 2\n" in texts["deployment.yaml"]
    assert "          image: registry.example.com/web:1.27.0\n" in texts["deployment.yaml"]
    assert found.notes == "rel runs 2 servers.\nIts cache holds 64 megabytes.\n"
    assert found.volatile == frozenset()


def test_the_example_chart_with_other_values() -> None:
    values = {
        "hosts": ["one.example.com", "two.example.com"],
        "autoscaling": {"enabled": True, "maximum": 5.0},
        "cache": {"enabled": False},
    }
    found = chart_rendering(CHART, values)
    texts = {manifest.path.rpartition("/")[2]: manifest.text.rstrip() for manifest in found.manifests}
    assert sorted(texts) == ["autoscaler.yaml", "configmap.yaml", "deployment.yaml"]
    assert "  maxReplicas: 5\n" in texts["autoscaler.yaml"]
    assert texts["configmap.yaml"].endswith('  host-1: "one.example.com"\n  host-2: "two.example.com"')
    assert found.notes == "Visit one.example.com or two.example.com.\n"


def test_the_example_chart_without_a_required_value() -> None:
    with pytest.raises(RenderError) as caught:
        chart_rendering(CHART, {"autoscaling": {"enabled": True}})
    assert str(caught.value) == "execution error at (jinja/templates/autoscaler.yaml:8): autoscaling.maximum is needed"


def make_chart(folder: Path, engine: str | None, templates: dict[str, str], **more: str) -> Path:
    """Create a chart and return its directory; ``more`` are other files by name."""
    (folder / "templates").mkdir(parents=True)
    lines = ["apiVersion: v1", f"name: {folder.name}", "version: 1.0.0"]
    if engine is not None:
        lines.append(f"engine: {engine}")
    (folder / "Chart.yaml").write_text("\n".join(lines))
    for name, text in templates.items():
        (folder / "templates" / name).write_text(text)
    for name, text in more.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


def object_text(value: str) -> str:
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  x: {value}\n"


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("engine", "text", "expected"),
    [
        pytest.param("jinja2", "{{ Values.x | upper }}-{{ Chart.Name }}", "A-top", id="jinja2"),
        pytest.param("gotpl", "{{ .Values.x | upper }}", "A", id="gotpl"),
        pytest.param(None, "{{ .Values.x | upper }}", "A", id="absent"),
    ],
)
def test_the_engine_of_a_chart(tmp_path: Path, dialect: str, engine: str | None, text: str, expected: str) -> None:
    chart = make_chart(tmp_path / "top", engine, {"a.yaml": object_text(text)}, values_yaml="x: a\n")
    assert chart_rendering(chart, dialect=dialect).manifests[0].text.rstrip().endswith(f"  x: {expected}")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_chart_has_its_own_engine(tmp_path: Path, dialect: str) -> None:
    go = object_text('{{ include "sub.name" . }}')
    define = '{{ define "sub.name" }}{{ .Release.Name }}-{{ .Values.x }}{{ end }}'
    text = object_text("{{ include('sub.name') }}")
    top = make_chart(tmp_path / "top", "jinja2", {"a.yaml": text}, values_yaml="x: a\nsub: {x: b}\n")
    make_chart(top / "charts" / "sub", None, {"a.yaml": go, "_names.tpl": define})
    make_chart(top / "charts" / "third", "jinja2", {"a.yaml": object_text("{{ Values.x | default('c') }}")})
    found = {
        manifest.path: manifest.text.rstrip().rpartition("data:\n  ")[2]
        for manifest in chart_rendering(top, dialect=dialect).manifests
    }
    assert found == {
        "top/templates/a.yaml": "x: rel-a",
        "top/charts/sub/templates/a.yaml": "x: rel-b",
        "top/charts/third/templates/a.yaml": "x: c",
    }


def test_import_from_a_subchart(tmp_path: Path) -> None:
    top = make_chart(
        tmp_path / "top",
        "jinja2",
        {"a.yaml": "{% import 'charts/lib/templates/_lib.j2' as lib %}" + object_text("{{ lib.m() }}")},
    )
    make_chart(top / "charts" / "lib", "jinja2", {"_lib.j2": "{% macro m() %}{{ Chart.Name }}{% endmacro %}"})
    assert chart_rendering(top).manifests[0].text.rstrip().endswith("  x: top")


def test_lookups_and_random_numbers_are_recorded(tmp_path: Path) -> None:
    text = object_text("{{ randAlpha(3) }}{{ lookup('v1', 'Secret', 'ns', 's').a }}")
    chart = make_chart(tmp_path / "top", "jinja2", {"a.yaml": text})
    found = chart_rendering(chart, lookup=lambda *what: {"a": "-".join(what)})
    assert found.manifests[0].text.rstrip().endswith("v1-Secret-ns-s")
    assert found.volatile == {"random"}
    assert found.queries.lookups == [("v1", "Secret", "ns", "s")]


def test_error_in_a_subchart(tmp_path: Path) -> None:
    top = make_chart(tmp_path / "top", None, {})
    make_chart(top / "charts" / "sub", "jinja2", {"a.yaml": "a: 1\nb: {{ Values.x.y }}\n"})
    with pytest.raises(RenderError) as caught:
        chart_rendering(top)
    assert str(caught.value) == "execution error at (top/charts/sub/templates/a.yaml:2): Values.x is undefined"


def test_a_template_that_no_engine_finds(tmp_path: Path) -> None:
    top = make_chart(tmp_path / "top", "jinja2", {"a.yaml": "{{ include('sub.name') }}"})
    with pytest.raises(RenderError) as caught:
        chart_rendering(top)
    assert str(caught.value) == 'execution error at (top/templates/a.yaml:1): there is no template "sub.name"'


def test_error_in_a_go_template(tmp_path: Path) -> None:
    top = make_chart(tmp_path / "top", "jinja2", {"a.yaml": "{{ include('sub.name') }}"})
    make_chart(top / "charts" / "sub", None, {"_n.tpl": '{{ define "sub.name" }}{{ fail "no way" }}{{ end }}'})
    with pytest.raises(RenderError) as caught:
        chart_rendering(top)
    assert str(caught.value) == "execution error at (top/templates/a.yaml:1): no way"
