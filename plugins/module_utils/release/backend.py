# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract between operations on releases and the backends that carry them out.

:mod:`.operations` decides what happens, and in which order: lock the release, compare, change, recover from a failure.
A backend knows how: where revisions are stored, who renders a chart, who applies the objects and who waits for them.
There are two of them: :mod:`.direct`, which keeps releases as Helm 3 and Helm 4 do and talks to the API server itself,
and :mod:`..tiller.releases`, which asks Tiller.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from .reporting.outcome import Outcome

if TYPE_CHECKING:
    from ..cluster.api import Api
    from ..errors import CoxswainError
    from .execution.executor import Executor
    from .planning.change import Change
    from .planning.drift import Drift
    from .planning.plan import Plan
    from .records.model import Hook, Release
    from .records.state import State
    from .records.storage import Entry
    from .reporting.outcome import FieldsByObject, ObjectPair, RandomObjects, ReleaseTestResult
    from .request import ReleaseRequest, Report


@dataclass(frozen=True)
class Result:
    """What an operation did, or in check mode would do.

    :param release: the newest revision, ``None`` when there is none.
    :param pairs: objects with their state before and after.
    :param drifted: fields that differed from what the release declares, by object.
    :param foreign: fields that were left to other field managers, by object.
    :param random: returns the objects that contain random values, as rendered and as another rendering has them.
    """

    release: Release | None = None
    changes: Sequence[Change] = ()
    pairs: Sequence[ObjectPair] = ()
    drifted: FieldsByObject = field(default_factory=dict)
    foreign: FieldsByObject = field(default_factory=dict)
    random: RandomObjects | None = None


class Rendering(Protocol):
    """The rendering of a chart with the values of a request, made when it is needed.

    :param values: the user's values after those of the current revision were merged in.
    """

    values: dict[str, Any]

    def reproduces(self, base: Release) -> bool:
        """Return whether rendering again would give a stored revision, apart from random values and the clock."""


class Operation(ABC):
    """A prepared change of a release: everything that can fail without a write has already been tried.

    Call :meth:`run`, then :meth:`finish`. When :meth:`run` fails, :meth:`has_started` tells whether anything was
    written, :meth:`record_failure` records the failure and :meth:`failure` returns the error to raise. When the process
    is asked to end, call :meth:`interrupted`.
    """

    @abstractmethod
    def run(self) -> None:
        """Lock the release and carry out the change."""

    @abstractmethod
    def finish(self) -> Result:
        """Write what remains to be written after a successful run, and return what was done."""

    def has_started(self, error: CoxswainError) -> bool:
        """Return whether a run that ended with ``error`` has changed anything."""
        return False

    def record_failure(self, error: CoxswainError) -> None:  # noqa: B027 - Tiller records its failures itself
        """Mark the new revision as failed, and delete what it created if the request asks for it."""

    def interrupted(self, error: BaseException) -> None:  # noqa: B027 - Tiller records its failures itself
        """Leave a state that the next run can start from, within a few seconds; raise nothing.

        It may be called at any moment of :meth:`run` and :meth:`finish`. Nothing is undone, since that takes long.
        """

    def failure(self, error: CoxswainError, undone: str = "") -> CoxswainError:
        """Return the error to raise.

        :param undone: how the failed change was undone, as a part of a sentence.
        """
        return error


class UpgradeOperation(Operation):
    """An install or an upgrade.

    :param is_install: whether the release is installed, not upgraded.
    """

    is_install: bool

    def undo(self) -> int | None:
        """Undo a failed change in the backend's own way.

        :returns: the revision that the release was rolled back to, 0 when it was uninstalled, ``None`` to leave it to
            the operations ``rollback`` and ``uninstall``.
        :raises CoxswainError: it could not be undone.
        """
        return None


class Backend(ABC):
    """Where releases are stored and who applies them, for the duration of one task.

    :param api: the API server; ``None`` when only Tiller's address is known.
    :param check_mode: whether nothing may be written.
    :param report: called with a line of text for each step.
    """

    def __init__(self, api: Api | None, check_mode: bool, report: Report) -> None:
        self.api = api
        self.check_mode = check_mode
        self.report = report
        self.warnings: list[str] = []

    def outcome(self, request: ReleaseRequest, action: str, result: Result, *, changed: bool = True) -> Outcome:
        """Return the outcome of an operation, with the warnings of this backend."""
        return Outcome(
            changed=changed,
            action=action,
            release=result.release,
            changes=list(result.changes),
            warnings=self.all_warnings(),
            drifted=result.drifted,
            foreign=result.foreign,
            pairs=list(result.pairs),
            namespace=request.namespace,
            sensitive=request.sensitive,
            random=result.random,
        )

    def all_warnings(self) -> list[str]:
        """Return the warnings of the operation and of the connection."""
        return self.warnings

    # ---------------------------------------------------------------------------------------------- records

    @abstractmethod
    def entries(self, request: ReleaseRequest) -> list[Entry]:
        """Return the stored revisions of a release, oldest first."""

    @abstractmethod
    def get(self, request: ReleaseRequest, revision: int) -> Release | None:
        """Return one revision with its record, ``None`` when there is none."""

    @abstractmethod
    def settle(self, request: ReleaseRequest) -> tuple[list[Entry], State]:
        """Return the revisions of a release and its state, once nobody else works on it.

        :raises CoxswainError: another operation is in progress, or may be.
        """

    @abstractmethod
    def base(self, request: ReleaseRequest, state: State) -> Release | None:
        """Return the revision that an upgrade starts from, ``None`` for an install."""

    @abstractmethod
    def forget(self, request: ReleaseRequest, entries: Sequence[Entry]) -> Sequence[Change]:
        """Delete the history of a release that is uninstalled already."""

    # -------------------------------------------------------------------------------- rendering or dry run

    @abstractmethod
    def rendering(self, request: ReleaseRequest, base: Release | None) -> Rendering:
        """Return the rendering of the request's chart."""

    def rewritten(self, request: ReleaseRequest, release: Release) -> Release:
        """Return a stored revision in the API versions that the cluster serves, where the request asks for it."""
        return release

    # ------------------------------------------------------------------------------ applying, or calling Tiller

    @abstractmethod
    def prepare_upgrade(
        self,
        request: ReleaseRequest,
        entries: list[Entry],
        state: State,
        base: Release | None,
        rendering: Any,
    ) -> UpgradeOperation:
        """Prepare an install or an upgrade."""

    @abstractmethod
    def prepare_rollback(
        self, request: ReleaseRequest, entries: list[Entry], state: State, current: Release, target: Release
    ) -> Operation:
        """Prepare a rollback from the newest revision to ``target``."""

    @abstractmethod
    def prepare_uninstall(self, request: ReleaseRequest, entries: list[Entry], last: Release) -> Operation:
        """Prepare to uninstall a release, whose newest revision is ``last``."""

    @abstractmethod
    def run_tests(
        self, request: ReleaseRequest, release: Release, tests: Sequence[Hook], logs: bool
    ) -> ReleaseTestResult:
        """Run test hooks of a revision.

        :param logs: whether to collect the logs of their containers.
        """

    # ------------------------------------------------------------------------------------------------- drift

    @abstractmethod
    def prerequisites(self, request: ReleaseRequest, values: dict[str, Any]) -> Plan:
        """Return the changes of the namespace and of the chart's CRDs that an unchanged release needs."""

    @abstractmethod
    def find_drift(self, request: ReleaseRequest, base: Release) -> Drift:
        """Compare the live objects of a revision with its manifest."""

    @abstractmethod
    def executor(self, request: ReleaseRequest, apply_side: str = ...) -> Executor:
        """Return what applies objects through the API server.

        :param apply_side: who merges, ``server`` or ``client``; by default as this backend does.
        """
