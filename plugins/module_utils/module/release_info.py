# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``release_info`` does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from . import connection, deploying, rendering
from .reporting import as_result, status, summary

if TYPE_CHECKING:
    from ..release.model import Release

_STATES = ["all", "deployed", "failed", "pending", "superseded", "uninstalled", "uninstalling"]

SPEC: dict[str, dict[str, Any]] = {
    "release_name": {"type": "str", "aliases": ["name"]},
    "release_namespace": {"type": "str", "aliases": ["namespace"]},
    "release_state": {"type": "list", "elements": "str", "choices": _STATES, "default": []},
    "get_all_values": {"type": "bool", "default": False},
    "history": {"type": "bool", "default": False},
}


def run(module: AnsibleModule) -> dict[str, Any]:
    """Tell about one release, or list them."""
    from ..release import operations

    params = module.params
    api = connection.connect_from(module)
    driver = deploying.storage_driver()
    name, namespace = params["release_name"], params["release_namespace"]
    result: dict[str, Any] = {"changed": False}
    if name is None:
        found = operations.list_releases(api, namespace, driver=driver)
        wanted = [release for release in found if in_states(release.status, params["release_state"])]
        result["releases"] = [summary(release) for release in sorted(wanted, key=lambda one: (one.namespace, one.name))]
        return result
    revisions = operations.history(api, name, namespace, driver=driver)
    if params["history"]:
        result["history"] = [
            {**summary(release), "description": as_result(release.description)} for release in revisions
        ]
    release = newest_in(revisions, params["release_state"])
    if release is not None:
        result["status"] = details(release, params["get_all_values"])
    return result


def newest_in(revisions: list[Release], states: list[str]) -> Release | None:
    """The newest revision, when its status is among the states."""
    newest = max(revisions, key=lambda release: release.revision, default=None)
    return newest if newest is not None and in_states(newest.status, states) else None


def in_states(found: str, states: list[str]) -> bool:
    """Whether a status is among the states that are asked for; ``pending`` stands for every kind of it."""
    if "all" in states:
        return True
    wanted = states or ["deployed", "failed"]
    return found in wanted or ("pending" in wanted and found.startswith("pending"))


def details(release: Release, all_values: bool) -> dict[str, Any] | None:
    """The result ``status``.

    :param all_values: with the values of the chart under those of the user.
    """
    values = None
    if all_values:
        from ..chart.coalesce import coalesce_values
        from ..chart.model import Chart

        chart = Chart(metadata=dict(release.metadata), values=release.chart.get("values") or {})
        values = dict(coalesce_values(chart, release.config))
    shown = status(release, values) or {}
    return {
        **shown,
        "manifest": rendering.documents(release.manifest),
        "hooks": [document for hook in release.hooks for document in rendering.documents(hook.manifest)],
        "notes": as_result(release.notes),
    }
