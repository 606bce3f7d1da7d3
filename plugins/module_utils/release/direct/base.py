# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the operations of the backend ``direct`` share: storage, executor, and the objects of a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..backend import Backend
from ..execution.executor import Executor
from ..planning.manifest_objects import check_served, check_stored, declare_served, documents_of
from ..records import model
from ..records.storage import Storage
from ..request import AUTO, CLIENT, CRDS_SKIP, SERVER, no_report

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ..planning.plan import Declared, Step
    from ..records.model import Release
    from ..request import ReleaseRequest, Report


class DirectBase(Backend):
    """The part of :class:`.backend.DirectBackend` that its operations use."""

    api: Api

    def __init__(self, api: Api, check_mode: bool = False, report: Report = no_report) -> None:
        super().__init__(api, check_mode, report)
        self._storage: Storage | None = None
        #: the manifest that was parsed last, and its objects
        self._parsed: tuple[str, list[dict[str, Any]]] = ("", [])

    def storage(self, request: ReleaseRequest) -> Storage:
        """Return the storage of a release; one run keeps one, which knows the versions that it has read."""
        if self._storage is None or self._storage.namespace != request.namespace:
            self._storage = Storage(self.api, request.namespace, request.driver)
        return self._storage

    def forget_versions(self) -> None:
        """Read everything again that the storage has read before."""
        self._storage = None

    def executor(self, request: ReleaseRequest, apply_side: str = SERVER) -> Executor:
        return Executor(
            self.api,
            self.storage(request),
            request.name,
            request.namespace,
            request.timeout,
            self.report,
            dry_run=self.check_mode,
            apply_side=apply_side,
        )

    def apply_side(self, request: ReleaseRequest, revision: Release | None) -> str:
        """Return who merges: what the request says, else as a revision was applied, else the server."""
        if request.replace:
            return CLIENT
        if request.apply != AUTO:
            return request.apply
        return SERVER if revision is None or revision.apply_method == model.SERVER_SIDE else CLIENT

    def declared_by(
        self, revision: Release, namespace: str = "", *, warn: bool = True, refuse_unserved: bool = False
    ) -> list[Declared]:
        """Return the objects of a stored revision.

        :param namespace: the namespace of the release, by default the one in the record.
        :param warn: whether to warn of objects that the cluster no longer serves.
        :param refuse_unserved: whether to refuse such objects instead.
        """
        if self._parsed[0] is not revision.manifest:
            self._parsed = (revision.manifest, documents_of(revision.manifest, f"release {revision.name}"))
        documents = self._parsed[1]
        if refuse_unserved:
            check_stored(documents, self.api.discovery, revision.name, revision.revision)
        declared, unreachable = declare_served(
            documents, self.api.discovery, revision.name, namespace or revision.namespace
        )
        if warn:
            self.warnings += [f"the cluster does not serve {text} any more" for text in unreachable]
        return declared

    def crd_steps(self, request: ReleaseRequest, values: dict[str, Any], apply_side: str) -> list[Step]:
        """Return the steps for the CRDs in ``crds/`` of the chart."""
        from ..planning.crds import chart_crds, crd_steps

        if request.crds == CRDS_SKIP:
            return []
        documents = chart_crds(request, values)
        if not documents:
            return []
        if request.rewrite_apis:
            from ..api_rewrite.rewrite import Rewriter

            rewriter = Rewriter(self.api.discovery)
            documents = rewriter.documents(documents)
            for line in (*rewriter.moved, *rewriter.warnings):
                self.report(line)
        check_served(documents, self.api.discovery, request.name)
        steps, warnings = crd_steps(self.api, documents, request.crds, apply_side=apply_side)
        self.warnings += warnings
        return steps
