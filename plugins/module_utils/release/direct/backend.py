# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases in Secrets or ConfigMaps, rendered here and applied through the API server."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ..execution.apply_step import apply_step
from ..planning.change import Change
from ..planning.drift import find_drift
from ..planning.live_state import read_live_objects
from ..planning.namespaces import namespace_step
from ..planning.plan import Plan
from ..records import model
from ..records.lock import wait_until_unlocked
from ..records.model import Release
from ..records.state import Standing, State
from ..records.storage import Entry
from ..request import CLIENT, CRDS_UPGRADE, SERVER, ReleaseRequest
from .base import DirectBase
from .install_upgrade import DirectUpgrade
from .rollback import DirectRollback
from .tests import run_tests
from .uninstall import DirectUninstall

if TYPE_CHECKING:
    from ..planning.drift import Drift
    from ..records.model import Hook
    from ..rendering.unchanged import ReleaseRendering
    from ..reporting.outcome import ReleaseTestResult


class DirectBackend(DirectBase):
    """Releases as Helm 3 and Helm 4 store them."""

    # ---------------------------------------------------------------------------------------------- records

    def entries(self, request: ReleaseRequest) -> list[Entry]:
        return self.storage(request).entries(request.name)

    def get(self, request: ReleaseRequest, revision: int) -> Release | None:
        return self.storage(request).get(request.name, revision)

    def settle(self, request: ReleaseRequest) -> tuple[list[Entry], State]:
        # A new operation reads everything again.
        self.forget_versions()
        return wait_until_unlocked(
            self.storage(request), request.name, request.pending_timeout, self.report, self.check_mode
        )

    def base(self, request: ReleaseRequest, state: State) -> Release | None:
        if state.current is None or state.standing is Standing.UNINSTALLED:
            return None
        return self.get(request, state.current.revision)

    def forget(self, request: ReleaseRequest, entries: Sequence[Entry]) -> Sequence[Change]:
        executor = self.executor(request)
        executor.store(Plan(forget=tuple(entries)))
        return executor.done.changes

    # -------------------------------------------------------------------------------- rendering or dry run

    def rendering(self, request: ReleaseRequest, base: Release | None) -> ReleaseRendering:
        from ..rendering.fingerprint import digest_of
        from ..rendering.render_inputs import RenderInputs
        from ..rendering.unchanged import ReleaseRendering
        from ..rendering.values import effective_values

        values, chart_values = effective_values(request, base)
        digest = digest_of(request, values, chart_values)
        inputs = RenderInputs(self.api, request, values, chart_values, digest)
        return ReleaseRendering(inputs, self.warnings, partial(self.declared_by, warn=False))

    def rewritten(self, request: ReleaseRequest, release: Release) -> Release:
        if not request.rewrite_apis:
            return release
        from ..api_rewrite.rewrite import Rewriter

        rewriter = Rewriter(self.api.discovery)
        result = rewriter.release(release)
        for line in rewriter.moved:
            self.report(line)
        self.warnings += rewriter.warnings
        return result

    # --------------------------------------------------------------------------------------------- applying

    def prepare_upgrade(
        self,
        request: ReleaseRequest,
        entries: list[Entry],
        state: State,
        base: Release | None,
        rendering: Any,
    ) -> DirectUpgrade:
        return DirectUpgrade(self, request, entries, state, base, rendering)

    def prepare_rollback(
        self, request: ReleaseRequest, entries: list[Entry], state: State, current: Release, target: Release
    ) -> DirectRollback:
        return DirectRollback(self, request, entries, state, current, target)

    def prepare_uninstall(self, request: ReleaseRequest, entries: list[Entry], last: Release) -> DirectUninstall:
        return DirectUninstall(self, request, entries, last)

    def run_tests(
        self, request: ReleaseRequest, release: Release, tests: Sequence[Hook], logs: bool
    ) -> ReleaseTestResult:
        return run_tests(self.api, self.storage(request), request, release, tests, logs, self.report)

    # ------------------------------------------------------------------------------------------------- drift

    def prerequisites(self, request: ReleaseRequest, values: dict[str, Any]) -> Plan:
        if not request.namespace_labels and request.crds != CRDS_UPGRADE:
            return Plan()
        crds = self.crd_steps(request, values, SERVER) if request.crds == CRDS_UPGRADE else []
        return Plan(namespace=namespace_step(self.api, request), crds=tuple(crds))

    def find_drift(self, request: ReleaseRequest, base: Release) -> Drift:
        declared = self.declared_by(base)
        return find_drift(
            self.api,
            declared,
            read_live_objects(self.api, declared),
            partial(apply_step, self.api, dry_run=True),
            force_conflicts=request.force_conflicts,
            ignore=request.drift_ignore,
            apply_side=SERVER if base.apply_method == model.SERVER_SIDE else CLIENT,
        )
