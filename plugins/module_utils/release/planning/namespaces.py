# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be done about the namespace of a release: make it, and give it labels."""

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
    """The step that makes or labels the namespace; ``None`` when it is as it should be.

    A namespace may serve several releases, so that labels which a task does not name any more stay.
    """
    if not request.create_namespace and not request.namespace_labels:
        return None
    ref = Ref("v1", "Namespace", "", request.namespace)
    try:
        live = get(api, ref)
    except ApiError as error:
        if error.status == 403:
            # Who may not look may not create either; the objects will tell whether it is there.
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
