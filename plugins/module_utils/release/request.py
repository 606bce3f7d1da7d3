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
    from .patches import Patch

#: called with one line of text for each step, for a person who follows the run
Report = Callable[[str], None]

CORRECT = "correct"
REPORT = "report"
IGNORE = "ignore"

AUTO = "auto"
SERVER = "server"
CLIENT = "client"

#: what is done with the chart's own CustomResourceDefinitions
CRDS_CREATE = "create"
CRDS_UPGRADE = "upgrade"
CRDS_SKIP = "skip"

CREATE = "create"
PATCH = "patch"
REPLACE = "replace"
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
    :param crds: what becomes of the CustomResourceDefinitions in ``crds/``: ``create`` makes those that are missing,
        ``upgrade`` brings those that are there to what the chart says too, ``skip`` leaves them alone.
    :param history_max: revisions to keep, 0 for all.
    :param apply: who merges: the ``server``, or the ``client`` as Helm 3 does it; ``auto`` goes on as the last revision
        was applied, and begins with the server.
    :param force: put objects in the place of those that are there, instead of patching them.
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
    :param patches: changes of the rendered objects, the first that are made.
    :param post_render: a Jinja2 template that prints them anew, after the patches.
    :param post_renderer: a program with its arguments that prints them anew, after all else.
    :param sensitive: JSON pointers of fields whose values nobody is told, with ``*`` for one segment.
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
    crds: str = CRDS_CREATE
    history_max: int = 10
    apply: str = AUTO
    force: bool = False
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
    patches: tuple[Patch, ...] = ()
    post_render: str = ""
    post_renderer: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
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

    :param action: ``create``, ``patch``, ``replace``, ``delete``, ``keep``, ``run hook``, ``record revision`` or
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
        random = self.random() if self.random is not None and self.pairs else []
        return render(self.pairs, self.namespace, sensitive=self.sensitive, random=random)
