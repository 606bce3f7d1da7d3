# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine: scopes of subcharts, order of templates, include and tpl, and limits."""

from __future__ import annotations

import time
from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4, Dialect
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RenderError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.functions import FunctionError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.limits import Limits
from ansible_collections.coxswain.helm.plugins.module_utils.render.render_chart import RenderOptions

from .charts import rendered, text_of

ALL = (HELM2, HELM3, HELM4)
BOTH = (HELM3, HELM4)

SAIL = "apiVersion: v1\nname: sail\nversion: 2.0.0\n"


def names(dialect: Dialect) -> str:
    return dialect.name


#: A template, the user's values, and the output in every dialect.
ROWS: list[tuple[str, dict[str, Any], str]] = [
    ("{{ .Release.Name }} {{ .Release.Namespace }} {{ .Release.Revision }}", {}, "rel ns1 1"),
    ("{{ .Release.IsInstall }} {{ .Release.IsUpgrade }}", {}, "true false"),
    ("{{ .Template.Name }} {{ .Template.BasePath }}", {}, "boat/templates/t/NOTES.txt boat/templates"),
    ("{{ .Chart.Name }} {{ .Chart.Version }}", {}, "boat 1.0.0"),
    ("{{ .Values.a.b }}", {"a": {"b": "c"}}, "c"),
    ("[{{ .Values.nothing }}]", {}, "[]"),
    ("{{ .Values.a | default 5 }}", {"a": 1000000.0}, "1e+06"),
    ('{{ include "x" . }}{{ define "x" }}[{{ .Chart.Name }}]{{ end }}', {}, "[boat]"),
    ('{{ tpl "{{ .Values.a }}" . }}', {"a": "{{ .Values.b }}"}, "{{ .Values.b }}"),
    ("{{ tpl .Values.a . }}", {"a": "{{ .Values.b }}!", "b": "deep"}, "deep!"),
    ('{{ required "needed" .Values.a }}', {"a": False}, "false"),
    ("{{ typeOf .Values.a }}", {"a": {}}, "map[string]interface {}"),
    ("{{ toYaml .Values.a | nindent 2 }}", {"a": {"b": [1.0, "2"]}}, '\n  b:\n  - 1\n  - "2"'),
    ('{{ getHostByName "localhost" }}|', {}, "|"),
]


@pytest.mark.parametrize("dialect", ALL, ids=names)
@pytest.mark.parametrize(("template", "values", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_templates(template: str, values: dict[str, Any], expected: str, dialect: Dialect) -> None:
    text = text_of(template, values, dialect)
    # The result of Helm 2's toYaml ends with a newline, which nindent indents.
    assert text.rstrip() == expected if dialect is HELM2 else text == expected


#: A template and its output in Helm 4, 3 and 2.
BY_DIALECT = [
    ("{{ .Release.Service }}", "Helm", "Helm", "Tiller"),
    ("{{ toYaml .Values.a }}|", "x: 1|", "x: 1|", "x: 1\n|"),
    (
        "{{ typeOf . }} {{ typeOf .Values }}",
        "common.Values common.Values",
        "chartutil.Values chartutil.Values",
        "chartutil.Values chartutil.Values",
    ),
    ("{{ typeOf .Template }}", "common.Values", "chartutil.Values", "map[string]interface {}"),
    ("{{ kindOf .Chart }}", "map", "struct", "ptr"),
    ("{{ .Chart.IsRoot }}", "true", "true", None),
    ("{{ .Chart.nothing }}", "", None, None),
    ("{{ .Chart.ApiVersion }}|", "|", None, "v1|"),
    ("{{ .Chart.APIVersion }}", "v2", "v2", None),
    ("{{ .Capabilities.TillerVersion.SemVer }}", None, None, "v2.17.0"),
    ("{{ .Values.AsMap | typeOf }}", *["map[string]interface {}"] * 3),
    ('{{ (.Values.Table "a").x }}', "1", "1", "1"),
    ('{{ .Values.PathValue "a.x" }}', "1", "1", "1"),
    ("{{ .Values.YAML }}", "a:\n  x: 1\n", "a:\n  x: 1\n", "a:\n  x: 1\n"),
    # In Helm 2 the text replaces the running template and its definitions.
    ('{{ define "x" }}outer{{ end }}{{ tpl `{{ include "x" . }}` . }}', "outer", "outer", None),
    ('{{ lookup "v1" "Pod" "a" "b" }}', "map[]", "map[]", None),
    ('{{ mustToDuration "90s" }}', "1m30s", None, None),
    ('{{ fail "no" }}', None, None, None),
    ('{{ env "HOME" }}', None, None, None),
]


@pytest.mark.parametrize(("template", "helm4", "helm3", "helm2"), BY_DIALECT, ids=[row[0] for row in BY_DIALECT])
def test_templates_by_dialect(template: str, helm4: str | None, helm3: str | None, helm2: str | None) -> None:
    for dialect, expected in ((HELM4, helm4), (HELM3, helm3), (HELM2, helm2)):
        if expected is None:
            with pytest.raises(RenderError):
                text_of(template, {"a": {"x": 1.0}}, dialect)
        else:
            assert text_of(template, {"a": {"x": 1.0}}, dialect) == expected, dialect.name


# ------------------------------------------------------------------------------------------------------- scopes


@pytest.mark.parametrize("dialect", ALL, ids=names)
def test_definitions_of_a_parent_win(dialect: Dialect) -> None:
    found = rendered(
        {
            "templates/a.tpl": '{{ define "name" }}parent {{ .Chart.Name }}{{ end }}',
            "templates/z/NOTES.txt": '{{ include "name" . }}',
            "charts/sail/Chart.yaml": SAIL,
            "charts/sail/templates/_h.tpl": '{{ define "name" }}child{{ end }}',
            "charts/sail/templates/s/NOTES.txt": '{{ include "name" . }} {{ .Template.Name }}',
        },
        dialect=dialect,
    ).files
    assert found["boat/templates/z/NOTES.txt"] == "parent boat"
    assert found["boat/charts/sail/templates/s/NOTES.txt"] == "parent sail boat/charts/sail/templates/s/NOTES.txt"
    assert "boat/charts/sail/templates/_h.tpl" not in found


@pytest.mark.parametrize("dialect", ALL, ids=names)
def test_the_first_file_by_name_wins(dialect: Dialect) -> None:
    files = {f"templates/_{letter}.tpl": f'{{{{ define "x" }}}}{letter}{{{{ end }}}}' for letter in "abc"}
    assert text_of('{{ include "x" . }}', files=files, dialect=dialect) == "a"


@pytest.mark.parametrize("dialect", ALL, ids=names)
def test_values_set_by_a_subchart_are_seen_by_its_parent(dialect: Dialect) -> None:
    found = rendered(
        {
            "values.yaml": "sail: {deep: {}}",
            "templates/t/NOTES.txt": "{{ .Values.sail.top }} {{ .Values.sail.deep.x }}",
            "charts/sail/Chart.yaml": SAIL,
            "charts/sail/templates/a/NOTES.txt": '{{ $_ := set .Values "top" 1 }}{{ $_ := set .Values.deep "x" 2 }}',
            "charts/sail/templates/A/NOTES.txt": "{{ .Values.top }}",
        },
        dialect=dialect,
    ).files
    assert found["boat/templates/t/NOTES.txt"] == "1 2"
    assert found["boat/charts/sail/templates/A/NOTES.txt"] == "1"


@pytest.mark.parametrize("dialect", BOTH, ids=names)
def test_subcharts_by_name(dialect: Dialect) -> None:
    found = rendered(
        {
            "templates/t/NOTES.txt": "{{ .Subcharts.sail.Chart.Version }} {{ .Subcharts.sail.Values.a }} {{ "
            ".Subcharts.sail.Release.Name }}",
            "charts/sail/Chart.yaml": SAIL,
            "charts/sail/values.yaml": "a: b",
        },
        dialect=dialect,
    ).files
    assert found["boat/templates/t/NOTES.txt"] == "2.0.0 b rel"


@pytest.mark.parametrize("dialect", BOTH, ids=names)
def test_library_charts_render_partials_only(dialect: Dialect) -> None:
    found = rendered(
        {
            "templates/t/NOTES.txt": '{{ include "lib" . }}',
            "charts/sail/Chart.yaml": SAIL + "type: library\n",
            "charts/sail/templates/_lib.tpl": '{{ define "lib" }}from the library{{ end }}',
            "charts/sail/templates/never.yaml": "{{ this does not parse",
        },
        dialect=dialect,
    ).files
    assert found == {"boat/templates/t/NOTES.txt": "from the library"}


def test_definitions_in_tpl_are_local() -> None:
    template = (
        '{{ tpl `{{ define "x" }}in{{ end }}{{ include "x" . }}` . }} {{ include "x" . }}{{ define "x" }}out{{ end }}'
    )
    assert text_of(template) == "in out"


def test_tpl_of_helm_2_requires_the_root_scope() -> None:
    with pytest.raises(RenderError, match="Cannot retrieve Template.Basepath from values inside tpl function"):
        text_of('{{ tpl "{{ .a }}" .Values }}', {"a": 1.0}, HELM2)
    assert text_of('{{ tpl "{{ .a }}" .Values }}', {"a": 1.0}, HELM3) == "1"


# ------------------------------------------------------------------------------------------------------- lookup


def test_lookup() -> None:
    asked: list[tuple[str, ...]] = []

    def lookup(*question: str) -> dict[str, Any]:
        asked.append(question)
        return {"kind": question[1]}

    rendering = rendered({"templates/t/NOTES.txt": '{{ (lookup "v1" "Secret" "ns" "name").kind }}'}, lookup=lookup)
    assert rendering.files["boat/templates/t/NOTES.txt"] == "Secret"
    assert asked == rendering.queries.lookups == [("v1", "Secret", "ns", "name")]


def test_failing_lookup() -> None:
    def lookup(*_question: str) -> dict[str, Any]:
        raise FunctionError("the cluster says no")

    with pytest.raises(RenderError, match="error calling lookup: the cluster says no"):
        rendered({"templates/t/NOTES.txt": '{{ lookup "v1" "Pod" "" "" }}'}, lookup=lookup)


# ------------------------------------------------------------------------------------------------------- limits


@pytest.mark.parametrize("dialect", BOTH, ids=names)
def test_recursive_include(dialect: Dialect) -> None:
    with pytest.raises(
        RenderError, match="rendering template has a nested reference name: x: unable to execute template"
    ):
        text_of('{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}', dialect=dialect)


HANGING = [
    ("a loop", "{{ range until 100000 }}{{ range until 100000 }}x{{ end }}{{ end }}"),
    ("text that doubles", '{{ $x := "xxxxxxxx" }}{{ range until 60 }}{{ $x = print $x $x }}{{ end }}{{ $x }}'),
    ("much output", "{{ range until 100000 }}{{ repeat 100000 `x` }}{{ end }}"),
    ("a template of itself", '{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" . }}'),
    ("tpl of itself", "{{ tpl .Values.x . }}"),
    ("a long repeat", "{{ repeat 2000000000 `x` }}"),
    ("a pattern", '{{ regexMatch "^(a+)+$" (print (repeat 50000 "a") "b") }}{{ fail "over" }}'),
]


@pytest.mark.parametrize("template", [row[1] for row in HANGING], ids=[row[0] for row in HANGING])
def test_templates_that_would_hang_fail(template: str) -> None:
    limits = Limits(output=10_000_000, steps=1_000_000, seconds=10.0)
    started = time.monotonic()
    with pytest.raises(RenderError):
        text_of(template, {"x": "{{ tpl .Values.x . }}"}, options=RenderOptions(limits=limits))
    assert time.monotonic() - started < 30


def test_dns_is_opt_in() -> None:
    class Resolver:
        calls: list[str] = []

        def __call__(self, host: str) -> list[str]:
            self.calls.append(host)
            return ["192.0.2.1"]

    from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import Entropy

    resolver = Resolver()
    template = '{{ getHostByName "example.com" }}'
    assert text_of(template, entropy=Entropy(resolver=resolver)) == ""
    assert resolver.calls == []
    allowed = RenderOptions(enable_dns=True)
    assert text_of(template, entropy=Entropy(resolver=resolver), options=allowed) == "192.0.2.1"
