# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Have a release as it is described, through Tiller: install it, upgrade it, or find that nothing is to be done.

What Tiller would render is asked of Tiller: its dry run is the very request of the run, and no other rendering is as
exact. A release counts as unchanged when chart and values are those of its revision, and the manifest is the one that
is stored, apart from what chance and the clock have a part in.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...dialect import HELM2
from ...errors import ApiError, CoxswainError, ReleaseError, TillerError
from ...release.planning.manifest_objects import documents_of
from ...release.planning.namespaces import namespace_step
from ...release.planning.plan import Plan
from ...release.records import model
from ...release.records.codec import normalized
from ...release.records.state import Standing
from ...release.rendering.nondeterminism import differing_objects, matches_deterministic_parts
from ...release.reporting.outcome import Outcome
from ...release.request import CRDS_SKIP, IGNORE, REPORT
from ..protocol.charts import chart_message, same_chart, values_text
from ..protocol.convert import chart_of, release_of
from .manifest_changes import changes_between, correct, drift_of
from .session import history_of, hook_changes, quietly, record_change, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...release.planning.change import Change
    from ...release.records.model import Release
    from ...release.request import ReleaseRequest
    from .session import History, Session

#: the chart's own definitions are created by a hook of their own
_CRD_INSTALL = "crd-install"


def install_or_upgrade(session: Session, request: ReleaseRequest) -> Outcome:
    """Have a release as it is described.

    :raises CoxswainError: it cannot be done; before anything is written when the chart does not render.
    """
    return _Presence(session, request).run()


class _Presence:
    def __init__(self, session: Session, request: ReleaseRequest) -> None:
        model.check_name(request.name)
        if request.chart is None:
            raise ReleaseError("no chart is given", f"release {request.name}")
        self.session = session
        self.request = replace(request, dialect=HELM2)
        self.chart = request.chart
        self.timeout = seconds(request)

    def run(self) -> Outcome:
        session, request = self.session, self.request
        history = history_of(session, request)
        base = history.deployed if history.standing is not Standing.UNINSTALLED else None
        stored = release_of(base) if base is not None else None
        values = self._values(stored)
        # Whatever counts of the old values is merged here, but for the chart's own, which only Tiller keeps.
        message = chart_message(self.chart, values)
        if history.standing is Standing.DEPLOYED and base is not None and stored is not None:
            same = same_chart(message, base.chart, values=not request.reuse_values)
            if (
                same
                and normalized(stored.config) == normalized(values)
                and self._same_manifest(stored, message, values)
            ):
                return self._unchanged(stored)
        return self._change(history, base, stored, message, values)

    def _values(self, stored: Release | None) -> dict[str, Any]:
        from ...release.rendering.render_release import values_for

        return values_for(self.request, stored)[0]

    # -------------------------------------------------------------------------------------- nothing has changed

    def _same_manifest(self, stored: Release, message: Any, values: dict[str, Any]) -> bool:
        """Would Tiller render what is stored?"""
        from ...errors import RenderError

        def again() -> Release:
            return release_of(self._dry_update(message, values))

        try:
            rendered = again()
        except TillerError as error:
            if error.reason in ("unreachable", "timeout"):
                raise
            # What stands in the way of an upgrade, such as an API version that is gone, is no change of the release.
            return self._same_here(stored, values)
        if _same(stored, rendered, again):
            return True
        try:
            return self._same_here(stored, values)
        except RenderError:
            return False

    def _same_here(self, stored: Release, values: dict[str, Any]) -> bool:
        """Does a rendering for the stored revision's own number, which Tiller does not offer, give what is stored?"""
        upgrade = stored.revision > 1 and stored.description != "Install complete"

        def rendered(again: bool) -> Release:
            return self._rendered_here(stored, values, upgrade, again)

        return _same(stored, rendered(False), lambda: rendered(True))

    def _rendered_here(self, release: Release, values: dict[str, Any], upgrade: bool, again: bool = False) -> Release:
        """A revision with what its chart renders to here, by the rules of Helm 2.

        :param again: with another clock, to find what the clock has a part in.
        """
        from ...release.rendering.render_release import capabilities_of
        from ...render.facts import ReleaseFacts
        from ...render.render import render
        from ...sprig.sources import Sources

        made = render(
            self.chart,
            values,
            ReleaseFacts(release.name, release.namespace, release.revision, not upgrade, upgrade),
            dialect=HELM2,
            capabilities=capabilities_of(self.session.api, self.request) if self.session.api is not None else None,
            sources=Sources(clock=_other_clock) if again else Sources(),
        )
        hooks = tuple(
            model.Hook(hook.name, hook.kind, hook.path, hook.manifest, tuple(hook.events), hook.weight)
            for hook in made.hooks
        )
        return release.replace(manifest=made.manifest, hooks=hooks, notes=made.notes)

    def _unchanged(self, stored: Release) -> Outcome:
        session, request = self.session, self.request
        if request.drift == IGNORE:
            return self._outcome(False, "unchanged", stored)
        drift = drift_of(session, request, stored.manifest)
        session.warnings += drift.warnings
        if request.drift == REPORT:
            session.warnings += [f"{ref} has drifted: {', '.join(fields)}" for ref, fields in drift.fields.items()]
            return self._outcome(False, "unchanged", stored, drifted=drift.fields, foreign=drift.foreign)
        changes, pairs = correct(session, request, drift)
        action = "corrected" if changes else "unchanged"
        return self._outcome(bool(changes), action, stored, changes, pairs, drifted=drift.fields, foreign=drift.foreign)

    # ------------------------------------------------------------------------------------- something is to be done

    def _change(
        self, history: History, base: Any, stored: Release | None, message: Any, values: dict[str, Any]
    ) -> Outcome:
        session, request = self.session, self.request
        if history.standing is Standing.UNINSTALLING:
            self._finish_uninstall()
        fresh = base is None
        namespace = self._namespace()
        # The name of a release that was deleted, or never came up, is used again.
        reuse = bool(history.revisions)
        locked = history.standing is Standing.ABANDONED
        if locked:
            # Check mode leaves the revision that locks the release as it is, so that Tiller cannot be asked.
            release = self._predicted(message, values, fresh)
        elif fresh:
            release = release_of(self._install(message, values, dry_run=True, reuse=reuse))
        else:
            release = release_of(self._dry_update(message, values))
        release = release.replace(status=model.DEPLOYED, description=self._description(fresh))
        before = stored.manifest if stored is not None else ""
        if history.revisions:
            release = release.replace(revision=int(history.last.version) + 1)
        # Another rendering shows where chance had a part: that of the run itself, or one more.
        second = release
        if not session.check_mode:
            session.report(f"{'install' if fresh else 'upgrade'} {request.name} in {request.namespace} through Tiller")
            try:
                if fresh:
                    made = self._install(message, values, dry_run=False, reuse=reuse)
                else:
                    made = self._update(message, values, dry_run=False)
            except CoxswainError as error:
                raise self._failed(error, base) from error
            release = release_of(made)
        elif not fresh and not locked:
            second = release_of(self._dry_update(message, values))
        changes, pairs = self._changes(before, release, fresh)
        drifted: dict[Any, list[str]] = {}
        if not fresh and request.drift not in (IGNORE, REPORT):
            # Tiller compares manifests: what somebody has changed in the cluster is left for us.
            kept = _common(before, release.manifest) if session.check_mode else release.manifest
            drift = drift_of(session, request, kept)
            more, further = correct(session, request, drift)
            known = {(change.kind, change.namespace, change.name) for change in changes}
            changes += [change for change in more if (change.kind, change.namespace, change.name) not in known]
            pairs += [pair for pair in further if (pair[0].kind, pair[0].namespace, pair[0].name) not in known]
            drifted = drift.fields
        action = "installed" if fresh else "upgraded"
        outcome = self._outcome(True, action, release, namespace + changes, pairs, drifted=drifted)
        return replace(outcome, random=lambda: differing_objects(release.manifest, second.manifest))

    def _changes(self, before: str, release: Release, fresh: bool) -> tuple[list[Change], list[Any]]:
        """What the change of manifests, the hooks and the record are, in the order in which they come."""
        session, request = self.session, self.request
        events = ("pre-install", "post-install") if fresh else ("pre-upgrade", "post-upgrade")
        objects, pairs = changes_between(session, before, release.manifest, request.namespace)
        hooks = () if request.disable_hooks else release.hooks
        definitions = fresh and request.crds != CRDS_SKIP
        changes = [
            *(hook_changes(session, hooks, (_CRD_INSTALL,), request.namespace) if definitions else []),
            record_change(session, request.name, release.revision),
            *hook_changes(session, hooks, events[:1], request.namespace),
            *objects,
            *hook_changes(session, hooks, events[1:], request.namespace),
        ]
        return changes, pairs

    def _predicted(self, message: Any, values: dict[str, Any], fresh: bool) -> Release:
        """The revision that Tiller would make, rendered here."""
        request = self.request
        chart = chart_of(message, f"release {request.name}")
        release = model.Release(request.name, request.namespace, chart=chart, config=values, apply_method="")
        return self._rendered_here(release, values, not fresh)

    def _description(self, fresh: bool) -> str:
        return self.request.description or ("Install complete" if fresh else "Upgrade complete")

    def _install(self, message: Any, values: dict[str, Any], *, dry_run: bool, reuse: bool) -> Any:
        request = self.request
        return self.session.tiller.install(
            request.name,
            request.namespace,
            message,
            values_text(values),
            self.timeout,
            dry_run=dry_run,
            reuse_name=reuse,
            disable_hooks=request.disable_hooks,
            disable_crd_hook=request.crds == CRDS_SKIP,
            wait=request.waits,
            description=request.description,
        )

    def _dry_update(self, message: Any, values: dict[str, Any]) -> Any:
        return self._update(message, values, dry_run=True)

    def _update(self, message: Any, values: dict[str, Any], *, dry_run: bool) -> Any:
        request = self.request
        given = request.values if request.reuse_values else values
        return self.session.tiller.update(
            request.name,
            message,
            values_text(given),
            self.timeout,
            dry_run=dry_run,
            reset_values=not request.reuse_values,
            reuse_values=request.reuse_values,
            disable_hooks=request.disable_hooks,
            wait=request.waits,
            force=request.force,
            description=request.description,
            cleanup_on_fail=request.cleanup_on_fail,
        )

    def _finish_uninstall(self) -> None:
        """Take up an uninstall that was cut off, so that the name can be used again."""
        session, request = self.session, self.request
        session.report(f"finish the uninstall of {request.name} that was cut off")
        if not session.check_mode:
            session.tiller.uninstall(
                request.name, self.timeout, purge=False, disable_hooks=request.disable_hooks, description=""
            )

    def _namespace(self) -> list[Change]:
        """What is to be done about the namespace. Tiller creates one that is missing, whether it was asked or not."""
        session, request = self.session, self.request
        if session.api is None:
            if request.namespace_labels:
                raise ReleaseError(
                    "cannot be had through Tiller alone",
                    "namespace_labels",
                    "Give the API server as well (kubeconfig, context or host).",
                )
            return []
        try:
            step = namespace_step(session.api, request)
            if step is None:
                if not request.create_namespace:
                    session.api.request("GET", f"/api/v1/namespaces/{request.namespace}")
                return []
        except ApiError as error:
            if error.status == 403 and not request.namespace_labels:
                return []
            raise
        from ...release.execution.executor import Executor
        from ...release.records.storage import Storage

        executor = Executor(
            session.api,
            Storage(session.api, request.namespace),
            request.name,
            request.namespace,
            request.timeout,
            session.report,
            dry_run=session.check_mode,
        )
        executor.prepare(Plan(namespace=step))
        return executor.done.changes

    # ------------------------------------------------------------------------------------------------- failure

    def _failed(self, error: CoxswainError, base: Any) -> CoxswainError:
        """Undo a failure where that is asked for, and give back what to tell."""
        session, request = self.session, self.request
        # Where Tiller refused to begin, or cannot be asked, there is nothing to undo.
        reason = error.reason if isinstance(error, TillerError) else ""
        operation = "install" if base is None else "upgrade"
        untouched = reason in ("unreachable", "locked", "exists", "too-large", "version", "name", "tls")
        undone = ""
        if request.atomic and not untouched:
            if base is None:
                second = quietly(self._undo_install, session.report, "the failed install could not be undone")
                done = "was uninstalled (atomic)"
            else:
                revision = int(base.version)
                second = quietly(
                    lambda: session.tiller.rollback(request.name, revision, self.timeout, wait=True),
                    session.report,
                    "the failed upgrade could not be undone",
                )
                done = f"was rolled back to revision {revision} (atomic)"
            undone = f" and {done}" if second is None else f" and could not be undone ({second})"
        text = f'{operation} of release "{request.name}" through Tiller failed{undone}: {error.what}'
        return TillerError(text, None, error.remedy, reason=reason or "failed")

    def _undo_install(self) -> None:
        request = self.request
        self.session.tiller.uninstall(
            request.name, self.timeout, purge=True, disable_hooks=request.disable_hooks, description=""
        )

    def _outcome(
        self,
        changed: bool,
        action: str,
        release: Release | None,
        changes: list[Change] | None = None,
        pairs: list[Any] | None = None,
        *,
        drifted: dict[Any, list[str]] | None = None,
        foreign: dict[Any, list[str]] | None = None,
    ) -> Outcome:
        return Outcome(
            changed=changed,
            action=action,
            release=release,
            changes=changes or [],
            warnings=self.session.all_warnings(),
            drifted=drifted or {},
            foreign=foreign or {},
            pairs=pairs or [],
            namespace=self.request.namespace,
            sensitive=self.request.sensitive,
        )


def _other_clock() -> int:
    """A time at which no field of a date is as it is now."""
    return time.time_ns() + 400_000_000_000_000 * 97 + 12_345_678_901


def _same(stored: Release, one: Release, again: Callable[[], Release]) -> bool:
    """Is a rendering what is stored, apart from what differs between it and another one?"""
    kept, made = _parts(stored), _parts(one)
    if kept == made:
        return True
    if [part[0] for part in kept] != [part[0] for part in made]:
        return False
    other = _parts(again())
    if [part[0] for part in made] != [part[0] for part in other]:
        return False
    return matches_deterministic_parts(
        [part[1] for part in kept], [part[1] for part in made], [part[1] for part in other]
    )


def _parts(release: Release) -> list[tuple[Any, Any]]:
    """Objects and hooks, each with what it is and what it holds, in an order that does not hang on theirs."""
    found: list[tuple[Any, Any]] = [
        (("object", str(entry.get("apiVersion")), str(entry.get("kind")), _name(entry)), entry)
        for entry in documents_of(release.manifest, "the manifest")
    ]
    for hook in release.hooks:
        content = documents_of(hook.manifest, hook.path)
        found.append((("hook", hook.path, hook.kind, str(sorted(hook.events)), str(hook.weight)), content))
    return sorted(found, key=lambda part: part[0])


def _name(document: dict[str, Any]) -> str:
    metadata = document.get("metadata") or {}
    return f"{metadata.get('namespace') or ''}/{metadata.get('name') or ''}"


def _common(before: str, after: str) -> str:
    """The objects of one manifest that another declares alike, as a manifest."""
    from ...data import yaml_out

    old = [normalized(entry) for entry in documents_of(before, "the manifest")]
    new = [normalized(entry) for entry in documents_of(after, "the manifest")]
    return "".join(f"---\n{yaml_out.marshal(entry)}" for entry in new if entry in old)
