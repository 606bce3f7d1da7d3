# SPDX-License-Identifier: GPL-3.0-or-later
"""An identity that may do everything in one namespace and nothing else."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError

from .conftest import CONFIG_MAP, DEPLOYMENT

EVERYTHING = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}


@pytest.fixture
def as_jane(shop, api, connected):
    def become(*rules):
        base = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{shop.namespace}"
        api.request("POST", f"{base}/roles", None, {"metadata": {"name": "jane"}, "rules": list(rules)})
        binding = {
            "metadata": {"name": "jane"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "jane"},
            "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "jane"}],
        }
        api.request("POST", f"{base}/rolebindings", None, binding)
        shop.api = connected(impersonate_user="jane")

    return become


def test_one_namespace_is_enough(shop, make_chart, as_jane):
    as_jane(EVERYTHING)
    folder = make_chart({"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT})
    assert shop.present(folder, wait=True, create_namespace=True).action == "installed"
    assert shop.present(folder, create_namespace=True).changed is False
    assert shop.present(folder, values={"greeting": "Moin"}, atomic=True).action == "upgraded"
    assert shop.rollback(1).action == "rolled back"
    assert shop.absent(wait=True).action == "uninstalled"


def test_without_lists_objects_are_read_one_by_one(shop, make_chart, as_jane):
    some = {"apiGroups": ["*"], "resources": ["configmaps"], "verbs": ["get", "create", "patch", "delete"]}
    as_jane({"apiGroups": [""], "resources": ["secrets"], "verbs": ["*"]}, some)
    folder = make_chart({"settings.yaml": CONFIG_MAP, "more.yaml": CONFIG_MAP.replace("settings", "more")})
    shop.present(folder)
    assert shop.present(folder).changed is False


MISSING = [
    ("the objects", ["secrets"], r'cannot (get|patch|create) resource "configmaps" in API group ""'),
    ("the records", ["configmaps"], 'cannot list resource "secrets" in API group ""'),
]


@pytest.mark.parametrize(("resources", "text"), [row[1:] for row in MISSING], ids=[row[0] for row in MISSING])
def test_what_is_missing_is_named(shop, make_chart, as_jane, resources, text):
    as_jane({"apiGroups": [""], "resources": resources, "verbs": ["*"]})
    with pytest.raises(CoxswainError, match=f'{text} in the namespace "{shop.namespace}"'):
        shop.present(make_chart())
