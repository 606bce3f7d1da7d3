# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that ``helm init`` of Helm 2.17 makes, field by field, for the same flags."""

from __future__ import annotations

import base64
import json
from typing import Any

from ...data import strvals
from ...dialect import HELM2
from ...errors import DataError, TillerError
from .spec import DEPLOYMENT, SECRET, SERVICE, Wanted

LABELS = {"app": "helm", "name": "tiller"}
PORT = 44134
PROBES = 44135
_CERTS = "/etc/certs"
_VOLUME = "tiller-certs"

#: keys of the Secret
KEY, CERTIFICATE, AUTHORITY = "tls.key", "tls.crt", "ca.crt"


def deployment(wanted: Wanted) -> dict[str, Any]:
    """The Deployment.

    :raises TillerError: an override is no expression, or leaves no Deployment.
    """
    document: dict[str, Any] = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": DEPLOYMENT, "namespace": wanted.namespace, "labels": dict(LABELS)},
        "spec": {
            "replicas": max(1, wanted.replicas),
            "selector": {"matchLabels": dict(LABELS)},
            "strategy": {},
            "template": {"metadata": {"labels": dict(LABELS)}, "spec": _pod(wanted)},
        },
    }
    for override in wanted.overrides:
        try:
            strvals.parse_into(override, document, HELM2)
        except DataError as error:
            raise TillerError(f"{override!r}: {error.what}", "overrides", "Write it as for --set.") from None
    # Of what the parser makes of numbers and text, only the builtin types go on.
    document = json.loads(json.dumps(document))
    if not isinstance(document.get("spec"), dict) or document.get("kind") != "Deployment":
        raise TillerError("leave nothing that is a Deployment", "overrides")
    return document


def service(wanted: Wanted) -> dict[str, Any]:
    """The Service, for clients inside the cluster."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": SERVICE, "namespace": wanted.namespace, "labels": dict(LABELS)},
        "spec": {
            "type": "ClusterIP",
            "ports": [{"name": "tiller", "port": PORT, "targetPort": "tiller"}],
            "selector": dict(LABELS),
        },
    }


def secret(wanted: Wanted) -> dict[str, Any] | None:
    """The Secret with Tiller's certificate; ``None`` without TLS."""
    found = wanted.certificates
    if found is None:
        return None
    data = {KEY: found.key, CERTIFICATE: found.certificate}
    if found.authority is not None:
        data[AUTHORITY] = found.authority
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "Opaque",
        "metadata": {"name": SECRET, "namespace": wanted.namespace, "labels": dict(LABELS)},
        "data": {name: base64.b64encode(content).decode("ascii") for name, content in data.items()},
    }


def _pod(wanted: Wanted) -> dict[str, Any]:
    container: dict[str, Any] = {
        "name": "tiller",
        "image": wanted.chosen_image,
        "imagePullPolicy": "Always" if wanted.canary else "IfNotPresent",
        "ports": [{"name": "tiller", "containerPort": PORT}, {"name": "http", "containerPort": PROBES}],
        "env": [
            {"name": "TILLER_NAMESPACE", "value": wanted.namespace},
            {"name": "TILLER_HISTORY_MAX", "value": str(wanted.history_max)},
        ],
        "livenessProbe": _probe("/liveness"),
        "readinessProbe": _probe("/readiness"),
        "resources": {},
    }
    arguments = []
    if wanted.storage != "configmap":
        arguments.append(f"--storage={wanted.storage}")
    if wanted.local_only:
        arguments.append(f"--listen=localhost:{PORT}")
    if arguments:
        # As Helm's documents have it, by --override; the image has no other way.
        container["command"] = ["/tiller", *arguments]
    pod: dict[str, Any] = {
        "automountServiceAccountToken": wanted.automount_token,
        "containers": [container],
    }
    if wanted.service_account:
        pod["serviceAccountName"] = wanted.service_account
    if wanted.node_selectors:
        pod["nodeSelector"] = dict(wanted.node_selectors)
    if wanted.host_network:
        pod["hostNetwork"] = True
    if wanted.certificates is not None:
        verify = wanted.certificates.authority is not None
        container["env"] += [
            # Any text means yes to Tiller, so no is an entry without a value.
            {"name": "TILLER_TLS_VERIFY", **({"value": "1"} if verify else {})},
            {"name": "TILLER_TLS_ENABLE", "value": "1"},
            {"name": "TILLER_TLS_CERTS", "value": _CERTS},
        ]
        container["volumeMounts"] = [{"name": _VOLUME, "readOnly": True, "mountPath": _CERTS}]
        pod["volumes"] = [{"name": _VOLUME, "secret": {"secretName": SECRET}}]
    return pod


def _probe(path: str) -> dict[str, Any]:
    return {"httpGet": {"path": path, "port": PROBES}, "initialDelaySeconds": 1, "timeoutSeconds": 1}
