# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``tiller_info`` does."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from ..errors import ApiError, CertificateError, CoxswainError, MissingLibraryError
from .options import connection, tiller_options

if TYPE_CHECKING:
    from ..cluster.api import Api

SPEC: dict[str, dict[str, Any]] = {
    **tiller_options.SPEC,
    "all_namespaces": {"type": "bool", "default": False},
    "ask": {"type": "bool", "default": True},
}


def run(module: AnsibleModule) -> dict[str, Any]:
    """Tell about the Tiller of one namespace, or of all."""
    from ..tiller.connection.find_pod import SELECTOR

    params = module.params
    api = connection.connect_from(module)
    try:
        if params["all_namespaces"]:
            deployments = api.items("/apis/apps/v1/deployments", {"labelSelector": SELECTOR})
            found = [described(api, deployment) for deployment in deployments]
        else:
            one = describe(api, params["tiller_namespace"])
            found = [] if one is None else [one]
        for tiller in found if params["ask"] else []:
            tiller.update(_asked(params, api, tiller["namespace"]))
    finally:
        api.close()
    return {"changed": False, "installed": bool(found), "tillers": found}


def describe(api: Api, namespace: str) -> dict[str, Any] | None:
    """What is known of the Tiller of a namespace, ``None`` when there is none."""
    from ..cluster.objects import Ref, get
    from ..tiller.server.spec import DEPLOYMENT

    deployment = get(api, Ref("apps/v1", "Deployment", namespace, DEPLOYMENT))
    return None if deployment is None else described(api, deployment)


def described(api: Api, deployment: dict[str, Any]) -> dict[str, Any]:
    """What is known of a Tiller without asking it; what may not be read is null."""
    from ..tiller.connection.find_pod import list_pods
    from ..tiller.server.facts import facts_of
    from ..tiller.server.uninstall import count_records

    facts = facts_of(deployment)
    pods = _quiet(lambda: list_pods(api, facts.namespace))
    return {
        **facts.as_dict(),
        "pods": [_pod(pod) for pod in pods] if pods is not None else None,
        "records": _quiet(lambda: count_records(api, facts.namespace)),
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
    """What the certificate in Tiller's Secret says; null where it may not be read or cannot be."""
    import datetime

    from ..certificates import pem
    from ..cluster.objects import Ref, get
    from ..tiller.server.manifests import CERTIFICATE
    from ..tiller.server.spec import SECRET

    secret = _quiet(lambda: get(api, Ref("v1", "Secret", namespace, SECRET)))
    text = ((secret or {}).get("data") or {}).get(CERTIFICATE)
    if not text:
        return None
    try:
        pem.require_library()
        certificate = pem.parse_certificates(base64.b64decode(text), SECRET)[0]
        return pem.certificate_info(certificate, datetime.datetime.now(datetime.timezone.utc)).as_dict()
    except (CertificateError, MissingLibraryError, ValueError):
        return None


def _asked(params: dict[str, Any], api: Api, namespace: str) -> dict[str, Any]:
    """Whether Tiller answers, and the version that it says it is."""
    import dataclasses

    from ..tiller.connection.connect import connect

    options = tiller_options.options_from(params)
    if params["all_namespaces"]:
        options = dataclasses.replace(options, host="", namespace=namespace)
    try:
        with connect(options, api) as tiller:
            return {"reachable": True, "version": tiller.version, "trouble": ""}
    except MissingLibraryError:
        raise
    except CoxswainError as error:
        return {"reachable": False, "version": "", "trouble": str(error)}


def _quiet(ask: Any) -> Any:
    try:
        return ask()
    except ApiError as error:
        if error.status == 403:
            return None
        raise
