# SPDX-License-Identifier: GPL-3.0-or-later
"""A release that is as it is described: nothing is written, and little is asked."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.release import inputs

from .conftest import CONFIG_MAP, DEPLOYMENT

PASSWORD = """
apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}-password
  annotations: {made: {{ now | date "2006-01-02T15:04:05" | quote }}}
stringData:
  password: {{ randAlphaNum 20 }}
  url: "mysql://root:{{ randAlphaNum 8 }}@db:3306/{{ .Values.greeting }}"
"""

LOOKED_UP = """
{{- $found := lookup "v1" "Secret" .Release.Namespace "kept" }}
apiVersion: v1
kind: Secret
metadata:
  name: kept
data:
  password: {{ if $found }}{{ $found.data.password }}{{ else }}{{ randAlphaNum 12 | b64enc }}{{ end }}
"""

CHARTS = [
    ("plain", {"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT}),
    ("random and clock", {"password.yaml": PASSWORD}),
    ("lookup", {"kept.yaml": LOOKED_UP}),
    ("generated names", {"g.yaml": CONFIG_MAP.replace("name: {{ .Release.Name }}-settings", "generateName: s-")}),
]


@pytest.mark.parametrize("templates", [row[1] for row in CHARTS], ids=[row[0] for row in CHARTS])
@pytest.mark.parametrize("annotated", [True, False], ids=["annotated", "annotation lost"])
def test_the_second_run_writes_nothing(shop, make_chart, templates, annotated):
    folder = make_chart(templates)
    first = shop.present(folder)
    assert (first.changed, first.action) == (True, "installed")
    if not annotated:
        shop.edit("Secret", "sh.helm.release.v1.shop.v1", {"metadata": {"annotations": {inputs.ANNOTATION: None}}})
    second, writes = shop.written(shop.present, folder)
    assert (second.changed, second.action, second.changes, writes) == (False, "unchanged", [], [])
    assert second.release.revision == 1


def test_number_of_requests(shop, make_chart, connected):
    folder = make_chart({"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT})
    shop.present(folder)
    shop.api = connected()
    shop.present(folder)
    kinds = 2
    assert shop.api.requests <= 5 + kinds


def test_the_same_values_in_another_order_and_a_re_packed_chart(shop, make_chart, helm, tmp_path):
    folder = make_chart()
    shop.present(folder, values={"a": 1.0, "b": {"c": "d"}})
    helm(4, "package", folder, "-d", tmp_path)
    second, writes = shop.written(shop.present, str(tmp_path / "shop-0.1.0.tgz"), values={"b": {"c": "d"}, "a": 1.0})
    assert (second.changed, writes) == (False, [])


def test_helm_test_changes_nothing(shop, make_chart, helm, namespace):
    pod = """
    apiVersion: v1
    kind: Pod
    metadata:
      name: check
      annotations: {helm.sh/hook: test, coxswain.test/behaviour: completes}
    spec: {restartPolicy: Never, containers: [{name: c, image: x}]}
    """
    folder = make_chart({"settings.yaml": CONFIG_MAP, "check.yaml": pod})
    shop.present(folder)
    helm(4, "test", "shop", "-n", namespace)
    second, writes = shop.written(shop.present, folder)
    assert (second.changed, writes) == (False, [])


CHANGES = [
    ("a value that the templates use", {"values": {"greeting": "Moin"}}, {}, ["patch"]),
    ("a value that no template uses", {"values": {"unused": "x"}}, {}, []),
    ("a chart's version", {}, {"version": "0.2.0"}, []),
    ("a label of the release", {"labels": {"team": "web"}}, {}, []),
]


@pytest.mark.parametrize(("fields", "chart", "actions"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_what_makes_a_new_revision(shop, make_chart, fields, chart, actions):
    shop.present(make_chart())
    outcome = shop.present(make_chart(**chart), **fields)
    assert (outcome.changed, outcome.action, outcome.release.revision) == (True, "upgraded", 2)
    assert [change.action for change in outcome.changes if change.kind == "ConfigMap"] == actions
    assert shop.present(make_chart(**chart), **fields).changed is False


def test_an_unrelated_api_version_is_no_change(shop, make_chart, api):
    folder = make_chart({"x.yaml": CONFIG_MAP + '  crds: "{{ .Capabilities.APIVersions.Has "example.com/v1" }}"\n'})
    shop.present(folder)
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"things.{shop.namespace}.example.org"},
        "spec": {
            "group": f"{shop.namespace}.example.org",
            "scope": "Namespaced",
            "names": {"plural": "things", "kind": "Thing"},
            "versions": [
                {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {"type": "object"}}}
            ],
        },
    }
    path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    api.request("POST", path, None, definition)
    try:
        api.forget_discovery()
        second, writes = shop.written(shop.present, folder)
        assert (second.changed, writes) == (False, [])
    finally:
        api.request("DELETE", f"{path}/{definition['metadata']['name']}")
