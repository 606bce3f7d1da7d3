# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run hooks: delete old objects, create new ones, wait until they complete, and delete them by their policies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ...cluster import objects
from ...cluster.apply import apply
from ...cluster.diagnostics import ObjectDiagnosis, diagnose, explain_pods, list_pods, log_tail
from ...cluster.objects import Ref
from ...cluster.readiness import hook_readiness
from ...cluster.wait import wait_gone, wait_ready
from ...errors import ClusterError, ReleaseError
from ..planning.manifest_objects import documents_of
from ..records import model
from ..records.model import BEFORE_CREATION
from ..request import SERVER
from .wait_report import COMPLETE, GONE, WaitReport

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ..records.model import Hook
    from ..request import Report

SUCCEEDED = "hook-succeeded"
FAILED = "hook-failed"
#: deleting a CRD would delete every object of its kind
_NEVER_DELETED = "CustomResourceDefinition"


class HookFailed(ReleaseError):
    """A hook did not complete.

    :param hooks: the hooks of the event with their results.
    :param diagnostics: why the objects of the failed hook are not ready.
    """

    def __init__(
        self, what: str, hooks: list[Hook], where: str | None = None, diagnostics: Sequence[ObjectDiagnosis] = ()
    ) -> None:
        super().__init__(what, where)
        self.hooks = hooks
        self.diagnostics = tuple(diagnostics)


def run_hooks(
    api: Api,
    hooks: Sequence[Hook],
    event: str,
    namespace: str,
    timeout: float,
    report: Report,
    *,
    before_deletion: Callable[[Sequence[Hook]], None] | None = None,
    apply_side: str = SERVER,
) -> list[Hook]:
    """Run the hooks of an event one after the other, in the given order.

    :param before_deletion: called with the hooks that ran, before any of them is deleted.
    :param apply_side: who merges, ``server`` or ``client``.
    :returns: the hooks with their results.
    :raises HookFailed: a hook failed or did not complete in time; those after it did not run.
    """
    run = _Run(api, event, namespace, timeout, report, apply_side)
    done: list[Hook] = []
    for hook in hooks:
        report(f"run the {event} hook {hook.kind} {hook.name}")
        started = hook_started(hook)
        try:
            _run(run, hook)
        except (ClusterError, _Unready) as error:
            ended = _ended(started, "Failed")
            outcome = f"failed: {error}" if isinstance(error, ClusterError) else str(error)
            _log(api, ended, FAILED, namespace, report)
            if before_deletion is not None:
                before_deletion([*done, ended])
            try:
                _after(run, [ended], FAILED)
                _after(run, done, SUCCEEDED)
            except ClusterError as second:
                report(f"a hook could not be deleted: {second}")
            what = f"the {event} hook {hook.kind} {hook.name} {outcome}"
            raise HookFailed(what, [*done, ended], hook.path, error.diagnostics) from None
        done.append(_ended(started, "Succeeded"))
    if before_deletion is not None:
        before_deletion(done)
    for hook in reversed(done):
        _log(api, hook, SUCCEEDED, namespace, report)
        _after(run, [hook], SUCCEEDED)
    return done


def hook_started(hook: Hook) -> Hook:
    """Return a hook that starts to run; as in Helm, its record names the default deletion policy from then on."""
    return replace(hook, phase="Running", started_at=model.now(), completed_at="", delete_policies=policies_of(hook))


def with_results(hooks: Sequence[Hook], ran: Sequence[Hook]) -> tuple[Hook, ...]:
    """Return the hooks of a revision, with the results of those that ran."""
    by_key = {(hook.path, hook.name, hook.kind): hook for hook in ran}
    return tuple(by_key.get((hook.path, hook.name, hook.kind), hook) for hook in hooks)


def policies_of(hook: Hook) -> tuple[str, ...]:
    """Return the deletion policies of a hook; Helm's default is ``before-hook-creation``."""
    return hook.delete_policies or (BEFORE_CREATION,)


def refs_of(api: Api, hook: Hook, namespace: str) -> list[tuple[Ref, dict[str, Any]]]:
    """Return the objects of a hook, with their namespaces."""
    found = []
    for document in documents_of(hook.manifest, hook.path):
        resource = api.discovery.resource_for(str(document["apiVersion"]), str(document["kind"]))
        metadata = document["metadata"]
        if resource.namespaced:
            document = {**document, "metadata": {**metadata, "namespace": metadata.get("namespace") or namespace}}
        name = str(metadata.get("name") or "")
        where = str(document["metadata"].get("namespace") or "") if resource.namespaced else ""
        found.append((Ref(resource.api_version, resource.kind, where, name), document))
    return found


class _Unready(Exception):
    """A hook did not complete; the text follows its name."""

    def __init__(self, text: str, diagnostics: list[ObjectDiagnosis]) -> None:
        super().__init__(text)
        self.diagnostics = diagnostics


class _Run(NamedTuple):
    """What the hooks of an event have in common."""

    api: Api
    event: str
    namespace: str
    timeout: float
    report: Report
    apply_side: str

    def observer(self, purpose: str, total: int, *, collects: bool = True) -> WaitReport:
        """Return what reports a wait for the objects of a hook."""
        explain = partial(explain_pods, self.api) if purpose == COMPLETE else None
        subject = f"{self.event} hook"
        return WaitReport(self.report, purpose, total, self.timeout, subject, collects=collects, explain=explain)


def _run(run: _Run, hook: Hook) -> None:
    api = run.api
    if BEFORE_CREATION in policies_of(hook):
        _delete(run, hook)
    live: dict[Ref, dict[str, Any]] = {}
    for ref, document in refs_of(api, hook, run.namespace):
        if not ref.name:
            made = objects.create(api, document)
            ref = ref._replace(name=str(made["metadata"]["name"]))
        elif run.apply_side == SERVER:
            made = apply(api, document)
        else:
            made = objects.create(api, document, validation=objects.LENIENT)
        live[ref] = made
    if hook.kind == _NEVER_DELETED:
        api.forget_discovery()
    observer = run.observer(COMPLETE, len(live))
    waited = wait_ready(api, live, run.timeout, judge=hook_readiness, known=live, observer=observer)
    if not waited.ready:
        ended = f"did not complete within {run.timeout:.0f} s" if waited.timed_out else "failed"
        diagnostics = [diagnose(api, ref, state) for ref, state in waited.failed.items()]
        raise _Unready("\n".join([ended, *map(str, diagnostics)]), diagnostics)


def _after(run: _Run, hooks: Sequence[Hook], policy: str) -> None:
    for hook in hooks:
        if policy in policies_of(hook):
            _delete(run, hook)


def _delete(run: _Run, hook: Hook) -> None:
    if hook.kind == _NEVER_DELETED:
        return
    named = [ref for ref, _rest in refs_of(run.api, hook, run.namespace) if ref.name]
    gone = [ref for ref in named if objects.delete(run.api, ref, propagation="Background")]
    if not gone:
        return
    waited = wait_gone(run.api, gone, run.timeout, observer=run.observer(GONE, len(gone), collects=False))
    if not waited.ready:
        ref, state = next(iter(waited.failed.items()))
        raise ClusterError(f"{ref} {state.message} after {run.timeout:.0f} s")


def logs_of(api: Api, hook: Hook, namespace: str) -> dict[str, list[str]]:
    """Return the logs of a hook's containers, ``pod/container`` → lines."""
    found: dict[str, list[str]] = {}
    for ref, _rest in refs_of(api, hook, namespace):
        if ref.kind == "Pod":
            pod = objects.get(api, ref)
            pods = [pod] if pod is not None else []
        elif ref.kind == "Job":
            pods = list_pods(api, ref.namespace, {"job-name": ref.name})
        else:
            continue
        for pod in pods:
            name = str(pod["metadata"]["name"])
            for container in (pod.get("spec") or {}).get("containers") or []:
                key = str(container["name"])
                found[f"{name}/{key}"] = log_tail(api, ref.namespace, name, key, None)
    return found


def _log(api: Api, hook: Hook, policy: str, namespace: str, report: Report) -> None:
    """Report the logs of a hook's containers if its policy asks for it."""
    if policy not in hook.output_log_policies:
        return
    try:
        for container, lines in logs_of(api, hook, namespace).items():
            for line in lines:
                report(f"{container}: {line}")
    except ClusterError as error:
        report(f"the log of the hook {hook.name} cannot be read: {error}")


def _ended(hook: Hook, phase: str) -> Hook:
    return replace(hook, phase=phase, completed_at=model.now())
