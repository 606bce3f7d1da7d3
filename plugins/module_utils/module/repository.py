# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``repository``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ..errors import RepositoryError
from ..repository.well_known_repositories import PRESETS
from .definition import ModuleDefinition
from .options import repository_access
from .options.layout import LAYOUT, helm_paths_from
from .reporting import COMMAND_RESULT
from .repository_entry import describe
from .task import Task

if TYPE_CHECKING:
    from ..repository.manage_repositories import RepositoryOutcome, UpdatePolicy
    from ..repository.repositories_file import RepositoryEntry

#: Options of a single repository.
_ENTRY: dict[str, dict[str, Any]] = {
    **repository_access.SHORT_ALIASES_SPEC,
    "repo_name": {"type": "str", "aliases": ["name"]},
    "repo_url": {"type": "str", "aliases": ["chart_repo_url", "url"]},
    "preset": {"type": "str", "choices": sorted(PRESETS)},
}
_REQUIRED_TOGETHER = [list(pair) for pair in repository_access.REQUIRED_TOGETHER]
_MUTUALLY_EXCLUSIVE = [*map(list, repository_access.MUTUALLY_EXCLUSIVE), ["repo_url", "preset"]]

SPEC: dict[str, dict[str, Any]] = {
    **_ENTRY,
    "repositories": {
        "type": "list",
        "elements": "dict",
        "options": {
            **{name: option for name, option in _ENTRY.items() if name != "repo_timeout"},
            "repo_name": {"type": "str", "aliases": ["name"], "required": True},
        },
        "required_together": _REQUIRED_TOGETHER,
        "mutually_exclusive": _MUTUALLY_EXCLUSIVE,
    },
    "repo_state": {"type": "str", "default": "present", "choices": ["present", "absent"], "aliases": ["state"]},
    "force_update": {"type": "bool", "default": False, "aliases": ["force"]},
    "update_repo_cache": {"type": "bool", "default": False, "aliases": ["update_cache"]},
    "cache_valid_time": {"type": "int"},
    "layout": LAYOUT,
}

#: Conditions between options.
CHECKS: dict[str, Any] = {
    "required_together": _REQUIRED_TOGETHER,
    "mutually_exclusive": [*_MUTUALLY_EXCLUSIVE, ["repo_name", "repositories"]],
    "required_one_of": [["repo_name", "repositories", "update_repo_cache"]],
    "required_by": {"repo_url": "repo_name", "preset": "repo_name"},
}


def run(task: Task) -> dict[str, Any]:
    """Ensure that the repositories exist, are up to date, or do not exist."""
    from ..repository import manage_repositories

    params = task.params
    paths = helm_paths_from(params)
    rows = _rows(params)
    if params["repo_state"] == "absent":
        outcomes = manage_repositories.remove_repositories(
            [row["repo_name"] for row in rows], paths, check_mode=task.check_mode
        )
    elif rows:
        entries = [_entry(row, {**params, **row}) for row in rows]
        outcomes = manage_repositories.ensure_repositories(
            entries,
            paths,
            check_mode=task.check_mode,
            update_policy=_update_policy(params),
            timeout=repository_access.http_options_from(params).timeout,
        )
    else:
        outcomes = manage_repositories.update_repositories(
            paths,
            check_mode=task.check_mode,
            update_policy=_update_policy(params),
            timeout=repository_access.http_options_from(params).timeout,
        )
    result = _result(outcomes, rows)
    if params["repo_name"]:
        outcome = outcomes[0]
        result["repo_name"] = params["repo_name"]
        result["repo_url"] = outcome.after.url if outcome.after else rows[0]["repo_url"]
        if outcome.charts is not None:
            result["charts"] = outcome.charts
    if task.diff:
        result["diff"] = difference(outcomes[0]) if len(outcomes) == 1 else [difference(each) for each in outcomes]
    return result


def _rows(params: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the options of each repository in the task; empty to update all repositories."""
    if params["repo_name"]:
        return [params]
    rows: list[dict[str, Any]] = params["repositories"] or []
    if not rows and params["repo_state"] == "absent":
        raise RepositoryError("is empty", "repositories", "List the repositories to remove, or set repo_name.")
    return rows


def _update_policy(params: dict[str, Any]) -> UpdatePolicy:
    from ..repository.manage_repositories import UpdatePolicy

    age = params["cache_valid_time"]
    if age is not None and age < 0:
        raise RepositoryError("is negative", "cache_valid_time", "Set it to a number of seconds.")
    return UpdatePolicy(params["force_update"], params["update_repo_cache"] or age is not None, age)


def _entry(row: dict[str, Any], params: dict[str, Any]) -> RepositoryEntry:
    from ..repository.repositories_file import RepositoryEntry

    http_options = repository_access.http_options_from(params)
    url = PRESETS[row["preset"]] if row["preset"] else row["repo_url"]
    if not url:
        raise RepositoryError("has neither repo_url nor preset", f"repository {row['repo_name']}", "Set one of them.")
    return RepositoryEntry(
        name=row["repo_name"],
        url=url.rstrip("/"),
        username=http_options.username,
        password=http_options.password,
        token=http_options.token,
        ca_file=_absolute(http_options.ca_file),
        cert_file=_absolute(http_options.cert_file),
        key_file=_absolute(http_options.key_file),
        insecure=http_options.insecure,
        pass_credentials=http_options.pass_credentials,
        proxy=http_options.proxy,
    )


def _result(outcomes: list[RepositoryOutcome], rows: list[dict[str, Any]]) -> dict[str, Any]:
    names = [row["repo_name"] for row in rows] or [outcome.name for outcome in outcomes]
    return {
        **COMMAND_RESULT,
        "changed": any(outcome.changed for outcome in outcomes),
        "stdout": "\n".join(outcome.message for outcome in outcomes),
        "repositories": [
            {"name": name, "changed": outcome.changed, "charts": outcome.charts}
            for name, outcome in zip(names, outcomes)
        ],
    }


def difference(outcome: RepositoryOutcome) -> dict[str, Any]:
    """Return the entry before and after, with redacted secrets."""
    before, after = outcome.before, outcome.after
    header = f"repositories.yaml: {outcome.name}" if outcome.name else "repositories.yaml"
    return {
        "before": _shown(before, None),
        "after": _shown(after, before),
        "before_header": header,
        "after_header": header,
    }


def _shown(entry: RepositoryEntry | None, before: RepositoryEntry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    shown = describe(entry)
    for key, secret, old in (
        ("password", entry.password, before.password if before else entry.password),
        ("token", entry.token, before.token if before else entry.token),
    ):
        del shown[f"has_{key}"]
        shown[key] = "" if not secret else "<masked>" if secret == old or not old else "<masked, another one>"
    return shown


def _absolute(path: str) -> str:
    return os.path.abspath(path) if path else ""


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
    **CHECKS,
)
