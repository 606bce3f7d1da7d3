# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parameters and the result of migrating releases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...release.planning.change import Change
    from ...release.records.model import Release
    from ..records import Record

#: how many revisions of a release to migrate; also the default of the plugin helm-2to3
REVISIONS_MAX = 10


@dataclass(frozen=True)
class ReleaseMigrationRequest:
    """The releases to migrate, and how.

    :param names: the names of the releases; ``None`` for all.
    :param tiller_namespace: the namespace of Tiller's records.
    :param tiller_storage: ``configmap``, ``secret`` or ``auto``.
    :param driver: Helm 3's storage driver, ``secret`` or ``configmap``.
    :param revisions_max: how many of the newest revisions of each release to migrate; 0 for all.
    :param rewrite_apis: rewrite stored objects whose API versions the cluster no longer serves.
    :param delete_records: delete Tiller's records of the migrated releases.
    """

    names: tuple[str, ...] | None = None
    tiller_namespace: str = "kube-system"
    tiller_storage: str = "auto"
    driver: str = "secret"
    revisions_max: int = REVISIONS_MAX
    rewrite_apis: bool = False
    delete_records: bool = False


@dataclass
class ReleaseMigration:
    """The migration of one release.

    :param create: the revisions to write, the newest first.
    :param present: revisions that Helm 3 already has.
    :param left: older revisions that are not migrated.
    :param moved_on: whether Helm 3 has newer revisions, so that nothing is written any more.
    :param rewritten: a message for each rewritten object.
    :param deleted: revisions whose records of Tiller were deleted.
    """

    name: str
    namespace: str
    status: str
    create: list[Release] = field(default_factory=list)
    present: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    moved_on: bool = False
    rewritten: list[str] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class ReleaseMigrationResult:
    """The releases that were migrated, or (in check mode) would be.

    :param missing: requested names without records of Tiller, which an earlier run has deleted: Helm 3 has them.
    """

    migrations: list[ReleaseMigration]
    changes: list[Change] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was written or deleted."""
        return bool(self.changes)
