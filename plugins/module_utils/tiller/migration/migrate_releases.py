# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrate releases from Tiller's records to those of Helm 3 and 4. The objects of releases are not touched.

Tiller need not be running. All releases are checked before anything is written. The newest revision is written first,
so that Helm 3 can already manage a release whose migration was interrupted, and the next run adds the missing
revisions. Tiller's records are deleted last, on request, and only for releases that were migrated completely.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import ReleaseError
from ...release.planning.change import FORGET, RECORD, Change
from ...release.records.codec import document, normalized
from ...release.records.storage import Storage, key_of
from ..records import Records
from .plan_releases import plan_migration
from .request import ReleaseMigration, ReleaseMigrationRequest, ReleaseMigrationResult

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ...release.request import Report


def migrate_releases(
    api: Api, request: ReleaseMigrationRequest, check_mode: bool, report: Report
) -> ReleaseMigrationResult:
    """Migrate releases.

    :raises CoxswainError: a release cannot be migrated; nothing was written then, unless a request failed later.
    """
    result = plan_migration(api, request)
    for migration in result.migrations:
        storage = Storage(api, migration.namespace, request.driver)
        for release in migration.create:
            report(f"write revision {release.revision} of {migration.name} to namespace {migration.namespace}")
            storage.create(release, dry_run=check_mode)
            key = key_of(migration.name, release.revision)
            result.changes.append(_record_change(RECORD, migration.namespace, key, check_mode))
        if not check_mode:
            _verify(storage, migration)
    if request.delete_records:
        _delete_tiller_records(api, request, result, check_mode, report)
    return result


def _verify(storage: Storage, migration: ReleaseMigration) -> None:
    """Compare the stored revisions with those that were written.

    :raises ReleaseError: they differ.
    """
    for release in migration.create:
        stored = storage.get(migration.name, release.revision)
        if stored is None or normalized(document(stored)) != normalized(document(release)):
            raise ReleaseError(
                f"revision {release.revision} is not stored as it was written",
                f"release {migration.name}",
                "Check for another client that writes to this namespace, and run the task again.",
            )


def _delete_tiller_records(
    api: Api, request: ReleaseMigrationRequest, result: ReleaseMigrationResult, check_mode: bool, report: Report
) -> None:
    """Delete Tiller's records of the migrated releases, the newest first."""
    records = Records(api, request.tiller_namespace, request.tiller_storage)
    for migration in result.migrations:
        for record in reversed(migration.records):
            if not check_mode:
                report(f"delete Tiller's record {record.key}")
                records.delete(record)
            migration.deleted.append(record.revision)
            result.changes.append(_record_change(FORGET, request.tiller_namespace, record.key, check_mode))
        migration.deleted.sort()


def _record_change(action: str, namespace: str, name: str, check_mode: bool) -> Change:
    return Change(action, "v1", "Release", namespace, name, check_mode)
