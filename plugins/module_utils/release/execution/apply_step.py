# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send the request of one step of a plan; a dry run sends the same request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...cluster import objects
from ...cluster.apply import apply, merge, put, upgrade_managed_fields
from ...cluster.retry import retry_on_conflict, retry_on_quota_conflict
from ...errors import ReleaseError
from ..planning.change import REPLACE
from ..request import SERVER

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ..planning.plan import Step


def apply_step(api: Api, step: Step, *, dry_run: bool) -> dict[str, Any]:
    """Create, patch or replace one object, and return the result.

    :raises ApiError: the server refuses it.
    """
    document = step.document
    if document is None:
        raise ReleaseError("the step has no object to apply", str(step.ref))
    if step.generated:
        return retry_on_quota_conflict(lambda: objects.create(api, document, dry_run=dry_run))
    if step.apply_side == SERVER:
        if step.migrate_managers:
            if dry_run:
                # The migration itself changes no field; without it the dry run may conflict with our own manager.
                return apply(api, document, force=True, dry_run=True)
            upgrade_managed_fields(api, step.ref, step.live)
        return apply(api, document, force=step.force_conflicts, dry_run=dry_run)
    live = step.live
    if live is not None and not (dry_run or step.action == REPLACE):
        # Hooks may have changed it since it was read.
        live = objects.get(api, step.ref)
    if live is None:
        return retry_on_quota_conflict(
            lambda: objects.create(api, document, dry_run=dry_run, validation=objects.LENIENT)
        )
    if step.action == REPLACE:
        return _replaced(api, step, document, dry_run)
    return merge(api, step.original or {}, document, live, dry_run=dry_run)


def _replaced(api: Api, step: Step, document: dict[str, Any], dry_run: bool) -> dict[str, Any]:
    """Replace the object that exists now."""

    def attempt() -> dict[str, Any]:
        live = objects.get(api, step.ref)
        if live is None:
            return retry_on_quota_conflict(
                lambda: objects.create(api, document, dry_run=dry_run, validation=objects.LENIENT)
            )
        return put(api, document, live, dry_run=dry_run)

    return retry_on_conflict(attempt)
