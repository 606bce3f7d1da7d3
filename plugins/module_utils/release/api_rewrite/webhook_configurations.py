# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert webhook configurations of ``admissionregistration.k8s.io/v1beta1`` to ``v1``, which has other defaults."""

from __future__ import annotations

from typing import Any

from .fields import default, entries

#: defaults of v1beta1 that differ from v1
_DEFAULTS: dict[str, Any] = {
    "failurePolicy": "Ignore",
    "matchPolicy": "Exact",
    "timeoutSeconds": 30,
    "admissionReviewVersions": ["v1beta1"],
}
_NONE = ("None", "NoneOnDryRun")


def configuration(document: dict[str, Any]) -> list[str]:
    """Set the defaults of ``v1beta1``; assume no side effects in dry runs, since ``v1`` accepts nothing else."""
    assumed = []
    for webhook in entries(document, "webhooks"):
        for key, value in _DEFAULTS.items():
            if not webhook.get(key):
                webhook[key] = list(value) if isinstance(value, list) else value
        if webhook.get("sideEffects") not in _NONE:
            assumed.append(str(webhook.get("name")))
            webhook["sideEffects"] = "None"
        for rule in entries(webhook, "rules"):
            default(rule, "scope", "*")
    if not assumed:
        return []
    return [f"the webhooks {', '.join(assumed)} are taken to have no side effects (sideEffects: None)"]
