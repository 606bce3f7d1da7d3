# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desired state of a release, as the options of a task describe it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..dialect import HELM4, Dialect
from ..errors import ReleaseError

if TYPE_CHECKING:
    from ..chart.model import Chart


#: called with a line of text for each step
Report = Callable[[str], None]


def no_report(_line: str) -> None:
    """No-op reporter."""


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


@dataclass(frozen=True)
class Patch:
    """One change of rendered objects.

    :param body: a mapping for a strategic merge patch, a list of operations for a JSON patch (RFC 6902).
    :param target: what it changes, by :data:`PATTERNS` and :data:`SELECTORS`; empty for the object that a strategic
        merge patch itself names.
    """

    body: dict[str, Any] | list[Any]
    target: dict[str, str] = field(default_factory=dict)

    @property
    def names_its_object(self) -> bool:
        """Does the patch say by itself which object it changes?"""
        return not self.target


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
    :param replace: replace existing objects instead of patching them (the option ``force``).
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
    replace: bool = False
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
    def required_chart(self) -> Chart:
        """The chart, for operations that need one.

        :raises ReleaseError: there is none.
        """
        if self.chart is None:
            raise ReleaseError("no chart is given", f"release {self.name}")
        return self.chart

    @property
    def waits(self) -> bool:
        """Whether to wait for the objects."""
        return self.wait or self.wait_for_jobs or self.atomic
