# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways to bring an object into a cluster: server-side apply as Helm 4 does it, the merge of three states as Helm 3
does it, replacing; and the move of fields that were managed by client-side apply before."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from ..errors import ApiError
from .api import APPLY_PATCH, JSON_PATCH
from .contention import past_quotas, retry_on_conflict
from .objects import FIELD_MANAGER, LENIENT, get, patch, path_of, ref_of, replace
from .strategic import three_way

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
    """Apply an object and give back what the server made of it.

    :param force: take over fields that other managers own; otherwise such a conflict is an error.
    :raises ApiError: status 409 with the conflicts in ``body["details"]["causes"]``, or any other refusal.
    """
    query = {
        "fieldManager": manager,
        "force": force,
        "fieldValidation": "Strict",
        "dryRun": "All" if dry_run else None,
    }
    path = path_of(api, ref_of(document, namespace))
    return past_quotas(lambda: api.request("PATCH", path, query, document, APPLY_PATCH))


def merge(
    api: Api, original: dict[str, Any], document: dict[str, Any], live: dict[str, Any], *, dry_run: bool = False
) -> dict[str, Any]:
    """Bring a live object to what is declared by a patch of what differs, and give back what the server made of it.

    Fields that nobody declares stay as they are. As Helm does it, fields that the server does not know are let go, and
    there is no request when nothing differs.

    :param original: the object as it was declared before: what it has and ``document`` has not is taken out.
    :param live: the object as it was read just now.
    """
    body, content_type = three_way(original, document, live)
    if not body:
        return live
    return patch(api, ref_of(document), body, content_type, dry_run=dry_run, validation=LENIENT)


def put(api: Api, document: dict[str, Any], live: dict[str, Any], *, dry_run: bool = False) -> dict[str, Any]:
    """Put an object in the place of the live one, and give back what the server made of it."""
    metadata = {**(document.get("metadata") or {}), "resourceVersion": live["metadata"]["resourceVersion"]}
    return replace(api, {**document, "metadata": metadata}, dry_run=dry_run)


def conflicts(error: ApiError) -> list[tuple[str, str]]:
    """The conflicts that a refused apply names, as ``(field, manager)``."""
    found = []
    for cause in (error.body.get("details") or {}).get("causes") or []:
        if cause.get("reason") == "FieldManagerConflict":
            text = str(cause.get("message") or "")
            found.append((str(cause.get("field") or ""), text.split('"')[1] if text.count('"') > 1 else text))
    return found


def migrate_field_manager(api: Api, ref: Ref, live: dict[str, Any] | None = None, *, dry_run: bool = False) -> bool:
    """Turn the fields that ``helm`` manages by updates into fields that it manages by applying.

    Without it, a field that leaves a chart would stay on an object that Helm 3 (or client-side apply) has made.

    :param live: the object as it was read just now.
    :returns: whether there was something to move.
    """
    known = [live]

    def move() -> bool:
        # What was read just now is good for one attempt.
        live = known.pop() if known else None
        live = live if live is not None else get(api, ref)
        if live is None:
            return False
        entries = (live.get("metadata") or {}).get("managedFields") or []
        moved = migrated(entries)
        if moved == entries:
            return False
        body = [
            {"op": "replace", "path": "/metadata/managedFields", "value": moved},
            # A changed version makes the server answer 409 instead of overwriting what came between.
            {"op": "replace", "path": "/metadata/resourceVersion", "value": live["metadata"]["resourceVersion"]},
        ]
        patch(api, ref, body, JSON_PATCH, dry_run=dry_run)
        return True

    return retry_on_conflict(move)


def migrated(entries: list[dict[str, Any]], manager: str = FIELD_MANAGER) -> list[dict[str, Any]]:
    """Managed fields with the updates of ``manager`` joined into its apply entry.

    The rule of client-go's ``csaupgrade``: entries of subresources stay; only an update entry of the same API version
    is joined, the others of that manager are dropped.
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
    same = next(
        (entry for entry in result if of(entry, "Update") and entry.get("apiVersion") == target.get("apiVersion")), None
    )
    if same is not None:
        target["fieldsV1"] = _union(target.get("fieldsV1") or {}, same.get("fieldsV1") or {})
    return [entry for entry in result if not of(entry, "Update")]


def _union(left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    joined = dict(left)
    for key, value in right.items():
        joined[key] = _union(joined[key], value) if key in joined else value
    return joined
