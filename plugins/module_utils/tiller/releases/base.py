# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection of the backend ``tiller``, and the changes that its operations report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...errors import TillerError
from ...release.backend import Backend
from ...release.execution.executor import Executor
from ...release.planning.change import FORGET, RECORD, RUN_HOOK, Change
from ...release.planning.plan import hooks_for
from ...release.records.storage import Entry, Storage
from ...release.request import CLIENT, live
from .call_report import CallReport, unready_objects

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ...cluster.objects import Ref
    from ...cluster.readiness import Readiness
    from ...release.records.model import Hook
    from ...release.request import ReleaseRequest, Report
    from ..connection.client import TillerClient


class TillerBase(Backend):
    """A Tiller and, if the task configures it, the API server of its cluster.

    :param namespace: the namespace that Tiller runs in.
    """

    def __init__(self, tiller: TillerClient, api: Api | None, namespace: str, check_mode: bool, report: Report) -> None:
        super().__init__(api, check_mode, report)
        self.tiller = tiller
        self.namespace = namespace
        self._is_asked = False
        self._awaited: tuple[Ref, ...] = ()
        tiller.observe = self._observe

    def all_warnings(self) -> list[str]:
        return self.warnings + self.tiller.warnings

    @contextmanager
    def asked(self, awaited: Iterable[Ref] = ()) -> Iterator[None]:
        """A context in which Tiller is asked to change a release.

        :param awaited: the objects that it waits for.
        """
        self._is_asked, self._awaited = True, tuple(awaited)
        try:
            yield
        except Exception:
            # Tiller has failed. After an interruption, however, it goes on with the call, see interrupted().
            self._is_asked = False
            raise
        self._is_asked = False

    def interrupted(self, name: str) -> None:
        """Show that an operation goes on although this run ends: Tiller has no call that would stop it."""
        shown = live(self.report)
        if shown is not None and self._is_asked and not self.check_mode:
            shown.notice(f"release {name}: Tiller goes on with the operation, and refuses others until it has finished")

    def _observe(self, name: str, timeout: float) -> CallReport:
        return CallReport(self.report, name, timeout, self._unready)

    def _unready(self) -> dict[Ref, Readiness]:
        if self.api is None or not self._is_asked:
            return {}
        return unready_objects(self.api, self._awaited)

    def report_lines(self, text: str) -> None:
        """Report a message of Tiller, line by line."""
        for line in text.splitlines():
            if line.strip():
                self.report(line.strip())

    def executor(self, request: ReleaseRequest, apply_side: str = CLIENT) -> Executor:
        if self.api is None:
            raise TillerError(
                "objects can only be applied through the API server",
                f"release {request.name}",
                "Configure the API server too (kubeconfig, context or host).",
            )
        return Executor(
            self.api,
            Storage(self.api, request.namespace),
            request.name,
            request.namespace,
            request.timeout,
            self.report,
            dry_run=self.check_mode,
            apply_side=apply_side,
        )

    def forgotten(self, entries: Sequence[Entry]) -> list[Change]:
        """Return the deletion of records as changes."""
        return [
            Change(FORGET, "", "Release", self.namespace, f"{entry.name}.v{entry.revision}", self.check_mode)
            for entry in entries
        ]

    def record_change(self, name: str, revision: int) -> Change:
        """Return the record of a new revision as a change."""
        return Change(RECORD, "", "Release", self.namespace, f"{name}.v{revision}", self.check_mode)

    def hook_changes(self, hooks: Sequence[Hook], events: Sequence[str], namespace: str) -> list[Change]:
        """Return hooks that run as changes, one event after the other."""
        return [
            Change(RUN_HOOK, "", hook.kind, namespace, hook.name, self.check_mode)
            for event in events
            for hook in hooks_for(hooks, event)
        ]
