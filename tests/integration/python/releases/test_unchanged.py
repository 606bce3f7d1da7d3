# SPDX-License-Identifier: GPL-3.0-or-later
"""A release that is as it is described: nothing is written, and little is asked."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.run_tests import run_tests
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.manifest_objects import documents_of
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering import fingerprint
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering.unchanged import ReleaseRendering

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
        shop.edit("Secret", "sh.helm.release.v1.shop.v1", {"metadata": {"annotations": {fingerprint.ANNOTATION: None}}})
    second, writes = shop.written(shop.present, folder)
    assert (second.changed, second.action, second.changes, writes) == (False, "unchanged", [], [])
    assert second.release.revision == 1


SEEN = (
    CONFIG_MAP
    + """  seen: "{{ with lookup "v1" "ConfigMap" .Release.Namespace "other" }}{{ .data.a }}{{ end }}"
"""
)


class Rendered(Exception):
    """The chart was rendered."""


@pytest.mark.parametrize("templates", [{"kept.yaml": LOOKED_UP}, {"seen.yaml": SEEN}], ids=["its own", "another"])
def test_a_chart_that_looks_objects_up_is_not_rendered_again(shop, make_chart, monkeypatch, templates):
    folder = make_chart(templates)
    shop.present(folder)

    def render(*_, **__):
        raise Rendered

    with monkeypatch.context() as patched:
        patched.setattr(ReleaseRendering, "render", render)
        assert shop.present(folder).action == "unchanged"
    shop.present(folder, values={"greeting": "Moin"})
    with monkeypatch.context() as patched:
        patched.setattr(ReleaseRendering, "render", render)
        # Now the templates have found something.
        assert shop.present(folder, values={"greeting": "Moin"}).action == "unchanged"


def test_a_looked_up_object_that_changes_changes_the_release(shop, make_chart):
    folder = make_chart({"seen.yaml": SEEN})
    shop.present(folder)
    metadata = {"name": "other", "namespace": shop.namespace}
    objects.create(shop.api, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"a": "one"}})
    assert shop.present(folder).action == "upgraded"
    assert shop.get("ConfigMap", "shop-settings")["data"]["seen"] == "one"
    assert shop.present(folder).action == "unchanged"
    shop.edit("ConfigMap", "other", {"data": {"a": "two"}})
    assert shop.present(folder).action == "upgraded"
    assert shop.get("ConfigMap", "shop-settings")["data"]["seen"] == "two"
    # What the templates do not use makes no difference.
    shop.edit("ConfigMap", "other", {"metadata": {"labels": {"a": "b"}}})
    assert shop.present(folder).action == "unchanged"


ROOT = Path(__file__).resolve().parents[4]
#: The corpus of public charts, where somebody put one beside the checkout.
CORPUS = ROOT.parent / "shared" / "charts" / "repos"
MEASURED = [
    *(ROOT / "tests" / "charts" / name for name in ("web", "random", "jinja", "hooks")),
    *CORPUS.glob("stable/mysql-1.6.9.tgz"),
    *CORPUS.glob("ingress/ingress-nginx-*.tgz"),
]


@pytest.mark.parametrize("folder", MEASURED, ids=[f"{path.parent.name}-{path.name}" for path in MEASURED])
def test_number_of_requests(shop, connected, folder, capsys):
    """Little is asked to find a release unchanged: five requests, and one for each kind and namespace."""
    wish = {"disable_hooks": True, "rewrite_apis": True}
    shop.present(str(folder), **wish)
    shop.api = connected()
    outcome = shop.present(str(folder), **wish)
    requests = shop.api.requests
    assert (outcome.changed, outcome.action) == (False, "unchanged")
    declared = documents_of(shop.release().manifest, "the manifest")
    places = {(item["apiVersion"], item["kind"], item["metadata"].get("namespace")) for item in declared}
    with capsys.disabled():
        print(f"\n{folder.name}: {requests} requests, {len(declared)} objects of {len(places)} kinds")
    assert requests <= 5 + len(places)
    shop.absent(wait=True, disable_hooks=True)


def test_the_same_values_in_another_order_and_a_re_packed_chart(shop, make_chart, helm, tmp_path):
    folder = make_chart()
    shop.present(folder, values={"a": 1.0, "b": {"c": "d"}})
    helm(4, "package", folder, "-d", tmp_path)
    second, writes = shop.written(shop.present, str(tmp_path / "shop-0.1.0.tgz"), values={"b": {"c": "d"}, "a": 1.0})
    assert (second.changed, writes) == (False, [])


CHECK = """
apiVersion: v1
kind: Pod
metadata:
  name: check
  annotations: {helm.sh/hook: test, coxswain.test/behaviour: completes}
spec: {restartPolicy: Never, containers: [{name: c, image: x}]}
"""


def a_definition(shop, **_):
    """A CustomResourceDefinition that has nothing to do with it."""
    group = f"{shop.namespace}.example.net"
    schema = {"openAPIV3Schema": {"type": "object"}}
    spec = {
        "group": group,
        "scope": "Namespaced",
        "names": {"plural": "things", "kind": "Thing"},
        "versions": [{"name": "v1", "served": True, "storage": True, "schema": schema}],
    }
    head = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition"}
    objects.create(shop.api, {**head, "metadata": {"name": f"things.{group}"}, "spec": spec})
    shop.cleanup.append(objects.Ref(head["apiVersion"], head["kind"], "", f"things.{group}"))


def helm_tests(shop, major, helm, **_):
    helm(major, "test", "shop", "-n", shop.namespace)


def we_test(shop, **_):
    assert run_tests(shop.backend(), shop.request()).failure is None


def packed_anew(shop, folder, helm, tmp_path, **_):
    """An archive of the same files, packed later."""
    helm(4, "package", folder, "-d", tmp_path)
    return str(tmp_path / "shop-0.1.0.tgz")


def annotation_lost(shop, **_):
    for revision, _status in shop.history():
        name = f"sh.helm.release.v1.shop.v{revision}"
        shop.edit("Secret", name, {"metadata": {"annotations": {fingerprint.ANNOTATION: None}}})


def restarted(shop, **_):
    """What kubectl rollout restart does."""
    note = {"kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z"}
    body = {"spec": {"template": {"metadata": {"annotations": note}}}}
    shop.edit("Deployment", "shop", body, "apps/v1", manager="kubectl-rollout")


EVENTS = {
    "an unrelated definition": a_definition,
    "helm 4 test": partial(helm_tests, major=4),
    "helm 3 test": partial(helm_tests, major=3),
    "our test": we_test,
    "a re-packed archive": packed_anew,
    "a lost annotation": annotation_lost,
    "a restart": restarted,
}


@pytest.mark.parametrize("event", EVENTS)
def test_what_does_not_change_a_release_with_a_random_password(shop, make_chart, helm, tmp_path, event):
    """Neither alone, nor with the annotation lost on top; and an upgrade keeps the password that nothing changed."""
    folder = make_chart({"app.yaml": DEPLOYMENT, "password.yaml": PASSWORD, "check.yaml": CHECK})
    shop.cleanup = []
    shop.present(folder)
    password = shop.get("Secret", "shop-password")["data"]
    chart = EVENTS[event](shop, folder=folder, helm=helm, tmp_path=tmp_path) or folder
    try:
        shop.api.forget_discovery()
        for further in (None, annotation_lost):
            if further is not None:
                further(shop)
            outcome, writes = shop.written(shop.present, chart)
            assert (outcome.changed, outcome.action, writes) == (False, "unchanged", [])
    finally:
        for ref in shop.cleanup:
            objects.delete(shop.api, ref)
    assert shop.get("Secret", "shop-password")["data"] == password
    assert shop.history() == [(1, "deployed")]


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
