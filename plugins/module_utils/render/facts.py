# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rendering is told about the release that it is for."""

from __future__ import annotations

from dataclasses import dataclass

from ..dialect import Dialect


@dataclass(frozen=True)
class ReleaseFacts:
    """The facts behind ``.Release``.

    :param revision: the number of the revision that is rendered, from 1 on; 0 where Helm 2 renders without a Tiller.
    :param is_upgrade: true for an upgrade and for a rollback.
    """

    name: str
    namespace: str = "default"
    revision: int = 1
    is_install: bool = True
    is_upgrade: bool = False

    @classmethod
    def for_template(cls, name: str, namespace: str, *, is_upgrade: bool, dialect: Dialect) -> ReleaseFacts:
        """The facts of a rendering that is for no release: those that ``helm template`` makes up."""
        return cls(name, namespace, 0 if dialect.major == 2 else 1, not is_upgrade, is_upgrade)
