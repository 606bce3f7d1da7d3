# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The CustomResourceDefinitions in ``crds/`` of a chart: which to create and which to upgrade."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...cluster.apply import apply, upgraded_entries
from ...cluster.objects import Ref, get
from ...errors import ApiError, ReleaseError
from ..request import CRDS_UPGRADE, SERVER
from . import ownership
from .change import CREATE, PATCH
from .compare import differences, same
from .manifest_objects import documents_of
from .plan import Step

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ..request import ReleaseRequest


def chart_crds(request: ReleaseRequest, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the objects in the ``crds/`` folders of the chart and of its enabled subcharts."""
    chart = request.chart
    if chart is None or not chart.crds:
        return []
    from ...chart.dependencies import process

    found = []
    for file in process(chart, values, request.dialect).crds:
        found += documents_of(file.data.decode("utf-8", "surrogateescape"), file.path)
    return found


def crd_steps(
    api: Api, documents: list[dict[str, Any]], mode: str, *, apply_side: str = SERVER
) -> tuple[list[Step], list[str]]:
    """Return the steps that create and upgrade CRDs, and warnings about those that are left alone.

    :param mode: ``upgrade`` to change existing CRDs, except those that are objects of another release.
    :raises ReleaseError: an upgrade would remove a version in which objects are stored.
    """
    refs = [Ref(item["apiVersion"], item["kind"], "", item["metadata"]["name"]) for item in documents]
    found = api.each(lambda ref: get(api, ref), refs)
    steps, warnings = [], []
    suspects: list[Step] = []
    for ref, item, live in zip(refs, documents, found):
        if live is None:
            steps.append(Step(CREATE, ref, item, apply_side=apply_side))
        elif mode == CRDS_UPGRADE and differences(item, live):
            owner = ((live.get("metadata") or {}).get("annotations") or {}).get(ownership.RELEASE_NAME)
            if owner:
                warnings.append(f"{ref} is left alone: it belongs to the release {owner}")
                continue
            check_stored_versions(item, live)
            entries = live["metadata"].get("managedFields") or []
            # Whoever created it, the fields that the chart declares are the chart's: kubectl does not conflict here.
            suspects.append(
                Step(
                    PATCH, ref, item, live, force_conflicts=True, migrate_managers=upgraded_entries(entries) != entries
                )
            )
    for step, result in zip(suspects, api.each(lambda step: _tried(api, step), suspects)):
        if result is None or not same(step.live, result):
            steps.append(step)
    return steps, warnings


def check_stored_versions(document: dict[str, Any], live: dict[str, Any]) -> None:
    """Refuse a CRD without a version in which objects may be stored.

    :raises ReleaseError: such a version is missing.
    """
    stored = (live.get("status") or {}).get("storedVersions") or []
    versions = {str(version.get("name")) for version in (document.get("spec") or {}).get("versions") or []}
    lost = [str(version) for version in stored if version not in versions]
    if lost:
        raise ReleaseError(
            f"the chart's CRD no longer has the version {', '.join(lost)}, in which objects may still be stored",
            f"CustomResourceDefinition {live['metadata']['name']}",
            "Nothing was changed. Store every object again in a version that stays, then remove the old ones from "
            "status.storedVersions; or set crds to create.",
        )


def _tried(api: Api, step: Step) -> dict[str, Any] | None:
    """Return the result of a dry run, ``None`` when it is not permitted."""
    try:
        return apply(api, step.document or {}, force=True, dry_run=True)
    except ApiError as error:
        if error.lacks_permission:
            return None
        raise ApiError(
            error.what, str(step.ref), error.remedy, status=error.status, reason=error.reason, body=error.body
        ) from None
