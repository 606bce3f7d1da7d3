# SPDX-License-Identifier: GPL-3.0-or-later
"""Identities that may do little: a service account with its token and rights in one namespace, and none beyond."""

from __future__ import annotations

import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError, ReleaseError
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.run_tests import run_tests
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.history import history, list_releases

from .conftest import CONFIG_MAP, DEPLOYMENT

RBAC = "/apis/rbac.authorization.k8s.io/v1"
EVERYTHING = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
CHECK = """
apiVersion: v1
kind: ConfigMap
metadata: {name: check, annotations: {helm.sh/hook: "test,post-upgrade"}}
"""
TEMPLATES = {"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT, "check.yaml": CHECK}
GROUPS = {"secrets": "", "configmaps": "", "deployments": "apps"}
VERBS = ("get", "list", "watch", "create", "update", "patch", "delete")


@pytest.fixture
def as_account(shop, api, cluster, connected):
    """Go on as a service account that these rules hold for, with a kubeconfig that has nothing but its token."""

    def become(rules):
        namespace = shop.namespace
        api.request("POST", f"/api/v1/namespaces/{namespace}/serviceaccounts", None, {"metadata": {"name": "jane"}})
        sign = {"apiGroups": [""], "resources": ["serviceaccounts"], "verbs": ["get"]}
        base = f"{RBAC}/namespaces/{namespace}"
        api.request("POST", f"{base}/roles", None, {"metadata": {"name": "jane"}, "rules": [*rules, sign]})
        binding = {
            "metadata": {"name": "jane"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "jane"},
            "subjects": [{"kind": "ServiceAccount", "name": "jane", "namespace": namespace}],
        }
        api.request("POST", f"{base}/rolebindings", None, binding)
        token = cluster.token_for("jane", namespace)
        shop.api = connected(kubeconfig=str(cluster.kubeconfig_for(f"jane-{namespace}", token=token)))
        deadline = time.monotonic() + 10
        while True:
            try:
                return shop.api.request("GET", f"/api/v1/namespaces/{namespace}/serviceaccounts/jane")
            except CoxswainError:
                # The authorizer learns of the binding a moment later.
                assert time.monotonic() < deadline
                time.sleep(0.02)

    return become


def test_one_namespace_is_enough(shop, make_chart, as_account):
    as_account(EVERYTHING)
    folder = make_chart(TEMPLATES)
    assert shop.present(folder, check=True, create_namespace=True).action == "installed"
    assert shop.present(folder, wait=True, create_namespace=True).action == "installed"
    assert shop.present(folder, create_namespace=True).changed is False
    assert shop.present(folder, values={"greeting": "Moin"}, atomic=True).action == "upgraded"
    assert shop.rollback(1).action == "rolled back"
    assert run_tests(shop.backend(), shop.request()).failure is None
    assert [release.revision for release in list_releases(shop.api, shop.namespace)] == [3]
    assert shop.absent(wait=True).action == "uninstalled"


def test_the_verbs_of_a_release_are_enough(shop, make_chart, as_account):
    """What the documentation of a role for deployments would list."""
    as_account(rules())
    folder = make_chart(TEMPLATES)
    assert shop.present(folder, wait=True).action == "installed"
    assert shop.present(folder, values={"greeting": "Moin"}).action == "upgraded"
    assert shop.rollback(1).action == "rolled back"
    assert shop.absent(wait=True).action == "uninstalled"


def rules(verb=None, resource=None):
    """All verbs for the resources of the release, but one."""
    return [
        {
            "apiGroups": [group],
            "resources": [name],
            "verbs": [each for each in VERBS if (each, name) != (verb, resource)],
        }
        for name, group in GROUPS.items()
    ]


def installed(shop, folder):
    shop.present(folder)


def upgraded(shop, folder):
    shop.present(folder, values={"greeting": "Moin", "tag": "2"})


def checked(shop, folder):
    shop.present(folder, check=True, values={"greeting": "Moin", "tag": "2"})


def found_unchanged(shop, folder):
    assert shop.present(folder).changed is False


def rolled_back(shop, _folder):
    shop.rollback(1)


def uninstalled(shop, _folder):
    shop.absent()


def listed(shop, _folder):
    assert list_releases(shop.api, shop.namespace)


def told(shop, _folder):
    assert history(shop.api, "shop", shop.namespace)


def ran_the_tests(shop, _folder):
    failure = run_tests(shop.backend(), shop.request()).failure
    if failure is not None:
        raise ReleaseError(failure)


OPERATIONS = {
    "install": installed,
    "upgrade": upgraded,
    "check mode": checked,
    "an unchanged release": found_unchanged,
    "rollback": rolled_back,
    "uninstall": uninstalled,
    "a list of releases": listed,
    "release_info": told,
    "tests": ran_the_tests,
}
#: by operation, what it cannot do without, and what it can
MISSING = {
    "install": [
        "list secrets",
        "create secrets",
        "update secrets",
        "patch configmaps",
        "create configmaps",
        "get configmaps",
        "create deployments",
        "patch deployments",
    ],
    "upgrade": [
        "list secrets",
        "get secrets",
        "create secrets",
        "update secrets",
        "patch configmaps",
        "patch deployments",
    ],
    "check mode": ["list secrets", "get secrets"],
    "an unchanged release": ["list secrets", "get secrets", "get configmaps"],
    "rollback": ["list secrets", "get secrets", "create secrets", "update secrets", "patch configmaps"],
    "uninstall": [
        "list secrets",
        "get secrets",
        "update secrets",
        "delete secrets",
        "delete configmaps",
        "delete deployments",
    ],
    "a list of releases": ["list secrets", "get secrets"],
    "release_info": ["list secrets", "get secrets"],
    "tests": ["list secrets", "get secrets", "update secrets", "delete configmaps", "patch configmaps"],
}
SPARED = {
    "install": ["list configmaps", "delete configmaps"],
    "check mode": ["create secrets", "patch configmaps", "patch deployments"],
    "an unchanged release": ["list configmaps", "patch configmaps", "update secrets", "delete secrets"],
    "upgrade": ["list configmaps"],
}
ROWS = [(name, row, True) for name, rows in MISSING.items() for row in rows]
ROWS += [(name, row, False) for name, rows in SPARED.items() for row in rows]


@pytest.mark.parametrize(
    ("operation", "permission", "needed"),
    ROWS,
    ids=[f"{name}, {'not without' if needed else 'even without'} {row}" for name, row, needed in ROWS],
)
def test_what_is_missing_is_named(shop, make_chart, as_account, operation, permission, needed):
    """The verb, the resource and the namespace; and nothing is asked for that can be done without."""
    folder = make_chart(TEMPLATES)
    if operation != "install":
        shop.present(folder)
    if operation == "rollback":
        shop.present(folder, values={"greeting": "Moin"})
    verb, resource = permission.split()
    as_account(rules(verb, resource))
    if not needed:
        OPERATIONS[operation](shop, folder)
        return
    with pytest.raises(CoxswainError) as raised:
        OPERATIONS[operation](shop, folder)
    where = f'in API group "{GROUPS[resource]}" in the namespace "{shop.namespace}"'
    assert f'cannot {verb} resource "{resource}" {where}' in str(raised.value)


def test_without_lists_objects_are_read_one_by_one(shop, make_chart, as_account):
    some = {"apiGroups": ["*"], "resources": ["configmaps"], "verbs": ["get", "create", "patch", "delete"]}
    as_account([{"apiGroups": [""], "resources": ["secrets"], "verbs": ["*"]}, some])
    folder = make_chart({"settings.yaml": CONFIG_MAP, "more.yaml": CONFIG_MAP.replace("settings", "more")})
    shop.present(folder)
    assert shop.present(folder).changed is False


def test_a_namespace_that_may_not_be_made_is_named(shop, make_chart, as_account):
    as_account(EVERYTHING)
    shop.namespace = f"{shop.namespace}-other"
    with pytest.raises(CoxswainError, match='cannot list resource "secrets" .* in the namespace ".*-other"'):
        shop.present(make_chart(), create_namespace=True)
