# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The presets for Helm 2's well-known repositories: their current addresses, their mirrors and their former hosts."""

from __future__ import annotations

from ..errors import RepositoryError

#: URL by name.
PRESETS: dict[str, str] = {
    "stable": "https://charts.helm.sh/stable",
    "incubator": "https://charts.helm.sh/incubator",
    "stable-aliyun": "https://kubernetes.oss-cn-hangzhou.aliyuncs.com/charts",
    "incubator-aliyun": "https://aliacs-app-catalog.oss-cn-hangzhou.aliyuncs.com/charts-incubator",
    "stable-azure-china": "https://mirror.azure.cn/kubernetes/charts",
    "incubator-azure-china": "https://mirror.azure.cn/kubernetes/charts-incubator",
}

#: The preset that replaced a host which has been shut down.
_SHUT_DOWN = {
    "kubernetes-charts.storage.googleapis.com": "stable",
    "kubernetes-charts-incubator.storage.googleapis.com": "incubator",
}


def check_address(url: str) -> None:
    """Raise an error with the replacement for the address of a repository that has been shut down."""
    host = url.partition("://")[2].partition("/")[0].lower()
    if host in _SHUT_DOWN:
        preset = _SHUT_DOWN[host]
        raise RepositoryError(
            "this repository was shut down in 2020",
            url,
            f"Its charts have moved to {PRESETS[preset]} (preset {preset}).",
        )
