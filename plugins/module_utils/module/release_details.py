# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Select revisions by their status, and return their details, for ``release_info`` and ``swift_info``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ..release.records.model import PENDING, SERVER_SIDE
from ..release.reporting.redaction import redacted
from . import rendering
from .reporting import as_result, go_time, status

if TYPE_CHECKING:
    from ..release.records.model import Hook, Release

#: Choices of the option ``release_state``.
STATES = ["all", "deployed", "failed", "pending", "superseded", "uninstalled", "uninstalling"]

#: Where kubectl stores a copy of the whole object, as a part of a JSON pointer.
_LAST_APPLIED = "kubectl.kubernetes.io~1last-applied-configuration"


def statuses_of(states: list[str]) -> list[str] | None:
    """Return the statuses for the option ``release_state``; ``None`` for all statuses."""
    if "all" in states:
        return None
    selected = list(states) or ["deployed", "failed"]
    return [*selected, *PENDING] if "pending" in selected else selected


def latest_in(revisions: list[Release], states: list[str]) -> Release | None:
    """Return the latest revision if its status is selected by ``release_state``."""
    latest = max(revisions, key=lambda release: release.revision, default=None)
    return latest if latest is not None and is_selected(latest.status, states) else None


def is_selected(status: str, states: list[str]) -> bool:
    """Return whether ``release_state`` selects a status. ``pending`` selects all pending statuses."""
    selected = statuses_of(states)
    return selected is None or status in selected


def details(
    release: Release, all_values: bool, mask: Callable[[Any], Any] | None = None, sensitive: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the result ``status``.

    :param all_values: whether to return all computed values instead of the user-supplied ones.
    :param mask: redacts an object; by default, the data of Secrets.
    """
    mask = mask or partial(redacted_object, show_secrets=False, sensitive=sensitive)
    values = None
    if all_values:
        from ..chart.chart import Chart
        from ..chart.coalesce import coalesce_values

        chart = Chart(metadata=dict(release.metadata), values=release.chart.get("values") or {})
        values = dict(coalesce_values(chart, release.config))
    return {
        **(status(release, values, sensitive=sensitive) or {}),
        "manifest": [mask(document) for document in rendering.documents(release.manifest)],
        "hooks": [mask(document) for hook in release.hooks for document in rendering.documents(hook.manifest)],
        "hook_runs": [_hook_run(hook) for hook in release.hooks],
        "notes": as_result(release.notes),
        "metadata": metadata_of(release),
    }


def metadata_of(release: Release) -> dict[str, Any]:
    """Return the metadata of ``helm get metadata``."""
    chart = release.metadata
    dependencies = [entry for entry in chart.get("dependencies") or [] if isinstance(entry, dict)]
    return as_result(
        {
            "chart": release.chart_name,
            "version": release.chart_version,
            "app_version": release.app_version,
            "annotations": chart.get("annotations") or {},
            "labels": release.labels,
            "dependencies": [
                {key: entry[key] for key in ("name", "version", "repository") if key in entry} for entry in dependencies
            ],
            "description": release.description,
            "first_deployed": go_time(release.first_deployed),
            "deployed_at": go_time(release.last_deployed),
            "rollback_revision": release.rollback_revision,
            "apply_method": "server" if release.apply_method == SERVER_SIDE else "client",
        }
    )


def redacted_object(document: Any, *, show_secrets: bool, sensitive: Sequence[str]) -> Any:
    """Return an object for a result, with the data of Secrets redacted."""
    pointers = list(sensitive)
    if not show_secrets and isinstance(document, dict):
        if document.get("kind") == "Secret":
            pointers += ["/data/*", "/stringData/*", f"/metadata/annotations/{_LAST_APPLIED}"]
        elif isinstance(document.get("items"), list):
            items = [
                redacted_object(item, show_secrets=show_secrets, sensitive=sensitive) for item in document["items"]
            ]
            document = {**document, "items": items}
    return redacted(document, pointers)


def _hook_run(hook: Hook) -> dict[str, Any]:
    return {
        "name": hook.name,
        "kind": hook.kind,
        "events": list(hook.events),
        "weight": hook.weight,
        "phase": hook.phase,
        "started_at": go_time(hook.started_at),
        "completed_at": go_time(hook.completed_at),
    }
