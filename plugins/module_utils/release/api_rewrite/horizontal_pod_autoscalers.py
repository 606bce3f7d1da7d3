# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert HorizontalPodAutoscalers of ``autoscaling/v2beta1`` to ``autoscaling/v2``: each metric names what it measures
and what is aimed at in a mapping of its own. ``v2beta2`` has the fields of ``v2``.
"""

from __future__ import annotations

from typing import Any

from .fields import entries, section

#: type of a metric → its field
_SOURCES = {
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
    "ContainerResource": "containerResource",
    "External": "external",
}
#: old field of a source → type and field of its target
_TARGETS = {
    "targetAverageUtilization": ("Utilization", "averageUtilization"),
    "targetAverageValue": ("AverageValue", "averageValue"),
    "targetValue": ("Value", "value"),
}


def from_v2beta1(document: dict[str, Any]) -> list[str]:
    """Convert metrics; those that are written as in ``v2`` stay as they are."""
    for metric in entries(section(document, "spec"), "metrics"):
        field = _SOURCES.get(str(metric.get("type")), "")
        if isinstance(metric.get(field), dict):
            metric[field] = _source(field, metric[field])
    return []


def _source(field: str, old: dict[str, Any]) -> dict[str, Any]:
    new = dict(old)
    metric: dict[str, Any] = {}
    if "metricName" in new:
        metric["name"] = new.pop("metricName")
    selector = new.pop("metricSelector" if field == "external" else "selector", None)
    if selector is not None:
        metric["selector"] = selector
    target = _object_target(new) if field == "object" else _target(new)
    if metric:
        new["metric"] = metric
    if target:
        new["target"] = target
    return new


def _target(source: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for old, (kind, field) in _TARGETS.items():
        value = source.pop(old, None)
        if value is not None and not found:
            found = {"type": kind, field: value}
    return found


def _object_target(source: dict[str, Any]) -> dict[str, Any]:
    """Convert the target of an object metric: ``target`` was the object, and an average replaced a value of zero."""
    if "describedObject" in source:
        return {}
    if "target" in source:
        source["describedObject"] = source.pop("target")
    average = source.pop("averageValue", None)
    value = source.pop("targetValue", None)
    if average is not None:
        return {"type": "AverageValue", "averageValue": average}
    return {"type": "Value", "value": value} if value is not None else {}
