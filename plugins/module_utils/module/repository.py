# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``repository`` does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from ..repository.places import find_places
from . import repository_access
from .running import COMMAND_RESULT

if TYPE_CHECKING:
    from ..repository.keep import RepositoryOutcome
    from ..repository.repositories_file import RepositoryEntry

SPEC: dict[str, dict[str, Any]] = {
    **repository_access.spec(aliases=False),
    "repo_name": {"type": "str", "required": True, "aliases": ["name"]},
    "repo_url": {"type": "str", "aliases": ["url"]},
    "repo_state": {"type": "str", "default": "present", "choices": ["present", "absent"], "aliases": ["state"]},
    "force_update": {"type": "bool", "default": False, "aliases": ["force"]},
    "update_cache": {"type": "bool", "default": False},
}


def run(module: AnsibleModule) -> dict[str, Any]:
    """Have the repository as the task says, and tell what was done."""
    from ..repository.keep import ensure_repository, remove_repository
    from ..repository.repositories_file import RepositoryEntry

    params = module.params
    places = find_places()
    if params["repo_state"] == "absent":
        outcome = remove_repository(params["repo_name"], places, check_mode=module.check_mode)
    else:
        access = repository_access.access_from(params)
        entry = RepositoryEntry(
            name=params["repo_name"],
            url=params["repo_url"].rstrip("/"),
            username=access.username,
            password=access.password,
            ca_file=_absolute(access.ca_file),
            cert_file=_absolute(access.cert_file),
            key_file=_absolute(access.key_file),
            insecure=access.insecure,
            pass_credentials=access.pass_credentials,
        )
        outcome = ensure_repository(
            entry,
            places,
            check_mode=module.check_mode,
            force=params["force_update"],
            update=params["update_cache"],
            timeout=access.timeout,
        )
    result: dict[str, Any] = {
        **COMMAND_RESULT,
        "changed": outcome.changed,
        "stdout": outcome.message,
        "repo_name": params["repo_name"],
        "repo_url": outcome.after.url if outcome.after else params["repo_url"],
    }
    if outcome.charts is not None:
        result["charts"] = outcome.charts
    if module._diff:
        result["diff"] = difference(outcome)
    return result


def difference(outcome: RepositoryOutcome) -> dict[str, Any]:
    """The entry before and after, without its password."""
    before, after = outcome.before, outcome.after
    changed = before is not None and after is not None and before.password != after.password
    return {
        "before": _shown(before, "<masked>"),
        "after": _shown(after, "<masked, another one>" if changed else "<masked>"),
        "before_header": "repositories.yaml",
        "after_header": "repositories.yaml",
    }


def describe(entry: RepositoryEntry) -> dict[str, Any]:
    """An entry for a result, by the names of the options and without its password."""
    return {
        "name": entry.name,
        "url": entry.url,
        "username": entry.username,
        "has_password": bool(entry.password),
        "pass_credentials": entry.pass_credentials,
        "insecure_skip_tls_verify": entry.insecure,
        "chart_ca_cert": entry.ca_file,
        "chart_ssl_cert_file": entry.cert_file,
        "chart_ssl_key_file": entry.key_file,
    }


def _shown(entry: RepositoryEntry | None, password: str) -> dict[str, Any]:
    if entry is None:
        return {}
    shown = describe(entry)
    shown["password"] = password if shown.pop("has_password") else ""
    return shown


def _absolute(path: str) -> str:
    return os.path.abspath(path) if path else ""
