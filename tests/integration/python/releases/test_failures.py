# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot be done: told before anything is written, or recorded, explained and undone."""

from __future__ import annotations

import itertools
import os

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import (
    ChartError,
    CoxswainError,
    ReleaseError,
    UnknownKindError,
)

from .conftest import CONFIG_MAP, DEPLOYMENT
from .test_hooks import job

BUDGET = """
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata: {name: b}
---
apiVersion: batch/v1beta1
kind: CronJob
metadata: {name: c}
"""


def refused(shop, error, text, *arguments, **fields):
    """A call that has to fail without having written anything."""
    mark = shop.cluster.audit.mark()
    with pytest.raises(error, match=text) as caught:
        shop.present(*arguments, **fields)
    shop.cluster.settle_audit()
    assert [item for item in shop.cluster.audit.writes(mark) if item.namespace == shop.namespace] == []
    return str(caught.value)


def test_api_versions_that_are_gone(shop, make_chart):
    text = refused(shop, UnknownKindError, "no matches for kind 'PodDisruptionBudget'", make_chart({"b.yaml": BUDGET}))
    assert "no matches for kind 'CronJob' in version 'batch/v1beta1'" in text
    assert "The cluster serves PodDisruptionBudget in policy/v1; CronJob in batch/v1" in text


def test_api_versions_of_hooks_that_are_gone(shop, make_chart):
    hook = BUDGET.replace("{name: b}", "{name: b, annotations: {helm.sh/hook: post-install}}")
    text = refused(shop, UnknownKindError, "PodDisruptionBudget", make_chart({"b.yaml": hook}))
    assert "CronJob" in text


def test_a_chart_for_a_newer_kubernetes(shop, make_chart):
    text = "chart requires kubeVersion: >=9.0.0 which is incompatible with Kubernetes v1"
    refused(shop, ChartError, text, make_chart(kubeVersion=">=9.0.0"))


def test_a_template_that_fails(shop, make_chart):
    refused(shop, CoxswainError, "nil pointer evaluating", make_chart({"x.yaml": "{{ .Values.no.such }}"}))


def test_a_manifest_that_is_no_object(shop, make_chart):
    refused(
        shop, CoxswainError, "Object 'kind' is missing", make_chart({"x.yaml": "apiVersion: v1\nmetadata: {name: x}\n"})
    )


def test_an_object_of_somebody_else(shop, make_chart, api):
    path = f"/api/v1/namespaces/{shop.namespace}/configmaps"
    api.request("POST", path, None, {"metadata": {"name": "shop-settings"}, "data": {"a": "b"}})
    text = refused(shop, ReleaseError, "cannot be imported into the current release", make_chart())
    assert 'label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"' in text
    outcome = shop.present(make_chart(), take_ownership=True)
    assert [(change.action, change.kind) for change in outcome.changes][-1] == ("patch", "ConfigMap")
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"a": "b", "greeting": "Ahoy"}


def test_a_record_that_is_too_large(shop, make_chart):
    noise = os.urandom(1_200_000).hex()
    folder = make_chart({"settings.yaml": CONFIG_MAP, "files/noise.txt": noise})
    refused(shop, ReleaseError, "the API server stores at most 1048576", folder)


def test_a_hook_that_fails_is_explained(shop, make_chart):
    with pytest.raises(ReleaseError, match="the pre-install hook Job h failed") as caught:
        shop.present(make_chart({"h.yaml": job("h", "pre-install", "exit-3")}))
    (diagnosis,) = caught.value.diagnostics
    assert (diagnosis.ref.kind, diagnosis.ref.name, diagnosis.status) == ("Job", "h", "Failed")
    assert list(diagnosis.logs.values()) == [["said by h"]]


def test_progress_is_a_line_a_change_of_state(shop, make_chart):
    shop.present(make_chart({"app.yaml": DEPLOYMENT}), wait=True)
    said = [line.partition(": ")[2] for line in shop.lines if line.startswith(f"Deployment {shop.namespace}/shop: ")]
    assert said[-1] == "1 replicas available"
    assert all(one != other for one, other in itertools.pairwise(said))
    shop.lines.clear()
    shop.absent(wait=True)
    assert any(line.startswith("wait until 1 object is gone") for line in shop.lines)


@pytest.mark.parametrize("name", ["Shop", "a_b", "-a", "x" * 54, ""])
def test_names_that_are_none(shop, make_chart, api, name):
    from dataclasses import replace

    from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.install_upgrade import (
        install_or_upgrade,
    )

    with pytest.raises(ReleaseError, match="invalid release name"):
        install_or_upgrade(shop.backend(api=api), replace(shop.request(make_chart()), name=name))


def test_what_the_server_refuses_is_recorded(shop, make_chart):
    bad = CONFIG_MAP + "extra: field\n"
    with pytest.raises(ReleaseError, match='install of release "shop" failed: ConfigMap .*extra'):
        shop.present(make_chart({"x.yaml": bad}))
    assert shop.history() == [(1, "failed")]
    assert shop.release().description.startswith('Release "shop" failed: ')
    assert shop.present(make_chart()).action == "installed"
    assert shop.history() == [(1, "failed"), (2, "deployed")]


def test_unready_objects_are_explained(shop, make_chart):
    with pytest.raises(ReleaseError, match="1 object is not ready after 3 s") as caught:
        shop.present(make_chart({"app.yaml": DEPLOYMENT}), wait=True, timeout=3.0, values={"behaviour": "crash-loop"})
    (diagnosis,) = caught.value.diagnostics
    assert (diagnosis.ref.kind, diagnosis.ref.name) == ("Deployment", "shop")
    assert any("Available=False" in text for text in diagnosis.conditions)
    assert any("BackOff" in text for text in diagnosis.events)
    assert list(diagnosis.logs.values()) == [["no bread, no milk"]]
    assert "no bread, no milk" in str(caught.value)


def test_atomic_install_is_undone(shop, make_chart):
    folder = make_chart({"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT})
    with pytest.raises(ReleaseError, match=r"was uninstalled \(atomic\)"):
        shop.present(folder, atomic=True, timeout=2.0, values={"behaviour": "never-ready"})
    assert shop.history() == []
    assert shop.get("ConfigMap", "shop-settings") is None


def test_atomic_upgrade_goes_back(shop, make_chart):
    folder = make_chart({"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT})
    shop.present(folder, wait=True)
    with pytest.raises(ReleaseError, match=r"was rolled back to revision 1 \(atomic\)"):
        shop.present(folder, atomic=True, timeout=5.0, values={"behaviour": "never-ready", "greeting": "Moin"})
    assert shop.history() == [(1, "superseded"), (2, "failed"), (3, "deployed")]
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Ahoy"}


def test_clean_up_on_failure_deletes_what_is_new(shop, make_chart):
    shop.present(make_chart())
    broken = {"settings.yaml": CONFIG_MAP, "new.yaml": CONFIG_MAP.replace("settings", "new"), "app.yaml": DEPLOYMENT}
    with pytest.raises(ReleaseError):
        shop.present(
            make_chart(broken), wait=True, cleanup_on_fail=True, timeout=2.0, values={"behaviour": "never-ready"}
        )
    assert shop.get("ConfigMap", "shop-new") is None
    assert shop.get("Deployment", "shop", "apps/v1") is None
    assert shop.get("ConfigMap", "shop-settings") is not None


def test_after_a_failed_upgrade_the_next_one_converges(shop, make_chart):
    shop.present(make_chart())
    with pytest.raises(ReleaseError):
        shop.present(
            make_chart({"settings.yaml": CONFIG_MAP, "x.yaml": CONFIG_MAP.replace("settings", "x") + "bad: 1\n"})
        )
    assert shop.history() == [(1, "deployed"), (2, "failed")]
    outcome = shop.present(make_chart())
    assert (outcome.action, shop.history()) == ("upgraded", [(1, "superseded"), (2, "failed"), (3, "deployed")])


@pytest.mark.parametrize("way", ["server", "client"])
def test_what_a_failed_upgrade_left_behind_goes(shop, make_chart, way):
    """An object that only the failed revision has, and a field that only it declares."""
    shop.present(make_chart(), apply=way)
    more = CONFIG_MAP + "  more: value\n"
    broken = {"settings.yaml": more, "new.yaml": CONFIG_MAP.replace("settings", "new"), "app.yaml": DEPLOYMENT}
    with pytest.raises(ReleaseError):
        shop.present(make_chart(broken), wait=True, timeout=1.5, values={"behaviour": "never-ready"})
    assert shop.get("ConfigMap", "shop-new") is not None
    predicted = shop.present(make_chart(), check=True)
    outcome = shop.present(make_chart())
    assert outcome.changes == predicted.changes
    assert {(change.action, change.name) for change in outcome.changes if change.action == "delete"} == {
        ("delete", "shop-new"),
        ("delete", "shop"),
    }
    assert shop.get("ConfigMap", "shop-new") is None
    assert shop.get("ConfigMap", "shop-settings")["data"] == {"greeting": "Ahoy"}


def test_a_storage_that_does_not_exist(shop, make_chart):
    with pytest.raises(ReleaseError, match="the storage driver 'sql' is not supported"):
        shop.present(make_chart(), driver="sql")


def test_a_rollback_to_nothing(shop, make_chart):
    with pytest.raises(ReleaseError, match="release: not found"):
        shop.rollback(1)
    shop.present(make_chart())
    with pytest.raises(ReleaseError, match="release has no 7 version"):
        shop.rollback(7)
    outcome, writes = shop.written(shop.rollback)
    assert (outcome.changed, writes) == (False, [])
