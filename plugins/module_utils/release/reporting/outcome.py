# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of an operation on a release, as modules report it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Optional

from ...cluster.objects import Ref

if TYPE_CHECKING:
    from ...cluster.diagnostics import ObjectDiagnosis
    from ..planning.change import Change
    from ..records.model import Hook, Release

#: an object with its state before and after a change, ``None`` where it does not exist
ObjectPair = tuple[Ref, Optional[dict[str, Any]], Optional[dict[str, Any]]]
#: JSON pointers of fields, by object
FieldsByObject = dict[Ref, list[str]]
#: returns the objects that contain random values, as rendered and as another rendering has them
RandomObjects = Callable[[], list[tuple[dict[str, Any], dict[str, Any]]]]


@dataclass(frozen=True)
class Outcome:
    """The result of an operation on a release.

    :param action: ``installed``, ``upgraded``, ``unchanged``, ``uninstalled``, ``rolled back`` or ``corrected``.
    :param release: the newest revision, as it is or (in check mode) would be; ``None`` when there is none.
    :param drifted: fields that differed from what the release declares, by object.
    :param foreign: fields that were left to other field managers, by object.
    :param pairs: objects with their state before and after.
    :param sensitive: JSON pointers of fields whose values are redacted.
    :param random: returns the objects that contain random values, as rendered and as another rendering has them.
    """

    changed: bool
    action: str
    release: Release | None = None
    changes: list[Change] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    drifted: FieldsByObject = field(default_factory=dict)
    foreign: FieldsByObject = field(default_factory=dict)
    pairs: list[ObjectPair] = field(default_factory=list, repr=False)
    namespace: str = ""
    sensitive: tuple[str, ...] = ()
    random: RandomObjects | None = field(default=None, repr=False)

    @property
    def notes(self) -> str:
        """The rendered NOTES.txt of the chart."""
        return self.release.notes if self.release is not None else ""

    @property
    def diff(self) -> list[dict[str, str]]:
        """The diff of each changed object, in the form of Ansible's ``--diff``; computed on access."""
        from .diff import object_diffs

        random = self.random() if self.random is not None and self.pairs else []
        return object_diffs(self.pairs, self.namespace, sensitive=self.sensitive, random=random)


@dataclass(frozen=True)
class ReleaseTestResult:
    """The result of the tests of a release.

    :param hooks: the tests that ran, in this order, with their results; in check mode, those that would run.
    :param logs: name of a test → ``pod/container`` → lines, when they were asked for.
    :param failure: the error message when a test failed, otherwise ``None``.
    :param diagnostics: why the objects of the failed test are not ready.
    """

    release: Release
    hooks: list[Hook]
    logs: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    failure: str | None = None
    diagnostics: list[ObjectDiagnosis] = field(default_factory=list)
