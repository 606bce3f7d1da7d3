# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The repositories of Helm 2's days by name: where they are kept now, where they are mirrored, and where they were."""

from __future__ import annotations

from ..errors import RepositoryError

#: name to URL
PRESETS: dict[str, str] = {
    "stable": "https://charts.helm.sh/stable",
    "incubator": "https://charts.helm.sh/incubator",
    "stable-aliyun": "https://kubernetes.oss-cn-hangzhou.aliyuncs.com/charts",
    "incubator-aliyun": "https://aliacs-app-catalog.oss-cn-hangzhou.aliyuncs.com/charts-incubator",
    "stable-azure-china": "https://mirror.azure.cn/kubernetes/charts",
    "incubator-azure-china": "https://mirror.azure.cn/kubernetes/charts-incubator",
}

#: host that answers no more, to the preset that took its place
_GONE = {
    "kubernetes-charts.storage.googleapis.com": "stable",
    "kubernetes-charts-incubator.storage.googleapis.com": "incubator",
}


def check_address(url: str) -> None:
    """Refuse an address that was given up, and say which one took its place."""
    host = url.partition("://")[2].partition("/")[0].lower()
    if host in _GONE:
        preset = _GONE[host]
        raise RepositoryError(
            "this repository was shut down in 2020", url, f"Its charts are at {PRESETS[preset]}, preset {preset}."
        )
