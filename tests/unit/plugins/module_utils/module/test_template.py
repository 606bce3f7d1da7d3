# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts rendered to results and to files."""

from __future__ import annotations

import os

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError, RenderError
from ansible_collections.coxswain.helm.plugins.module_utils.module import template
from ansible_collections.coxswain.helm.plugins.module_utils.module.options import connection

TEMPLATES = {
    "templates/cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: {{ .Values.a | quote }}}\n",
    "templates/secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {p: {{ .Values.p }}}\n",
    "templates/hook.yaml": (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n"
        "spec: {upgrade: {{ .Release.IsUpgrade }}, kube: {{ .Capabilities.KubeVersion }}}\n"
    ),
    "templates/NOTES.txt": "Hello {{ .Release.Name }} in {{ .Release.Namespace }}\n",
    "crds/crd.yaml": "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: crd}\n",
}


@pytest.fixture
def chart(tmp_path):
    folder = tmp_path / "chart"
    files = {"Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "values.yaml": "a: one\np: geheim\n"}
    for name, text in {**files, **TEMPLATES}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def call(task, chart):
    def run(**params):
        return template.run(task(template.SPEC, chart_ref=str(chart), **params))

    return run


def kinds(result):
    return [entry["kind"] for entry in result["objects"]]


def test_a_result(call):
    result = call()
    assert (result["changed"], result["rc"], result["stderr"], result["command"]) == (False, 0, "", "")
    assert result["stdout"].startswith("---\n# Source: c/templates/secret.yaml\n")
    assert kinds(result) == ["Secret", "ConfigMap", "Pod"]
    assert result["notes"] == "Hello release-name in default\n"
    assert "files" not in result


OPTIONS = {
    "no hooks": ({"disable_hook": True}, ["Secret", "ConfigMap"]),
    "no tests": ({"skip_tests": True}, ["Secret", "ConfigMap"]),
    "definitions": ({"include_crds": True}, ["CustomResourceDefinition", "Secret", "ConfigMap", "Pod"]),
    "one template": ({"show_only": ["templates/cm.yaml"]}, ["ConfigMap"]),
    "two templates, as they are named": (
        {"show_only": ["templates/hook.yaml", "templates/cm.yaml"]},
        ["Pod", "ConfigMap"],
    ),
}


@pytest.mark.parametrize(("params", "expected"), OPTIONS.values(), ids=OPTIONS)
def test_selection_of_objects(call, params, expected):
    assert kinds(call(**params)) == expected


def test_release_of_templates(call):
    result = call(name="r", namespace="ns", is_upgrade=True, kube_version="1.30.1", values={"a": 1})
    assert result["notes"] == "Hello r in ns\n"
    assert result["objects"][2]["spec"] == {"upgrade": True, "kube": "v1.30.1"}
    assert result["objects"][1]["data"] == {"a": "1"}


@pytest.mark.parametrize(("dialect", "revision"), [("helm4", 1), ("helm3", 1), ("helm2", 0)])
def test_the_revision_is_that_of_helm_template(call, chart, dialect, revision):
    (chart / "Chart.yaml").write_text("apiVersion: v1\nname: c\nversion: 1.0.0\n")
    (chart / "templates/cm.yaml").write_text("kind: ConfigMap\nrevision: {{ .Release.Revision }}\n")
    found = call(dialect=dialect, is_upgrade=True, show_only=["templates/cm.yaml"])["objects"]
    assert found[0]["revision"] == revision


def test_files(call, tmp_path):
    folder = tmp_path / "out"
    assert call(output_dir=str(folder), check_mode=True)["changed"] is True
    assert not folder.exists()
    first = call(output_dir=str(folder))
    written = ["c/templates/secret.yaml", "c/templates/cm.yaml", "c/templates/hook.yaml"]
    assert first["files"] == [str(folder / name) for name in written]
    assert first["stdout"] == "".join(f"wrote {folder / name}\n" for name in written)
    assert (folder / "c/templates/cm.yaml").read_text().startswith("---\n# Source: c/templates/cm.yaml\napiVersion")
    second = call(output_dir=str(folder))
    assert (second["changed"], second["stdout"], second["files"]) == (False, "", first["files"])
    third = call(output_dir=str(folder), values={"a": "two"}, diff=True)
    assert third["changed"] is True
    assert [change["after_header"] for change in third["diff"]] == [str(folder / "c/templates/cm.yaml")]
    assert '"one"' in third["diff"][0]["before"]
    assert '"two"' in third["diff"][0]["after"]


def test_files_of_some_templates(call, tmp_path):
    result = call(output_dir=str(tmp_path / "out"), show_only=["templates/cm.yaml"])
    assert result["files"] == [str(tmp_path / "out/c/templates/cm.yaml")]
    with pytest.raises(RenderError, match="could not find template templates/none.yaml"):
        call(output_dir=str(tmp_path / "other"), show_only=["templates/none.yaml"])
    assert not (tmp_path / "other").exists()


def test_the_diff_redacts_secrets(call, tmp_path):
    call(output_dir=str(tmp_path / "out"))
    result = call(output_dir=str(tmp_path / "out"), values={"p": "geheimer"}, diff=True, check_mode=True)
    assert len(result["diff"]) == 1
    assert "geheim" not in str(result["diff"])
    assert result["diff"][0]["before"] != result["diff"][0]["after"]


def test_a_file_outside_of_the_directory(call, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    os.symlink(tmp_path / "elsewhere", folder / "c")
    with pytest.raises(RenderError, match="is outside of the directory"):
        call(output_dir=str(folder))
    assert os.listdir(tmp_path / "elsewhere") == []


def test_a_directory_that_cannot_be_written(call, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CoxswainError, match="cannot be"):
        call(output_dir=str(tmp_path / "file"))


ERRORS = {
    "a version that is none": ({"kube_version": "new"}, "invalid kube version 'new'"),
    "a template that is missing": ({"show_only": ["templates/none.yaml"]}, "could not find template"),
    "values that are refused": ({"set_values": [{"value": "a.b"}]}, "set_values: failed parsing"),
}


@pytest.mark.parametrize(("params", "message"), ERRORS.values(), ids=ERRORS)
def test_errors(call, params, message):
    with pytest.raises(CoxswainError, match=message):
        call(**params)


#: The options of kubernetes.core.helm_template: type and further names.
KNOWN = {
    "binary_path": ("path", ()),
    "chart_ref": ("path", ()),
    "chart_repo_url": ("str", ()),
    "chart_version": ("str", ()),
    "dependency_update": ("bool", ("dep_up",)),
    "disable_hook": ("bool", ()),
    "include_crds": ("bool", ()),
    "output_dir": ("path", ()),
    "insecure_registry": ("bool", ()),
    "release_name": ("str", ("name",)),
    "release_namespace": ("str", ()),
    "release_values": ("dict", ("values",)),
    "show_only": ("list", ()),
    "values_files": ("list", ()),
    "update_repo_cache": ("bool", ()),
    "set_values": ("list", ()),
    "plain_http": ("bool", ()),
}


@pytest.mark.parametrize("option", KNOWN)
def test_options_of_kubernetes_core(option):
    kind, names = KNOWN[option]
    spec = {**connection.SPEC, **template.SPEC}
    found = [entry for name, entry in spec.items() if option in (name, *entry.get("aliases", ()))]
    assert [entry["type"] for entry in found] == [kind]
    assert set(names) <= set(found[0].get("aliases", ()))
    assert found[0].get("required", False) is (option == "chart_ref")
