# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of an operation: a pure function of the declared objects and the live ones.

Install, upgrade, rollback, uninstall and the correction of drift are one sequence of steps, some of which are empty.
:mod:`..execution.executor` carries them out and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...cluster.apply import upgraded_entries
from ...cluster.objects import Ref
from ..records.model import Hook, Release
from ..records.storage import Entry
from ..request import CLIENT, SERVER
from . import ownership
from .change import CREATE, DELETE, KEEP, PATCH, REPLACE, Change
from .compare import differences, overlaid, united, without
from .field_ownership import foreign_fields

Identity = tuple[str, str, str, str]


@dataclass(frozen=True)
class Declared:
    """One object of a manifest.

    :param document: the object with the ownership labels and annotations of its release.
    :param generated: the server generates its name (``generateName``).
    """

    ref: Ref
    document: dict[str, Any] = field(repr=False)
    generated: bool = False


@dataclass(frozen=True)
class Step:
    """The change of one object.

    :param action: ``create``, ``patch``, ``replace``, ``delete`` or ``keep``.
    :param document: the object to apply.
    :param live: the object as it was read.
    :param force_conflicts: take fields from other field managers.
    :param migrate_managers: first move the fields of client-side apply to server-side apply.
    :param apply_side: who merges, ``server`` or ``client``.
    :param original: for a merge by the client, the object as it was declared before.
    """

    action: str
    ref: Ref
    document: dict[str, Any] | None = field(default=None, repr=False)
    live: dict[str, Any] | None = field(default=None, repr=False)
    generated: bool = False
    force_conflicts: bool = False
    migrate_managers: bool = False
    apply_side: str = SERVER
    original: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def change(self) -> Change:
        """The step as a result reports it."""
        return Change.of(self.action, self.ref)


@dataclass(frozen=True)
class Plan:
    """The steps of an operation, in the order of its fields.

    :param namespace: the namespace to create or to label.
    :param crds: CustomResourceDefinitions to apply before anything else.
    :param abandoned: a revision that was left pending, to mark as failed.
    :param forget: surplus revisions to delete.
    :param record: the new revision, stored as pending first and as deployed last.
    :param before: hooks to run before the objects change, in order.
    :param apply: objects to create and patch, in the order of their kinds.
    :param delete: objects to delete; those that their resource policy keeps have the action ``keep``.
    :param after: hooks to run after the objects have changed.
    :param supersede: deployed revisions to mark as superseded.
    :param awaited: objects to wait for.
    :param foreign: fields that are left to other field managers, by object.
    """

    namespace: Step | None = None
    crds: tuple[Step, ...] = ()
    abandoned: Entry | None = None
    forget: tuple[Entry, ...] = ()
    record: Release | None = None
    before: tuple[Hook, ...] = ()
    apply: tuple[Step, ...] = ()
    delete: tuple[Step, ...] = ()
    after: tuple[Hook, ...] = ()
    supersede: tuple[Entry, ...] = ()
    awaited: tuple[Ref, ...] = ()
    foreign: dict[Ref, list[str]] = field(default_factory=dict)


class Observed:
    """Live objects by their identity."""

    def __init__(self, objects: dict[Identity, dict[str, Any] | None]) -> None:
        self.objects = objects

    def get(self, ref: Ref) -> dict[str, Any] | None:
        """Return the live object of a reference, ``None`` when it does not exist."""
        return self.objects.get(ref.identity)


@dataclass(frozen=True)
class ApplyPolicy:
    """How objects are brought to their declared state.

    :param apply_side: who merges, ``server`` or ``client``.
    :param force_conflicts: take fields from other field managers.
    :param replace: replace existing objects instead of patching them.
    :param everything: apply even objects that are declared as before and found as declared.
    :param drift: look for drift in objects that are declared as before.
    """

    apply_side: str = SERVER
    force_conflicts: bool = False
    replace: bool = False
    everything: bool = False
    drift: bool = True


def object_steps(
    wanted: Sequence[Declared],
    before: Sequence[Declared],
    observed: Observed,
    policy: ApplyPolicy,
    leftover: Sequence[Declared] = (),
) -> tuple[list[Step], dict[Ref, list[str]]]:
    """Return the steps that create and patch objects, and the fields that are left to other field managers.

    An object that is declared as before and found as declared needs no step.

    :param before: the objects of the revision that is replaced.
    :param leftover: the objects of a newer revision that failed: the fields that it declared are removed, too.
    """
    failed = {item.ref.identity: item.document for item in leftover if not item.generated}
    declared_before = {item.ref.identity: item.document for item in before if not item.generated}
    steps: list[Step] = []
    foreign: dict[Ref, list[str]] = {}
    for item in wanted:
        live = observed.get(item.ref)
        if item.generated or live is None:
            force = policy.force_conflicts and not item.generated
            steps.append(
                Step(
                    CREATE,
                    item.ref,
                    item.document,
                    generated=item.generated,
                    force_conflicts=force,
                    apply_side=policy.apply_side,
                )
            )
            continue
        document = item.document
        before_document = declared_before.get(item.ref.identity)
        original = before_document
        if item.ref.identity in failed:
            original = united(original or {}, failed[item.ref.identity])
        others = [] if policy.force_conflicts else foreign_fields(document, live)
        if others:
            foreign[item.ref] = ["/" + "/".join(path) for path in others]
            # A replacement has to contain the fields of others.
            document = overlaid(document, live, others) if policy.replace else without(document, others)
            original = without(original, others) if original is not None else None
        unchanged = before_document == item.document and not policy.everything
        if unchanged and not (policy.drift and differences(document, live)):
            continue
        if policy.replace:
            steps.append(Step(REPLACE, item.ref, document, live, apply_side=CLIENT))
            continue
        managers = (live.get("metadata") or {}).get("managedFields") or []
        steps.append(
            Step(
                PATCH,
                item.ref,
                document,
                live,
                force_conflicts=policy.force_conflicts,
                migrate_managers=policy.apply_side == SERVER and upgraded_entries(managers) != managers,
                apply_side=policy.apply_side,
                original=original,
            )
        )
    return steps, foreign


def removal_steps(gone: Iterable[Declared], observed: Observed, name: str, namespace: str) -> list[Step]:
    """Return the steps that delete objects which a release no longer declares.

    Objects that are gone, or belong to another owner by now, are left alone. The action ``keep`` is for objects that a
    resource policy keeps, in the live object (which is where Helm looks) or in the manifest.
    """
    steps = []
    for item in gone:
        if item.generated:
            continue
        live = observed.get(item.ref)
        if live is None or not ownership.owned(live, name, namespace):
            continue
        kept = "keep" in (ownership.policy(live), ownership.policy(item.document))
        steps.append(Step(KEEP if kept else DELETE, item.ref, live=live))
    return steps


def difference(one: Sequence[Declared], other: Sequence[Declared]) -> list[Declared]:
    """Return the objects of ``one`` that are not in ``other``, whatever their API versions are."""
    known = {item.ref.identity for item in other}
    return [item for item in one if item.ref.identity not in known]


def hooks_for(hooks: Iterable[Hook], event: str) -> tuple[Hook, ...]:
    """Return the hooks of an event in the order in which they run: by weight, then by name, then as stored."""
    return tuple(sorted((hook for hook in hooks if event in hook.events), key=lambda hook: (hook.weight, hook.name)))
