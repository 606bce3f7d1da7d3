# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write objects: server-side apply as in Helm 4, three-way merge as in Helm 3, and replace.

Also upgrades managed fields from client-side updates to server-side apply.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from ..errors import ApiError
from .api import APPLY_PATCH, JSON_PATCH
from .objects import FIELD_MANAGER, LENIENT, get, patch, path_of, ref_of, replace
from .retry import retry_on_conflict, retry_on_quota_conflict
from .strategic_merge_patch import three_way

if TYPE_CHECKING:
    from .api import Api
    from .objects import Ref


def apply(
    api: Api,
    document: dict[str, Any],
    namespace: str = "",
    *,
    force: bool = False,
    dry_run: bool = False,
    manager: str = FIELD_MANAGER,
) -> dict[str, Any]:
    """Apply an object server-side and return the live object.

    :param force: take over fields that other field managers own, instead of failing with a conflict.
    :raises ApiError: status 409 with the conflicts in ``body["details"]["causes"]``, or any other failure.
    """
    query = {
        "fieldManager": manager,
        "force": force,
        "fieldValidation": "Strict",
        "dryRun": "All" if dry_run else None,
    }
    path = path_of(api, ref_of(document, namespace))
    return retry_on_quota_conflict(lambda: api.request("PATCH", path, query, document, APPLY_PATCH))


def merge(
    api: Api, original: dict[str, Any], document: dict[str, Any], live: dict[str, Any], *, dry_run: bool = False
) -> dict[str, Any]:
    """Patch a live object with a three-way merge, and return it as it is afterwards.

    Fields that neither manifest contains are kept. As in Helm, unknown fields are dropped, and nothing is sent if the
    patch is empty.

    :param original: the object of the previous manifest; fields that are missing in ``document`` are removed.
    :param live: the object as it was just read.
    """
    body, content_type = three_way(original, document, live)
    if not body:
        return live
    return patch(api, ref_of(document), body, content_type, dry_run=dry_run, validation=LENIENT)


def put(api: Api, document: dict[str, Any], live: dict[str, Any], *, dry_run: bool = False) -> dict[str, Any]:
    """Replace the live object and return it as it is afterwards."""
    metadata = {**(document.get("metadata") or {}), "resourceVersion": live["metadata"]["resourceVersion"]}
    return replace(api, {**document, "metadata": metadata}, dry_run=dry_run)


def conflicts(error: ApiError) -> list[tuple[str, str]]:
    """Return the field manager conflicts of a failed apply as ``(field, manager)``."""
    found = []
    for cause in (error.body.get("details") or {}).get("causes") or []:
        if cause.get("reason") == "FieldManagerConflict":
            text = str(cause.get("message") or "")
            found.append((str(cause.get("field") or ""), text.split('"')[1] if text.count('"') > 1 else text))
    return found


def conflict_message(error: ApiError) -> str:
    """Return the field manager conflicts of a failed apply as text, with the fields of each manager."""
    fields: dict[str, list[str]] = {}
    for field, manager in conflicts(error):
        fields.setdefault(manager, []).append(field)
    return "; ".join(
        f'conflict with field manager "{manager}": {", ".join(names)}' for manager, names in fields.items()
    )


def upgrade_managed_fields(api: Api, ref: Ref, live: dict[str, Any] | None = None, *, dry_run: bool = False) -> bool:
    """Turn the fields that ``helm`` manages by update into fields that it manages by apply.

    Without that, fields that are removed from a chart would stay on objects of Helm 3 or client-side apply.

    :param live: the object as it was just read.
    :returns: whether there was anything to upgrade.
    """
    known = [live]

    def attempt() -> bool:
        # The given object serves the first attempt only; a conflict proves it outdated.
        live = known.pop() if known else None
        live = live if live is not None else get(api, ref)
        if live is None:
            return False
        entries = (live.get("metadata") or {}).get("managedFields") or []
        upgraded = upgraded_entries(entries)
        if upgraded == entries:
            return False
        body = [
            {"op": "replace", "path": "/metadata/managedFields", "value": upgraded},
            # With an outdated version the server returns 409 instead of overwriting a concurrent change.
            {"op": "replace", "path": "/metadata/resourceVersion", "value": live["metadata"]["resourceVersion"]},
        ]
        patch(api, ref, body, JSON_PATCH, dry_run=dry_run)
        return True

    return retry_on_conflict(attempt)


def upgraded_entries(entries: list[dict[str, Any]], manager: str = FIELD_MANAGER) -> list[dict[str, Any]]:
    """Return ``managedFields`` with the update entries of ``manager`` merged into its apply entry.

    Follows ``UpgradeManagedFields`` of client-go's ``csaupgrade``: entries of subresources are kept; the update entry
    of the same API version is merged, and other update entries of the manager are dropped.
    """

    def of(entry: dict[str, Any], operation: str) -> bool:
        return entry.get("manager") == manager and entry.get("operation") == operation and not entry.get("subresource")

    updates = [entry for entry in entries if of(entry, "Update")]
    if not updates:
        return entries
    result = [copy.deepcopy(entry) for entry in entries]
    index = next((at for at, entry in enumerate(result) if of(entry, "Apply")), None)
    if index is None:
        index = next(at for at, entry in enumerate(result) if of(entry, "Update"))
        result[index]["operation"] = "Apply"
    target = result[index]
    update = next(
        (entry for entry in result if of(entry, "Update") and entry.get("apiVersion") == target.get("apiVersion")), None
    )
    if update is not None:
        target["fieldsV1"] = _union(target.get("fieldsV1") or {}, update.get("fieldsV1") or {})
    return [entry for entry in result if not of(entry, "Update")]


def _union(left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    joined = dict(left)
    for key, value in right.items():
        joined[key] = _union(joined[key], value) if key in joined else value
    return joined
