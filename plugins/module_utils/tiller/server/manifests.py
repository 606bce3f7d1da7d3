# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifests that ``helm init`` of Helm 2.17 creates for the same flags, field by field."""

from __future__ import annotations

import base64
import json
from typing import Any

from ...data import strvals
from ...dialect import HELM2
from ...errors import DataError, TillerError
from ..connection.address import PORT
from ..connection.find_pod import LABELS
from .spec import DEPLOYMENT, SECRET, SERVICE, TillerSpec

#: port of the liveness and readiness probes
PROBE_PORT = 44135
_CERTS = "/etc/certs"
_VOLUME = "tiller-certs"

#: keys of the Secret's data
KEY, CERTIFICATE, AUTHORITY = "tls.key", "tls.crt", "ca.crt"


def deployment(spec: TillerSpec) -> dict[str, Any]:
    """Return the Deployment.

    :raises TillerError: an override is invalid, or the result is not a Deployment.
    """
    document: dict[str, Any] = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": DEPLOYMENT, "namespace": spec.namespace, "labels": dict(LABELS)},
        "spec": {
            "replicas": max(1, spec.replicas),
            "selector": {"matchLabels": dict(LABELS)},
            "strategy": {},
            "template": {"metadata": {"labels": dict(LABELS)}, "spec": _pod(spec)},
        },
    }
    for override in spec.overrides:
        try:
            strvals.parse_into(override, document, HELM2)
        except DataError as error:
            raise TillerError(f"{override!r}: {error.what}", "overrides", "Use the syntax of --set.") from None
    # The parser returns subclasses of int and str; reduce them to the builtin types.
    document = json.loads(json.dumps(document))
    if not isinstance(document.get("spec"), dict) or document.get("kind") != "Deployment":
        raise TillerError("the result is not a Deployment", "overrides")
    return document


def service(spec: TillerSpec) -> dict[str, Any]:
    """Return the Service, for clients inside the cluster."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": SERVICE, "namespace": spec.namespace, "labels": dict(LABELS)},
        "spec": {
            "type": "ClusterIP",
            "ports": [{"name": "tiller", "port": PORT, "targetPort": "tiller"}],
            "selector": dict(LABELS),
        },
    }


def secret(spec: TillerSpec) -> dict[str, Any] | None:
    """Return the Secret with the certificates; ``None`` without TLS."""
    certificates = spec.certificates
    if certificates is None:
        return None
    data = {KEY: certificates.key, CERTIFICATE: certificates.certificate}
    if certificates.authority is not None:
        data[AUTHORITY] = certificates.authority
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "Opaque",
        "metadata": {"name": SECRET, "namespace": spec.namespace, "labels": dict(LABELS)},
        "data": {name: base64.b64encode(content).decode("ascii") for name, content in data.items()},
    }


def _pod(spec: TillerSpec) -> dict[str, Any]:
    container: dict[str, Any] = {
        "name": "tiller",
        "image": spec.chosen_image,
        "imagePullPolicy": "Always" if spec.canary else "IfNotPresent",
        "ports": [{"name": "tiller", "containerPort": PORT}, {"name": "http", "containerPort": PROBE_PORT}],
        "env": [
            {"name": "TILLER_NAMESPACE", "value": spec.namespace},
            {"name": "TILLER_HISTORY_MAX", "value": str(spec.history_max)},
        ],
        "livenessProbe": _probe("/liveness"),
        "readinessProbe": _probe("/readiness"),
        "resources": {},
    }
    arguments = []
    if spec.storage != "configmap":
        arguments.append(f"--storage={spec.storage}")
    if spec.local_only:
        arguments.append(f"--listen=localhost:{PORT}")
    if arguments:
        # Helm's documentation sets the command with --override; Tiller has no environment variables for these.
        container["command"] = ["/tiller", *arguments]
    pod: dict[str, Any] = {
        "automountServiceAccountToken": spec.automount_token,
        "containers": [container],
    }
    if spec.service_account:
        pod["serviceAccountName"] = spec.service_account
    if spec.node_selectors:
        pod["nodeSelector"] = dict(spec.node_selectors)
    if spec.host_network:
        pod["hostNetwork"] = True
    if spec.certificates is not None:
        verify = spec.certificates.authority is not None
        container["env"] += [
            # Tiller takes any value as true, so false is an entry without a value, as Helm writes it.
            {"name": "TILLER_TLS_VERIFY", **({"value": "1"} if verify else {})},
            {"name": "TILLER_TLS_ENABLE", "value": "1"},
            {"name": "TILLER_TLS_CERTS", "value": _CERTS},
        ]
        container["volumeMounts"] = [{"name": _VOLUME, "readOnly": True, "mountPath": _CERTS}]
        pod["volumes"] = [{"name": _VOLUME, "secret": {"secretName": SECRET}}]
    return pod


def _probe(path: str) -> dict[str, Any]:
    return {"httpGet": {"path": path, "port": PROBE_PORT}, "initialDelaySeconds": 1, "timeoutSeconds": 1}
