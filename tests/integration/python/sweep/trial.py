# SPDX-License-Identifier: GPL-3.0-or-later
"""One chart of the corpus: installed and upgraded by Helm 4, then under the same name by this collection.

Hooks are off, since nothing runs in the cluster that they could wait for.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import harness
from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import Chart
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError
from ansible_collections.coxswain.helm.plugins.module_utils.release.direct.backend import DirectBackend
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.install_upgrade import install_or_upgrade
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.uninstall import uninstall
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.manifest_objects import (
    declare_served,
    documents_of,
)
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.history import read_release
from ansible_collections.coxswain.helm.plugins.module_utils.release.reporting.outcome import Outcome
from ansible_collections.coxswain.helm.plugins.module_utils.release.request import ReleaseRequest
from harness.audit import ADMIN, Request

from . import live
from .charts import Candidate, changed_values, next_version, removable

NAME = "rel"
_RECORD = "sh.helm.release."
#: seconds without a change of any object, after which controllers count as settled; and the most to wait for that
_QUIET, _PATIENCE = 0.7, 12.0
_OBJECT_ACTIONS = ("create", "patch", "replace", "delete")

INSTALL, UPGRADE = "install", "upgrade"
#: how Helm begins to say that a kind is not served
_GONE = "no matches for kind"


@dataclass
class Findings:
    """What came of one chart.

    :param refused: what Helm refuses an installation with, ``None`` when it installs the chart.
    :param both_refuse: so does this collection.
    :param gone: it is refused for API versions that the cluster does not serve.
    :param rewritten: the error of an installation with ``rewrite_apis``, ``""`` when there was none.
    :param counts: how often each claim was put to the test.
    :param complaints: where a claim did not hold.
    :param random: random values that differ, and were looked at as such.
    """

    chart: str
    refused: str | None = None
    both_refuse: bool = False
    gone: bool = False
    rewritten: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    random: int = 0
    seconds: float = 0.0

    def counted(self, claim: str, times: int = 1) -> None:
        self.counts[claim] = self.counts.get(claim, 0) + times

    def complain(self, claim: str, what: Any) -> None:
        self.complaints.append(f"{claim} — {what}")


class Trial:
    """The cluster that charts are tried on."""

    def __init__(self, cluster: harness.Cluster, folder: Path) -> None:
        self.cluster, self.folder = cluster, folder
        self.api = connect(ConnectionOptions())
        self._others = set(self._definitions())

    def close(self) -> None:
        self.api.close()

    def run(self, candidate: Candidate, namespace: str, *, third: bool = False, structure: bool = False) -> Findings:
        """Try one chart in a namespace of its own.

        :param third: take it over from Helm 3 as well.
        :param structure: upgrade it once more to a version with other templates.
        """
        started = time.monotonic()
        findings = Findings(str(candidate))
        objects.create(self.api, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})
        try:
            _One(self, candidate, namespace, findings).run(third, structure)
        except CoxswainError as error:
            findings.complain("no error", error)
        finally:
            self.clean(namespace, [])
            objects.delete(self.api, Ref("v1", "Namespace", "", namespace))
        findings.seconds = time.monotonic() - started
        return findings

    def clean(self, namespace: str, manifests: list[str]) -> None:
        """Remove a release and what it leaves behind, and wait until that is gone."""
        self.api.forget_discovery()
        request = ReleaseRequest(NAME, namespace, disable_hooks=True)
        release = read_release(self.api, NAME, namespace)
        if release is not None:
            manifests = [*manifests, release.manifest]
            uninstall(DirectBackend(self.api), request)
        refs: dict[Ref, None] = {}
        for manifest in manifests:
            declared, _gone = declare_served(documents_of(manifest, "the sweep"), self.api.discovery, NAME, namespace)
            refs.update(dict.fromkeys(item.ref for item in declared if not item.generated))
        claims = self.api.items(f"/api/v1/namespaces/{namespace}/persistentvolumeclaims")
        refs.update(dict.fromkeys(objects.ref_of(claim) for claim in claims))
        # Neither Helm nor this collection ever removes the definitions of a chart's crds/ folder.
        refs.update(dict.fromkeys(ref for ref in self._definitions() if ref not in self._others))
        left = list(refs)
        deadline = time.monotonic() + 120
        while left and time.monotonic() < deadline:
            self.api.each(lambda ref: objects.delete(self.api, ref), left)
            found = self.api.each(lambda ref: objects.get(self.api, ref), left)
            left = [ref for ref, item in zip(left, found, strict=True) if item is not None]
            if left:
                time.sleep(0.1)
        self.api.forget_discovery()

    def _definitions(self) -> list[Ref]:
        found = self.api.items("/apis/apiextensions.k8s.io/v1/customresourcedefinitions")
        return [objects.ref_of(item) for item in found]


class _One:
    def __init__(self, trial: Trial, candidate: Candidate, namespace: str, findings: Findings) -> None:
        self.trial, self.candidate, self.namespace, self.findings = trial, candidate, namespace, findings
        self.api = trial.api
        self.chart = candidate.load()
        self.values = changed_values(self.chart)
        self.values_file = trial.folder / f"{namespace}.json"
        self.values_file.write_text(json.dumps(self.values))

    # ------------------------------------------------------------------------------------------------- the course

    def run(self, third: bool, structure: bool) -> None:
        refusal = self.helm(4, INSTALL)
        if refusal is not None:
            self.findings.refused = refusal
            self.trial.clean(self.namespace, [])
            self._both_refuse()
            self.findings.gone = _GONE in refusal
            if self.findings.gone:
                self._rewritten()
            return
        manifests = [self.manifest()]
        theirs = {INSTALL: self.live()}
        self.unchanged("taken over from Helm 4", {})
        upgraded = self.helm(4, UPGRADE, self.values_file)
        if upgraded is None:
            manifests.append(self.manifest())
            theirs[UPGRADE] = self.live()
        self.trial.clean(self.namespace, manifests)

        self.present({})
        self.equal(INSTALL, theirs[INSTALL], {})
        self.unchanged("run again at once", {})
        self.settle()
        self.unchanged("run again after controllers have settled", {})
        if upgraded is None:
            self.predicted("values changed", self.chart, self.values)
            self.equal(UPGRADE, theirs[UPGRADE], self.values)
            self.unchanged("run again at once", self.values)
        if structure:
            self._structure(self.values if upgraded is None else {})
        self.predicted("uninstalled", None, {})
        self.trial.clean(self.namespace, manifests)
        if third:
            self._taken_over()

    def _both_refuse(self) -> None:
        """What Helm does not install, is not installed here either."""
        try:
            self.present({})
        except CoxswainError:
            self.findings.both_refuse = True
        self.trial.clean(self.namespace, [])

    def _rewritten(self) -> None:
        """With its API versions rewritten the chart is installed, and Helm can go on from what is stored."""
        try:
            self.present({}, rewrite=True)
        except CoxswainError as error:
            self.findings.rewritten = str(error)
        else:
            self.findings.rewritten = ""
            self.unchanged("rewritten and run again", {}, rewrite=True)
            self.findings.counted("rewritten and rolled back by Helm 4")
            done = self._helm(4, "rollback", NAME, "1", "--no-hooks")
            if done.returncode:
                self.findings.complain("rewritten and rolled back by Helm 4", done.stderr.strip())
        self.trial.clean(self.namespace, [])

    def _structure(self, values: dict[str, Any]) -> None:
        """Another version of the chart: a template more, and one less where the chart renders without it."""
        for without in (*list(removable(self.chart, self.manifest()))[:4], None):
            chart = next_version(self.chart, without)
            try:
                install_or_upgrade(DirectBackend(self.api, True), self.request(chart, values))
            except CoxswainError:
                continue
            claim = "chart version changed, an object added" + ("" if without is None else " and others removed")
            self.predicted(claim, chart, values)
            return

    def _taken_over(self) -> None:
        for major in (3, 4):
            if self.helm(major, INSTALL) is not None:
                continue
            self.unchanged(f"taken over from Helm {major}", {})
            self.settle()
            self.unchanged(f"taken over from Helm {major} after controllers have settled", {})
            self.trial.clean(self.namespace, [])

    # ------------------------------------------------------------------------------------------------- the claims

    def equal(self, claim: str, theirs: live.Objects, values: dict[str, Any]) -> None:
        """The live objects are what Helm has made, random values aside."""
        self.findings.counted(f"as Helm: {claim}")
        found = list(live.differences(theirs, self.live()))
        if not found:
            return
        chance = self.random(values)
        for ref, path in found:
            if any(
                ref.kind == kind
                and (not where or (ref.name == name and (path == where or path.startswith(f"{where}/"))))
                for kind, name, where in chance
            ):
                self.findings.random += 1
            else:
                self.findings.complain(f"as Helm: {claim}", f"{ref} {path or 'is there or not'}")

    def unchanged(self, claim: str, values: dict[str, Any], *, rewrite: bool = False) -> None:
        """A run changes nothing and sends no write but dry runs."""
        self.findings.counted(claim)
        outcome, writes = self.audited(lambda: self.present(values, rewrite=rewrite))
        if outcome.changed:
            told = [str(change) for change in outcome.changes] + [f"{ref} {at}" for ref, at in outcome.drifted.items()]
            self.findings.complain(claim, f"changed: {told}")
        if real := [str(request) for request in writes if not request.dry_run]:
            self.findings.complain(claim, f"written: {real}")

    def predicted(self, claim: str, chart: Chart | None, values: dict[str, Any]) -> None:
        """Check mode tells what the run does, object by object, and what is found in the cluster then; and writes
        nothing."""
        claim = f"predicted: {claim}"
        self.findings.counted(claim)
        before = self.live()
        expected, asked = self.audited(lambda: self.act(chart, values, True))
        if real := [str(request) for request in asked if not request.dry_run]:
            self.findings.complain(claim, f"check mode wrote {real}")
        done, written = self.audited(lambda: self.act(chart, values, False))
        if expected is None or done is None:
            if expected is not done:
                self.findings.complain(claim, f"check mode said {expected}, the run {done}")
            return
        foretold, told = (
            [(change.action, change.kind, change.namespace, change.name) for change in outcome.changes]
            for outcome in (expected, done)
        )
        if (expected.changed, expected.action, foretold) != (done.changed, done.action, told):
            odd = [change for change in foretold if change not in told], [row for row in told if row not in foretold]
            self.findings.complain(claim, f"foretold and not done, done and not foretold: {odd}")
        self._seen(claim, before, done, written)

    def _seen(self, claim: str, before: live.Objects, done: Outcome, written: list[Request]) -> None:
        """The changes that were told are those of the live objects and those of the audit log."""
        after = self.live() if done.release is not None else {}
        gone = {ref: self.present_of(ref) for ref in before if ref not in after}
        changed = {(ref.kind, ref.namespace, ref.name) for ref, _path in live.differences(before, {**after, **gone})}
        told = {
            (change.kind, change.namespace, change.name): change
            for change in done.changes
            if change.action in _OBJECT_ACTIONS
        }
        self.findings.counted("changes of objects compared", len(told))
        if changed != set(told):
            self.findings.complain(
                claim, f"told and not seen, seen and not told: {set(told) - changed, changed - set(told)}"
            )
        asked = {(item.resource, item.namespace, item.name) for item in written if not item.name.startswith(_RECORD)}
        silent = [
            key
            for key, change in told.items()
            if (self.api.discovery.resource_for(change.api_version, change.kind).name, *key[1:]) not in asked
        ]
        if silent:
            self.findings.complain(claim, f"told and not in the audit log: {silent}")
        known = {
            (self.api.discovery.resource_for(ref.api_version, ref.kind).name, ref.namespace, ref.name)
            for ref in {**before, **after}
        }
        if strange := asked - known:
            self.findings.complain(claim, f"written and no object of the release: {strange}")

    # ------------------------------------------------------------------------------------------------ the helpers

    def request(self, chart: Chart | None, values: dict[str, Any]) -> ReleaseRequest:
        return ReleaseRequest(NAME, self.namespace, chart, values=values, disable_hooks=True)

    def present(self, values: dict[str, Any], *, rewrite: bool = False) -> Outcome:
        request = replace(self.request(self.chart, values), rewrite_apis=rewrite)
        return install_or_upgrade(DirectBackend(self.api), request)

    def act(self, chart: Chart | None, values: dict[str, Any], check: bool) -> Outcome | None:
        """Install or upgrade, or (without a chart) uninstall; ``None`` where that is refused."""
        work = install_or_upgrade if chart is not None else uninstall
        try:
            return work(DirectBackend(self.api, check), self.request(chart, values))
        except CoxswainError:
            return None

    def audited(self, work: Callable[[], Any]) -> tuple[Any, list[Request]]:
        """What a call gives, and the writes that it has sent."""
        mark = self.trial.cluster.audit.mark()
        result = work()
        self.trial.cluster.settle_audit()
        return result, self.trial.cluster.audit.writes(mark, user=ADMIN)

    def manifest(self) -> str:
        release = read_release(self.api, NAME, self.namespace)
        return release.manifest if release is not None else ""

    def live(self) -> live.Objects:
        self.api.forget_discovery()
        return live.read(self.api, self.manifest(), NAME, self.namespace)

    def present_of(self, ref: Ref) -> Any:
        found = objects.get(self.api, ref)
        return None if found is None or found["metadata"].get("deletionTimestamp") else live.settled(found)

    def settle(self) -> None:
        """Wait until controllers leave the objects alone."""
        declared, _gone = declare_served(
            documents_of(self.manifest(), "the sweep"), self.api.discovery, NAME, self.namespace
        )
        refs = [item.ref for item in declared if not item.generated]
        deadline = time.monotonic() + _PATIENCE
        last: list[Any] = []
        while time.monotonic() < deadline:
            found = self.api.each(lambda ref: objects.get(self.api, ref), refs)
            now = [item and item["metadata"]["resourceVersion"] for item in found]
            if now == last:
                return
            last = now
            time.sleep(_QUIET)

    def helm(self, major: int, command: str, values: Path | None = None) -> str | None:
        """Install or upgrade with real Helm; its error, ``None`` when there is none."""
        chosen = ("-f", str(values)) if values else ()
        done = self._helm(major, command, NAME, str(self.candidate.archive), *chosen, "--no-hooks")
        self.api.forget_discovery()
        return None if done.returncode == 0 else done.stderr.strip()

    def random(self, values: dict[str, Any]) -> set[tuple[str, str, str]]:
        """What Helm itself renders differently from time to time.

        Asked with and without the server: with it, a chart that looks its own password up finds what is there.
        """
        chosen = ("-f", str(self.values_file)) if values else ()
        arguments = (NAME, str(self.candidate.archive), *chosen, "--no-hooks")
        found: set[tuple[str, str, str]] = set()
        for mode in ("--dry-run=server", "--dry-run=client"):
            one, other = (self._helm(4, "template", *arguments, mode).stdout for _ in range(2))
            found |= live.random_paths(one, other, self.api, NAME, self.namespace)
        return found

    def _helm(self, major: int, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [os.environ[f"HELM{major}"], *arguments, "--namespace", self.namespace]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
