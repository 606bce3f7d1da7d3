# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of a release as Tiller returns it, and the state of the release."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...errors import TillerError
from ...release.records import model
from ...release.records.lock import takeover
from ...release.records.state import Standing, State
from ...release.records.storage import Entry
from ..protocol.convert import status_of
from ..records import Records

if TYPE_CHECKING:
    from ...release.request import ReleaseRequest
    from .base import TillerBase

_STANDINGS = {
    model.DEPLOYED: Standing.DEPLOYED,
    model.UNINSTALLED: Standing.UNINSTALLED,
    model.UNINSTALLING: Standing.UNINSTALLING,
}


@dataclass(frozen=True)
class TillerHistory:
    """The revisions of a release, oldest first.

    :param messages: Tiller's messages by revision.
    """

    entries: list[Entry] = field(default_factory=list)
    messages: dict[int, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, revisions: Iterable[Any]) -> TillerHistory:
        """Return the history of Tiller's messages."""
        messages = {int(message.version): message for message in sorted(revisions, key=lambda item: int(item.version))}
        entries = [
            Entry(str(message.name), str(message.namespace), revision, status_of(message.info.status.code))
            for revision, message in messages.items()
        ]
        return cls(entries, messages)

    def is_in(self, namespace: str) -> bool:
        """Return whether the release is in a namespace."""
        return bool(self.entries) and self.entries[-1].namespace == namespace

    def state(self, standing: Standing, why: str = "") -> State:
        """Return the state of the release."""
        deployed = [entry for entry in self.entries if entry.status == model.DEPLOYED]
        last = self.entries[-1] if self.entries else None
        return State(standing, why, last, deployed[-1] if deployed else None)


def read_history(backend: TillerBase, request: ReleaseRequest) -> tuple[TillerHistory, State]:
    """Return the history of a release and its state, once no other operation is in progress.

    A revision that has been pending for longer than ``pending_timeout`` is marked as failed in Tiller's records, since
    Tiller refuses all operations while it exists.

    :raises TillerError: another operation may be in progress, or the release is in another namespace.
    """
    history = TillerHistory.of(backend.tiller.history(request.name))
    if not history.entries:
        return history, history.state(Standing.ABSENT)
    where = f"release {request.name}"
    if not history.is_in(request.namespace):
        raise TillerError(
            f"is in the namespace {history.entries[-1].namespace}, not in {request.namespace}",
            where,
            "Use that namespace or another name: release names are unique among all namespaces of a Tiller.",
            reason="namespace",
        )
    last = history.entries[-1]
    if last.status not in model.PENDING:
        return history, history.state(_STANDINGS.get(last.status, Standing.FAILED))
    age = max(0.0, time.time() - history.messages[last.revision].info.last_deployed.seconds)
    why = f"revision {last.revision} has the status {last.status} for {age:.0f} s"
    if age < request.pending_timeout:
        raise TillerError(
            f"another operation (install/upgrade/rollback) is in progress: {why}",
            where,
            takeover(request.pending_timeout - age),
            reason="locked",
        )
    backend.report(f"{why}, longer than any operation should take: it was interrupted")
    _mark_as_failed(backend, request.name, last.revision)
    if not backend.check_mode:
        return read_history(backend, request)
    return history, history.state(Standing.ABANDONED, why)


def _mark_as_failed(backend: TillerBase, name: str, revision: int) -> None:
    if backend.api is None:
        raise TillerError(
            f"revision {revision} is still pending, so Tiller refuses all operations",
            f"release {name}",
            "Configure the API server of its cluster too (kubeconfig, context or host), so that the revision can be "
            "marked as failed in Tiller's records.",
            reason="locked",
        )
    if backend.check_mode:
        return
    records = Records(backend.api, backend.namespace)
    for record in records.read(name):
        if record.revision == revision:
            records.mark(record, "FAILED", "The operation was interrupted")
            return
    raise TillerError(
        f"the record of revision {revision} is not in the namespace {backend.namespace}",
        f"release {name}",
        "Set tiller_namespace to the namespace that Tiller runs in.",
        reason="locked",
    )
