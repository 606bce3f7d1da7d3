# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rendering is told about the release that it is for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReleaseFacts:
    """The facts behind ``.Release``.

    :param revision: the number of the revision that is rendered, from 1 on.
    :param is_upgrade: true for an upgrade and for a rollback.
    """

    name: str
    namespace: str = "default"
    revision: int = 1
    is_install: bool = True
    is_upgrade: bool = False
