# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that installing or uninstalling Tiller changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...cluster.objects import Ref

if TYPE_CHECKING:
    from ...release.reporting.outcome import ObjectPair


@dataclass(frozen=True)
class ObjectChange:
    """An object that was changed, or (in check mode) would be.

    :param action: ``create``, ``update``, ``replace`` or ``delete``.
    """

    action: str
    ref: Ref


@dataclass
class InstallResult:
    """The result of installing or uninstalling Tiller.

    :ivar pairs: the objects before and after, for a diff.
    :ivar restarted: whether the pods are replaced because of new certificates.
    """

    changes: list[ObjectChange] = field(default_factory=list)
    pairs: list[ObjectPair] = field(default_factory=list)
    restarted: bool = False

    def add(self, action: str, ref: Ref, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        """Add a change, with the states of the object before and after."""
        self.changes.append(ObjectChange(action, ref))
        self.pairs.append((ref, before, after))
