# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert workloads of ``extensions/v1beta1``, ``apps/v1beta1`` and ``apps/v1beta2`` to ``apps/v1``.

Defaults that differ in the new version are set explicitly: applying the converted object over the existing one must not
change how it rolls out.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from .fields import NotConvertible, default, ensure_section, section

#: "unlimited", the default of some limits in extensions/v1beta1
_WITHOUT_END = 2147483647


def _selected(document: dict[str, Any]) -> dict[str, Any]:
    """Return the spec with a selector, which old versions defaulted from the labels of the template."""
    spec = section(document, "spec")
    if spec.get("selector") is None:
        labels = section(section(spec, "template"), "metadata").get("labels")
        if not isinstance(labels, dict) or not labels:
            raise NotConvertible("apps/v1 requires a selector, and its pod template has no labels to derive one from")
        spec["selector"] = {"matchLabels": copy.deepcopy(labels)}
    return spec


def deployment(
    *, surge: Any = None, history: int | None = None, deadline: int | None = None
) -> Callable[[dict[str, Any]], list[str]]:
    """Return the conversion of Deployments from a version with these defaults.

    :param surge: of ``maxSurge`` and ``maxUnavailable``; ``None`` where they are those of apps/v1, as for the others.
    """

    def convert(document: dict[str, Any]) -> list[str]:
        spec = _selected(document)
        # A request for a rollback is not part of the desired state.
        spec.pop("rollbackTo", None)
        strategy = section(spec, "strategy")
        if surge is not None and (strategy.get("type") in (None, "", "RollingUpdate") or strategy.get("rollingUpdate")):
            rolling = ensure_section(ensure_section(spec, "strategy"), "rollingUpdate")
            default(rolling, "maxSurge", surge)
            default(rolling, "maxUnavailable", surge)
            default(spec["strategy"], "type", "RollingUpdate")
        if history is not None:
            default(spec, "revisionHistoryLimit", history)
        if deadline is not None:
            default(spec, "progressDeadlineSeconds", deadline)
        return []

    return convert


def daemon_set_of_extensions(document: dict[str, Any]) -> list[str]:
    """Set the old default of the update strategy: pods were replaced only once they were deleted."""
    spec = _selected(document)
    spec.pop("templateGeneration", None)
    if not section(spec, "updateStrategy").get("type"):
        ensure_section(spec, "updateStrategy")["type"] = "OnDelete"
    return []


def stateful_set_of_v1beta1(document: dict[str, Any]) -> list[str]:
    """Set the old default of the update strategy: pods were replaced only once they were deleted."""
    spec = _selected(document)
    if not section(spec, "updateStrategy").get("type"):
        ensure_section(spec, "updateStrategy")["type"] = "OnDelete"
    return []


def selected(document: dict[str, Any]) -> list[str]:
    """Set the selector; all other defaults are the same."""
    _selected(document)
    return []


deployment_of_extensions = deployment(surge=1, history=_WITHOUT_END, deadline=_WITHOUT_END)
deployment_of_v1beta1 = deployment(history=2)
deployment_of_v1beta2 = deployment()
