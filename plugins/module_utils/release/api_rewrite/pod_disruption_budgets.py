# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert PodDisruptionBudgets of ``policy/v1beta1`` to ``policy/v1``."""

from __future__ import annotations

from typing import Any

from .fields import section

#: The label that Kubernetes itself uses to distinguish the two meanings of an empty selector; no pod has it.
_LABEL = "pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match"


def budget(document: dict[str, Any]) -> list[str]:
    """Keep the meaning of an empty selector, which selected no pod; in ``policy/v1`` it selects all of them."""
    spec = section(document, "spec")
    selector = spec.get("selector")
    if isinstance(selector, dict) and not selector.get("matchLabels") and not selector.get("matchExpressions"):
        spec["selector"] = {"matchExpressions": [{"key": _LABEL, "operator": "Exists"}]}
    return []
