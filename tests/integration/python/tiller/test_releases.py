# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases through Tiller: install, upgrade, rollback and uninstall, and the errors of Tiller."""

from __future__ import annotations

import contextlib
import time

import harness.tiller
import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError, CoxswainError, TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.run_tests import run_tests
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.connect import TillerOptions
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.connect import connect as connect_tiller
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol.convert import release_of, status_of
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.records import Records

from .conftest import CONFIG_MAP

pytestmark = pytest.mark.libraries


def changes_of(outcome):
    return [str(change) for change in outcome.changes]


def test_the_life_of_a_release(shop, helm2, make_chart):
    chart = make_chart()
    planned = shop.present(chart, check=True)
    assert shop.tiller.history(shop.name) == []
    made = shop.present(chart)
    assert (made.action, made.release.revision, made.release.status) == ("installed", 1, "deployed")
    assert changes_of(planned) == changes_of(made)
    assert all(change.predicted for change in planned.changes)
    assert shop.live()["data"] == {"color": "red"}
    assert helm2("get", "values", shop.name).strip() == "{}"

    again = shop.present(chart)
    assert (again.changed, again.action, again.changes) == (False, "unchanged", [])

    planned = shop.present(chart, check=True, values={"color": "blue"})
    changed = shop.present(chart, values={"color": "blue"})
    assert (changed.action, changed.release.revision) == ("upgraded", 2)
    assert changes_of(planned) == changes_of(changed)
    assert [("color: red" in shown["before"], "color: blue" in shown["after"]) for shown in planned.diff] == [
        (True, True)
    ]
    assert shop.live()["data"] == {"color": "blue"}
    assert "color: blue" in helm2("get", "values", shop.name)
    assert not shop.present(chart, values={"color": "blue"}).changed

    # Without values, those of the chart apply instead of the previous ones.
    assert shop.present(chart).changed
    assert shop.live()["data"] == {"color": "red"}

    planned = shop.rollback(2, check=True)
    back = shop.rollback(2)
    assert (back.action, back.release.revision, back.release.rollback_revision) == ("rolled back", 4, 2)
    assert changes_of(planned) == changes_of(back)
    assert shop.live()["data"] == {"color": "blue"}
    assert not shop.rollback(2).changed and not shop.rollback().changed
    assert [line.split("\t")[0].strip() for line in helm2("history", shop.name).splitlines()[1:]] == list("1234")

    planned = shop.absent(check=True, keep_history=True)
    assert shop.live() is not None
    gone = shop.absent(keep_history=True)
    assert (gone.action, gone.release.status, changes_of(planned)) == ("uninstalled", "uninstalled", changes_of(gone))
    assert shop.live() is None
    assert "DELETED" in helm2("list", "--all", shop.name)
    assert not shop.absent(keep_history=True).changed

    # The name of a deleted release is reused.
    anew = shop.present(chart)
    assert (anew.action, anew.release.revision) == ("installed", 5)
    assert shop.absent(wait=True).changed
    assert shop.live() is None and shop.tiller.history(shop.name) == []
    assert not shop.absent().changed


def test_releases_are_shared_with_helm_2(shop, helm2, make_chart):
    chart = make_chart()
    helm2("install", "--name", shop.name, "--namespace", shop.namespace, chart, "--set", "color=green")
    assert not shop.present(chart, values={"color": "green"}).changed
    assert shop.present(chart, values={"color": "blue"}).release.revision == 2
    helm2("upgrade", shop.name, chart, "--set", "color=white")
    helm2("rollback", shop.name, "2")
    assert not shop.present(chart, values={"color": "blue"}).changed
    helm2("delete", "--purge", shop.name)
    assert shop.present(chart).release.revision == 1
    helm2("status", shop.name)


def test_random_values_are_not_a_change(shop, make_chart):
    chart = make_chart()
    values = {"secret": True}
    first = shop.present(chart, values=values)
    before = shop.live()["data"]["secret"]
    assert f"secret: {before}" in first.release.manifest
    assert not shop.present(chart, values=values).changed
    planned = shop.present(chart, check=True, values={**values, "color": "blue"})
    assert any("secret: <random>" in shown["after"] for shown in planned.diff)
    assert shop.live()["data"]["secret"] == before
    done = shop.present(chart, values={**values, "color": "blue"})
    # The result is what Tiller rendered in the upgrade, not in the dry run.
    assert f"secret: {shop.live()['data']['secret']}" in done.release.manifest
    assert not shop.present(chart, values={**values, "color": "blue"}).changed


NUMBER = 'number: "{{ .Release.Revision }}"\n  up: "{{ .Release.IsUpgrade }}"'


def test_the_revision_number_is_not_a_change(shop, make_chart):
    text = CONFIG_MAP.replace("color: {{ .Values.color | quote }}", NUMBER)
    chart = make_chart({"settings.yaml": text})
    shop.present(chart)
    assert not shop.present(chart).changed
    shop.present(chart, values={"color": "blue"})
    assert shop.live()["data"] == {"number": "2", "up": "true"}
    assert not shop.present(chart, values={"color": "blue"}).changed


def test_the_version_and_files_of_the_chart_are_compared(shop, make_chart):
    shop.present(make_chart({"a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"}))
    other = make_chart({"b.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n"}, version="1.0.1")
    outcome = shop.present(other)
    assert [f"{change.action} {change.name}" for change in outcome.changes[1:]] == ["create b", "delete a"]
    assert shop.live("a") is None and shop.live("b") is not None
    (other / "README.md").write_text("read me")
    assert shop.present(other).changed
    assert not shop.present(other).changed


@pytest.mark.parametrize("fault", ["edited", "deleted"])
def test_drift_is_corrected_without_a_revision(shop, make_chart, fault):
    chart = make_chart()
    shop.present(chart)
    ref = objects.Ref("v1", "ConfigMap", shop.namespace, shop.name)
    if fault == "deleted":
        objects.delete(shop.api, ref)
    else:
        objects.patch(shop.api, ref, {"data": {"color": "mine"}})
    planned = shop.present(chart, check=True)
    reported = shop.present(chart, drift="report")
    assert not reported.changed and any("has drifted" in text for text in reported.warnings)
    assert not shop.present(chart, drift="ignore").changed
    done = shop.present(chart)
    assert (done.action, done.release.revision, changes_of(done)) == ("corrected", 1, changes_of(planned))
    assert shop.live()["data"] == {"color": "red"}
    assert not shop.present(chart).changed


def test_an_upgrade_corrects_what_tiller_does_not_see(shop, make_chart):
    chart = make_chart({"settings.yaml": CONFIG_MAPS})
    shop.present(chart)
    objects.patch(shop.api, objects.Ref("v1", "ConfigMap", shop.namespace, "other"), {"data": {"fixed": "mine"}})
    planned = shop.present(chart, check=True, values={"color": "blue"})
    done = shop.present(chart, values={"color": "blue"})
    assert changes_of(planned) == changes_of(done)
    assert shop.live("other")["data"] == {"fixed": "yes"}


CONFIG_MAPS = """
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}}
data: {color: {{ .Values.color }}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: other}
data: {fixed: "yes"}
"""


def test_previous_values_are_reused_on_request(shop, make_chart):
    chart = make_chart(values={"size": "small"})
    shop.present(chart, values={"color": "blue"})
    kept = {"reset_values": False, "reuse_values": True}
    assert shop.present(chart, values={"size": "big"}, **kept).release.config == {"color": "blue", "size": "big"}
    assert not shop.present(chart, values={"size": "big"}, **kept).changed
    other = make_chart(values={"size": "small", "extra": "1"}, version="1.1.0")
    made = shop.present(other, values={}, reset_values=False, reset_then_reuse_values=True)
    assert (made.release.config, made.release.chart["values"]["extra"]) == ({"color": "blue", "size": "big"}, "1")
    assert not shop.present(other, values={}, reset_values=False).changed


TOP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: top}\ndata: {port: {{ .Values.port | quote }}}\n"


def test_subcharts_are_processed_before_they_are_sent(shop, helm2, make_chart):
    chart = make_chart({"settings.yaml": TOP})
    for name in ("one", "two"):
        folder = chart / "charts" / name
        (folder / "templates").mkdir(parents=True)
        (folder / "Chart.yaml").write_text(f"name: {name}\nversion: 0.1.0\n")
        (folder / "values.yaml").write_text("exports: {data: {port: 8080}}\n")
        (folder / "templates" / "x.yaml").write_text(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n")
    (chart / "requirements.yaml").write_text(
        "dependencies:\n- {name: one, version: 0.1.0, repository: '', import-values: [data]}\n"
        "- {name: two, version: 0.1.0, repository: '', condition: two.enabled}\n"
    )
    shop.present(chart, values={"two": {"enabled": False}})
    assert shop.live("top")["data"] == {"port": "8080"}
    assert shop.live("one") is not None and shop.live("two") is None
    assert not shop.present(chart, values={"two": {"enabled": False}}).changed
    # Helm's client sends the same chart, so its upgrade is not a change.
    helm2("upgrade", shop.name, chart, "--set", "two.enabled=false")
    assert not shop.present(chart, values={"two": {"enabled": False}}).changed
    assert shop.present(chart, values={"two": {"enabled": True}}).changed
    assert shop.live("two") is not None


HOOKS = {
    "settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain}\n",
    "kept.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}
        """,
    "hook.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: hook, annotations: {helm.sh/hook: "pre-install,pre-delete", helm.sh/hook-weight: "-5"}}
        """,
    "test.yaml": """
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{ .Release.Name }}-test
          annotations: {helm.sh/hook: test-success, coxswain.test/behaviour: {{ .Values.outcome }}}
        spec: {restartPolicy: Never, containers: [{name: test, image: example/test}]}
        """,
    "NOTES.txt": "Thank you for {{ .Release.Name }}",
}


def test_hooks_notes_kept_objects_and_tests(shop, make_chart):
    chart = make_chart(HOOKS, values={"outcome": "completes"})
    made = shop.present(chart)
    assert changes_of(made)[1] == f"run hook ConfigMap {shop.namespace}/hook"
    assert made.notes == f"Thank you for {shop.name}"
    hook = next(hook for hook in made.release.hooks if hook.name == "hook")
    assert (hook.weight, hook.events) == (-5, ("pre-install", "pre-delete"))
    listed = run_tests(shop.backend(check=True), shop.request())
    assert [hook.name for hook in listed.hooks] == [f"{shop.name}-test"]
    passed = run_tests(shop.backend(), shop.request())
    assert (passed.failure, [hook.phase for hook in passed.hooks]) == (None, ["Succeeded"])
    shop.present(chart, values={"outcome": "exit-1"})
    failed = run_tests(shop.backend(), shop.request())
    assert "1 test(s) failed" in failed.failure and [hook.phase for hook in failed.hooks] == ["Failed"]
    status = shop.tiller.status(shop.name)
    assert "v1/ConfigMap" in status.info.status.resources and status.namespace == shop.namespace
    # The object of the hook still exists from the install, so the hook would fail.
    gone = shop.absent(disable_hooks=True)
    assert f"keep ConfigMap {shop.namespace}/kept" in changes_of(gone)
    assert shop.live("plain") is None and shop.live("kept") is not None


BROKEN = (
    CONFIG_MAPS
    + """
{{- if eq .Values.color "bad" }}
---
apiVersion: v1
kind: Service
metadata: {name: "Bad_Name"}
spec: {ports: [{port: 1}]}
{{- end }}
"""
)


def test_a_failed_operation_can_be_retried(shop, make_chart):
    chart = make_chart({"settings.yaml": BROKEN})
    with pytest.raises(TillerError, match="install of release .* through Tiller failed: .*Bad_Name"):
        shop.present(chart, values={"color": "bad"})
    assert [status_of(entry.info.status.code) for entry in shop.tiller.history(shop.name)] == ["failed"]
    # A release whose first install failed is installed again.
    assert shop.present(chart).action == "installed"
    with pytest.raises(TillerError, match="upgrade of release .* through Tiller failed"):
        shop.present(chart, values={"color": "bad"})
    assert shop.present(chart, values={"color": "blue"}).action == "upgraded"
    with pytest.raises(TillerError, match=r"rolled back to revision \d+ \(atomic\)"):
        shop.present(chart, values={"color": "bad"}, atomic=True)
    assert shop.live()["data"] == {"color": "blue"}
    shop.absent()
    with pytest.raises(TillerError, match=r"was uninstalled \(atomic\)"):
        shop.present(chart, values={"color": "bad"}, atomic=True)
    assert shop.tiller.history(shop.name) == []


FAILING_HOOK = """
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-hook
  annotations: {helm.sh/hook: EVENT, helm.sh/hook-delete-policy: before-hook-creation}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {coxswain.test/behaviour: "{{ .Values.outcome }}"}}
    spec: {restartPolicy: Never, containers: [{name: main, image: x}]}
"""


@pytest.mark.parametrize("event", ["pre-upgrade", "post-upgrade"])
def test_an_upgrade_whose_hook_fails_is_undone(shop, make_chart, event):
    """Tiller leaves such a revision pending, which locks the release; only a rollback ends it."""
    chart = make_chart(
        {"settings.yaml": CONFIG_MAP, "hook.yaml": FAILING_HOOK.replace("EVENT", event)},
        values={"outcome": "completes"},
    )
    shop.present(chart, values={"color": "blue"})
    values = {"color": "green", "outcome": "exit-1"}
    with pytest.raises(TillerError, match=r"rolled back to revision 1 \(atomic\)"):
        shop.present(chart, values=values, atomic=True)
    assert shop.live()["data"]["color"] == "blue"
    assert status_of(shop.tiller.history(shop.name)[0].info.status.code) == "deployed"
    assert shop.present(chart, values={"color": "red"}).action == "upgraded"


def test_an_uninstall_of_a_failed_release_purges_it(shop, make_chart):
    with pytest.raises(TillerError):
        shop.present(make_chart({"settings.yaml": BROKEN}), values={"color": "bad"})
    assert shop.absent().changed
    assert shop.tiller.history(shop.name) == []


class TestBadInput:
    def test_a_name_that_another_namespace_has(self, shop, make_chart, new_namespace):
        shop.present(make_chart())
        namespace, shop.namespace = shop.namespace, new_namespace("other")
        with pytest.raises(TillerError, match=f"is in the namespace {namespace}, not in {shop.namespace}"):
            shop.present(make_chart())
        with pytest.raises(TillerError, match="unique among all namespaces of a Tiller"):
            shop.absent()

    def test_a_pending_release(self, shop, make_chart, server):
        chart = make_chart()
        shop.present(chart)
        shop.present(chart, values={"color": "blue"})
        records = Records(shop.api, server.namespace)
        first, second = records.read(shop.name)
        records.mark(first, "DEPLOYED", "Install complete")
        records.mark(second, "PENDING_UPGRADE", "Preparing upgrade")
        with pytest.raises(
            TillerError, match=r"in progress: revision 2 has the status pending-upgrade.*It is taken over"
        ):
            shop.present(chart)
        # Tiller itself refuses every operation.
        with pytest.raises(TillerError, match="another operation .* is in progress") as caught:
            shop.tiller.update(shop.name, shop.tiller.content(shop.name).chart, "{}", 10)
        assert caught.value.reason == "locked"
        assert shop.present(chart, check=True, pending_timeout=0.0).changed
        assert shop.present(chart, pending_timeout=0.0).release.revision == 3
        assert [status_of(entry.info.status.code) for entry in shop.tiller.history(shop.name)][:2] == [
            "deployed",
            "failed",
        ]

    def test_a_deleted_release(self, shop, make_chart):
        shop.present(make_chart())
        shop.absent(keep_history=True)
        with pytest.raises(TillerError, match="already deleted") as caught:
            shop.tiller.uninstall(shop.name, 10, purge=False, disable_hooks=False, description="")
        assert caught.value.reason == "deleted"

    def test_a_name_that_is_in_use(self, shop, make_chart):
        from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol.charts import chart_message

        request = shop.request(make_chart())
        shop.present(make_chart())
        with pytest.raises(TillerError, match="a release with this name already exists") as caught:
            shop.tiller.install(shop.name, shop.namespace, chart_message(request.chart, {}), "{}", 10)
        assert caught.value.reason == "exists"

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ('{{ fail "no port" }}', "no port"),
            ("kind: [", "YAML parse error|error converting YAML"),
            ("", "the chart renders no objects"),
            (
                "apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: x}\n",
                "no matches for kind|removed kubernetes api",
            ),
            ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: taken}\n", "already exists"),
        ],
        ids=["fail", "invalid YAML", "empty", "removed API", "existing object"],
    )
    def test_charts_that_tiller_rejects(self, shop, make_chart, text, message):
        objects.create(
            shop.api, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "taken"}}, shop.namespace
        )
        with pytest.raises(CoxswainError, match=message):
            shop.present(make_chart({"x.yaml": text}))
        assert shop.tiller.version

    def test_a_chart_of_helm_3(self, make_chart, shop):
        with pytest.raises(CoxswainError, match="apiVersion 'v2' is not valid"):
            shop.present(make_chart(apiVersion="v2"))

    def test_a_chart_that_is_too_large(self, shop, make_chart):
        chart = make_chart()
        for part in range(3):
            (chart / f"large-{part}.bin").write_bytes(bytes(7 * 1024 * 1024))
        with pytest.raises(TillerError, match=r"and Tiller accepts no more than 20971520.*\.helmignore") as caught:
            shop.present(chart)
        assert caught.value.reason == "too-large"

    def test_a_missing_namespace(self, shop, make_chart):
        shop.namespace = "no-such-namespace"
        with pytest.raises(ApiError, match='namespaces "no-such-namespace" not found'):
            shop.present(make_chart())

    def test_a_missing_revision(self, shop, make_chart):
        with pytest.raises(CoxswainError, match="release: not found"):
            shop.rollback(1)
        shop.present(make_chart())
        with pytest.raises(CoxswainError, match="release has no 7 version.*Its revisions are 1"):
            shop.rollback(7)

    def test_a_wait_that_times_out(self, shop, make_chart):
        text = """
            apiVersion: v1
            kind: Pod
            metadata: {name: {{ .Release.Name }}, annotations: {coxswain.test/behaviour: never-ready}}
            spec: {containers: [{name: app, image: example/app}]}
            """
        with pytest.raises(TillerError, match="timed out waiting for the condition") as caught:
            shop.present(make_chart({"pod.yaml": text}), wait=True, timeout=1.0)
        assert caught.value.reason == "timeout"

    @pytest.mark.parametrize("name", ["Shop", "a_b", "x" * 54, ""])
    def test_an_invalid_name(self, shop, make_chart, name):
        shop.name = name
        with pytest.raises(CoxswainError, match="invalid release name"):
            shop.present(make_chart())


def test_without_an_api_server(shop, make_chart):
    chart = make_chart()
    assert shop.present(chart, api=None).action == "installed"
    assert not shop.present(chart, api=None).changed
    assert shop.present(chart, api=None, values={"color": "blue"}).action == "upgraded"
    with pytest.raises(CoxswainError, match="namespace_labels: cannot be set through Tiller alone"):
        shop.present(chart, api=None, values={"color": "red"}, create_namespace=True, namespace_labels={"a": "b"})


def test_a_large_chart_and_a_large_response(shop, make_chart):
    chart = make_chart()
    (chart / "large.bin").write_bytes(bytes(5 * 1024 * 1024))
    planned = shop.present(chart, check=True)
    assert planned.release.chart["files"]


def test_a_description_and_a_new_namespace(shop, make_chart):
    shop.namespace = f"{shop.namespace}-new"
    try:
        made = shop.present(
            make_chart(), create_namespace=True, namespace_labels={"team": "web"}, description="for the web"
        )
        assert changes_of(made)[0] == f"create Namespace {shop.namespace}"
        assert release_of(shop.tiller.content(shop.name)).description == "for the web"
        found = objects.get(shop.api, objects.Ref("v1", "Namespace", "", shop.namespace))
        assert found["metadata"]["labels"]["team"] == "web"
    finally:
        objects.delete(shop.api, objects.Ref("v1", "Namespace", "", shop.namespace))


def test_calls_fail_when_tiller_dies(cluster, api, new_namespace, make_chart):
    namespace = new_namespace("tiller")
    with contextlib.ExitStack() as stack:
        running = stack.enter_context(harness.tiller.run(cluster, namespace, namespace=namespace))
        connected = stack.enter_context(connect_tiller(TillerOptions(host=running.address), api))
        running.stop()
        begun = time.monotonic()
        with pytest.raises(TillerError, match="connection to Tiller broke|connection refused"):
            connected.history("shop")
        assert time.monotonic() - begun < 5
        running.start()
        deadline = time.monotonic() + 20
        while True:
            try:
                assert connected.history("shop") == []
                break
            except TillerError:
                assert time.monotonic() < deadline
                time.sleep(0.2)
