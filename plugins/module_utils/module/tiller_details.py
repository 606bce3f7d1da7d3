# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Details of an installed Tiller, for ``tiller`` and ``tiller_info``."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import ApiError, CertificateError, MissingLibraryError

if TYPE_CHECKING:
    from ..cluster.api import Api

T = TypeVar("T")


def describe(api: Api, namespace: str) -> dict[str, Any] | None:
    """Return the details of the Tiller in a namespace, ``None`` if there is none."""
    from ..cluster.objects import Ref, get
    from ..tiller.server.spec import DEPLOYMENT

    deployment = get(api, Ref("apps/v1", "Deployment", namespace, DEPLOYMENT))
    return None if deployment is None else details_of(api, deployment)


def details_of(api: Api, deployment: dict[str, Any]) -> dict[str, Any]:
    """Return the details of a Tiller without querying it. What there is no permission to read is null."""
    from ..tiller.connection.find_pod import list_pods
    from ..tiller.server.facts import facts_of
    from ..tiller.server.uninstall import count_records

    facts = facts_of(deployment)
    pods = _unless_forbidden(lambda: list_pods(api, facts.namespace))
    return {
        **facts.as_dict(),
        "pods": [_pod(pod) for pod in pods] if pods is not None else None,
        "records": _unless_forbidden(lambda: count_records(api, facts.namespace)),
        "certificate": _certificate(api, facts.namespace) if facts.tls != "none" else None,
    }


def _pod(pod: dict[str, Any]) -> dict[str, Any]:
    from ..cluster.readiness import is_pod_ready

    status = pod.get("status") or {}
    containers = (pod.get("spec") or {}).get("containers") or [{}]
    return {
        "name": str(pod["metadata"]["name"]),
        "phase": str(status.get("phase") or ""),
        "ready": is_pod_ready(pod),
        "node": str((pod.get("spec") or {}).get("nodeName") or ""),
        "image": str(containers[0].get("image") or ""),
        "restarts": sum(int(entry.get("restartCount") or 0) for entry in status.get("containerStatuses") or []),
    }


def _certificate(api: Api, namespace: str) -> dict[str, Any] | None:
    """Return the details of the certificate in Tiller's Secret, ``None`` if it cannot be read."""
    import datetime

    from ..certificates import pem
    from ..cluster.objects import Ref, get
    from ..tiller.server.manifests import CERTIFICATE
    from ..tiller.server.spec import SECRET

    secret = _unless_forbidden(lambda: get(api, Ref("v1", "Secret", namespace, SECRET)))
    text = ((secret or {}).get("data") or {}).get(CERTIFICATE)
    if not text:
        return None
    try:
        pem.require_library()
        certificate = pem.parse_certificates(base64.b64decode(text), SECRET)[0]
        return pem.certificate_info(certificate, datetime.datetime.now(datetime.timezone.utc)).as_dict()
    except (CertificateError, MissingLibraryError, ValueError):
        return None


def _unless_forbidden(request: Callable[[], T]) -> T | None:
    try:
        return request()
    except ApiError as error:
        if error.status == 403:
            return None
        raise
