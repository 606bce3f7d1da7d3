# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert Ingresses of ``extensions/v1beta1`` and ``networking.k8s.io/v1beta1`` to ``networking.k8s.io/v1``."""

from __future__ import annotations

from typing import Any

from .fields import default, entries, rename, section

#: the path type that old versions assumed; the new one requires it
_PATH_TYPE = "ImplementationSpecific"


def to_v1(document: dict[str, Any]) -> list[str]:
    """Split backends into service and port, and rename ``spec.backend`` to ``spec.defaultBackend``."""
    spec = section(document, "spec")
    rename(spec, "backend", "defaultBackend")
    if isinstance(spec.get("defaultBackend"), dict):
        spec["defaultBackend"] = _backend(spec["defaultBackend"])
    for rule in entries(spec, "rules"):
        for path in entries(section(rule, "http"), "paths"):
            default(path, "pathType", _PATH_TYPE)
            if isinstance(path.get("backend"), dict):
                path["backend"] = _backend(path["backend"])
    return []


def _backend(backend: dict[str, Any]) -> dict[str, Any]:
    """Return a converted backend; one in the new form stays as it is."""
    if "serviceName" not in backend and "servicePort" not in backend:
        return backend
    result = {key: value for key, value in backend.items() if key not in ("serviceName", "servicePort")}
    service: dict[str, Any] = {"name": backend.get("serviceName")}
    port = backend.get("servicePort")
    if isinstance(port, str) and port.isdigit():
        port = int(port)
    if isinstance(port, int):
        service["port"] = {"number": port}
    elif port is not None:
        service["port"] = {"name": port}
    return {**result, "service": service}
