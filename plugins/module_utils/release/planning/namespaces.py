# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Create and label the namespace of a release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...cluster.objects import Ref, get
from ...errors import ApiError
from .change import CREATE, PATCH
from .plan import Step

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ..request import ReleaseRequest


def namespace_step(api: Api, request: ReleaseRequest) -> Step | None:
    """Return the step that creates or labels the namespace, ``None`` when nothing has to change.

    A namespace may contain several releases, so labels that a task no longer names stay.
    """
    if not request.create_namespace and not request.namespace_labels:
        return None
    ref = Ref("v1", "Namespace", "", request.namespace)
    try:
        live = get(api, ref)
    except ApiError as error:
        if error.status == 403:
            # Without permission to read it there is none to create it; the objects will show whether it exists.
            return None
        raise
    labels = dict(request.namespace_labels)
    if live is None:
        if not request.create_namespace:
            return None
        return Step(CREATE, ref, _document(request.namespace, {"name": request.namespace, **labels}))
    known = live["metadata"].get("labels") or {}
    if all(known.get(key) == value for key, value in labels.items()):
        return None
    return Step(PATCH, ref, _document(request.namespace, labels), live)


def _document(name: str, labels: dict[str, str]) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}
