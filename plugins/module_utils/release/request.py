# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desired state of a release, as the options of a task describe it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..dialect import HELM4, Dialect
from ..errors import ReleaseError

if TYPE_CHECKING:
    from ..chart.chart import Chart


#: called with a line of text for each step
Report = Callable[[str], None]


def no_report(_line: str) -> None:
    """No-op reporter."""


class LiveReport(ABC):
    """A :data:`Report` that shows lines while the operation runs.

    Only calling it adds a line to the result, so that the result does not depend on how long something took.
    """

    @abstractmethod
    def __call__(self, line: str) -> None:
        """Add a line to the result, and show it with ``-v``."""

    @property
    @abstractmethod
    def shows(self) -> bool:
        """Whether lines are shown at all; otherwise they are only collected."""

    @abstractmethod
    def collect(self, line: str) -> None:
        """Add a line to the result without showing it."""

    @abstractmethod
    def detail(self, line: str) -> None:
        """Show a line with ``-v``, without adding it to the result."""

    @abstractmethod
    def notice(self, line: str) -> None:
        """Show a line always, without adding it to the result."""


def live(report: Report) -> LiveReport | None:
    """Return the reporter if it shows lines while the operation runs, else ``None``."""
    return report if isinstance(report, LiveReport) and report.shows else None


CORRECT = "correct"
REPORT = "report"
IGNORE = "ignore"

AUTO = "auto"
SERVER = "server"
CLIENT = "client"

#: what to do with the CRDs in ``crds/`` of the chart
CRDS_CREATE = "create"
CRDS_UPGRADE = "upgrade"
CRDS_SKIP = "skip"


@dataclass(frozen=True)
class Patch:
    """A patch for rendered objects.

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
    """The desired state of a release.

    :param values: the user's values in Go's types (numbers in files are floats).
    :param wait: wait until the objects are ready; ``atomic`` and ``wait_for_jobs`` imply it.
    :param timeout: seconds, for each hook and for the wait.
    :param atomic: undo a failed change.
    :param crds: what to do with the CRDs in ``crds/``: ``create`` missing ones, also ``upgrade`` existing ones, or
        ``skip`` them.
    :param history_max: revisions to keep, 0 for all.
    :param apply: who merges: the ``server``, or the ``client`` as in Helm 3; ``auto`` does as the last revision did,
        and starts with the server.
    :param replace: replace existing objects instead of patching them (the option ``force``).
    :param force_conflicts: take fields from other field managers.
    :param take_ownership: adopt objects of other releases or without an owner.
    :param reset_values: ignore the values of the last revision.
    :param reuse_values: merge ``values`` into the values of the last revision and its chart.
    :param reset_then_reuse_values: merge ``values`` into the user's values of the last revision, on top of those of
        the new chart. With none of the three, old values apply only when ``values`` is empty, as in Helm.
    :param drift: ``correct``, ``report`` or ``ignore``.
    :param drift_ignore: JSON pointers of fields whose drift is ignored, with ``*`` for one segment.
    :param rewrite_apis: rewrite objects of API versions that the cluster no longer serves, in the rendering and in
        stored revisions.
    :param patches: patches for the rendered objects, applied first.
    :param post_render: a Jinja2 template that post-renders the objects, applied after the patches.
    :param post_renderer: a program with its arguments that post-renders the objects, applied last.
    :param sensitive: JSON pointers of fields whose values are redacted, with ``*`` for one segment.
    :param driver: ``secret`` or ``configmap``.
    :param pending_timeout: seconds after which a pending revision without an owner is taken over.
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
