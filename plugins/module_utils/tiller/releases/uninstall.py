# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uninstall a release through Tiller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...release.backend import Operation, Result
from ...release.records import model
from ..protocol.convert import release_of
from .manifest_changes import has_keep_policy, removals
from .manifest_objects import declared_by
from .timeouts import timeout_of

if TYPE_CHECKING:
    from ...release.records.model import Release
    from ...release.records.storage import Entry
    from ...release.request import ReleaseRequest
    from .base import TillerBase


class TillerUninstall(Operation):
    """The uninstall of a release whose newest revision is ``last``."""

    def __init__(self, backend: TillerBase, request: ReleaseRequest, entries: list[Entry], last: Release) -> None:
        self.backend, self.request, self.last = backend, request, last
        hooks = () if request.disable_hooks else last.hooks
        objects, self.pairs = removals(backend, last.manifest, request.namespace)
        self.changes = [
            *backend.hook_changes(hooks, ("pre-delete",), request.namespace),
            *objects,
            *backend.hook_changes(hooks, ("post-delete",), request.namespace),
        ]
        if not request.keep_history:
            self.changes += backend.forgotten(entries)
        self.release = last.replace(status=model.UNINSTALLED, description=request.description or "Deletion complete")

    def run(self) -> None:
        backend, request = self.backend, self.request
        if backend.check_mode:
            return
        backend.report(f"delete {request.name} from {request.namespace} through Tiller")
        with backend.asked():
            answer, kept = backend.tiller.uninstall(
                request.name,
                timeout_of(request),
                purge=not request.keep_history,
                disable_hooks=request.disable_hooks,
                description=request.description,
            )
        backend.report_lines(kept)
        if answer.HasField("info") and answer.HasField("chart"):
            self.release = release_of(answer)
        if request.waits:
            self._wait_until_gone()

    def interrupted(self, error: BaseException) -> None:
        self.backend.interrupted(self.request.name)

    def _wait_until_gone(self) -> None:
        backend, request = self.backend, self.request
        if backend.api is None:
            backend.warnings.append(
                "wait has no effect without an API server: Tiller does not wait until objects are deleted"
            )
            return
        declared = declared_by(backend, self.last.manifest, request.namespace)
        awaited = [item.ref for item in declared if not has_keep_policy(item.document) and not item.generated]
        backend.executor(request).wait_gone(awaited)

    def finish(self) -> Result:
        return Result(self.release if self.request.keep_history else None, self.changes, self.pairs)
