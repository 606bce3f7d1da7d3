# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases that Tiller stores, renders and applies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...release.planning.change import Change
from ...release.planning.drift import Drift
from ...release.planning.namespaces import namespace_step
from ...release.planning.plan import Plan
from ...release.records.state import Standing, State
from ...release.records.storage import Entry
from ...release.reporting.outcome import ReleaseTestResult
from ..protocol.convert import release_of
from .base import TillerBase
from .drift import find_drift_from
from .history import TillerHistory, read_history
from .install_upgrade import TillerUpgrade
from .rendering import TillerRendering
from .rollback import TillerRollback
from .timeouts import timeout_of
from .uninstall import TillerUninstall

if TYPE_CHECKING:
    from ...release.records.model import Hook, Release
    from ...release.request import ReleaseRequest


class TillerBackend(TillerBase):
    """Releases as Tiller manages them; see :class:`.base.TillerBase` for the parameters."""

    _history: TillerHistory | None = None

    # ---------------------------------------------------------------------------------------------- records

    def entries(self, request: ReleaseRequest) -> list[Entry]:
        """Return the revisions of a release, unless it is in another namespace of the same Tiller."""
        history = TillerHistory.of(self.tiller.history(request.name))
        self._history = history if history.is_in(request.namespace) else TillerHistory()
        return self._history.entries

    def get(self, request: ReleaseRequest, revision: int) -> Release | None:
        message = self.message(revision)
        return release_of(message) if message is not None else None

    def message(self, revision: int) -> Any | None:
        """Return the message of a revision from the last history that was read."""
        return self._history.messages.get(revision) if self._history is not None else None

    def settle(self, request: ReleaseRequest) -> tuple[list[Entry], State]:
        self._history, state = read_history(self, request)
        return self._history.entries, state

    def base(self, request: ReleaseRequest, state: State) -> Release | None:
        if state.standing is Standing.UNINSTALLED or state.deployed is None:
            return None
        return self.get(request, state.deployed.revision)

    def forget(self, request: ReleaseRequest, entries: Sequence[Entry]) -> Sequence[Change]:
        if not self.check_mode:
            self.report(f"delete {request.name} from {request.namespace} through Tiller")
            self._purge(request)
        return self.forgotten(entries)

    def _purge(self, request: ReleaseRequest) -> None:
        _answer, kept = self.tiller.uninstall(
            request.name,
            timeout_of(request),
            purge=True,
            disable_hooks=request.disable_hooks,
            description=request.description,
        )
        self.report_lines(kept)

    # -------------------------------------------------------------------------------- rendering or dry run

    def rendering(self, request: ReleaseRequest, base: Release | None) -> TillerRendering:
        message = self.message(base.revision) if base is not None else None
        return TillerRendering(self, request, base, message)

    # -------------------------------------------------------------------------------------- calling Tiller

    def prepare_upgrade(
        self,
        request: ReleaseRequest,
        entries: list[Entry],
        state: State,
        base: Release | None,
        rendering: Any,
    ) -> TillerUpgrade:
        return TillerUpgrade(self, request, entries, state, base, rendering)

    def prepare_rollback(
        self, request: ReleaseRequest, entries: list[Entry], state: State, current: Release, target: Release
    ) -> TillerRollback:
        return TillerRollback(self, request, state, current, target)

    def prepare_uninstall(self, request: ReleaseRequest, entries: list[Entry], last: Release) -> TillerUninstall:
        return TillerUninstall(self, request, entries, last)

    def run_tests(
        self, request: ReleaseRequest, release: Release, tests: Sequence[Hook], logs: bool
    ) -> ReleaseTestResult:
        """Run all tests of the newest revision; Tiller deletes their pods afterwards, so that they can be rerun."""
        messages = []
        for text, status in self.tiller.test(request.name, timeout_of(request), cleanup=True, logs=logs):
            self.report(text.rstrip())
            messages.append((text, status))
        release = release_of(self.tiller.content(request.name))
        hooks = [hook for hook in release.hooks if "test" in hook.events and hook.phase]
        lines = [line for text, _status in messages for line in text.splitlines()]
        gathered = {hook.name: {hook.name: lines} for hook in hooks} if logs else {}
        failed = [text.strip() for text, status in messages if status == "FAILURE"]
        failure = f"{len(failed)} test(s) failed: {'; '.join(failed)}" if failed else None
        return ReleaseTestResult(release, hooks, gathered, failure)

    # ------------------------------------------------------------------------------------------------- drift

    def prerequisites(self, request: ReleaseRequest, values: dict[str, Any]) -> Plan:
        if self.api is None or not request.namespace_labels:
            return Plan()
        return Plan(namespace=namespace_step(self.api, request))

    def find_drift(self, request: ReleaseRequest, base: Release) -> Drift:
        return find_drift_from(self, request, base.manifest)
