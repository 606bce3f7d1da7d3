# SPDX-License-Identifier: GPL-3.0-or-later
"""The module chart_info."""

from __future__ import annotations

import hashlib

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import loader, package
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError, CoxswainError
from ansible_collections.coxswain.helm.plugins.module_utils.module import chart_info

FILES = {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: 2\nown: field\n"
    "dependencies:\n- {name: db, version: 1.x, repository: 'https://h', condition: db.enabled, tags: [t]}\n"
    "- {name: db, version: ^1, repository: 'https://h', alias: other}\n- {name: gone, version: 9.x, repository: ''}\n",
    "values.yaml": "# comment\nport: 80\ndb: {enabled: false}\n",
    "values.schema.json": "{}",
    "README.md": "# Web",
    "crds/a.yaml": "kind: CustomResourceDefinition\n",
    "templates/pod.yaml": "kind: Pod\nmetadata: {name: {{ .Release.Name }}}\n"
    "spec: {containers: [{name: a, image: 'web:{{ .Values.port }}'}]}\n",
    "templates/test.yaml": "kind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n"
    "spec: {containers: [{name: a, image: busybox}]}\n",
    "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.2.0\n",
    "charts/extra/Chart.yaml": "apiVersion: v2\nname: extra\nversion: 0.1.0\n",
}


@pytest.fixture
def folder(tmp_path):
    for path, text in FILES.items():
        target = tmp_path / "web" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return tmp_path / "web"


@pytest.fixture(autouse=True)
def user(monkeypatch, tmp_path):
    monkeypatch.setenv("HELM_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HELM_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def call(task, folder):
    def run(*gather, **params):
        options = {"chart_ref": str(folder), **params}
        if gather:
            options["gather"] = list(gather)
        return chart_info.run(task(chart_info.SPEC, **options))

    return run


def test_defaults(call, folder):
    result = call()
    assert (result["changed"], result["name"], result["version"], result["app_version"]) == (
        False,
        "web",
        "1.0.0",
        "2",
    )
    assert (result["source"], result["digest"]) == (str(folder), None)
    assert set(result) & set(chart_info.GATHER) == {"metadata", "dependencies"}


def test_every_part_of_gather(call):
    result = call(*[part for part in chart_info.GATHER if part != "images"])
    assert result["metadata"]["own"] == "field"
    assert result["metadata"]["appVersion"] == "2"
    assert result["default_values"]["port"] == 80
    assert result["values_text"].startswith("# comment")
    assert (result["schema"], result["readme"]) == ("{}", "# Web")
    assert result["crds"] == [{"path": "web/crds/a.yaml", "content": "kind: CustomResourceDefinition\n"}]
    assert [one["path"] for one in result["templates"]] == ["templates/pod.yaml", "templates/test.yaml"]
    digest = hashlib.sha256(b"# Web").hexdigest()
    assert {"path": "README.md", "size": 5, "sha256": digest} in result["files"]


def test_dependencies(call):
    def short(result):
        return [(one["name"], one["alias"], one["enabled"], one["held"]) for one in result["dependencies"]]

    assert short(call()) == [
        ("db", "", False, "1.2.0"),
        ("db", "other", True, "1.2.0"),
        ("gone", "", True, None),
        ("extra", "", True, "0.1.0"),
    ]
    assert short(call(values={"db": {"enabled": True}}))[0] == ("db", "", True, "1.2.0")


def test_images(call, folder):
    text = FILES["Chart.yaml"].replace("- {name: gone, version: 9.x, repository: ''}\n", "")
    (folder / "Chart.yaml").write_text(text)
    result = call("images", values={"port": 81}, name="rel")
    assert result["images"] == ["busybox", "web:81"]
    assert result["image_uses"][0] == {"image": "web:81", "kind": "Pod", "name": "rel", "container": "a"}
    (folder / "Chart.yaml").write_text(text + "type: library\n")
    assert call("images")["images"] == []


def test_images_of_a_chart_with_a_missing_dependency(call):
    with pytest.raises(ChartError, match="gone"):
        call("images")


def test_an_archive(call, folder, tmp_path):
    content = package.pack(loader.load(folder))
    (tmp_path / "web-1.0.0.tgz").write_bytes(content)
    result = call(chart_ref=str(tmp_path / "web-1.0.0.tgz"))
    assert result["digest"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert result["source"] == str(tmp_path / "web-1.0.0.tgz")
    with pytest.raises(CoxswainError, match="has no provenance file"):
        call(chart_ref=str(tmp_path / "web-1.0.0.tgz"), verify_chart=True)


def test_a_directory_cannot_be_verified(call):
    with pytest.raises(ChartError, match="is a directory, which cannot be verified"):
        call(verify_chart=True)
