# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversions of kinds with small changes between their versions."""

from __future__ import annotations

import copy
from typing import Any

from .fields import NotConvertible, default, entries, rename, section

_ZONE = "topology.kubernetes.io/zone"
_HOST = "kubernetes.io/hostname"
_ZERO_SHARES = "flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares"
#: fields of a device request that are in a mapping of their own since resource.k8s.io/v1beta2
_EXACTLY = (
    "deviceClassName",
    "selectors",
    "allocationMode",
    "count",
    "adminAccess",
    "tolerations",
    "capacity",
)


def same(_document: dict[str, Any]) -> list[str]:
    """Convert nothing: the fields are the same."""
    return []


def runtime_class_of_v1alpha1(document: dict[str, Any]) -> list[str]:
    """Move the fields of ``spec`` to the top."""
    spec = document.pop("spec", None)
    if isinstance(spec, dict):
        rename(spec, "runtimeHandler", "handler")
        for key, value in spec.items():
            default(document, key, value)
    return []


def endpoint_slice(document: dict[str, Any]) -> list[str]:
    """Convert topology labels to fields; other labels have no successor."""
    for endpoint in entries(document, "endpoints"):
        topology = endpoint.pop("topology", None)
        if not isinstance(topology, dict):
            continue
        if _ZONE in topology:
            default(endpoint, "zone", topology[_ZONE])
        if _HOST in topology:
            default(endpoint, "nodeName", topology[_HOST])
    return []


def signing_request(document: dict[str, Any]) -> list[str]:
    """Require a signer, which the server of the old version guessed."""
    spec = section(document, "spec")
    if not spec.get("signerName") or not spec.get("usages"):
        raise NotConvertible("certificates.k8s.io/v1 requires spec.signerName and spec.usages, which it does not have")
    return []


def priority_level_of_v1beta2(document: dict[str, Any]) -> list[str]:
    """Rename assured concurrency shares to nominal ones."""
    limited = section(section(document, "spec"), "limited")
    rename(limited, "assuredConcurrencyShares", "nominalConcurrencyShares")
    return []


def priority_level_of_v1beta3(document: dict[str, Any]) -> list[str]:
    """Remove zero shares, which meant the default unless an annotation says otherwise; ``v1`` takes them literally."""
    limited = section(section(document, "spec"), "limited")
    meant = section(section(document, "metadata"), "annotations").pop(_ZERO_SHARES, None) is not None
    if limited.get("nominalConcurrencyShares") == 0 and not meant:
        del limited["nominalConcurrencyShares"]
    return []


def resource_claim(document: dict[str, Any]) -> list[str]:
    """Move the fields of a request for one device to ``exactly``."""
    spec = section(document, "spec")
    if document.get("kind") == "ResourceClaimTemplate":
        spec = section(spec, "spec")
    for request in entries(section(spec, "devices"), "requests"):
        wanted = {key: copy.deepcopy(request.pop(key)) for key in _EXACTLY if key in request}
        if wanted:
            default(request, "exactly", wanted)
    return []
