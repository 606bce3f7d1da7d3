# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode tells what the run then does, and the API server is asked for nothing but dry runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.release.direct.backend import DirectBackend
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.install_upgrade import install_or_upgrade

from .conftest import CONFIG_MAP, DEPLOYMENT

SECRET = """
apiVersion: v1
kind: Secret
metadata: {name: login}
stringData: {password: {{ .Values.password }}}
"""
HOOK = """
apiVersion: v1
kind: ConfigMap
metadata: {name: hook, annotations: {helm.sh/hook: "pre-install,pre-upgrade"}}
"""
KEPT = """
apiVersion: v1
kind: ConfigMap
metadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}
"""
ROLE = """
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: "{{ .Release.Namespace }}-reader"}
"""

# name, templates and values before (None: no release), templates and values after (None: absent)
BOTH = {"a.yaml": CONFIG_MAP, "b.yaml": DEPLOYMENT}
ONE = {"a.yaml": CONFIG_MAP}
MOIN = {"greeting": "Moin"}
CASES = [
    ("install", None, ({**BOTH, "s.yaml": SECRET, "h.yaml": HOOK}, {})),
    ("values change", (BOTH, {}), (BOTH, MOIN)),
    ("an object more", (ONE, {}), ({**ONE, "s.yaml": SECRET}, {})),
    ("an object less", ({**ONE, "s.yaml": SECRET}, {}), (ONE, {})),
    ("an object less that is kept", ({**ONE, "k.yaml": KEPT}, {}), (ONE, {})),
    ("with a hook", ({**ONE, "h.yaml": HOOK}, {}), ({**ONE, "h.yaml": HOOK}, MOIN)),
    ("cluster-wide", (ONE, {}), ({**ONE, "r.yaml": ROLE}, {})),
    ("uninstall", ({**BOTH, "k.yaml": KEPT}, {}), None),
]


@pytest.mark.parametrize(("before", "after"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_the_plan_is_what_is_done(shop, make_chart, before, after):
    values = {"greeting": "Ahoy", "replicas": 1, "behaviour": "ready", "tag": "1", "password": "s3cr3t"}
    if before is not None:
        shop.present(make_chart(before[0], values=values), values=before[1])
    if after is None:
        act, arguments, fields = shop.absent, (), {}
    else:
        act, arguments, fields = shop.present, (make_chart(after[0], values=values),), {"values": after[1]}

    predicted, asked = shop.written(act, *arguments, check=True, **fields)
    done, written = shop.written(act, *arguments, **fields)

    assert [str(request) for request in asked if not request.dry_run] == []
    told = [(change.action, change.kind, change.namespace, change.name) for change in predicted.changes]
    assert told == [(change.action, change.kind, change.namespace, change.name) for change in done.changes]
    assert (predicted.changed, predicted.action) == (done.changed, done.action)
    shown = [
        [(each["before_header"], each["before"] == "", each["after"] == "") for each in one.diff]
        for one in (predicted, done)
    ]
    assert shown[0] == shown[1]
    assert "s3cr3t" not in str(predicted.diff) + str(done.diff)
    assert "czNjcjN0" not in str(predicted.diff) + str(done.diff)

    objects = {
        (change.kind.lower() + "s", change.name)
        for change in done.changes
        if change.action in ("create", "patch", "delete") and change.namespace
    }
    seen = {
        (request.resource, request.name)
        for request in written
        if not request.name.startswith("sh.helm") and request.resource in ("configmaps", "secrets", "deployments")
    } - {("configmaps", "hook")}
    assert seen == objects
    shop.absent()


def test_a_namespace_of_the_same_run_is_predicted(shop, make_chart, api):
    namespace = f"{shop.namespace}-new"
    request = shop.request(make_chart(), create_namespace=True)
    request = replace(request, namespace=namespace)
    mark = shop.cluster.audit.mark()
    outcome = install_or_upgrade(DirectBackend(api, True), request)
    shop.cluster.settle_audit()
    assert shop.cluster.audit.changes(mark) == []
    told = [(change.action, change.kind, change.predicted) for change in outcome.changes]
    assert told == [
        ("create", "Namespace", False),
        ("record revision", "Secret", False),
        ("create", "ConfigMap", True),
    ]


def test_a_rollback_is_predicted(shop, make_chart):
    shop.present(make_chart())
    shop.present(make_chart(), values={"greeting": "Moin"})
    predicted, asked = shop.written(shop.rollback, 1, check=True)
    assert [str(request) for request in asked if not request.dry_run] == []
    done = shop.rollback(1)
    assert predicted.changes == done.changes
    assert shop.rollback(1, check=True).changed is False


def test_without_the_permission_to_write_it_is_predicted(shop, make_chart, api, cluster, connected):
    """A reader gets the plan with a warning, not a failure."""
    shop.present(make_chart())
    base = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{shop.namespace}"
    rules = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["get", "list", "watch"]}]
    api.request("POST", f"{base}/roles", None, {"metadata": {"name": "reader"}, "rules": rules})
    binding = {
        "metadata": {"name": "reader"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "jane"}],
    }
    api.request("POST", f"{base}/rolebindings", None, binding)
    shop.api = connected(impersonate_user="jane")
    outcome = shop.present(make_chart(), check=True, values={"greeting": "Moin"})
    assert [(change.kind, change.predicted) for change in outcome.changes if change.action == "patch"] == [
        ("ConfigMap", True)
    ]
    assert any("could not be tried" in warning for warning in outcome.warnings)
