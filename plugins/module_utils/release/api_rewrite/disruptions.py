# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""PodDisruptionBudget of ``policy/v1beta1`` as one of ``policy/v1``."""

from __future__ import annotations

from typing import Any

from .fields import section

#: The label by which Kubernetes itself keeps the two meanings of an empty selector apart; no pod carries it.
_LABEL = "pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match"


def budget(document: dict[str, Any]) -> list[str]:
    """An empty selector selected no pod; in ``policy/v1`` it selects all of the namespace."""
    spec = section(document, "spec")
    selector = spec.get("selector")
    if isinstance(selector, dict) and not selector.get("matchLabels") and not selector.get("matchExpressions"):
        spec["selector"] = {"matchExpressions": [{"key": _LABEL, "operator": "Exists"}]}
    return []
