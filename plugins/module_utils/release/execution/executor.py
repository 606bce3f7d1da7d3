# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out a plan without deciding anything. With ``dry_run`` every request is sent with ``dryRun=All``.

What a dry run cannot send (objects in a namespace or of a kind that the same run would create, or a write that is not
permitted) is assumed to happen as planned and marked as predicted.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from ...cluster import objects
from ...cluster.apply import apply, conflict_message
from ...cluster.diagnostics import ObjectDiagnosis, explain_pods
from ...cluster.wait import diagnose_failed, wait_gone, wait_ready
from ...errors import ApiError, CoxswainError, ReleaseError
from ..planning.change import CREATE, DELETE, FORGET, KEEP, PATCH, RECORD, REPLACE, RUN_HOOK, Change
from ..planning.compare import same
from ..records import model
from ..records.lock import is_held, lock_with_revision, without_owner
from ..records.model import Hook, Release
from ..records.storage import key_of
from ..request import SERVER
from .apply_step import apply_step
from .hooks import HookFailed, run_hooks, with_results
from .wait_report import ESTABLISHED, GONE, READY, WaitReport

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ...cluster.objects import Ref
    from ..planning.plan import Plan, Step
    from ..records.storage import Storage
    from ..request import Report


#: seconds until a CustomResourceDefinition is established, and until discovery shows its kinds after that
_ESTABLISHED = 60.0
_DISCOVERED = 10.0


class NotReady(ReleaseError):
    """Objects of a release did not become ready.

    :param diagnostics: why, object by object.
    """

    def __init__(self, what: str, diagnostics: Sequence[ObjectDiagnosis], where: str | None = None) -> None:
        super().__init__(what, where)
        self.diagnostics = tuple(diagnostics)


class _NotHeld(Exception):
    """A revision is not the lock of this run."""


@dataclass
class Done:
    """What was done so far. After a failure the clean-up starts from it."""

    changes: list[Change] = field(default_factory=list)
    pairs: list[tuple[Ref, dict[str, Any] | None, dict[str, Any] | None]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    created: list[Ref] = field(default_factory=list)
    #: the revision that this run has begun to store, and the one that it has stored
    begun: Release | None = None
    record: Release | None = None
    live: dict[Ref, dict[str, Any]] = field(default_factory=dict)


class Executor:
    """Carry out plans for one release.

    :param timeout: seconds, for each hook and for the wait.
    :param apply_side: who merges hooks and CRDs, ``server`` or ``client``.
    """

    def __init__(
        self,
        api: Api,
        storage: Storage,
        name: str,
        namespace: str,
        timeout: float,
        report: Report,
        *,
        dry_run: bool,
        apply_side: str = SERVER,
    ) -> None:
        self.name = name
        self.api = api
        self.storage = storage
        self.namespace = namespace
        self.timeout = timeout
        self.report = report
        self.dry_run = dry_run
        self.apply_side = apply_side
        self.done = Done()
        #: namespaces and kinds that would exist by now if this were not a dry run
        self._imagined_namespaces: set[str] = set()
        self._imagined_kinds: set[tuple[str, str]] = set()

    # ------------------------------------------------------------------------------------------ steps of a plan

    def prepare(self, plan: Plan) -> None:
        """Create the namespace and the CRDs that the rest needs."""
        if plan.namespace is not None:
            self._make_namespace(plan.namespace)
        if plan.crds:
            self._apply_crds(plan.crds)

    def store(self, plan: Plan) -> Release | None:
        """Delete surplus revisions, and lock the release with the new revision."""
        if plan.abandoned is not None and not self.dry_run:
            self.mark(plan.abandoned.revision, model.FAILED, "The operation was cut off")
        for entry in plan.forget:
            self.storage.delete(entry.name, entry.revision, dry_run=self.dry_run)
            self._note_revision(FORGET, entry.name, entry.revision)
        if plan.record is None:
            return None
        record = plan.record
        self.begin(record)
        if self.namespace not in self._imagined_namespaces:
            record = self._guarded_record(record)
        if not self.dry_run:
            lock_with_revision(self.storage, record, frozenset(entry.revision for entry in plan.forget))
        self._note_revision(RECORD, record.name, record.revision)
        self.done.record = record
        return record

    def run_hooks(self, hooks: Sequence[Hook], event: str) -> list[Hook]:
        """Run hooks; a dry run only lists them.

        :raises HookFailed: a hook failed.
        """
        for hook in hooks:
            self.done.changes.append(Change(RUN_HOOK, "", hook.kind, self.namespace, hook.name, self.dry_run))
        if self.dry_run or not hooks:
            return list(hooks)
        try:
            return run_hooks(
                self.api, hooks, event, self.namespace, self.timeout, self.report, apply_side=self.apply_side
            )
        except HookFailed as failure:
            self._note_hooks(failure.hooks)
            raise

    def change_objects(self, plan: Plan) -> None:
        """Create and patch objects, one kind after the other and in parallel within a kind; then delete."""
        for group in _kind_groups(plan.apply):
            results = self.api.each(self._attempt, group)
            for step, result in zip(group, results):
                self._settle(step, result)
            for result in results:
                if isinstance(result, Exception):
                    raise result
        for group in _kind_groups(plan.delete):
            self.api.each(self._remove, group)
            for step in group:
                if step.action == DELETE:
                    self.report(f"delete {step.ref}")
                    self.done.pairs.append((step.ref, step.live, None))
                self.done.changes.append(step.change)

    def wait(self, refs: Sequence[Ref], *, jobs: bool) -> None:
        """Wait until objects are ready.

        :raises NotReady: some did not become ready.
        """
        if self.dry_run or not refs:
            return
        from ...cluster.readiness import readiness

        self.report(f"wait for {_counted(refs)}")

        waited = wait_ready(
            self.api,
            refs,
            self.timeout,
            judge=partial(readiness, jobs=jobs),
            known=self.done.live,
            observer=self._observer(READY, refs, self.timeout),
        )
        if not waited.ready:
            diagnostics = diagnose_failed(self.api, waited)
            how = "failed"
            if waited.timed_out:
                how = f"{_be(diagnostics)} not ready after {self.timeout:.0f} s"
            text = "\n".join(str(diagnosis) for diagnosis in diagnostics)
            raise NotReady(f"{_counted(diagnostics)} {how}:\n{text}", diagnostics)

    def wait_gone(self, refs: Sequence[Ref]) -> None:
        """Wait until objects are deleted.

        :raises NotReady: some still exist.
        """
        if self.dry_run or not refs:
            return
        self.report(f"wait until {_counted(refs)} {_be(refs)} gone")

        waited = wait_gone(self.api, refs, self.timeout, observer=self._observer(GONE, refs, self.timeout))
        if not waited.ready:
            diagnostics = [ObjectDiagnosis(ref, state.status, state.message) for ref, state in waited.failed.items()]
            names = "; ".join(f"{diagnosis.ref} {diagnosis.message}" for diagnosis in diagnostics)
            raise NotReady(
                f"{_counted(diagnostics)} {_be(diagnostics)} not gone after {self.timeout:.0f} s: {names}", diagnostics
            )

    def _observer(self, purpose: str, refs: Sequence[Ref], timeout: float, *, collects: bool = True) -> WaitReport:
        """Return what reports a wait for objects."""
        subject = f"release {self.name}"
        explain = partial(explain_pods, self.api) if purpose == READY else None
        return WaitReport(self.report, purpose, len(refs), timeout, subject, collects=collects, explain=explain)

    def finish(self, plan: Plan, status: str, description: str) -> Release | None:
        """Store the final status of the new revision, and mark older ones as superseded."""
        for entry in plan.supersede:
            if not self.dry_run:
                self.mark(entry.revision, model.SUPERSEDED, None)
        if self.done.record is None:
            return None
        return self.conclude(status, description)

    def conclude(self, status: str, description: str) -> Release:
        """Store the status of the new revision, which unlocks the release."""
        record = self._record()
        record = record.replace(status=status, description=description, annotations=without_owner(record.annotations))
        if not self.dry_run:
            record = self.storage.update(record)
        self.done.record = record
        return record

    def begin(self, record: Release) -> None:
        """Note the revision that is about to lock the release, in case that storing it is interrupted."""
        if not self.dry_run:
            self.done.begun = record

    def conclude_interrupted(self, description: str) -> bool:
        """Mark the revision of this run as failed if it is stored and still pending; return whether it was."""
        record = self.done.record or self.done.begun
        if record is None or self.dry_run:
            return False
        mine = record

        def failed(stored: Release) -> Release:
            if not is_held(stored, mine):
                raise _NotHeld
            annotations = without_owner(stored.annotations)
            return stored.replace(
                status=model.FAILED, description=description, annotations=annotations, hooks=mine.hooks
            )

        try:
            return self.storage.revise(self.name, record.revision, failed) is not None
        except _NotHeld:
            return False

    def _record(self) -> Release:
        if self.done.record is None:
            raise ReleaseError("no revision was stored", f"release {self.name}")
        return self.done.record

    def note_hooks(self, hooks: Sequence[Hook]) -> None:
        """Remember the results of hooks for the record."""
        self._note_hooks(list(hooks))

    # ---------------------------------------------------------------------------------------------- one object

    def _attempt(self, step: Step) -> Any:
        """Apply one object; return its error, so that the others of its kind are still accounted for."""
        try:
            return self._apply(step)
        except (ApiError, ReleaseError) as error:
            return error

    def _apply(self, step: Step) -> dict[str, Any] | None:
        """Return the resulting object, ``None`` when it could only be predicted."""
        ref = step.ref
        if self.dry_run and (
            ref.namespace in self._imagined_namespaces or (ref.api_version, ref.kind) in self._imagined_kinds
        ):
            return None
        try:
            return apply_step(self.api, step, dry_run=self.dry_run)
        except ApiError as error:
            conflict = conflict_message(error) if error.status == 409 else ""
            if conflict:
                raise ReleaseError(
                    conflict, str(ref), "Set force_conflicts to take over the fields, or remove them from the values."
                ) from None
            if self.dry_run and error.lacks_permission:
                self.done.warnings.append(f"{ref} could not be tried: {error.what}")
                return None
            raise ApiError(
                error.what, str(ref), error.remedy, status=error.status, reason=error.reason, body=error.body
            ) from None

    def _settle(self, step: Step, result: Any) -> None:
        """Account for an applied object."""
        if isinstance(result, Exception):
            return
        predicted = result is None
        after = step.document if result is None else result
        ref = step.ref
        if step.generated and result is not None and not self.dry_run:
            ref = ref._replace(name=str(result["metadata"]["name"]))
        if result is not None:
            self.done.live[ref] = result
        before = step.live
        if step.action in (PATCH, REPLACE) and not predicted:
            if self.dry_run and not same(before, result) and _version(before) != _version(result):
                # A controller has written to it since it was read; that is not a change of this run.
                before = objects.get(self.api, ref) or before
            if same(before, result):
                return
        if self.dry_run and step.action == CREATE and (ref.group, ref.kind) == ("", "Namespace"):
            self._imagined_namespaces.add(ref.name)
        if step.action == CREATE and not self.dry_run:
            self.done.created.append(ref)
        self.report(f"{step.action} {ref}")
        self.done.changes.append(Change.of(step.action, ref, predicted=predicted))
        self.done.pairs.append((ref, before, after))

    def _remove(self, step: Step) -> None:
        if step.action != KEEP:
            uid = str(((step.live or {}).get("metadata") or {}).get("uid") or "")
            propagation = (step.document or {}).get("propagationPolicy", "Background")
            try:
                objects.delete(self.api, step.ref, propagation=propagation, dry_run=self.dry_run, uid=uid or None)
            except ApiError as error:
                if self.dry_run and error.lacks_permission:
                    self.done.warnings.append(f"{step.ref} could not be tried: {error.what}")
                    return
                raise

    # ----------------------------------------------------------------------------------------------- the rest

    def _make_namespace(self, step: Step) -> None:
        document = step.document or {}
        self.report(f"{step.action} {step.ref}")
        try:
            result: dict[str, Any] | None
            if step.action == PATCH:
                # Applying would remove the labels that it was created with, or that another release set.
                body = {"metadata": {"labels": document["metadata"]["labels"]}}
                result = objects.patch(self.api, step.ref, body, dry_run=self.dry_run)
            else:
                result = apply(self.api, document, dry_run=self.dry_run)
        except ApiError as error:
            if not (self.dry_run and error.lacks_permission):
                raise
            self.done.warnings.append(f"{step.ref} could not be tried: {error.what}")
            result = None
        if step.action == PATCH and same(step.live, result):
            return
        self.done.changes.append(Change.of(step.action, step.ref, predicted=result is None))
        self.done.pairs.append((step.ref, step.live, result or step.document))
        if self.dry_run and step.action == CREATE:
            self._imagined_namespaces.add(step.ref.name)

    def _apply_crds(self, steps: Sequence[Step]) -> None:
        made: dict[Ref, dict[str, Any]] = {}
        for step, result in zip(steps, self.api.each(self._attempt, steps)):
            if isinstance(result, Exception):
                raise result
            if step.action == PATCH and same(step.live, result):
                continue
            self.report(f"{step.action} {step.ref}")
            if result is not None:
                made[step.ref] = result
            self.done.changes.append(Change.of(step.action, step.ref, predicted=result is None))
            self.done.pairs.append((step.ref, step.live, step.document if result is None else result))
        kinds = [kind for step in steps for kind in kinds_of(step.document or {})]
        if self.dry_run:
            self._imagined_kinds.update(kind for kind in kinds if self.api.discovery.find(*kind) is None)
            return
        observer = self._observer(ESTABLISHED, list(made), _ESTABLISHED, collects=False)
        waited = wait_ready(self.api, list(made), _ESTABLISHED, known=made, observer=observer)
        if not waited.ready:
            diagnostics = diagnose_failed(self.api, waited)
            raise NotReady("\n".join(str(diagnosis) for diagnosis in diagnostics), diagnostics)
        # Discovery lists an established CRD a moment later.
        deadline = time.monotonic() + _DISCOVERED
        while True:
            self.api.forget_discovery()
            if all(self.api.discovery.find(*kind) for kind in kinds) or time.monotonic() > deadline:
                return
            time.sleep(0.2)

    def _guarded_record(self, record: Release) -> Release:
        try:
            return self.storage.create(record, dry_run=self.dry_run)
        except ApiError as error:
            if self.dry_run and error.lacks_permission:
                self.done.warnings.append(f"storing revision {record.revision} could not be tried: {error.what}")
                return record
            raise

    def mark(self, revision: int, status: str, description: str | None) -> None:
        """Store another status of an older revision, and remove its owner."""
        changes: dict[str, Any] = {"status": status}
        if description is not None:
            changes["description"] = description

        def marked(stored: Release) -> Release:
            return stored.replace(annotations=without_owner(stored.annotations), **changes)

        self.storage.revise(self.name, revision, marked)

    def _note_hooks(self, ran: list[Hook]) -> None:
        if self.done.record is None:
            return
        self.done.record = self.done.record.replace(hooks=with_results(self.done.record.hooks, ran))

    def _note_revision(self, action: str, name: str, revision: int) -> None:
        kind = "Secret" if self.storage.plural == "secrets" else "ConfigMap"
        change = Change(action, "v1", kind, self.namespace, key_of(name, revision))
        self.done.changes.append(change)


def clean_up(executor: Executor) -> None:
    """Delete the objects that a failed run has created, the last one first."""
    for ref in reversed(executor.done.created):
        try:
            executor.report(f"delete {ref}")
            objects.delete(executor.api, ref)
        except CoxswainError as error:
            executor.report(f"{ref} could not be cleaned up: {error}")


def kinds_of(definition: dict[str, Any]) -> dict[tuple[str, str], bool]:
    """Return the kinds that a CustomResourceDefinition defines, and whether each is namespaced."""
    spec = definition.get("spec") or {}
    kind = str((spec.get("names") or {}).get("kind") or "")
    namespaced = spec.get("scope") != "Cluster"
    versions = spec.get("versions") or [{"name": spec.get("version")}]
    return {
        (f"{spec.get('group')}/{version.get('name')}", kind): namespaced
        for version in versions
        if version.get("served", True)
    }


def _kind_groups(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Group neighbours of one kind; two steps for one object never share a group."""
    for _rest, group in itertools.groupby(steps, key=lambda step: (step.ref.group, step.ref.kind)):
        together: list[Step] = []
        names: set[Any] = set()
        for step in group:
            if step.ref in names and not step.generated:
                yield together
                together, names = [], set()
            together.append(step)
            names.add(step.ref)
        yield together


def _version(document: dict[str, Any] | None) -> str:
    return str(((document or {}).get("metadata") or {}).get("resourceVersion") or "")


def _counted(items: Sequence[Any]) -> str:
    return "1 object" if len(items) == 1 else f"{len(items)} objects"


def _be(items: Sequence[Any]) -> str:
    return "is" if len(items) == 1 else "are"
