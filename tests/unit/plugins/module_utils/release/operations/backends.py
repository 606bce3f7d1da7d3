# SPDX-License-Identifier: GPL-3.0-or-later
"""A backend that notes what operations ask of it."""

from __future__ import annotations

from types import SimpleNamespace

from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError
from ansible_collections.coxswain.helm.plugins.module_utils.release.backend import Backend, Result, UpgradeOperation
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.change import Change
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.drift import Drift
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.plan import Plan
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.model import Release
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.state import determine
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.storage import Entry


class FakeOperation(UpgradeOperation):
    """Fails, or not, before or after something was written."""

    def __init__(self, backend, name, release):
        self.backend, self.name, self.release = backend, name, release
        self.is_install = name == "install"

    def run(self):
        self.backend.calls.append(f"run {self.name}")
        if self.name in self.backend.failing:
            raise ReleaseError("it broke")

    def finish(self):
        self.backend.calls.append(f"finish {self.name}")
        return Result(self.release, [Change("patch", "v1", "ConfigMap", "web", "a")])

    def has_started(self, error):
        return self.backend.starts

    def record_failure(self, error):
        self.backend.calls.append(f"record failure of {self.name}")

    def undo(self):
        return self.backend.undo(self) if self.backend.undo is not None else None

    def failure(self, error, undone=""):
        return ReleaseError(f"{self.name} failed{undone}: {error.what}")


class FakeExecutor:
    def __init__(self, backend):
        self.backend = backend
        self.done = SimpleNamespace(changes=[], pairs=[], warnings=[])

    def prepare(self, plan):
        self.backend.calls.append("prepare")

    def change_objects(self, plan):
        self.backend.calls.append(f"apply {len(plan.apply)}")
        self.done.changes += [step.change for step in plan.apply]

    def wait(self, refs, *, jobs):
        self.backend.calls.append("wait")


class FakeBackend(Backend):
    """A release with revisions of these statuses, from 1 on.

    :param unchanged: whether a rendering reproduces the current revision.
    :param failing: the operations that fail.
    :param starts: whether an operation that fails has written something before.
    :param drift: steps that correct drift.
    :param hooks: of every revision.
    :ivar undo: undoes a failed operation; without it the shared operations do.
    """

    undo = None

    def __init__(self, *statuses, unchanged=False, failing=(), starts=True, drift=(), check_mode=False, hooks=()):
        super().__init__(None, check_mode, lambda line: None)
        self.statuses, self.unchanged, self.failing, self.starts = statuses, unchanged, failing, starts
        self.drift, self.hooks = list(drift), hooks
        self.calls = []

    def entries(self, request):
        return [Entry(request.name, request.namespace, number, text) for number, text in enumerate(self.statuses, 1)]

    def get(self, request, revision):
        status = self.statuses[revision - 1]
        return Release(request.name, request.namespace, revision, status, manifest=f"# {revision}\n", hooks=self.hooks)

    def settle(self, request):
        self.calls.append("settle")
        entries = self.entries(request)
        return entries, determine(entries, 0.0, 600.0)

    def base(self, request, state):
        return self.get(request, state.current.revision) if state.exists else None

    def forget(self, request, entries):
        self.calls.append(f"forget {len(entries)}")
        return [Change("forget revision", "v1", "Secret", "web", "a") for entry in entries]

    def rendering(self, request, base):
        return SimpleNamespace(values={}, reproduces=lambda stored: self.unchanged)

    def prepare_upgrade(self, request, entries, state, base, rendering):
        name = "install" if base is None else "upgrade"
        return FakeOperation(self, name, Release(request.name, request.namespace, len(entries) + 1))

    def prepare_rollback(self, request, entries, state, current, target):
        self.calls.append(f"from {current.revision} to {target.revision}, wait {request.wait}, atomic {request.atomic}")
        made = current.replace(revision=current.revision + 1, rollback_revision=target.revision)
        return FakeOperation(self, "rollback", made)

    def prepare_uninstall(self, request, entries, last):
        return FakeOperation(self, "uninstall", None)

    def run_tests(self, request, release, tests, logs):
        self.calls.append(f"test {', '.join(hook.name for hook in tests)}")

    def prerequisites(self, request, values):
        return Plan()

    def find_drift(self, request, base):
        self.calls.append("find drift")
        return Drift(steps=list(self.drift), fields={step.ref: ["/data/a"] for step in self.drift})

    def executor(self, request, apply_side=""):
        return FakeExecutor(self)
