# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhook configurations of ``admissionregistration.k8s.io/v1beta1`` as those of ``v1``: what had another default or
none is written down.
"""

from __future__ import annotations

from typing import Any

from .fields import default, entries

#: the defaults of v1beta1 that v1 does not share
_DEFAULTS: dict[str, Any] = {
    "failurePolicy": "Ignore",
    "matchPolicy": "Exact",
    "timeoutSeconds": 30,
    "admissionReviewVersions": ["v1beta1"],
}
_NONE = ("None", "NoneOnDryRun")


def configuration(document: dict[str, Any]) -> list[str]:
    """``v1`` takes only webhooks without side effects of a dry run, so those that told nothing are taken for such."""
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
