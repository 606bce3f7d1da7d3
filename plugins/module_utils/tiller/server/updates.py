# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bodies of updates: a manifest, with the fields of the live object that others own."""

from __future__ import annotations

import copy
import hashlib
from typing import Any

from . import rbac

#: annotation of the Deployment while its pods have not been restarted for new certificates: their digest
PENDING_ANNOTATION = "coxswain.helm/certificates-pending"
#: annotation of the pod template after new certificates, since pods read them on startup only: their digest
RESTART_ANNOTATION = "coxswain.helm/certificates"

#: fields of a Deployment that Helm leaves to the server, with other defaults in older API versions
_SERVER_DEFAULTS = ("strategy", "revisionHistoryLimit", "progressDeadlineSeconds", "minReadySeconds")


def deployment(document: dict[str, Any], live: dict[str, Any], digest: str) -> dict[str, Any]:
    """Return the update of the Deployment.

    :param digest: the digest of new certificates that the pods must be restarted for, else ``""``.
    """
    body = _with_metadata(document, live)
    annotations = {**annotations_of(live)}
    annotations.pop(PENDING_ANNOTATION, None)
    annotations.update(annotations_of(document))
    body["metadata"]["annotations"] = annotations
    spec = body["spec"] = copy.deepcopy(document["spec"])
    live_spec = live.get("spec") or {}
    for name in _SERVER_DEFAULTS:
        if not spec.get(name) and name in live_spec:
            spec[name] = live_spec[name]
    # Removing the annotations of others, such as the time of a kubectl rollout restart, would restart the pods.
    template = spec["template"].setdefault("metadata", {})
    old = (live_spec.get("template") or {}).get("metadata") or {}
    for name in ("annotations", "labels"):
        merged = {**(old.get(name) or {}), **(template.get(name) or {})}
        if name == "annotations" and digest:
            merged[RESTART_ANNOTATION] = digest
        if merged:
            template[name] = merged
    return body


def service(document: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
    """Return the update of the Service, which keeps the addresses that the server assigned."""
    body = _with_metadata(document, live)
    body["spec"] = {**(live.get("spec") or {}), **document["spec"]}
    return body


def secret(document: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
    """Return the update of the Secret."""
    return {**_with_metadata(document, live), "type": document["type"], "data": document["data"]}


def role(document: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
    """Return the update of a Role or ClusterRole."""
    return {**_with_metadata(document, live), "rules": document["rules"]}


def binding(document: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
    """Return the update of a binding, which keeps other subjects."""
    subjects = list(live.get("subjects") or [])
    subjects += [entry for entry in document["subjects"] if not rbac.has_subject(live, entry)]
    return {**_with_metadata(document, live), "roleRef": document["roleRef"], "subjects": subjects}


def annotations_of(document: dict[str, Any] | None) -> dict[str, str]:
    """Return the annotations of an object; none if it does not exist."""
    return ((document or {}).get("metadata") or {}).get("annotations") or {}


def digest_of(document: dict[str, Any]) -> str:
    """Return a digest of the certificates in the Secret, which does not disclose the key."""
    digest = hashlib.sha256()
    for name, content in sorted(document["data"].items()):
        digest.update(f"{name}\0{content}\0".encode())
    return f"sha256-{digest.hexdigest()[:32]}"


def _with_metadata(document: dict[str, Any], live: dict[str, Any]) -> dict[str, Any]:
    metadata = {name: value for name, value in live["metadata"].items() if name != "managedFields"}
    labels = {**(metadata.get("labels") or {}), **(document["metadata"].get("labels") or {})}
    if labels:
        metadata["labels"] = labels
    return {"apiVersion": document["apiVersion"], "kind": document["kind"], "metadata": metadata}
