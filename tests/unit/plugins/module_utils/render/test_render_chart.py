# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendering a whole chart: the checks before, the result, and the output of helm template."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4, Dialect
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError, RenderError, ValuesError
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities import Capabilities
from ansible_collections.coxswain.helm.plugins.module_utils.render.helm_template_output import (
    output_files,
    template_output,
)
from ansible_collections.coxswain.helm.plugins.module_utils.render.render_chart import RenderOptions, render_chart
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import Entropy

from .charts import FACTS, chart, rendered

FILES = {
    "values.yaml": "port: 80",
    "templates/NOTES.txt": "Port {{ .Values.port }}.\n",
    "templates/_h.tpl": "never",
    "templates/b.yaml": "kind: Service\nport: {{ .Values.port }}\n---\nkind: Namespace\n",
    "templates/test.yaml": "kind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n",
    "templates/hook.yaml": "kind: Job\nmetadata: {name: j, annotations: {helm.sh/hook: pre-install}}\n",
    "templates/empty.yaml": "{{ if false }}x{{ end }}\n",
    "crds/a.yaml": "kind: CustomResourceDefinition\n",
    "charts/sail/Chart.yaml": "name: sail\nversion: 1.0.0\n",
    "charts/sail/templates/NOTES.txt": "Sail.",
    "charts/sail/crds/s.json": "{}",
}

HELM4_TEXT = """---
# Source: boat/templates/b.yaml
kind: Namespace

---
# Source: boat/templates/b.yaml
kind: Service
port: 80
---
# Source: boat/templates/test.yaml
kind: Pod
metadata: {name: t, annotations: {helm.sh/hook: test}}

---
# Source: boat/templates/hook.yaml
kind: Job
metadata: {name: j, annotations: {helm.sh/hook: pre-install}}

"""
HELM3_TEXT = HELM4_TEXT.replace("\n\n", "\n")
HELM2_TEXT = """---
# Source: boat/templates/b.yaml
kind: Service
port: 80
---
kind: Namespace

---
# Source: boat/templates/test.yaml
kind: Pod
metadata: {name: t, annotations: {helm.sh/hook: test}}

---
# Source: boat/templates/hook.yaml
kind: Job
metadata: {name: j, annotations: {helm.sh/hook: pre-install}}

---
# Source: boat/templates/empty.yaml


"""


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        (HELM4, HELM4_TEXT),
        (HELM3, HELM3_TEXT),
        (HELM2, HELM2_TEXT.replace("helm.sh/hook: test}", "helm.sh/hook: test-success}")),
    ],
    ids=["helm4", "helm3", "helm2"],
)
def test_output(dialect: Dialect, expected: str) -> None:
    files = dict(FILES)
    if dialect is HELM2:
        files["templates/test.yaml"] = files["templates/test.yaml"].replace("hook: test", "hook: test-success")
    assert template_output(rendered(files, dialect=dialect), dialect) == expected


def test_parts() -> None:
    rendering = rendered(FILES)
    assert [(manifest.kind, manifest.path) for manifest in rendering.manifests] == [
        ("Namespace", "boat/templates/b.yaml"),
        ("Service", "boat/templates/b.yaml"),
    ]
    assert [hook.name for hook in rendering.hooks] == ["t", "j"]
    assert rendering.notes == "Port 80.\n"
    assert [crd.path for crd in rendering.crds] == ["boat/crds/a.yaml", "boat/charts/sail/crds/s.json"]
    assert rendering.manifest == (
        "---\n# Source: boat/templates/b.yaml\nkind: Namespace\n\n"
        "---\n# Source: boat/templates/b.yaml\nkind: Service\nport: 80\n\n"
    )
    assert rendering.config == {}
    assert rendering.values["port"] == 80.0
    assert rendering.volatile == frozenset()


def test_the_manifest_of_tiller() -> None:
    assert rendered(FILES, dialect=HELM2).manifest == (
        "\n---\n# Source: boat/templates/b.yaml\nkind: Namespace"
        "\n---\n# Source: boat/templates/b.yaml\nkind: Service\nport: 80"
    )


def test_notes_of_subcharts() -> None:
    rendering = rendered(FILES, options=RenderOptions(render_subchart_notes=True))
    assert rendering.notes == "Sail.\nPort 80.\n"


def test_crds_on_request() -> None:
    rendering = rendered(FILES, options=RenderOptions(include_crds=True))
    assert rendering.manifest.startswith(
        "---\n# Source: boat/crds/a.yaml\nkind: CustomResourceDefinition\n\n"
        "---\n# Source: boat/charts/sail/crds/s.json\n{}\n---\n# Source: boat/templates/b.yaml\n"
    )


@pytest.mark.parametrize(
    ("options", "hooks"),
    [(RenderOptions(skip_tests=True), ["j"]), (RenderOptions(no_hooks=True), []), (RenderOptions(), ["t", "j"])],
    ids=["skip tests", "no hooks", "all"],
)
def test_hooks_that_are_left_out(options: RenderOptions, hooks: list[str]) -> None:
    assert [hook.name for hook in rendered(FILES, options=options).hooks] == hooks


def test_show_only() -> None:
    rendering = rendered(FILES)
    assert template_output(rendering, show_only=["templates/hook.yaml"]) == (
        "---\n# Source: boat/templates/hook.yaml\n"
        "kind: Job\nmetadata: {name: j, annotations: {helm.sh/hook: pre-install}}\n\n\n"
    )
    assert template_output(rendering, show_only=["templates/[bh]*.yaml"], hooks=False).count("# Source: ") == 2
    with pytest.raises(RenderError, match="could not find template templates/none.yaml in chart"):
        template_output(rendering, show_only=["templates/none.yaml"])
    with pytest.raises(RenderError, match="could not find template templates/hook.yaml in chart"):
        template_output(rendering, show_only=["templates/hook.yaml"], hooks=False)


def test_output_files() -> None:
    files = output_files(rendered(FILES), skip_tests=True)
    assert sorted(files) == ["boat/templates/b.yaml", "boat/templates/hook.yaml"]
    assert files["boat/templates/b.yaml"].count("# Source: boat/templates/b.yaml") == 2
    assert sorted(output_files(rendered(FILES, dialect=HELM2), HELM2)) == [
        "boat/templates/b.yaml",
        "boat/templates/hook.yaml",
        "boat/templates/test.yaml",
    ]


# ------------------------------------------------------------------------------------------------------- checks


def test_library_charts_are_not_installable() -> None:
    with pytest.raises(ChartError, match="^library charts are not installable$"):
        rendered({}, metadata="type: library\n")


@pytest.mark.parametrize("dialect", [HELM3, HELM4], ids=lambda dialect: dialect.name)
def test_kube_version(dialect: Dialect) -> None:
    wanted = chart({}, dialect, "kubeVersion: '>=1.30'\n")
    old = Capabilities.default(dialect).with_kube_version("1.29.3", dialect)
    with pytest.raises(ChartError) as caught:
        render_chart(wanted, {}, FACTS, dialect=dialect, capabilities=old)
    assert caught.value.what == "chart requires kubeVersion: >=1.30 which is incompatible with Kubernetes v1.29.3"
    assert render_chart(wanted, {}, FACTS, dialect=dialect).queries.kube_version == "v1.37.0"


def test_kube_version_with_a_suffix() -> None:
    """Helm 3 drops the suffix from the version, so that both accept the chart."""
    for dialect in (HELM3, HELM4):
        wanted = chart({}, dialect, "kubeVersion: '>=1.30'\n")
        vendor = Capabilities.default(dialect).with_kube_version("v1.30.1-gke.7", dialect)
        render_chart(wanted, {}, FACTS, dialect=dialect, capabilities=vendor)


def test_schemas() -> None:
    files = {"values.schema.json": '{"properties": {"port": {"type": "string"}}}', "values.yaml": "port: 80"}
    with pytest.raises(ValuesError, match="got number, want string"):
        rendered(files)
    rendered(files, options=RenderOptions(skip_schema_validation=True))
    rendered(files, dialect=HELM2)


def test_values_of_a_subchart_that_are_not_a_table() -> None:
    dependencies = "dependencies: [{name: sail, version: 1.x, repository: ''}]\n"
    for dialect, message in (
        (HELM4, "chart dependencies processing failed: type mismatch on sail: %!t(float64=5)"),
        (HELM3, "type mismatch on sail: %!t(float64=5)"),
    ):
        with pytest.raises(ValuesError) as caught:
            rendered(FILES, {"sail": 5.0}, dialect, metadata=dependencies)
        assert caught.value.what == message


def test_output_that_is_not_yaml() -> None:
    files = {"templates/a.yaml": "a: b: c"}
    with pytest.raises(RenderError, match="YAML parse error on boat/templates/a.yaml"):
        rendered(files)
    rendering = rendered(files, dialect=HELM2)
    assert template_output(rendering, HELM2) == "---\n# Source: boat/templates/a.yaml\na: b: c\n"
    assert (rendering.problem or "").startswith("YAML parse error on boat/templates/a.yaml")


def test_inputs_are_not_modified() -> None:
    files = {**FILES, "templates/set.yaml": '{{ $_ := set .Values "port" 1 }}{{ $_ := set .Values.deep "x" 1 }}'}
    given = {"deep": {"y": {}}}
    loaded = chart(files)
    first = render_chart(loaded, given, FACTS)
    assert given == {"deep": {"y": {}}}
    assert loaded.values == {"port": 80.0}
    assert render_chart(loaded, given, FACTS).manifest == first.manifest


# ----------------------------------------------------------------------------------------------------- volatile


VOLATILE = [
    ("{{ randAlphaNum 5 }}", {"random"}),
    ("{{ uuidv4 }}", {"random"}),
    ("{{ now | unixEpoch }}", {"clock"}),
    ('{{ (genCA "x" 1).Cert | len }}', {"certificates", "clock"}),
    ("{{ derivePassword 1 `long` `a` `b` `c` }}", set()),
    ("{{ keys .Values | sortAlpha }}", set()),
]


@pytest.mark.parametrize(("template", "kinds"), VOLATILE, ids=[row[0] for row in VOLATILE])
def test_nondeterminism_is_recorded(template: str, kinds: set[str]) -> None:
    used = rendered({"templates/t/NOTES.txt": template}).volatile
    assert used & {"random", "clock", "certificates"} >= kinds
    assert bool(used) is bool(kinds)


def test_seeds_make_renderings_reproducible() -> None:
    files = {"templates/t/NOTES.txt": "{{ randAlphaNum 20 }} {{ shuffle `abcdefgh` }} {{ uuidv4 }}"}
    once, again, other = (rendered(files, entropy=Entropy(seed=seed)).files for seed in (1, 1, 2))
    assert once == again
    assert once != other
