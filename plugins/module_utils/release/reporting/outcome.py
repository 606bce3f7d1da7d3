# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of an operation on a release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...cluster.objects import Ref
    from ...cluster.trouble import Trouble
    from ..planning.change import Change
    from ..records.model import Release


@dataclass(frozen=True)
class Outcome:
    """What came of a request.

    :param action: ``installed``, ``upgraded``, ``unchanged``, ``uninstalled``, ``rolled back`` or ``corrected``.
    :param release: the newest revision, as it is or (in check mode) would be; ``None`` when there is none.
    :param drifted: objects that are not as the release declares them, with the fields.
    :param foreign: fields that were left to other managers, by object.
    :param pairs: objects with their state before and after.
    :param sensitive: JSON pointers of fields whose values nobody is told.
    :param random: gives the objects that chance had a part in, as they were rendered and as another rendering has them.
    """

    changed: bool
    action: str
    release: Release | None = None
    changes: list[Change] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    drifted: dict[Ref, list[str]] = field(default_factory=dict)
    foreign: dict[Ref, list[str]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    pairs: list[tuple[Ref, dict[str, Any] | None, dict[str, Any] | None]] = field(default_factory=list, repr=False)
    namespace: str = ""
    sensitive: tuple[str, ...] = ()
    random: Callable[[], list[tuple[dict[str, Any], dict[str, Any]]]] | None = field(default=None, repr=False)

    @property
    def notes(self) -> str:
        """What NOTES.txt of the chart says."""
        return self.release.notes if self.release is not None else ""

    @property
    def diff(self) -> list[dict[str, str]]:
        """What ``--diff`` shows of each object that differs; made when it is asked for."""
        from .diff import object_diffs

        random = self.random() if self.random is not None and self.pairs else []
        return object_diffs(self.pairs, self.namespace, sensitive=self.sensitive, random=random)
