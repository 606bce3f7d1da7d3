# SPDX-License-Identifier: GPL-3.0-or-later
"""The permissions of Tiller's service account, according to the API server."""

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
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.server.spec import Permissions, TillerSpec

GROUP = "rbac.authorization.k8s.io/v1"


def is_allowed(api, namespace, verb, resource, where=None, group=""):
    """Return whether the service account tiller of a namespace is allowed a request."""
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


def spec_with(namespace, kind, namespaces=(), rules=()):
    return TillerSpec(
        namespace=namespace, service_account="tiller", permissions=Permissions(kind, tuple(namespaces), tuple(rules))
    )


@pytest.fixture
def elsewhere(api):
    name = f"elsewhere-{os.urandom(2).hex()}"
    objects.create(api, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    yield name
    objects.delete(api, Ref("v1", "Namespace", "", name))


@pytest.fixture
def ensure(api, namespace):
    """Return a function that installs Tiller and checks prediction and idempotence; clean up cluster-scoped objects."""

    def call(goal):
        predicted = install.install(api, goal, dry_run=True)
        done = install.install(api, goal)
        assert done.changes == predicted.changes
        assert install.install(api, goal).changes == []
        return [(change.action, change.ref.kind, change.ref.name) for change in done.changes]

    yield call
    uninstall.uninstall(api, TillerSpec(namespace=namespace, service_account="tiller"), force=True, remove_rbac=True)


def test_an_administrator(api, namespace, ensure):
    changes = ensure(spec_with(namespace, "cluster-admin"))
    assert changes[:2] == [
        ("create", "ServiceAccount", "tiller"),
        ("create", "ClusterRoleBinding", f"tiller-{namespace}"),
    ]
    assert is_allowed(api, namespace, "create", "clusterroles", group="rbac.authorization.k8s.io")


def test_an_existing_cluster_admin_binding_is_enough(api, namespace, ensure):
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
        kinds = [kind for _action, kind, _name in ensure(spec_with(namespace, "cluster-admin"))]
        assert kinds == ["ServiceAccount", "Deployment", "Service"]
    finally:
        objects.delete(api, Ref(GROUP, "ClusterRoleBinding", "", name))


def test_one_namespace_several_and_another(api, namespace, elsewhere, ensure):
    ensure(spec_with(namespace, "namespaces"))
    assert is_allowed(api, namespace, "create", "deployments", namespace, "apps")
    assert is_allowed(api, namespace, "create", "configmaps", namespace)
    assert not is_allowed(api, namespace, "get", "pods", elsewhere)
    assert not is_allowed(api, namespace, "get", "nodes")

    assert ensure(spec_with(namespace, "namespaces", [namespace, elsewhere])) == [
        ("create", "Role", "tiller-manager"),
        ("create", "RoleBinding", "tiller-binding"),
    ]
    assert is_allowed(api, namespace, "create", "deployments", elsewhere, "apps")

    # It loses access to the namespace that it no longer deploys to, but not to its own records.
    changes = ensure(spec_with(namespace, "namespaces", [elsewhere]))
    assert ("delete", "Role", "tiller-manager") in changes and ("create", "Role", "tiller-storage") in changes
    assert not is_allowed(api, namespace, "create", "deployments", namespace, "apps")
    assert is_allowed(api, namespace, "create", "configmaps", namespace)
    assert is_allowed(api, namespace, "create", "deployments", elsewhere, "apps")


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


def test_a_chart_with_roles_of_its_own(api, cluster, namespace, ensure, tmp_path):
    """A real Tiller with the permissions of the account installs it, but cannot grant more than it has."""
    ensure(spec_with(namespace, "namespaces"))
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


def test_custom_rules(api, namespace, ensure):
    rule = {"apiGroups": [""], "resources": ["services"], "verbs": ["get", "create"]}
    ensure(spec_with(namespace, "namespaces", rules=[rule]))
    assert is_allowed(api, namespace, "create", "services", namespace)
    assert not is_allowed(api, namespace, "delete", "services", namespace)
    assert is_allowed(api, namespace, "delete", "configmaps", namespace)
    # Cluster-wide rules replace those in the namespace.
    changes = ensure(spec_with(namespace, "cluster-rules", rules=[rule]))
    assert ("delete", "RoleBinding", "tiller-binding") in changes
    assert is_allowed(api, namespace, "create", "services", "default")
    assert not is_allowed(api, namespace, "delete", "configmaps", namespace)


def test_uninstall_removes_permissions_on_request(api, namespace, ensure):
    ensure(spec_with(namespace, "cluster-admin"))
    goal = TillerSpec(namespace=namespace)
    kept = uninstall.uninstall(api, goal)
    assert [change.ref.kind for change in kept.changes] == ["Service", "Deployment"]
    ensure(spec_with(namespace, "cluster-admin"))
    predicted = uninstall.uninstall(api, goal, remove_rbac=True, dry_run=True)
    gone = uninstall.uninstall(api, goal, remove_rbac=True)
    assert gone.changes == predicted.changes
    assert {change.ref.kind for change in gone.changes} >= {"ClusterRoleBinding", "ServiceAccount", "Deployment"}
    assert get(api, Ref("v1", "ServiceAccount", namespace, "tiller")) is None
    assert uninstall.uninstall(api, goal, remove_rbac=True).changes == []


def record(api, namespace, name, status, kind="ConfigMap"):
    labels = {"OWNER": "TILLER", "NAME": name, "STATUS": status, "VERSION": "1"}
    body = {
        "apiVersion": "v1",
        "kind": kind,
        "metadata": {"name": f"{name}.v1", "namespace": namespace, "labels": labels},
    }
    objects.create(api, body)


@pytest.mark.parametrize("kind", ["ConfigMap", "Secret"])
def test_deployed_releases_prevent_an_uninstall(api, namespace, kind):
    install.install(api, TillerSpec(namespace=namespace))
    record(api, namespace, "gone", "DELETED", kind)
    record(api, namespace, "broken", "FAILED", kind)
    assert uninstall.uninstall(api, TillerSpec(namespace=namespace), dry_run=True).changes
    record(api, namespace, "shop", "DEPLOYED", kind)
    record(api, namespace, "cart", "DEPLOYED", kind)
    with pytest.raises(install.TillerError, match="still has 2 deployed releases: cart, shop.*force"):
        uninstall.uninstall(api, TillerSpec(namespace=namespace))
    changes = uninstall.uninstall(api, TillerSpec(namespace=namespace), force=True).changes
    assert [change.ref.kind for change in changes] == ["Service", "Deployment"]
    assert uninstall.count_records(api, namespace) == {"DELETED": 1, "FAILED": 1, "DEPLOYED": 2}
    assert len(uninstall.uninstall(api, TillerSpec(namespace=namespace), force=True, remove_records=True).changes) == 4
    assert uninstall.count_records(api, namespace) == {}


def test_records_that_only_tiller_can_list(api, namespace):
    install.install(api, TillerSpec(namespace=namespace, storage="memory"))
    with pytest.raises(install.TillerError, match="storage memory.*force"):
        uninstall.uninstall(api, TillerSpec(namespace=namespace))
    with pytest.raises(install.TillerError, match="1 deployed release: shop"):
        uninstall.uninstall(api, TillerSpec(namespace=namespace), list_deployed=lambda: ["shop"])
    assert uninstall.uninstall(api, TillerSpec(namespace=namespace), list_deployed=list).changes
