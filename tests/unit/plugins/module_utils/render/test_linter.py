# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings of the linter; severities and paths are those of helm 4.3.1 and 3.22.0 for the same charts."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import loader, package
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM3, HELM4
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError
from ansible_collections.coxswain.helm.plugins.module_utils.render.api_lifecycle import find_lifecycle
from ansible_collections.coxswain.helm.plugins.module_utils.render.linter import LintOptions, lint_chart, subcharts
from unit.plugins.module_utils.render.lint_cases import BASE, CASES, DB, DEPENDENT, GOOD, chart, kind

SAME = None
#: Helm 4's findings, and Helm 3's where they differ; CHART is the path of the chart.
EXPECTED: dict[str, tuple[list[str], list[str] | None]] = {
    "nothing wrong": ([], SAME),
    "no icon": (["INFO Chart.yaml"], SAME),
    "icon is no address": (["ERROR Chart.yaml"], SAME),
    "icon with a fragment": ([], SAME),
    "no apiVersion": (["ERROR Chart.yaml"], SAME),
    "apiVersion v3": (["ERROR Chart.yaml"], SAME),
    "no name": (["ERROR Chart.yaml", "ERROR templates/", "ERROR"], SAME),
    "name with a slash": (["ERROR Chart.yaml", "ERROR templates/", "ERROR"], SAME),
    "name with a slash at its end": (["ERROR Chart.yaml", "ERROR templates/", "ERROR"], SAME),
    "name of dots": (["ERROR templates/", "ERROR"], SAME),
    "no version": (
        ["ERROR Chart.yaml", "WARNING Chart.yaml", "ERROR templates/", "ERROR"],
        ["ERROR Chart.yaml", "ERROR templates/", "ERROR"],
    ),
    "version is a word": (
        ["ERROR Chart.yaml", "WARNING Chart.yaml", "ERROR templates/", "ERROR"],
        ["ERROR Chart.yaml", "ERROR templates/", "ERROR"],
    ),
    "version is a number": (["ERROR Chart.yaml", "WARNING Chart.yaml"], ["ERROR Chart.yaml"]),
    "version is short": (["WARNING Chart.yaml"], []),
    "version with a v": (["WARNING Chart.yaml"], []),
    "version of nothing": ([], SAME),
    "version of nothing, a prerelease": (["ERROR Chart.yaml"], SAME),
    "version is null": (
        ["ERROR Chart.yaml", "ERROR Chart.yaml", "WARNING Chart.yaml", "ERROR templates/", "ERROR"],
        ["ERROR Chart.yaml", "ERROR Chart.yaml", "ERROR templates/", "ERROR"],
    ),
    "version is a list": (["ERROR Chart.yaml", "ERROR templates/", "ERROR"], SAME),
    "appVersion is a number": (["ERROR Chart.yaml"], SAME),
    "appVersion is true": (["ERROR Chart.yaml"], SAME),
    "appVersion is null": (["ERROR Chart.yaml"], SAME),
    "an unknown field": (["WARNING Chart.yaml"], []),
    "an unknown field below": (["WARNING Chart.yaml"], []),
    "a field twice": (["WARNING Chart.yaml"], []),
    "not YAML": (["ERROR Chart.yaml", "ERROR templates/", "ERROR"], SAME),
    "a list": (["ERROR Chart.yaml", "ERROR templates/", "ERROR"], SAME),
    "empty": (
        [
            "ERROR Chart.yaml",
            "ERROR Chart.yaml",
            "ERROR Chart.yaml",
            "INFO Chart.yaml",
            "WARNING Chart.yaml",
            "ERROR templates/",
            "ERROR",
        ],
        ["ERROR Chart.yaml", "ERROR Chart.yaml", "ERROR Chart.yaml", "INFO Chart.yaml", "ERROR templates/", "ERROR"],
    ),
    "wrong type of field": (["ERROR Chart.yaml", "ERROR templates/", "ERROR"], SAME),
    "type with apiVersion v1": (["ERROR Chart.yaml"], SAME),
    "dependencies with apiVersion v1": (["ERROR Chart.yaml"], SAME),
    "type is unknown": (["ERROR templates/", "ERROR"], SAME),
    "type is library": ([], SAME),
    "maintainer": ([], SAME),
    "maintainer is null": (["ERROR Chart.yaml", "ERROR templates/", "ERROR"], SAME),
    "maintainer without a name": (["ERROR Chart.yaml"], SAME),
    "maintainer with a plus": ([], SAME),
    "maintainer with umlauts": ([], SAME),
    "maintainer in quotes": (["ERROR Chart.yaml"], SAME),
    "maintainer at a host": (["ERROR Chart.yaml"], SAME),
    "maintainer with two at": (["ERROR Chart.yaml"], SAME),
    "maintainer's mail with a name": (["ERROR Chart.yaml"], SAME),
    "maintainer with a dot at the end": (["ERROR Chart.yaml"], SAME),
    "maintainer's TLD is a number": (["ERROR Chart.yaml"], SAME),
    "maintainer's URL without a scheme": ([], SAME),
    "maintainer's URL with a port": ([], SAME),
    "maintainer's URL is a word": (["ERROR Chart.yaml"], SAME),
    "maintainer's URL is an address": ([], SAME),
    "maintainer's URL is an IPv6 address": ([], SAME),
    "maintainer's URL has blanks": (["ERROR Chart.yaml"], SAME),
    "maintainer's URL of another scheme": (["ERROR Chart.yaml"], SAME),
    "maintainer's URL with a user": ([], SAME),
    "maintainer's URL is short": (["ERROR Chart.yaml"], SAME),
    "maintainer's URL starts with a dot": (["ERROR Chart.yaml"], SAME),
    "maintainer's URL with a dash": ([], SAME),
    "maintainer's URL with an underscore": ([], SAME),
    "source": ([], SAME),
    "source is a path": (["ERROR Chart.yaml"], SAME),
    "source without a scheme": (["ERROR Chart.yaml"], SAME),
    "source of a mail": ([], SAME),
    "source of git": (["ERROR Chart.yaml"], SAME),
    "source is empty": (["ERROR Chart.yaml"], SAME),
    "source with a bad escape": (["ERROR Chart.yaml"], SAME),
    "source with a bad port": (["ERROR Chart.yaml"], SAME),
    "no values": (["INFO values.yaml"], SAME),
    "values are no YAML": (["ERROR values.yaml", "ERROR templates/", "ERROR"], SAME),
    "values are a list": (["ERROR values.yaml", "ERROR templates/", "ERROR"], SAME),
    "values do not fit": (["ERROR values.yaml", "ERROR templates/"], SAME),
    "the schema is broken": (["ERROR values.yaml", "ERROR templates/"], SAME),
    "two documents of values": (["ERROR values.yaml"], ["ERROR values.yaml", "ERROR templates/"]),
    "no templates": (["WARNING templates/"], []),
    "templates is a file": (["ERROR templates/"], ["WARNING templates/"]),
    "a template does not parse": (["ERROR templates/"], SAME),
    "a template fails": ([], SAME),
    "a value is required": (["WARNING templates/service.yaml"], SAME),
    "a nil pointer": (["ERROR templates/"], SAME),
    "an unknown function": (["ERROR templates/"], SAME),
    "a template looks up": (["ERROR templates/"], SAME),
    "a template sees the release": ([], SAME),
    "an extension": (["ERROR templates/a.json"], SAME),
    "no extension": (["ERROR templates/README"], SAME),
    "a dot file": ([], SAME),
    "an extension in capitals": (["ERROR templates/a.YAML", "ERROR templates/a.YAML"], ["ERROR templates/a.YAML"]),
    "a yml file": (["ERROR templates/a.yml"], []),
    "a partial": ([], SAME),
    "a crd-install hook": ([], ["WARNING templates/service.yaml"]),
    "the release's time": ([], ["ERROR templates/service.yaml"]),
    "an indented document": (["WARNING templates/service.yaml"], SAME),
    "an indented document after an empty line": (["WARNING templates/service.yaml"], SAME),
    "no YAML comes out": (["ERROR templates/service.yaml"], SAME),
    "no YAML in the second document": (["ERROR templates/service.yaml"], SAME),
    "the rest is not looked at": (["ERROR templates/a.yaml"], SAME),
    "a list comes out": (["ERROR templates/service.yaml"], SAME),
    "a text comes out": (["ERROR templates/service.yaml"], SAME),
    "only comments come out": ([], SAME),
    "nothing comes out": ([], SAME),
    "JSON comes out": (["WARNING templates/service.yaml"], SAME),
    "a separator with text": (["ERROR templates/service.yaml"], SAME),
    "a separator with a comment": (["WARNING templates/service.yaml"], SAME),
    "a name that is a number": ([], SAME),
    "a name that is a list": (["ERROR templates/service.yaml"], SAME),
    "metadata is a list": (["ERROR templates/service.yaml"], SAME),
    "keys in capitals": (["WARNING templates/service.yaml"], SAME),
    "no metadata": (["WARNING templates/service.yaml"], SAME),
    "a Pod's name": ([], SAME),
    "a Pod's name in capitals": (["WARNING templates/service.yaml"], SAME),
    "a long name of a Pod": ([], SAME),
    "a name of a Pod that is too long": (["WARNING templates/service.yaml"], SAME),
    "a Service's name with a dot": (["WARNING templates/service.yaml"], SAME),
    "a Service's name with a digit first": (["WARNING templates/service.yaml"], SAME),
    "a long name of a Service": ([], SAME),
    "a name of a Service that is too long": (["WARNING templates/service.yaml"], SAME),
    "a Namespace with a digit first": ([], SAME),
    "a Namespace with a dot": (["WARNING templates/service.yaml"], SAME),
    "a Role with a colon": ([], SAME),
    "a Role with a slash": (["WARNING templates/service.yaml"], SAME),
    "a Role with a per cent sign": (["WARNING templates/service.yaml"], SAME),
    "a Role without a name": ([], SAME),
    "a Role of dots": (["WARNING templates/service.yaml"], SAME),
    "a signing request with any name": ([], SAME),
    "a ServiceAccount with an underscore": (["WARNING templates/service.yaml"], SAME),
    "a kind of somebody else": (["WARNING templates/service.yaml"], SAME),
    "a deployment without a selector": (["ERROR templates/service.yaml"], SAME),
    "a deployment with a selector": ([], SAME),
    "two deployments, one selector": ([], SAME),
    "a list that keeps": (["ERROR templates/service.yaml"], SAME),
    "a list that keeps nothing": ([], SAME),
    "a removed API version": (["WARNING templates/service.yaml"], SAME),
    "a removed API version of a list": (["WARNING templates/service.yaml"], SAME),
    "a deprecated API version": (["WARNING templates/service.yaml"], SAME),
    "a removed API version that helm does not know": ([], SAME),
    "PodSecurityPolicy": ([], SAME),
    "old autoscaler": ([], SAME),
    "a kind in capitals": ([], SAME),
    "a missing dependency": (["WARNING CHART"], SAME),
    "a dependency": ([], SAME),
    "an undeclared dependency": (["ERROR CHART"], SAME),
    "two dependencies of one name": (["ERROR templates/", "ERROR"], SAME),
    "two dependencies of one alias": (["ERROR templates/", "ERROR"], SAME),
    "a broken dependency": (["ERROR templates/", "ERROR"], SAME),
    "values of a dependency are no table": ([], SAME),
    "a good CRD": ([], SAME),
    "a CRD that is none": (["ERROR crds/a.yaml", "ERROR crds/a.yaml"], []),
    "a CRD of another version": ([], SAME),
    "a CRD that is a template": (["ERROR crds/a.yaml"], []),
    "crds is a file": (["ERROR crds/"], []),
    "a CRD of a dependency": ([], SAME),
    "a double star": (["ERROR templates/", "ERROR"], SAME),
    "an ignored template": ([], SAME),
}


@pytest.fixture
def put(tmp_path):
    """Return a function that writes a chart and returns its directory."""

    def written(files: dict[str, str], name: str = "web") -> str:
        for path, text in files.items():
            target = tmp_path / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        return str(tmp_path / name)

    return written


def found(result) -> list[str]:
    return [
        f"{one.severity.name} {'CHART' if one.path == result.path else one.path}".strip() for one in result.findings
    ]


def test_every_case_has_an_expectation():
    assert list(EXPECTED) == list(CASES)


@pytest.mark.parametrize("dialect", [HELM4, HELM3], ids=["helm4", "helm3"])
@pytest.mark.parametrize("name", CASES)
def test_findings_are_those_of_helm(put, name, dialect):
    helm4, helm3 = EXPECTED[name]
    wanted = helm4 if dialect is HELM4 or helm3 is None else helm3
    result = lint_chart(put(CASES[name]), {}, LintOptions(dialect=dialect))
    assert found(result) == wanted
    assert result.failed() == any(line.startswith("ERROR") for line in wanted)
    assert result.failed(strict=True) == any(not line.startswith("INFO") for line in wanted)
    assert all(finding.message and "\n\n" not in finding.message for finding in result.findings)


def test_an_archive_is_linted_like_its_directory(put, tmp_path):
    files = chart(DEPENDENT, **DB, **{"templates/bad.yaml": "a: [", ".helmignore": "bad.yaml\n"})
    folder = put({**files, "templates/b.yaml": "kind: Pod\n"})
    packed = tmp_path / "web.tgz"
    packed.write_bytes(package.pack(loader.load(folder)))
    assert found(lint_chart(str(packed))) == found(lint_chart(folder)) == ["WARNING templates/b.yaml"]


def test_values_are_passed_to_templates_and_schema(put):
    schema = '{"properties": {"a": {"type": "string"}}}'
    folder = put({**BASE, "values.schema.json": schema, "templates/x.yaml": "a: {{ .Values.a }}\nkind: Role\n"})
    assert found(lint_chart(folder)) == ["ERROR values.yaml", "ERROR templates/"]
    assert found(lint_chart(folder, {"a": "x"})) == []
    assert found(lint_chart(folder, {}, LintOptions(skip_schema_validation=True))) == []
    assert found(lint_chart(folder, {}, LintOptions(skip_schema_validation=True, dialect=HELM3))) == [
        "ERROR values.yaml"
    ]


def test_namespace(put):
    folder = put({**BASE, "templates/x.yaml": "kind: Pod\nmetadata: {name: {{ .Release.Namespace }}}\n"})
    assert found(lint_chart(folder, {}, LintOptions(namespace="A"))) == ["WARNING templates/x.yaml"]


class TestApiVersions:
    def told(self, put, files, version, **options):
        result = lint_chart(put(files), {}, LintOptions(kube_version=version, **options))
        return found(result), [(one.lifecycle.kind, one.removed) for one in result.deprecated]

    @pytest.mark.parametrize(
        ("version", "findings", "ending"),
        [
            ("1.13", [], []),
            ("1.14", ["WARNING templates/service.yaml"], [("Ingress", False)]),
            ("v1.21.4", ["WARNING templates/service.yaml"], [("Ingress", False)]),
            ("1.22", ["WARNING templates/service.yaml"], [("Ingress", True)]),
            ("1.22.1+k3s1", ["WARNING templates/service.yaml"], [("Ingress", True)]),
        ],
    )
    def test_target_version(self, put, version, findings, ending):
        assert self.told(put, kind("extensions/v1beta1", "Ingress"), version) == (findings, ending)

    def test_removed_is_error(self, put):
        assert self.told(put, kind("extensions/v1beta1", "Ingress"), "1.22", removed_is_error=True) == (
            ["ERROR templates/service.yaml"],
            [("Ingress", True)],
        )

    @pytest.mark.parametrize(("removed_is_error", "findings"), [(False, []), (True, ["ERROR templates/service.yaml"])])
    def test_deprecations_that_helm_does_not_report(self, put, removed_is_error, findings):
        files = kind("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "a.b")
        told = self.told(put, files, "1.25", removed_is_error=removed_is_error)
        assert told == (findings, [("CustomResourceDefinition", True)])

    def test_list_kinds(self):
        assert str(find_lifecycle("policy/v1beta1", "PodDisruptionBudgetList")) == (
            "policy/v1beta1 PodDisruptionBudgetList is deprecated in v1.21+, unavailable in v1.25+; "
            "use policy/v1 PodDisruptionBudgetList"
        )
        assert str(find_lifecycle("v1", "ComponentStatus")) == "v1 ComponentStatus is deprecated in v1.19+"
        assert str(find_lifecycle("apps/v1beta1", "Scale")).endswith("; use autoscaling/v1 Scale")
        assert find_lifecycle("v1", "Pod") is None


def test_subcharts(put, tmp_path):
    inner = package.pack(loader.load(put({"Chart.yaml": GOOD}, "x")))
    folder = put({**BASE, **DB})
    (tmp_path / "web" / "charts" / "x-0.1.0.tgz").write_bytes(inner)
    assert [path[len(folder) :] for path in subcharts(folder)] == ["/charts/x-0.1.0.tgz", "/charts/db"]


def test_no_chart(tmp_path):
    with pytest.raises(ChartError, match="it has no Chart.yaml"):
        lint_chart(str(tmp_path))
    (tmp_path / "x.tgz").write_text("x")
    with pytest.raises(ChartError, match="gzip: invalid header"):
        lint_chart(str(tmp_path / "x.tgz"))
