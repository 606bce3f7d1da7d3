# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``migrate``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ansible.module_utils.common.parameters import env_fallback

from ..errors import CoxswainError, ReleaseError
from .definition import ModuleDefinition
from .options import connection, release_options, tiller_options
from .progress import Progress
from .reporting import change_result
from .task import Task

if TYPE_CHECKING:
    from ..tiller.migration.migrate_client import ClientMigration
    from ..tiller.migration.request import ReleaseMigration, ReleaseMigrationResult

SPEC: dict[str, dict[str, Any]] = {
    "releases": {"type": "list", "elements": "str"},
    "tiller_namespace": tiller_options.SPEC["tiller_namespace"],
    "tiller_storage": {"type": "str", "default": "auto", "choices": ["auto", "configmap", "secret"]},
    "revisions_max": {"type": "int", "default": 10},
    "rewrite_apis": {"type": "bool", "default": False},
    "delete_records": {"type": "bool", "default": False},
    "client_config": {"type": "bool", "default": False},
    "helm_home": {"type": "path", "default": "~/.helm", "fallback": (env_fallback, ["HELM_HOME"])},
}


def run(task: Task) -> dict[str, Any]:
    """Migrate releases, and optionally the configuration of the client."""
    params = task.params
    if params["revisions_max"] < 0:
        raise ReleaseError("is less than 0", "revisions_max", "Set it to 0 to migrate all revisions.")
    progress = Progress(task.live, task.secrets)
    try:
        migration = _migration(task, progress)
        client = _client(task)
    except CoxswainError as error:
        error.steps = progress.lines
        raise
    migrations = migration.migrations if migration is not None else []
    changes = migration.changes if migration is not None else []
    result: dict[str, Any] = {
        "changed": bool(changes) or (client is not None and client.changed),
        "releases": [describe(entry) for entry in migrations],
        "absent": migration.missing if migration is not None else [],
        "changes": [change_result(change) for change in changes],
        "stdout": progress.stdout,
    }
    if client is not None:
        result["client_config"] = {
            "repositories": client.repositories,
            "folders": [target for _source, target in client.folders],
            "repository_config": client.target,
        }
    if task.diff:
        result["diff"] = difference(migrations)
    return result


def describe(migration: ReleaseMigration) -> dict[str, Any]:
    """Return the result for a release."""
    return {
        "name": migration.name,
        "namespace": migration.namespace,
        "status": migration.status,
        "created": sorted(release.revision for release in migration.create),
        "present": migration.present,
        "left": migration.left,
        "moved_on": migration.moved_on,
        "rewritten": migration.rewritten,
        "deleted": migration.deleted,
    }


def difference(migrations: list[ReleaseMigration]) -> dict[str, str]:
    """Return a diff of the revisions of Helm 3 and Tiller, one per line."""
    before, after = [], []
    for migration in migrations:
        created = {release.revision for release in migration.create}
        for record in migration.records:
            line = f"{migration.namespace}/{migration.name} revision {record.revision}: Tiller\n"
            before.append(line)
            if record.revision not in migration.deleted:
                after.append(line)
        for revision in sorted({*migration.present, *created}):
            line = f"{migration.namespace}/{migration.name} revision {revision}: Helm 3\n"
            after.append(line)
            if revision not in created:
                before.append(line)
    return {"before": "".join(before), "after": "".join(after)}


def _migration(task: Task, report: Progress) -> ReleaseMigrationResult | None:
    from ..tiller.migration.migrate_releases import migrate_releases
    from ..tiller.migration.request import ReleaseMigrationRequest

    params = task.params
    if params["releases"] == []:
        return None
    request = ReleaseMigrationRequest(
        names=None if params["releases"] is None else tuple(dict.fromkeys(params["releases"])),
        tiller_namespace=params["tiller_namespace"],
        tiller_storage=params["tiller_storage"],
        driver=release_options.storage_driver(),
        revisions_max=params["revisions_max"],
        rewrite_apis=params["rewrite_apis"],
        delete_records=params["delete_records"],
    )
    migration = migrate_releases(connection.connect_from(task), request, task.check_mode, report)
    for text in migration.warnings:
        task.warn(text)
    return migration


def _client(task: Task) -> ClientMigration | None:
    if not task.params["client_config"]:
        return None
    from ..tiller.migration.migrate_client import migrate_client

    client = migrate_client(os.path.expanduser(task.params["helm_home"]), task.check_mode)
    for text in client.warnings:
        task.warn(text)
    return client


MODULE = ModuleDefinition(
    argument_spec={**connection.SPEC, **connection.PASSWORD_SPEC, **SPEC},
    run=run,
)
