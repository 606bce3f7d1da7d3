# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Install or upgrade a release through the API server: render, observe, plan, then carry the plan out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import CoxswainError, ReleaseError
from ..backend import Result, UpgradeOperation
from ..execution.executor import clean_up, kinds_of
from ..planning import ownership
from ..planning.change import CREATE
from ..planning.live_state import read_by_name, read_live_objects
from ..planning.manifest_objects import check_served, declare, documents_of
from ..planning.namespaces import namespace_step
from ..planning.plan import ApplyPolicy, Declared, Observed, Plan, difference, hooks_for, object_steps, removal_steps
from ..records import model
from ..records.codec import chart_record
from ..records.lock import hold, with_owner
from ..records.model import Release
from ..records.state import Standing, State
from ..records.storage import Entry, surplus
from ..request import IGNORE, SERVER, ReleaseRequest
from .failure import conclude_failed, conclude_interrupted, failure_of

if TYPE_CHECKING:
    from ..rendering.rendered import Rendered
    from ..rendering.unchanged import ReleaseRendering
    from .base import DirectBase


class DirectUpgrade(UpgradeOperation):
    """An install, or an upgrade from the revision ``base``."""

    def __init__(
        self,
        backend: DirectBase,
        request: ReleaseRequest,
        entries: list[Entry],
        state: State,
        base: Release | None,
        rendering: ReleaseRendering,
    ) -> None:
        self.backend, self.request, self.rendering = backend, request, rendering
        self.entries, self.state, self.base = entries, state, base
        self.is_install = base is None or not ever_deployed(entries)
        self.revision = (state.last.revision if state.last is not None else 0) + 1
        self.events = ("pre-install", "post-install") if self.is_install else ("pre-upgrade", "post-upgrade")
        self.apply_side = backend.apply_side(request, base)
        self.rendered, self.plan = self._plan()
        if self.plan.record is not None:
            backend.storage(request).check_size(self.plan.record)
        self.executor = backend.executor(request, self.apply_side)
        self.release: Release | None = None

    # ------------------------------------------------------------------------------------------------ plan

    def _plan(self) -> tuple[Rendered, Plan]:
        request, backend = self.request, self.backend
        crds = backend.crd_steps(request, self.rendering.values, self.apply_side)
        upcoming: dict[tuple[str, str], bool] = {}
        for step in crds:
            upcoming.update(kinds_of(step.document or {}))
        rendered = self.rendering.render(self.revision, not self.is_install, upcoming=tuple(upcoming))
        backend.warnings += rendered.warnings
        for line in rendered.moved:
            backend.report(line)
        namespace = namespace_step(backend.api, request)
        absent = frozenset({request.namespace}) if namespace is not None and namespace.action == CREATE else frozenset()
        hooks = () if request.disable_hooks else rendered.hooks
        wanted = self._wanted(rendered, hooks, upcoming)
        before = self._before()
        leftover = self._leftover()
        known = [*before, *difference(leftover, before)]
        observed = self._observe(wanted, known, absent)
        self._check_ownership(wanted, before, observed)
        moves = self.base is not None and self.base.apply_method != model.SERVER_SIDE and self.apply_side == SERVER
        steps, foreign = object_steps(
            wanted,
            before,
            observed,
            ApplyPolicy(
                force_conflicts=request.force_conflicts,
                # A failed revision may have left fields behind that neither of the two declares.
                everything=moves or request.replace or self._follows_a_failure(),
                drift=request.drift != IGNORE,
                apply_side=self.apply_side,
                replace=request.replace,
            ),
            leftover=leftover,
        )
        return rendered, Plan(
            namespace=namespace,
            crds=tuple(crds),
            abandoned=self.state.last if self.state.standing in (Standing.ABANDONED, Standing.UNINSTALLING) else None,
            forget=tuple(surplus(self.entries, request.history_max)),
            record=self._record(rendered),
            before=hooks_for(hooks, self.events[0]),
            apply=tuple(steps),
            delete=tuple(removal_steps(difference(known, wanted), observed, request.name, request.namespace)),
            after=hooks_for(hooks, self.events[1]),
            supersede=tuple(entry for entry in self.entries if entry.status == model.DEPLOYED),
            awaited=tuple(item.ref for item in wanted if not item.generated),
            foreign=foreign,
        )

    def _wanted(
        self, rendered: Rendered, hooks: tuple[model.Hook, ...], upcoming: dict[tuple[str, str], bool]
    ) -> list[Declared]:
        """Return the objects of the rendering; refuse kinds that the cluster does not serve, those of hooks too."""
        name, discovery = self.request.name, self.backend.api.discovery
        documents = documents_of(rendered.manifest, f"release {name}")
        running = [hook for hook in hooks if set(self.events) & set(hook.events)]
        hook_documents = [item for hook in running for item in documents_of(hook.manifest, hook.path)]
        check_served(documents + hook_documents, discovery, name, upcoming=upcoming)
        return declare(documents, discovery, name, self.request.namespace, upcoming=upcoming)

    def _before(self) -> list[Declared]:
        """Return the objects of the revision that is upgraded."""
        base = self.base
        if base is None:
            return []
        return self.backend.declared_by(base, refuse_unserved=not self.request.rewrite_apis)

    def _follows_a_failure(self) -> bool:
        """Return whether a newer revision than the deployed one exists, which must have failed."""
        return self.base is not None and self.state.last is not None and self.state.last.revision != self.base.revision

    def _leftover(self) -> list[Declared]:
        """Return the objects that a newer, failed revision may have created."""
        if self.state.last is None or not self._follows_a_failure():
            return []
        failed = self.backend.get(self.request, self.state.last.revision)
        return self.backend.declared_by(failed, warn=False) if failed is not None else []

    def _observe(self, wanted: list[Declared], known: list[Declared], absent: frozenset[str]) -> Observed:
        """List the objects of earlier revisions, and read new ones one by one."""
        listed = read_live_objects(self.backend.api, known, absent=absent)
        new = read_by_name(self.backend.api, difference(wanted, known), absent=absent)
        return Observed({**listed.objects, **new.objects})

    def _check_ownership(self, wanted: list[Declared], before: list[Declared], observed: Observed) -> None:
        """Refuse to adopt existing objects of other owners.

        As in Helm, the objects of the last revision belong to the release whatever their labels say.
        """
        if self.request.take_ownership:
            return
        refused = []
        for item in difference(wanted, before):
            live = observed.get(item.ref)
            reason = ownership.refusal(live, self.request.name, self.request.namespace) if live is not None else None
            if reason is not None:
                refused.append(
                    f'{item.ref.kind} "{item.ref.name}" in namespace "{item.ref.namespace}" exists and cannot be '
                    f"imported into the current release: {reason}"
                )
        if refused:
            raise ReleaseError(
                "; ".join(refused),
                f"release {self.request.name}",
                "Nothing was changed. Set take_ownership to adopt them, or give the release other names.",
            )

    def _record(self, rendered: Rendered) -> Release:
        request, base = self.request, self.base
        moment = model.now()
        labels = {**(base.labels if base is not None else {}), **request.labels}
        return Release(
            name=request.name,
            namespace=request.namespace,
            revision=self.revision,
            status=model.PENDING_INSTALL if self.is_install else model.PENDING_UPGRADE,
            chart=chart_record(rendered.chart),
            config=self.rendering.values,
            manifest=rendered.manifest,
            hooks=rendered.hooks,
            notes=rendered.notes,
            description="Initial install underway" if self.is_install else "Preparing upgrade",
            first_deployed=base.first_deployed if base is not None and base.first_deployed else moment,
            last_deployed=moment,
            apply_method=model.SERVER_SIDE if self.apply_side == SERVER else model.CLIENT_SIDE,
            labels={key: value for key, value in labels.items() if value != "null"},
            annotations=with_owner(rendered.fingerprint.annotation()),
        )

    # ------------------------------------------------------------------------------------------- carry out

    @property
    def _verb(self) -> str:
        return "install" if self.is_install else "upgrade"

    def run(self) -> None:
        request, executor, plan = self.request, self.executor, self.plan
        self.backend.report(f"{self._verb} {request.name} in {request.namespace}")
        executor.prepare(plan)
        executor.store(plan)
        with hold(executor.storage, executor.done.record, self.backend.check_mode):
            executor.note_hooks(executor.run_hooks(plan.before, self.events[0]))
            executor.change_objects(plan)
            if request.waits:
                executor.wait(plan.awaited, jobs=request.wait_for_jobs)
            executor.note_hooks(executor.run_hooks(plan.after, self.events[1]))
        description = request.description or ("Install complete" if self.is_install else "Upgrade complete")
        self.release = executor.finish(plan, model.DEPLOYED, description)

    def finish(self) -> Result:
        done = self.executor.done
        self.backend.warnings += done.warnings
        return Result(
            self.release,
            done.changes,
            done.pairs,
            foreign=self.plan.foreign,
            random=lambda: self.rendering.random(self.rendered, self.revision, not self.is_install),
        )

    # --------------------------------------------------------------------------------------------- failure

    def has_started(self, error: CoxswainError) -> bool:
        return self.executor.done.record is not None and not self.backend.check_mode

    @property
    def _what(self) -> str:
        return f'{"Release" if self.is_install else "Upgrade"} "{self.request.name}"'

    def record_failure(self, error: CoxswainError) -> None:
        conclude_failed(self.executor, f"{self._what} failed: {error}", self.backend.report)
        if self.request.cleanup_on_fail or (self.request.atomic and self.is_install):
            clean_up(self.executor)

    def interrupted(self, error: BaseException) -> None:
        conclude_interrupted(self.executor, self._what, error, self.backend.report)

    def failure(self, error: CoxswainError, undone: str = "") -> CoxswainError:
        if not self.has_started(error):
            return error
        text = f'{self._verb} of release "{self.request.name}" failed{undone}: {error}'
        return failure_of(text, error)


def ever_deployed(entries: list[Entry]) -> bool:
    """Return whether any revision was ever deployed; otherwise a new attempt is an install, not an upgrade."""
    return any(entry.status in (model.DEPLOYED, model.SUPERSEDED) for entry in entries)
