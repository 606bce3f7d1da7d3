# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan the migration of releases: which revisions to write, and whether anything prevents that."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...cluster.api import segment
from ...errors import ApiError, CoxswainError, ReleaseError, TillerError
from ...release.planning.manifest_objects import documents_of
from ...release.records import model
from ...release.records.codec import normalized
from ...release.records.model import Release, check_name, parse_time
from ...release.records.storage import Entry, Storage
from ..protocol.convert import release_of
from ..records import Record, Records
from .request import ReleaseMigration, ReleaseMigrationRequest, ReleaseMigrationResult

if TYPE_CHECKING:
    from ...cluster.api import Api

#: the age in seconds from which a pending revision is considered abandoned
_ABANDONED = 600.0


def plan_migration(api: Api, request: ReleaseMigrationRequest) -> ReleaseMigrationResult:
    """Plan the migration of all requested releases.

    :raises ReleaseError: some of them cannot be migrated; it lists them all.
    """
    return _Planner(api, request).plan()


class _Planner:
    def __init__(self, api: Api, request: ReleaseMigrationRequest) -> None:
        self.api = api
        self.request = request
        self.records = Records(api, request.tiller_namespace, request.tiller_storage)
        self.warnings: list[str] = []
        self.problems: list[str] = []
        self.missing: list[str] = []

    def plan(self) -> ReleaseMigrationResult:
        migrations = []
        for name, records in sorted(self._read_records().items()):
            try:
                migration = self._plan_release(name, records)
            except CoxswainError as error:
                self.problems.append(str(error))
                continue
            if migration is not None:
                migrations.append(migration)
        if self.problems:
            raise ReleaseError(
                f"{len(self.problems)} release(s) cannot be migrated: " + " | ".join(self.problems),
                remedy="Nothing was written. Fix this, or list the releases to migrate.",
            )
        return ReleaseMigrationResult(migrations, warnings=self.records.warnings + self.warnings, missing=self.missing)

    def _read_records(self) -> dict[str, list[Record]]:
        """Return Tiller's records of the requested releases by name."""
        found: dict[str, list[Record]] = {}
        for record in self.records.read():
            found.setdefault(record.name, []).append(record)
        if self.request.names is None:
            return found
        requested = {}
        for name in self.request.names:
            if name in found:
                requested[name] = found[name]
            else:
                self._check_migrated_before(name)
        return requested

    def _check_migrated_before(self, name: str) -> None:
        """Accept a name without records of Tiller if Helm 3 has the release: an earlier run may have deleted them."""
        try:
            if Storage(self.api, "", self.request.driver).entries(name):
                self.missing.append(name)
                return
        except ApiError as error:
            if error.status != 403:
                raise
        self.problems.append(
            f"release {name}: Tiller has no record of it in namespace {self.request.tiller_namespace}. Check its name, "
            "tiller_namespace and tiller_storage."
        )

    def _plan_release(self, name: str, records: list[Record]) -> ReleaseMigration | None:
        """Return the migration of a release; ``None`` if it cannot and need not be migrated."""
        request = self.request
        ordered = sorted(records, key=lambda record: record.revision)
        newest = release_of(ordered[-1].message)
        check_name(name)
        migration = ReleaseMigration(name, newest.namespace, newest.status, records=ordered)
        if not self._namespace_exists(newest):
            return None
        storage = Storage(self.api, newest.namespace, request.driver)
        stored = {entry.revision: entry for entry in storage.entries(name)}
        if stored and max(stored) > newest.revision:
            migration.moved_on = True
            migration.present = sorted(stored.keys() & {record.revision for record in ordered})
            migration.left = [record.revision for record in ordered if record.revision not in stored]
            self._check_same_release(storage, migration, stored, ordered)
            return migration
        kept = ordered if request.revisions_max <= 0 else ordered[-request.revisions_max :]
        migration.left = [record.revision for record in ordered[: len(ordered) - len(kept)]]
        for record in reversed(kept):
            release = self._convert(record, migration)
            if release.revision in stored:
                self._check_same_revision(storage, release)
                migration.present.append(release.revision)
                continue
            storage.check_size(release)
            migration.create.append(release)
        migration.present.sort()
        if migration.create:
            self._warn_of_unserved_objects(migration)
        return migration

    def _convert(self, record: Record, migration: ReleaseMigration) -> Release:
        """Return a revision as it is stored: abandoned operations as failed, and API versions rewritten on request.

        :raises TillerError: an operation is in progress.
        """
        release = release_of(record.message)
        if release.pending or release.status == model.UNINSTALLING:
            moment = parse_time(release.last_deployed)
            age = time.time() - moment.timestamp() if moment is not None else _ABANDONED
            if age < _ABANDONED:
                raise TillerError(
                    f"another operation (install/upgrade/rollback) is in progress: revision {release.revision} has "
                    f"the status {release.status} for {age:.0f} s",
                    f"release {release.name}",
                    "Run the task again when it has finished.",
                )
            self.warnings.append(
                f"revision {release.revision} of {release.name} was left {release.status}; it is migrated as failed"
            )
            release = release.replace(status=model.FAILED)
        if not self.request.rewrite_apis:
            return release
        from ...release.api_rewrite.rewrite import Rewriter

        rewriter = Rewriter(self.api.discovery)
        rewritten = rewriter.release(release)
        migration.rewritten += [line for line in rewriter.moved if line not in migration.rewritten]
        self.warnings += [line for line in rewriter.warnings if line not in self.warnings]
        return rewritten

    def _namespace_exists(self, newest: Release) -> bool:
        try:
            self.api.request("GET", f"/api/v1/namespaces/{segment(newest.namespace)}")
            return True
        except ApiError as error:
            if error.status == 403:
                # A user who can write records there may not be allowed to read the namespace.
                return True
            if error.status != 404:
                raise
        if newest.status == model.UNINSTALLED:
            self.warnings.append(
                f"{newest.name} is not migrated: it was deleted, and its namespace {newest.namespace} does not exist"
            )
            return False
        raise ReleaseError(
            f"its namespace {newest.namespace} does not exist",
            f"release {newest.name}",
            "Create it, or delete the release.",
        )

    def _check_same_revision(self, storage: Storage, release: Release) -> None:
        """Check that a revision of Helm 3 was migrated earlier, and is not of another release with the same name."""
        stored = storage.get(release.name, release.revision)
        if stored is not None and not _is_migrated_from(stored, release):
            raise _another_release(release)

    def _check_same_release(
        self, storage: Storage, migration: ReleaseMigration, stored: dict[int, Entry], ordered: Sequence[Record]
    ) -> None:
        """Check that a release of Helm 3 with newer revisions was migrated earlier."""
        if migration.present:
            by_revision = {record.revision: record for record in ordered}
            self._check_same_revision(storage, release_of(by_revision[migration.present[-1]].message))
            return
        # Without common revisions, the first deployment identifies the release.
        newest_stored = storage.get(migration.name, max(stored))
        newest = release_of(ordered[-1].message)
        if newest_stored is not None and newest_stored.first_deployed != newest.first_deployed:
            raise _another_release(newest)

    def _warn_of_unserved_objects(self, migration: ReleaseMigration) -> None:
        """Warn of objects with API versions that the cluster does not serve, which break the next upgrade."""
        if migration.status == model.UNINSTALLED or self.request.rewrite_apis:
            return
        newest = migration.create[0]
        unserved = sorted(
            {
                f"{entry.get('kind')} ({entry.get('apiVersion')})"
                for entry in documents_of(newest.manifest, f"release {migration.name}")
                if self.api.discovery.find(str(entry.get("apiVersion")), str(entry.get("kind"))) is None
            }
        )
        if unserved:
            self.warnings.append(
                f"{migration.name} contains objects that the cluster no longer serves, so its next upgrade will fail: "
                f"{', '.join(unserved)}; set rewrite_apis"
            )


def _is_migrated_from(stored: Release, release: Release) -> bool:
    """Return whether a revision of Helm 3 was migrated from a revision of Tiller.

    Its status may have changed since, and its objects may have been rewritten, but not its times, chart and values.
    """
    return (
        stored.first_deployed == release.first_deployed
        and stored.last_deployed == release.last_deployed
        and stored.chart_name == release.chart_name
        and stored.chart_version == release.chart_version
        and normalized(stored.config) == normalized(release.config)
    )


def _another_release(release: Release) -> ReleaseError:
    return ReleaseError(
        f"Helm 3 has another release with this name in namespace {release.namespace}",
        f"release {release.name}",
        "Uninstall one of them, or exclude this one.",
    )
