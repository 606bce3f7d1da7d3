# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Helm versions whose rendering is reproduced, as data.

Each difference between them is a field here, so that rendering code checks the dialect and never a version number.
The reference for each field is the real binary: Helm 2.17.0, 3.22.0 and 4.3.1.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    """How one major version of Helm renders.

    :param name: ``helm2``, ``helm3`` or ``helm4``.
    :param major: 2, 3 or 4.
    """

    name: str
    major: int
    #: the value of ``.Release.Service``
    service: str = "Helm"
    #: the version that ``.Capabilities.HelmVersion`` (helm2: ``TillerVersion``) reports
    helm_version: str = ""
    #: the Go version that the binary was built with, as ``.Capabilities.HelmVersion.GoVersion`` reports it
    go_version: str = ""
    #: ``and`` and ``or`` evaluate every argument (Go before 1.18)
    eager_logic: bool = False
    #: ``toYaml`` keeps the final newline
    keep_final_newline: bool = False


HELM2 = Dialect("helm2", 2, service="Tiller", helm_version="v2.17.0", eager_logic=True, keep_final_newline=True)
HELM3 = Dialect("helm3", 3, helm_version="v3.22.0", go_version="go1.26.8")
HELM4 = Dialect("helm4", 4, helm_version="v4.3.1", go_version="go1.26.8")

DIALECTS = {dialect.name: dialect for dialect in (HELM2, HELM3, HELM4)}
