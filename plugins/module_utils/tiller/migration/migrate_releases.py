# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Move releases from Tiller's records to those of Helm 3 and 4. No object of a release is touched.

Tiller need not run, and is not asked. Everything is looked at before anything is written. The newest revision is
written first, so that a run that is cut off leaves a release that Helm 3 can already work with, and the next run adds
what is missing. Tiller's records go last, on request, and only for releases that are there as a whole.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...errors import ApiError, CoxswainError, ReleaseError, TillerError
from ...release.planning.change import FORGET, RECORD, Change
from ...release.planning.manifest_objects import documents_of
from ...release.records import model
from ...release.records.codec import document, normalized
from ...release.records.model import Release, check_name, parse_time
from ...release.records.storage import Entry, Storage, key_of
from ..protocol.convert import release_of
from ..records import Record, Records

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ...release.request import Report

#: how many revisions of a release are moved by default, which is also Helm's own default for its migration
REVISIONS_MAX = 10
#: seconds after which a pending revision counts as abandoned
_ABANDONED = 600.0


@dataclass(frozen=True)
class MigrationRequest:
    """What is to be moved.

    :param names: releases; ``None`` for all of them.
    :param tiller_namespace: where Tiller's records are.
    :param tiller_storage: ``configmap``, ``secret`` or ``auto``.
    :param driver: where Helm 3 keeps its records, ``secret`` or ``configmap``.
    :param revisions_max: how many revisions of each release, the newest ones; 0 for all.
    :param rewrite_apis: objects of API versions that the cluster has given up are rewritten in what is stored.
    :param delete_records: forget Tiller's records of each release that was moved.
    """

    names: tuple[str, ...] | None = None
    tiller_namespace: str = "kube-system"
    tiller_storage: str = "auto"
    driver: str = "secret"
    revisions_max: int = REVISIONS_MAX
    rewrite_apis: bool = False
    delete_records: bool = False


@dataclass
class Move:
    """What moving one release is.

    :param create: revisions to write, the newest first.
    :param present: revisions that are there already.
    :param left: older revisions that stay behind.
    :param moved_on: Helm 3 has newer revisions of its own, so that nothing is written any more.
    :param rewritten: a sentence for each object that was rewritten.
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
class Migration:
    """What was moved, or would be.

    :param missing: names that were asked for and that Tiller's records do not have: gone with an earlier clean-up, and
        known to Helm 3.
    """

    moves: list[Move]
    changes: list[Change] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Was anything written or deleted?"""
        return bool(self.changes)


def migrate(api: Api, request: MigrationRequest, check_mode: bool, report: Report) -> Migration:
    """Move releases.

    :raises CoxswainError: one of them cannot be moved; nothing was written then, unless the API server failed on the
        way.
    """
    planned = _Planner(api, request).plan()
    for move in planned.moves:
        storage = Storage(api, move.namespace, request.driver)
        for release in move.create:
            report(f"write revision {release.revision} of {move.name} to namespace {move.namespace}")
            storage.create(release, dry_run=check_mode)
            planned.changes.append(_change(RECORD, move.namespace, key_of(move.name, release.revision), check_mode))
        if not check_mode:
            _verify(storage, move)
    if request.delete_records:
        _forget(api, request, planned, check_mode, report)
    return planned


class _Planner:
    def __init__(self, api: Api, request: MigrationRequest) -> None:
        self.api = api
        self.request = request
        self.records = Records(api, request.tiller_namespace, request.tiller_storage)
        self.warnings: list[str] = []
        self.problems: list[str] = []
        self.missing: list[str] = []

    def plan(self) -> Migration:
        moves = []
        for name, records in sorted(self._read().items()):
            try:
                move = self._move(name, records)
            except CoxswainError as error:
                self.problems.append(str(error))
                continue
            if move is not None:
                moves.append(move)
        if self.problems:
            raise ReleaseError(
                f"{len(self.problems)} release(s) cannot be moved: " + " | ".join(self.problems),
                remedy="Nothing was written. Solve this, or name the releases that are to be moved.",
            )
        return Migration(moves, warnings=self.records.warnings + self.warnings, missing=self.missing)

    def _read(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for record in self.records.read():
            found.setdefault(record.name, []).append(record)
        if self.request.names is None:
            return found
        known = {}
        for name in self.request.names:
            if name in found:
                known[name] = found[name]
            else:
                self._look_for(name)
        return known

    def _look_for(self, name: str) -> None:
        """A name without records of Tiller's: fine when Helm 3 has it, since a run before may have cleaned up."""
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

    def _move(self, name: str, records: list[Record]) -> Move | None:
        request = self.request
        ordered = sorted(records, key=lambda record: record.revision)
        latest = ordered[-1].message
        newest = release_of(latest)
        check_name(name)
        move = Move(name, newest.namespace, newest.status, records=ordered)
        if not self._namespace_exists(newest):
            return None
        stored = {entry.revision: entry for entry in Storage(self.api, newest.namespace, request.driver).entries(name)}
        if stored and max(stored) > newest.revision:
            move.moved_on = True
            move.present = sorted(stored.keys() & {record.revision for record in ordered})
            move.left = [record.revision for record in ordered if record.revision not in stored]
            self._compare_newest(move, stored, ordered)
            return move
        wanted = ordered if request.revisions_max <= 0 else ordered[-request.revisions_max :]
        move.left = [record.revision for record in ordered[: len(ordered) - len(wanted)]]
        storage = Storage(self.api, newest.namespace, request.driver)
        for record in reversed(wanted):
            release = self._settled(release_of(record.message), move)
            entry = stored.get(release.revision)
            if entry is not None:
                self._check_same(storage, release, entry)
                move.present.append(release.revision)
                continue
            storage.check_size(release)
            move.create.append(release)
        move.present.sort()
        if move.create:
            self._warn_of_unserved(move)
        return move

    def _settled(self, release: Release, move: Move) -> Release:
        """A revision as it is stored: without an operation that is under way, and with objects that can be had."""
        if release.pending or release.status == model.UNINSTALLING:
            moment = parse_time(release.last_deployed)
            age = time.time() - moment.timestamp() if moment is not None else _ABANDONED
            if age < _ABANDONED:
                raise TillerError(
                    f"another operation (install/upgrade/rollback) is in progress: revision {release.revision} has the "
                    f"status {release.status} since {age:.0f} s",
                    f"release {release.name}",
                    "Run the task again when it has ended.",
                )
            self.warnings.append(
                f"revision {release.revision} of {release.name} was left {release.status}; it is moved as failed"
            )
            release = release.replace(status=model.FAILED)
        if not self.request.rewrite_apis:
            return release
        from ...release.api_rewrite.rewrite import Rewriter

        rewriter = Rewriter(self.api.discovery)
        rewritten = rewriter.release(release)
        move.rewritten += [line for line in rewriter.moved if line not in move.rewritten]
        self.warnings += [line for line in rewriter.warnings if line not in self.warnings]
        return rewritten

    def _namespace_exists(self, newest: Release) -> bool:
        try:
            self.api.request("GET", f"/api/v1/namespaces/{newest.namespace}")
            return True
        except ApiError as error:
            if error.status == 403:
                # Whoever may write records there need not be allowed to look at the namespace itself.
                return True
            if error.status != 404:
                raise
        if newest.status == model.UNINSTALLED:
            self.warnings.append(
                f"{newest.name} was deleted, and its namespace {newest.namespace} is gone: it is left behind"
            )
            return False
        raise ReleaseError(
            f"its namespace {newest.namespace} does not exist",
            f"release {newest.name}",
            "Create it, or delete the release.",
        )

    def _check_same(self, storage: Storage, release: Release, entry: Entry) -> None:
        """Refuse to take another release of the same name for one that was moved before."""
        found = storage.get(release.name, entry.revision)
        if found is None or _same(found, release):
            return
        raise ReleaseError(
            f"Helm 3 has another release of this name in namespace {release.namespace}",
            f"release {release.name}",
            "Uninstall one of them, or leave this one out.",
        )

    def _compare_newest(self, move: Move, stored: dict[int, Entry], ordered: Sequence[Record]) -> None:
        if not move.present:
            # All that was moved is gone since, or nothing ever was: what tells them apart is the first deployment.
            storage = Storage(self.api, move.namespace, self.request.driver)
            found = storage.get(move.name, max(stored))
            mine = release_of(ordered[-1].message)
            if found is not None and found.first_deployed != mine.first_deployed:
                raise ReleaseError(
                    f"Helm 3 has another release of this name in namespace {move.namespace}",
                    f"release {move.name}",
                    "Uninstall one of them, or leave this one out.",
                )
            return
        storage = Storage(self.api, move.namespace, self.request.driver)
        by_revision = {record.revision: record for record in ordered}
        newest = move.present[-1]
        self._check_same(storage, release_of(by_revision[newest].message), stored[newest])

    def _warn_of_unserved(self, move: Move) -> None:
        """Say which objects Helm 3 will stumble over."""
        if move.status == model.UNINSTALLED or self.request.rewrite_apis:
            return
        newest = move.create[0]
        unserved = sorted(
            {
                f"{entry.get('kind')} ({entry.get('apiVersion')})"
                for entry in documents_of(newest.manifest, f"release {move.name}")
                if self.api.discovery.find(str(entry.get("apiVersion")), str(entry.get("kind"))) is None
            }
        )
        if unserved:
            self.warnings.append(
                f"{move.name} holds objects that the cluster does not serve any more, over which its next upgrade "
                f"stumbles: {', '.join(unserved)}; set rewrite_apis"
            )


def _same(found: Release, release: Release) -> bool:
    """Is what Helm 3 has the revision that was moved? Its status changes when it goes on, and its objects may have been
    rewritten; when and what it was deployed from does not change."""
    return (
        found.first_deployed == release.first_deployed
        and found.last_deployed == release.last_deployed
        and found.chart_name == release.chart_name
        and found.chart_version == release.chart_version
        and normalized(found.config) == normalized(release.config)
    )


def _verify(storage: Storage, move: Move) -> None:
    """Read back what was written.

    :raises ReleaseError: it is not what it should be.
    """
    for release in move.create:
        found = storage.get(move.name, release.revision)
        if found is None or normalized(document(found)) != normalized(document(release)):
            raise ReleaseError(
                f"revision {release.revision} is not stored as it was written",
                f"release {move.name}",
                "Look for whoever else writes to this namespace, and run the task again.",
            )


def _forget(api: Api, request: MigrationRequest, planned: Migration, check_mode: bool, report: Report) -> None:
    """Delete Tiller's records of the releases that were moved, the newest first."""
    records = Records(api, request.tiller_namespace, request.tiller_storage)
    for move in planned.moves:
        for record in reversed(move.records):
            if not check_mode:
                report(f"delete Tiller's record {record.key}")
                records.delete(record)
            move.deleted.append(record.revision)
            planned.changes.append(_change(FORGET, request.tiller_namespace, record.key, check_mode))
        move.deleted.sort()


def _change(action: str, namespace: str, name: str, check_mode: bool) -> Change:
    return Change(action, "v1", "Release", namespace, name, check_mode)
