# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules for releases, from options to the request and from the outcome to the result."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.diagnostics import ObjectDiagnosis
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.readiness import Readiness
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError, ReleaseError
from ansible_collections.coxswain.helm.plugins.module_utils.module import (
    release,
    release_details,
    release_info,
    release_rollback,
    release_test,
    runner,
)
from ansible_collections.coxswain.helm.plugins.module_utils.module.options import (
    chart_reference,
    connection,
    release_name,
    release_options,
    values,
)
from ansible_collections.coxswain.helm.plugins.module_utils.release.execution.executor import NotReady
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.run_tests import ReleaseTestResult
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.change import Change
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.live_state import LiveObject
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.model import Hook, Release
from ansible_collections.coxswain.helm.plugins.module_utils.release.reporting.outcome import Outcome

RELEASE = "ansible_collections.coxswain.helm.plugins.module_utils.release"
HISTORY = f"{RELEASE}.records.history"

SPEC = {**connection.SPEC, **release_name.SPEC, **chart_reference.SPEC, **values.SPEC, **release.SPEC}
DEPLOYMENT = Ref("apps/v1", "Deployment", "n", "web")


@pytest.fixture
def chart(tmp_path):
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
    return str(tmp_path)


@pytest.fixture
def request_of(task, chart):
    def make(**params):
        params.setdefault("chart_ref", chart)
        return release.request_from(task(SPEC, name="r", namespace="n", **params))

    return make


def test_defaults_are_helms(request_of):
    request = request_of()
    assert (request.name, request.namespace, request.chart.name) == ("r", "n", "web")
    assert (request.timeout, request.history_max, request.driver) == (300, 10, "secret")
    assert (request.reset_values, request.reuse_values, request.reset_then_reuse_values) == (True, False, False)
    assert (request.drift, request.keep_history, request.waits) == ("correct", False, False)


REUSE = {
    "nothing said": ({}, (True, False, False)),
    "the old values": ({"reuse_values": True}, (False, True, False)),
    "the old values over the new chart": ({"reset_then_reuse_values": True}, (False, False, True)),
    "both": ({"reuse_values": True, "reset_then_reuse_values": True}, (False, True, False)),
    "reset wins": ({"reset_values": True, "reuse_values": True}, (True, False, False)),
    "reset wins over both": (
        {"reset_values": True, "reuse_values": True, "reset_then_reuse_values": True},
        (True, False, False),
    ),
    "no reset": ({"reset_values": False}, (False, False, False)),
    "as written for kubernetes.core": ({"reset_values": False, "reuse_values": True}, (False, True, False)),
    "not the old values": ({"reuse_values": False}, (True, False, False)),
}


@pytest.mark.parametrize(("params", "expected"), REUSE.values(), ids=REUSE)
def test_reset_and_reuse_of_values(request_of, params, expected):
    request = request_of(**params)
    assert (request.reset_values, request.reuse_values, request.reset_then_reuse_values) == expected


OPTIONS = {
    "timeout": ({"timeout": "1m30s"}, "timeout", 90),
    "wait_timeout": ({"wait_timeout": "45"}, "timeout", 45),
    "wait_for_jobs without wait": ({"wait_for_jobs": True}, "wait_for_jobs", False),
    "wait_for_jobs": ({"wait": True, "wait_for_jobs": True}, "wait_for_jobs", True),
    "disable_hook": ({"disable_hook": True}, "disable_hooks", True),
    "purge": ({"purge": False}, "keep_history", True),
    "history_max": ({"history_max": 0}, "history_max", 0),
    "labels": (
        {"labels": {"team": "a", "on": True, "n": 1, "no": None}},
        "labels",
        {"team": "a", "on": "true", "n": "1"},
    ),
    "drift_ignore": ({"drift_ignore": ["/spec/replicas"]}, "drift_ignore", ("/spec/replicas",)),
    "pending_timeout": ({"pending_timeout": "1h"}, "pending_timeout", 3600),
    "values": ({"values": {"a": 1}, "set_values": [{"value": "b=x"}]}, "values", {"a": 1, "b": "x"}),
    "crds": ({"crds": "upgrade"}, "crds", "upgrade"),
    "crds by default": ({}, "crds", "create"),
    "skip_crds": ({"skip_crds": True}, "crds", "skip"),
    "adopt": ({"adopt": True}, "take_ownership", True),
    "replace": ({"replace": True}, "history_max", 10),
}


@pytest.mark.parametrize(("params", "field", "expected"), OPTIONS.values(), ids=OPTIONS)
def test_options(request_of, params, field, expected):
    assert getattr(request_of(**params), field) == expected


def test_an_absent_release_needs_no_chart_and_no_values(task):
    params = {"state": "absent", "values_files": ["/none"], "chart_ref": "/none"}
    request = release.request_from(task(SPEC, name="r", namespace="n", **params))
    assert (request.chart, request.values) == (None, {})


REFUSED = {
    "replace an absent one": (
        {"state": "absent", "replace": True},
        "replace: cannot be combined with release_state: absent",
    ),
    "no definitions and newer ones": ({"skip_crds": True, "crds": "upgrade"}, "skip_crds: contradicts crds: upgrade"),
}


@pytest.mark.parametrize(("params", "message"), REFUSED.values(), ids=REFUSED)
def test_contradictions(task, params, message):
    with pytest.raises(ReleaseError, match=message):
        release.check_contradictions(task(SPEC, name="r", namespace="n", **params).params)


@pytest.mark.parametrize("params", [{}, {"skip_crds": True, "crds": "skip"}, {"state": "absent", "force": True}])
def test_no_contradictions(task, params):
    release.check_contradictions(task(SPEC, name="r", namespace="n", **params).params)


APPLY = {
    "nothing said": ({}, "auto"),
    "by the server": ({"apply": "server"}, "server"),
    "by the client": ({"apply": "client"}, "client"),
    "server_side true": ({"server_side": "true"}, "server"),
    "server_side false": ({"server_side": "false"}, "client"),
    "server_side auto": ({"server_side": "auto"}, "auto"),
    "forced conflicts": ({"force_conflicts": True}, "auto"),
    "forced conflicts by the server": ({"force_conflicts": True, "apply": "server"}, "server"),
    "replaced": ({"force": True}, "auto"),
    "replaced by the client": ({"force": True, "apply": "client"}, "client"),
}


@pytest.mark.parametrize(("params", "expected"), APPLY.values(), ids=APPLY)
def test_apply_method(request_of, params, expected):
    assert request_of(**params).apply == expected


NOT_APPLIED = {
    "conflicts": ({"force_conflicts": True, "server_side": "false"}, "force_conflicts: requires server-side apply"),
    "replacing": ({"force": True, "apply": "server"}, "force: is not supported with server-side apply"),
}


@pytest.mark.parametrize(("params", "message"), NOT_APPLIED.values(), ids=NOT_APPLIED)
def test_contradictions_of_the_apply_method(request_of, params, message):
    with pytest.raises(ReleaseError, match=message):
        request_of(**params)


PROGRAMS = {
    "nothing": (None, ()),
    "an empty text": ("", ()),
    "a path": ("/opt/my tools/fix, now", ("/opt/my tools/fix, now",)),
    "a list": (["kustomize", "build", "-"], ("kustomize", "build", "-")),
    "numbers": (["fix", 3], ("fix", "3")),
}


@pytest.mark.parametrize(("given", "expected"), PROGRAMS.values(), ids=PROGRAMS)
def test_post_renderer(given, expected):
    assert release.arguments_from(given) == expected


@pytest.mark.parametrize("given", [{"path": "x"}, 7, [["x"]]])
def test_an_invalid_post_renderer(given):
    with pytest.raises(ReleaseError, match="post_renderer: is neither a path nor a list"):
        release.arguments_from(given)


def test_patches(request_of):
    body = {"spec": {"replicas": 2}}
    request = request_of(patches=[{"patch": body, "target": {"kind": "Deploy.*", "labelSelector": "a=b"}}])
    (patch,) = request.patches
    assert (patch.body, patch.target) == (body, {"kind": "Deploy.*", "label_selector": "a=b"})


def test_sensitive_values_are_not_logged(task, chart):
    given = {"auth": {"password": "tops3cret", "pin": "12"}}
    module = task(SPEC, name="r", namespace="n", chart_ref=chart, values=given, sensitive=["/auth/*"])
    assert release.request_from(module).sensitive == ("/auth/*",)
    assert module.secrets == {"tops3cret"}
    with pytest.raises(ReleaseError, match="sensitive: contains an entry that is not a JSON pointer"):
        release.request_from(task(SPEC, name="r", namespace="n", chart_ref=chart, sensitive=["auth"]))


def test_invalid_values(request_of):
    for params in ({"timeout": "soon"}, {"history_max": -1}, {"pending_timeout": "-1s"}):
        with pytest.raises(CoxswainError, match=next(iter(params))):
            request_of(**params)


DRIVERS = {"": "secret", "secret": "secret", "secrets": "secret", "configmap": "configmap", "configmaps": "configmap"}


@pytest.mark.parametrize(("text", "driver"), DRIVERS.items(), ids=[name or "unset" for name in DRIVERS])
def test_driver(monkeypatch, text, driver):
    monkeypatch.setenv("HELM_DRIVER", text)
    assert release_options.storage_driver() == driver


@pytest.mark.parametrize("text", ["sql", "memory", "Secret"])
def test_unsupported_drivers(monkeypatch, text):
    monkeypatch.setenv("HELM_DRIVER", text)
    with pytest.raises(ReleaseError, match=f"HELM_DRIVER: releases cannot be stored in '{text}'"):
        release_options.storage_driver()


# --------------------------------------------------------------------------------------------------------- results


def revision(number, status="deployed", **fields):
    chart = {"metadata": {"name": "web", "version": "1.0.0", "appVersion": "2"}, "values": {"a": 1.0, "b": 2.0}}
    return Release("r", "n", number, status, chart=chart, config={"b": 3.0}, **fields)


def outcome(**fields):
    return Outcome(
        True,
        "upgraded",
        revision(2, notes="Hello\n"),
        [Change("patch", "apps/v1", "Deployment", "n", "web", True)],
        ["take care"],
        drifted={DEPLOYMENT: ["/spec/replicas"]},
        namespace="n",
        **fields,
    )


def test_a_result(task, monkeypatch, chart):
    asked = []

    def ensure(backend, request):
        asked.append((backend.api, request.name, backend.check_mode))
        backend.report("upgrade r in n")
        return outcome()

    monkeypatch.setattr(f"{RELEASE}.operations.install_upgrade.install_or_upgrade", ensure)
    monkeypatch.setattr(connection, "connect_from", lambda module: "api")
    module = task(SPEC, name="r", namespace="n", chart_ref=chart, check_mode=True, diff=True)
    result = release.run(module)
    assert asked == [("api", "r", True)]
    assert module.warnings == ["take care"]
    assert result["changed"] is True
    assert result["stdout"] == "upgrade r in n\n"
    assert (result["stderr"], result["command"]) == ("", "")
    assert (result["action"], result["notes"]) == ("upgraded", "Hello\n")
    assert result["status"]["revision"] == "2"
    assert result["status"]["release_values"] == {"b": 3}
    assert result["changes"] == [
        {
            "action": "patch",
            "api_version": "apps/v1",
            "kind": "Deployment",
            "namespace": "n",
            "name": "web",
            "predicted": True,
        }
    ]
    assert result["drift"][0]["fields"] == ["/spec/replicas"]
    assert result["diff"] == []


def test_no_diff_without_diff_mode(task, monkeypatch):
    monkeypatch.setattr(f"{RELEASE}.operations.uninstall.uninstall", lambda *_arguments: Outcome(False, "unchanged"))
    monkeypatch.setattr(connection, "connect_from", lambda module: None)
    result = release.run(task(SPEC, name="r", namespace="n", state="absent"))
    assert (result["changed"], result["status"], result["changes"]) == (False, None, [])
    assert "diff" not in result


def test_a_failure_contains_the_steps_and_objects_that_are_not_ready(task, monkeypatch):
    def ensure(backend, _request):
        backend.report("uninstall r")
        raise NotReady(
            "1 object is not ready", [ObjectDiagnosis(DEPLOYMENT, "Failed", "no", ["c"], ["e"], {"p/c": ["l"]})]
        )

    monkeypatch.setattr(f"{RELEASE}.operations.uninstall.uninstall", ensure)
    monkeypatch.setattr(connection, "connect_from", lambda module: None)
    result = runner.run(task(SPEC, name="r", namespace="n", state="absent"), release.MODULE)
    assert result["failed"] is True
    assert result["stdout"] == "uninstall r\n"
    assert result["error"]["kind"] == "NotReady"
    assert result["unready"] == [
        {
            "api_version": "apps/v1",
            "kind": "Deployment",
            "namespace": "n",
            "name": "web",
            "status": "Failed",
            "message": "no",
            "conditions": ["c"],
            "events": ["e"],
            "logs": {"p/c": ["l"]},
        }
    ]


def test_the_cluster_is_not_contacted_if_the_chart_is_missing(task, monkeypatch):
    monkeypatch.setattr(connection, "connect_from", lambda module: pytest.fail("connected"))
    with pytest.raises(CoxswainError, match="no such folder"):
        release.run(task(SPEC, name="r", namespace="n", chart_ref="/none"))


ROLLBACK = {**connection.SPEC, **release_name.SPEC, **release_rollback.SPEC}


@pytest.mark.parametrize(("given", "asked"), [(None, None), (3, 3)], ids=["the last good one", "a revision"])
def test_rollback(task, monkeypatch, given, asked):
    def back(backend, request, revision):
        assert (request.name, revision, backend.check_mode) == ("r", asked, False)
        return outcome()

    monkeypatch.setattr(f"{RELEASE}.operations.rollback.rollback", back)
    monkeypatch.setattr(connection, "connect_from", lambda module: None)
    params = {} if given is None else {"revision": given}
    assert release_rollback.run(task(ROLLBACK, name="r", namespace="n", **params))["changed"] is True


def test_an_invalid_revision(task):
    with pytest.raises(ReleaseError, match="revision: is less than 1"):
        release_rollback.run(task(ROLLBACK, name="r", namespace="n", revision=0))


# ------------------------------------------------------------------------------------------------------------ info

INFO = {**connection.SPEC, **release_info.SPEC}
STATES = {
    "deployed by default": ([], "deployed", True),
    "failed by default": ([], "failed", True),
    "not superseded by default": ([], "superseded", False),
    "not pending by default": ([], "pending-install", False),
    "pending means each kind": (["pending"], "pending-upgrade", True),
    "one of several": (["failed", "uninstalled"], "uninstalled", True),
    "none of them": (["failed"], "deployed", False),
    "all": (["all"], "unknown", True),
}


@pytest.mark.parametrize(("states", "found", "expected"), STATES.values(), ids=STATES)
def test_states(states, found, expected):
    assert release_details.is_selected(found, states) is expected


@pytest.fixture
def info(task, monkeypatch):
    monkeypatch.setattr(connection, "connect_from", lambda module: "api")

    def run(revisions, **params):
        monkeypatch.setattr(f"{HISTORY}.history", lambda *_arguments, **_options: revisions)
        monkeypatch.setattr(f"{HISTORY}.list_releases", lambda *_arguments, **_options: revisions)
        return release_info.run(task(INFO, **params))

    return run


def test_info_of_a_release(info):
    hook = Hook("h", "Job", "web/templates/h.yaml", "kind: Job\nmetadata: {name: h}\n", ("pre-install",))
    manifest = "---\n# Source: web/templates/a.yaml\nkind: A\nspec: {x: 1}\n---\nkind: B\n"
    newest = revision(2, manifest=manifest, hooks=(hook,), notes="Hi")
    status = info([revision(1, "superseded"), newest], name="r", namespace="n")["status"]
    assert status["revision"] == "2"
    assert status["values"] == {"b": 3}
    assert status["manifest"] == [{"kind": "A", "spec": {"x": 1}}, {"kind": "B"}]
    assert status["hooks"] == [{"kind": "Job", "metadata": {"name": "h"}}]
    assert status["notes"] == "Hi"


def test_info_with_computed_values(info):
    assert info([revision(1)], name="r", namespace="n", get_all_values=True)["status"]["values"] == {"a": 1, "b": 3}


def test_info_of_an_unknown_release(info):
    assert info([], name="r", namespace="n") == {"changed": False}
    assert info([revision(1, "uninstalled")], name="r", namespace="n") == {"changed": False}


def test_info_with_history(info):
    result = info([revision(1, "superseded", description="one"), revision(2)], name="r", namespace="n", history=True)
    assert [entry["revision"] for entry in result["history"]] == ["1", "2"]
    assert result["history"][0]["description"] == "one"


def test_info_lists(info):
    listed = info([revision(1), revision(1).replace(name="b")], namespace="n")["releases"]
    assert [(entry["namespace"], entry["name"]) for entry in listed] == [("n", "r"), ("n", "b")]


def test_info_of_a_revision(info, monkeypatch):
    monkeypatch.setattr(f"{HISTORY}.read_release", lambda _api, _name, _namespace, number, **_rest: revision(number))
    assert info([], name="r", namespace="n", revision=3)["status"]["revision"] == "3"
    two = [revision(1, "superseded"), revision(2)]
    assert info(two, name="r", namespace="n", revision=1, history=True)["status"]["revision"] == "1"
    assert "status" not in info(two, name="r", namespace="n", revision=7, history=True)


ASKED = {
    "nothing": ({}, {"statuses": ["deployed", "failed"], "by_date": False, "offset": 0, "limit": 0}),
    "every state": ({"release_state": ["all"]}, {"statuses": None}),
    "pending": (
        {"release_state": ["pending"]},
        {"statuses": ["pending", "pending-install", "pending-rollback", "pending-upgrade"]},
    ),
    "an order": ({"sort_by": "date", "reverse": True}, {"by_date": True, "reverse": True}),
    "a page": ({"offset": 2, "max": 3}, {"offset": 2, "limit": 3}),
}


@pytest.mark.parametrize(("params", "expected"), ASKED.values(), ids=ASKED)
def test_filters_of_the_list(task, monkeypatch, params, expected):
    asked = []
    monkeypatch.setattr(connection, "connect_from", lambda module: None)

    def list_releases(_api, _namespace, chosen, **_options):
        asked.append(chosen)
        return []

    monkeypatch.setattr(f"{HISTORY}.list_releases", list_releases)
    release_info.run(task(INFO, **params))
    found = {key: getattr(asked[0], key) for key in expected}
    found.update({"statuses": sorted(found["statuses"])} if found.get("statuses") else {})
    assert found == expected


def test_filters_by_name_and_label(task, monkeypatch):
    asked = []
    monkeypatch.setattr(connection, "connect_from", lambda module: None)

    def list_releases(_api, _namespace, chosen, **_options):
        asked.append(chosen)
        return []

    monkeypatch.setattr(f"{HISTORY}.list_releases", list_releases)
    release_info.run(task(INFO, filter="^a|b$", selector="team=web,!old"))
    assert [asked[0].named(name) for name in ("ax", "xb", "xay")] == [True, True, False]
    assert [asked[0].selector(labels) for labels in ({"team": "web"}, {"team": "web", "old": "1"})] == [True, False]


WRONG = {
    "filter": ({"filter": "("}, "filter: is not a valid regular expression"),
    "label_selector": ({"label_selector": "a b"}, "label_selector: 'a b' is not a valid label selector"),
    "offset": ({"offset": -1}, "offset: is negative"),
    "limit": ({"limit": -1}, "limit: is negative"),
}


@pytest.mark.parametrize(("params", "message"), WRONG.values(), ids=WRONG)
def test_invalid_filters(task, monkeypatch, params, message):
    monkeypatch.setattr(connection, "connect_from", lambda module: pytest.fail("connected"))
    with pytest.raises(ReleaseError, match=message):
        release_info.run(task(INFO, **params))


SECRET = """
kind: Secret
data: {a: eA==}
---
kind: List
items:
  - {kind: Secret, stringData: {b: x}}
  - {kind: A, data: {c: x}}
"""
MASKS = {
    "the data of Secrets": ({}, "<hidden>", "<hidden>", "x"),
    "nothing": ({"show_secrets": True}, "eA==", "x", "x"),
    "other fields too": ({"sensitive": ["/items/*/data"], "show_secrets": True}, "eA==", "x", None),
}


@pytest.mark.parametrize(("params", "a", "b", "c"), MASKS.values(), ids=MASKS)
def test_objects_that_info_redacts(info, params, a, b, c):
    hook = Hook("h", "Secret", "web/templates/h.yaml", "kind: Secret\ndata: {h: eA==}\n", ("pre-install",))
    status = info([revision(1, manifest=SECRET, hooks=(hook,))], name="r", namespace="n", **params)["status"]
    secret, listed = status["manifest"]
    assert secret["data"]["a"] == a
    assert listed["items"][0]["stringData"]["b"] == b
    assert listed["items"][1]["data"] == ({"c": c} if c else "<hidden>")
    assert status["hooks"][0]["data"]["h"] == a


def test_values_that_info_redacts(info):
    assert info([revision(1)], name="r", namespace="n", sensitive=["/b"])["status"]["values"] == {"b": "<hidden>"}


def test_metadata_and_hook_runs(info):
    hook = Hook("h", "Job", "p", "kind: Job\n", ("test",), 3, phase="Failed", started_at="2026-05-01T10:00:00Z")
    found = revision(1, hooks=(hook,), labels={"team": "web"}, apply_method="csa", description="Install complete")
    status = info([found], name="r", namespace="n")["status"]
    assert status["hook_runs"] == [
        {
            "name": "h",
            "kind": "Job",
            "events": ["test"],
            "weight": 3,
            "phase": "Failed",
            "started_at": "2026-05-01 10:00:00 +0000 UTC",
            "completed_at": "",
        }
    ]
    metadata = status["metadata"]
    assert (metadata["chart"], metadata["version"], metadata["app_version"]) == ("web", "1.0.0", "2")
    assert (metadata["labels"], metadata["apply_method"]) == ({"team": "web"}, "client")


def test_live_resources(info, monkeypatch):
    secret = {"kind": "Secret", "metadata": {"name": "s", "managedFields": [1]}, "data": {"a": "eA=="}}
    found = [
        LiveObject(DEPLOYMENT, None, Readiness("NotFound", "the object does not exist")),
        LiveObject(Ref("v1", "Secret", "n", "s"), secret, Readiness("Current", "exists")),
    ]
    monkeypatch.setattr(f"{RELEASE}.planning.live_state.live_objects", lambda _api, _release: (found, []))
    gone, live = info([revision(1)], name="r", namespace="n", resources=True)["status"]["resources"]
    assert (gone["exists"], gone["ready"], gone["message"]) == (False, False, "the object does not exist")
    assert (live["exists"], live["ready"], live["status"], live["kind"]) == (True, True, "Current", "Secret")
    assert live["resource"] == {"kind": "Secret", "metadata": {"name": "s"}, "data": {"a": "<hidden>"}}


# ----------------------------------------------------------------------------------------------------------- tests

TEST = {**connection.SPEC, **release_name.SPEC, **release_test.SPEC}
RAN = Hook("a", "Pod", "p", "", ("test",), phase="Succeeded", started_at="2026-05-01T10:00:00Z")
FAILED = Hook("b", "Pod", "p", "", ("test",), phase="Failed")


def test_tests_that_succeed(task, monkeypatch):
    def run_tests(backend, request, **options):
        assert (request.name, request.namespace, request.timeout, request.driver) == ("r", "n", 90, "secret")
        assert options == {"include": ["a"], "exclude": [], "logs": True}
        assert backend.check_mode is True
        backend.report("run the test hook Pod a")
        return ReleaseTestResult(revision(1), [RAN], {"a": {"a/main": ["hi"]}})

    monkeypatch.setattr(f"{RELEASE}.operations.run_tests.run_tests", run_tests)
    monkeypatch.setattr(connection, "connect_from", lambda module: None)
    params = {"include": ["a"], "logs": True, "timeout": "1m30s"}
    result = release_test.run(task(TEST, name="r", namespace="n", check_mode=True, **params))
    assert (result["changed"], result["stdout"]) == (True, "run the test hook Pod a\n")
    assert result["tests"] == [
        {
            "name": "a",
            "kind": "Pod",
            "phase": "Succeeded",
            "started_at": "2026-05-01 10:00:00 +0000 UTC",
            "completed_at": "",
            "logs": {"a/main": ["hi"]},
            "trouble": [],
        }
    ]


def test_tests_that_fail(task, monkeypatch):
    diagnosis = ObjectDiagnosis(Ref("v1", "Pod", "n", "b"), "Failed", "no")

    def run_tests(*_arguments, **_options):
        return ReleaseTestResult(revision(1), [RAN, FAILED], {}, "the test hook Pod b failed", [diagnosis])

    monkeypatch.setattr(f"{RELEASE}.operations.run_tests.run_tests", run_tests)
    monkeypatch.setattr(connection, "connect_from", lambda module: None)
    result = runner.run(task(TEST, name="r", namespace="n"), release_test.MODULE)
    assert (result["failed"], result["changed"], result["msg"]) == (True, True, "the test hook Pod b failed")
    assert [test["phase"] for test in result["tests"]] == ["Succeeded", "Failed"]
    assert [len(test["trouble"]) for test in result["tests"]] == [0, 1]
    assert result["unready"] == result["tests"][1]["trouble"]


def test_no_tests(task, monkeypatch):
    monkeypatch.setattr(
        f"{RELEASE}.operations.run_tests.run_tests", lambda *_arguments, **_options: ReleaseTestResult(revision(1), [])
    )
    monkeypatch.setattr(connection, "connect_from", lambda module: None)
    result = release_test.run(task(TEST, name="r", namespace="n"))
    assert (result["changed"], result["tests"]) == (False, [])
