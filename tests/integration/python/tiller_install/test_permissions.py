# SPDX-License-Identifier: GPL-3.0-or-later
"""What Tiller's service account may do, asked of the API server."""

from __future__ import annotations

import os

import harness.tiller
import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref, get
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection import connect
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol.charts import chart_message
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.server import install, uninstall
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.server.spec import Permissions, Wanted

GROUP = "rbac.authorization.k8s.io/v1"


def may(api, namespace, verb, resource, where=None, group=""):
    """Whether the account tiller of a namespace may do something there or elsewhere."""
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SubjectAccessReview",
        "spec": {
            "user": f"system:serviceaccount:{namespace}:tiller",
            "groups": ["system:serviceaccounts", f"system:serviceaccounts:{namespace}"],
            "resourceAttributes": {"verb": verb, "resource": resource, "group": group, "namespace": where or ""},
        },
    }
    answer = api.request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", None, review)
    return answer["status"]["allowed"]


def wanted(namespace, kind, namespaces=(), rules=()):
    return Wanted(
        namespace=namespace, service_account="tiller", permissions=Permissions(kind, tuple(namespaces), tuple(rules))
    )


@pytest.fixture
def elsewhere(api):
    name = f"elsewhere-{os.urandom(2).hex()}"
    objects.create(api, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    yield name
    objects.delete(api, Ref("v1", "Namespace", "", name))


@pytest.fixture
def bring(api, namespace):
    """Bring about what is wanted, predicted before and unchanged after; what lies outside of namespaces is removed."""

    def call(goal):
        predicted = install.bring(api, goal, dry_run=True)
        done = install.bring(api, goal)
        assert done.changes == predicted.changes
        assert install.bring(api, goal).changes == []
        return [(change.action, change.ref.kind, change.ref.name) for change in done.changes]

    yield call
    uninstall.remove(api, Wanted(namespace=namespace, service_account="tiller"), force=True, permissions=True)


def test_an_administrator(api, namespace, bring):
    changes = bring(wanted(namespace, "cluster-admin"))
    assert changes[:2] == [
        ("create", "ServiceAccount", "tiller"),
        ("create", "ClusterRoleBinding", f"tiller-{namespace}"),
    ]
    assert may(api, namespace, "create", "clusterroles", group="rbac.authorization.k8s.io")


def test_the_binding_of_the_documents_is_enough(api, namespace, bring):
    """``kubectl create clusterrolebinding tiller-cluster-rule …``, whatever its name is."""
    name = f"tiller-cluster-rule-{namespace}"
    binding = {
        "apiVersion": GROUP,
        "kind": "ClusterRoleBinding",
        "metadata": {"name": name},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
        "subjects": [{"kind": "ServiceAccount", "name": "tiller", "namespace": namespace}],
    }
    objects.create(api, binding)
    try:
        kinds = [kind for _action, kind, _name in bring(wanted(namespace, "cluster-admin"))]
        assert kinds == ["ServiceAccount", "Deployment", "Service"]
    finally:
        objects.delete(api, Ref(GROUP, "ClusterRoleBinding", "", name))


def test_one_namespace_then_several_then_another(api, namespace, elsewhere, bring):
    bring(wanted(namespace, "namespaces"))
    assert may(api, namespace, "create", "deployments", namespace, "apps")
    assert may(api, namespace, "create", "configmaps", namespace)
    assert not may(api, namespace, "get", "pods", elsewhere)
    assert not may(api, namespace, "get", "nodes")

    assert bring(wanted(namespace, "namespaces", [namespace, elsewhere])) == [
        ("create", "Role", "tiller-manager"),
        ("create", "RoleBinding", "tiller-binding"),
    ]
    assert may(api, namespace, "create", "deployments", elsewhere, "apps")

    # What it no longer deploys to is out of its reach, and its own records are not.
    changes = bring(wanted(namespace, "namespaces", [elsewhere]))
    assert ("delete", "Role", "tiller-manager") in changes and ("create", "Role", "tiller-storage") in changes
    assert not may(api, namespace, "create", "deployments", namespace, "apps")
    assert may(api, namespace, "create", "configmaps", namespace)
    assert may(api, namespace, "create", "deployments", elsewhere, "apps")


CHART = """
apiVersion: v1
kind: ServiceAccount
metadata: {name: app}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: app}
rules:
- {apiGroups: ["{{ .Values.group }}"], resources: [pods, configmaps], verbs: [get, list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: app}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: app}
subjects: [{kind: ServiceAccount, name: app, namespace: "{{ .Release.Namespace }}"}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec: {serviceAccountName: app, containers: [{name: app, image: example/app}]}
"""


def test_a_chart_with_roles_of_its_own(api, cluster, namespace, bring, tmp_path):
    """A real Tiller with no more than the account's rights installs it, and cannot grant what it does not have."""
    bring(wanted(namespace, "namespaces"))
    (tmp_path / "app" / "templates").mkdir(parents=True)
    (tmp_path / "app" / "Chart.yaml").write_text("{name: app, version: 0.1.0, apiVersion: v1}")
    (tmp_path / "app" / "templates" / "app.yaml").write_text(CHART)
    chart = chart_message(load(str(tmp_path / "app"), HELM2), {})
    token = cluster.token_for("tiller", namespace)
    account = cluster.kubeconfig_for(f"tiller-{namespace}", token=token)
    with (
        harness.tiller.run(cluster, namespace, namespace=namespace, kubeconfig=account) as running,
        connect.connect(connect.TillerOptions(host=running.address)) as tiller,
    ):
        tiller.install(f"good-{namespace[-4:]}", namespace, chart, "group: ''", 20)
        assert get(api, Ref(GROUP, "RoleBinding", namespace, "app")) and get(
            api, Ref("apps/v1", "Deployment", namespace, "app")
        )
        tiller.uninstall(f"good-{namespace[-4:]}", 20, purge=True, disable_hooks=False, description="")
        with pytest.raises(TillerError, match="attempting to grant RBAC permissions not currently held"):
            tiller.install(f"bad-{namespace[-4:]}", namespace, chart, "group: strange.example", 20)


def test_own_rules(api, namespace, bring):
    rule = {"apiGroups": [""], "resources": ["services"], "verbs": ["get", "create"]}
    bring(wanted(namespace, "namespaces", rules=[rule]))
    assert may(api, namespace, "create", "services", namespace)
    assert not may(api, namespace, "delete", "services", namespace)
    assert may(api, namespace, "delete", "configmaps", namespace)
    # In the whole cluster, and nothing of the former stays.
    changes = bring(wanted(namespace, "cluster-rules", rules=[rule]))
    assert ("delete", "RoleBinding", "tiller-binding") in changes
    assert may(api, namespace, "create", "services", "default")
    assert not may(api, namespace, "delete", "configmaps", namespace)


def test_removing_takes_what_was_granted_too_when_asked(api, namespace, bring):
    bring(wanted(namespace, "cluster-admin"))
    goal = Wanted(namespace=namespace)
    kept = uninstall.remove(api, goal)
    assert [change.ref.kind for change in kept.changes] == ["Service", "Deployment"]
    bring(wanted(namespace, "cluster-admin"))
    predicted = uninstall.remove(api, goal, permissions=True, dry_run=True)
    gone = uninstall.remove(api, goal, permissions=True)
    assert gone.changes == predicted.changes
    assert {change.ref.kind for change in gone.changes} >= {"ClusterRoleBinding", "ServiceAccount", "Deployment"}
    assert get(api, Ref("v1", "ServiceAccount", namespace, "tiller")) is None
    assert uninstall.remove(api, goal, permissions=True).changes == []


def record(api, namespace, name, status, kind="ConfigMap"):
    labels = {"OWNER": "TILLER", "NAME": name, "STATUS": status, "VERSION": "1"}
    body = {
        "apiVersion": "v1",
        "kind": kind,
        "metadata": {"name": f"{name}.v1", "namespace": namespace, "labels": labels},
    }
    objects.create(api, body)


@pytest.mark.parametrize("kind", ["ConfigMap", "Secret"])
def test_deployed_releases_hold_it(api, namespace, kind):
    install.bring(api, Wanted(namespace=namespace))
    record(api, namespace, "gone", "DELETED", kind)
    record(api, namespace, "broken", "FAILED", kind)
    assert uninstall.remove(api, Wanted(namespace=namespace), dry_run=True).changes
    record(api, namespace, "shop", "DEPLOYED", kind)
    record(api, namespace, "cart", "DEPLOYED", kind)
    with pytest.raises(install.TillerError, match="still 2 deployed releases: cart, shop.*force"):
        uninstall.remove(api, Wanted(namespace=namespace))
    changes = uninstall.remove(api, Wanted(namespace=namespace), force=True).changes
    assert [change.ref.kind for change in changes] == ["Service", "Deployment"]
    assert uninstall.counts(api, namespace) == {"DELETED": 1, "FAILED": 1, "DEPLOYED": 2}
    assert len(uninstall.remove(api, Wanted(namespace=namespace), force=True, records=True).changes) == 4
    assert uninstall.counts(api, namespace) == {}


def test_records_that_nobody_else_can_read(api, namespace):
    install.bring(api, Wanted(namespace=namespace, storage="memory"))
    with pytest.raises(install.TillerError, match="storage memory.*force"):
        uninstall.remove(api, Wanted(namespace=namespace))
    with pytest.raises(install.TillerError, match="1 deployed release: shop"):
        uninstall.remove(api, Wanted(namespace=namespace), ask=lambda: ["shop"])
    assert uninstall.remove(api, Wanted(namespace=namespace), ask=list).changes
