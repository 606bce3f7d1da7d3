# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option for the files of Helm 3 and 4, or of Helm 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...repository.helm_paths import find_helm2_paths, find_helm_paths

if TYPE_CHECKING:
    from ...repository.helm_paths import HelmPaths

LAYOUT: dict[str, Any] = {"type": "str", "default": "helm3", "choices": ["helm3", "helm2"]}


def helm_paths_from(params: dict[str, Any]) -> HelmPaths:
    """Return the files of the Helm that the option ``layout`` selects."""
    return find_helm2_paths() if params["layout"] == "helm2" else find_helm_paths()
