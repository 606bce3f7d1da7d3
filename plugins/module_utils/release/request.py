# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of a release, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..dialect import HELM4, Dialect
from .diff import render

if TYPE_CHECKING:
    from ..chart.model import Chart
    from ..cluster.objects import Ref
    from ..cluster.trouble import Trouble
    from .model import Release

#: called with one line of text for each step, for a person who follows the run
Report = Callable[[str], None]

CORRECT = "correct"
REPORT = "report"
IGNORE = "ignore"

CREATE = "create"
PATCH = "patch"
DELETE = "delete"
KEEP = "keep"
RUN_HOOK = "run hook"
RECORD = "record revision"
FORGET = "forget revision"


@dataclass(frozen=True)
class ReleaseRequest:
    """What a release should be.

    :param values: the values that the user gives, as Go has them (numbers of files are floats).
    :param wait: wait until the objects are ready; ``atomic`` and ``wait_for_jobs`` imply it.
    :param timeout: seconds, for each hook and for the wait.
    :param atomic: undo a change that failed.
    :param history_max: revisions to keep, 0 for all.
    :param force_conflicts: take fields from other managers.
    :param take_ownership: adopt objects that belong to another release or to nobody.
    :param reset_values: of the three for values: those of the last revision count for nothing.
    :param reuse_values: they count, and so do the chart's values of that revision.
    :param reset_then_reuse_values: they count, over the values of the new chart. With none of the three, they are
        taken only when ``values`` is empty, as Helm does it.
    :param drift: ``correct``, ``report`` or ``ignore``.
    :param drift_ignore: JSON pointers of fields whose drift does not count, with ``*`` for one segment.
    :param rewrite_apis: objects of API versions that the cluster does not serve any more are rewritten, in the
        rendering and in what is stored.
    :param driver: ``secret`` or ``configmap``.
    :param pending_timeout: seconds after which a pending revision that names no owner is taken over.
    """

    name: str
    namespace: str
    chart: Chart | None = None
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    create_namespace: bool = False
    namespace_labels: dict[str, str] = field(default_factory=dict)
    wait: bool = False
    wait_for_jobs: bool = False
    timeout: float = 300.0
    atomic: bool = False
    cleanup_on_fail: bool = False
    disable_hooks: bool = False
    skip_crds: bool = False
    history_max: int = 10
    force_conflicts: bool = False
    take_ownership: bool = False
    reset_values: bool = True
    reuse_values: bool = False
    reset_then_reuse_values: bool = False
    description: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    drift: str = CORRECT
    drift_ignore: tuple[str, ...] = ()
    dialect: Dialect = HELM4
    skip_schema_validation: bool = False
    rewrite_apis: bool = False
    driver: str = "secret"
    pending_timeout: float = 600.0
    keep_history: bool = False
    deletion_propagation: str = "background"

    @property
    def waits(self) -> bool:
        """Is there to be waited for the objects?"""
        return self.wait or self.wait_for_jobs or self.atomic


@dataclass(frozen=True)
class Change:
    """One thing that was done, or (in check mode) would be done.

    :param action: ``create``, ``patch``, ``delete``, ``keep``, ``run hook``, ``record revision`` or
        ``forget revision``.
    :param predicted: it could not be tried with the server, so it is what is expected.
    """

    action: str
    api_version: str
    kind: str
    namespace: str
    name: str
    predicted: bool = False

    @classmethod
    def of(cls, action: str, ref: Ref, *, predicted: bool = False) -> Change:
        """A change of an object."""
        return cls(action, ref.api_version, ref.kind, ref.namespace, ref.name, predicted)

    def __str__(self) -> str:
        where = f"{self.namespace}/" if self.namespace else ""
        return f"{self.action} {self.kind} {where}{self.name}"


@dataclass(frozen=True)
class Outcome:
    """What came of a request.

    :param action: ``installed``, ``upgraded``, ``unchanged``, ``uninstalled``, ``rolled back`` or ``corrected``.
    :param release: the newest revision, as it is or (in check mode) would be; ``None`` when there is none.
    :param drifted: objects that are not as the release declares them, with the fields.
    :param foreign: fields that were left to other managers, by object.
    :param pairs: objects with their state before and after.
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

    @property
    def notes(self) -> str:
        """What NOTES.txt of the chart says."""
        return self.release.notes if self.release is not None else ""

    @property
    def diff(self) -> dict[str, str]:
        """``before`` and ``after`` as texts; made when it is asked for."""
        return render(self.pairs, self.namespace)
