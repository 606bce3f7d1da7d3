# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the drift of a release that Tiller manages, since Tiller never compares live objects."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...errors import ApiError
from ...release.execution.apply_step import apply_step
from ...release.planning.drift import Drift, find_drift
from ...release.planning.live_state import read_by_name
from ...release.request import CLIENT
from .manifest_objects import declared_by

if TYPE_CHECKING:
    from ...release.request import ReleaseRequest
    from .base import TillerBase


def find_drift_from(backend: TillerBase, request: ReleaseRequest, manifest: str) -> Drift:
    """Compare live objects with a manifest; without an API server, find nothing.

    Objects that the user of the task cannot read only cause a warning, since Tiller may have more permissions.
    """
    if backend.api is None:
        return Drift()
    try:
        declared = declared_by(backend, manifest, request.namespace)
        return find_drift(
            backend.api,
            declared,
            read_by_name(backend.api, declared),
            partial(apply_step, backend.api, dry_run=True),
            force_conflicts=request.force_conflicts,
            ignore=request.drift_ignore,
            apply_side=CLIENT,
        )
    except ApiError as error:
        if error.status != 403:
            raise
        backend.warnings.append(
            f"drift was not checked, because the objects cannot be read ({error.what}); set drift to ignore, or grant "
            "the user of the task read access"
        )
        return Drift()
