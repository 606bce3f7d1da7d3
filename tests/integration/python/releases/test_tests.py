# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests of a release."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError
from ansible_collections.coxswain.helm.plugins.module_utils.release.direct.backend import DirectBackend
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.run_tests import run_tests

from .conftest import CONFIG_MAP


def pod(name, behaviour="completes", policy="before-hook-creation"):
    return f"""
    apiVersion: v1
    kind: Pod
    metadata:
      name: {name}
      annotations:
        helm.sh/hook: test
        helm.sh/hook-delete-policy: {policy}
        coxswain.test/behaviour: {behaviour}
        coxswain.test/log: "said by {name}"
    spec: {{restartPolicy: Never, containers: [{{name: main, image: x}}]}}
    """


@pytest.fixture
def run(shop):
    def run(check_mode=False, **options):
        return run_tests(shop.backend(check_mode), shop.request(timeout=30.0), **options)

    return run


def test_they_run_and_the_record_tells(shop, make_chart, run, helm, namespace):
    shop.present(
        make_chart({"settings.yaml": CONFIG_MAP, "a.yaml": pod("a"), "b.yaml": pod("b", policy="hook-succeeded")})
    )
    tested = run(logs=True)
    assert [(hook.name, hook.phase) for hook in tested.hooks] == [("a", "Succeeded"), ("b", "Succeeded")]
    assert tested.failure is None
    assert tested.logs == {"a": {"a/main": ["said by a"]}, "b": {"b/main": ["said by b"]}}
    assert shop.get("Pod", "a") is not None
    assert shop.get("Pod", "b") is None
    status = helm(4, "status", "shop", "-n", namespace)
    assert status.count("Phase:          Succeeded") == 2
    assert shop.history() == [(1, "deployed")]
    assert run().failure is None


def test_a_failure_is_told_with_its_log(shop, make_chart, run):
    shop.present(make_chart({"a.yaml": pod("a"), "b.yaml": pod("b", "exit-1"), "c.yaml": pod("c")}))
    tested = run(logs=True)
    assert [(hook.name, hook.phase) for hook in tested.hooks] == [("a", "Succeeded"), ("b", "Failed")]
    assert "the test hook Pod b failed" in tested.failure
    assert tested.logs["b"] == {"b/main": ["said by b"]}
    (diagnosis,) = tested.diagnostics
    assert (diagnosis.ref.name, diagnosis.status, list(diagnosis.logs.values())) == ("b", "Failed", [["said by b"]])
    assert {hook.name: hook.phase for hook in shop.release().hooks} == {"a": "Succeeded", "b": "Failed", "c": ""}


def test_some_of_them(shop, make_chart, run):
    shop.present(make_chart({"a.yaml": pod("a"), "b.yaml": pod("b", "exit-1"), "c.yaml": pod("c")}))
    assert [hook.name for hook in run(include=["a", "c"]).hooks] == ["a", "c"]
    assert [hook.name for hook in run(exclude=["b", "c"]).hooks] == ["a"]
    with pytest.raises(ReleaseError, match="has no test d. Its tests are a, b, c"):
        run(include=["d"])


@pytest.mark.parametrize("maker", [3, 4])
def test_releases_of_helm(shop, make_chart, run, helm, namespace, maker):
    folder = make_chart({"settings.yaml": CONFIG_MAP, "a.yaml": pod("a")})
    helm(maker, "install", "shop", folder, "-n", namespace)
    listed, writes = shop.written(run, check_mode=True)
    assert ([(hook.name, hook.phase) for hook in listed.hooks], writes) == ([("a", "")], [])
    assert [hook.phase for hook in run().hooks] == ["Succeeded"]
    assert "Phase:          Succeeded" in helm(maker, "status", "shop", "-n", namespace)
    assert shop.get("Pod", "a")["metadata"]["managedFields"][0]["operation"] == {3: "Update", 4: "Apply"}[maker]
    # The revision itself is what it was.
    assert shop.present(folder).changed is False


def test_an_upgrade_may_come_between(shop, make_chart, run, helm, namespace):
    """How tests went is noted in the revision that they were run for, with the status that it has by then."""
    folder = make_chart({"settings.yaml": CONFIG_MAP, "a.yaml": pod("a")})
    shop.present(folder)

    def report(line):
        if line.startswith("run the test hook"):
            helm(4, "upgrade", "shop", folder, "-n", namespace)

    run_tests(DirectBackend(shop.api, report=report), shop.request(timeout=30.0))
    assert shop.history() == [(1, "superseded"), (2, "deployed")]
    assert [hook.phase for hook in shop.release(1).hooks] == ["Succeeded"]
    assert [hook.phase for hook in shop.release(2).hooks] == [""]


def test_nothing_to_test(shop, make_chart, run):
    with pytest.raises(ReleaseError, match="release: not found"):
        run()
    shop.present(make_chart())
    tested, writes = shop.written(run)
    assert (tested.hooks, writes) == ([], [])
