# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be done about a release: a pure function of what is wanted and what was observed.

Install, upgrade, rollback, uninstall and the correction of drift are one sequence of steps, some of which are empty;
:mod:`.execute` carries them out one after the other and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...cluster.apply import migrated
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

    :param document: the object with the marks of its release.
    :param generated: its name is made by the server (``generateName``).
    """

    ref: Ref
    document: dict[str, Any] = field(repr=False)
    generated: bool = False


@dataclass(frozen=True)
class Step:
    """What is to be done with one object.

    :param action: ``create``, ``patch``, ``replace``, ``delete`` or ``keep``.
    :param document: what is to be applied.
    :param live: the object as it was observed.
    :param force: take fields from other managers.
    :param migrate: move the fields of client-side apply first.
    :param way: who merges, ``server`` or ``client``.
    :param original: for a merge by the client: the object as it was declared before.
    """

    action: str
    ref: Ref
    document: dict[str, Any] | None = field(default=None, repr=False)
    live: dict[str, Any] | None = field(default=None, repr=False)
    generated: bool = False
    force: bool = False
    migrate: bool = False
    way: str = SERVER
    original: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def change(self) -> Change:
        """The step as it is told."""
        return Change.of(self.action, self.ref)


@dataclass(frozen=True)
class Plan:
    """Everything that is to be done, in the order of its fields.

    :param namespace: the namespace to make.
    :param definitions: CustomResourceDefinitions to make before anything else.
    :param abandoned: the revision that somebody left pending: it becomes failed.
    :param forget: revisions that make room.
    :param record: the new revision, stored as pending before and as deployed after the rest.
    :param before: hooks that run before the objects change, in order.
    :param apply: objects to create and patch, in the order of their kinds.
    :param delete: objects to delete, those that stay by their resource policy with ``keep``.
    :param after: hooks that run after the objects have changed.
    :param supersede: revisions that are deployed and will not be any more.
    :param awaited: objects to wait for.
    :param fields: fields that are left to other managers, by object.
    """

    namespace: Step | None = None
    definitions: tuple[Step, ...] = ()
    abandoned: Entry | None = None
    forget: tuple[Entry, ...] = ()
    record: Release | None = None
    before: tuple[Hook, ...] = ()
    apply: tuple[Step, ...] = ()
    delete: tuple[Step, ...] = ()
    after: tuple[Hook, ...] = ()
    supersede: tuple[Entry, ...] = ()
    awaited: tuple[Ref, ...] = ()
    fields: dict[Ref, list[str]] = field(default_factory=dict)


class Observed:
    """Live objects, by what names them."""

    def __init__(self, objects: dict[Identity, dict[str, Any] | None]) -> None:
        self.objects = objects

    def get(self, ref: Ref) -> dict[str, Any] | None:
        """The live object of a name."""
        return self.objects.get(ref.identity)


def object_steps(
    wanted: Sequence[Declared],
    before: Sequence[Declared],
    observed: Observed,
    *,
    force: bool = False,
    everything: bool = False,
    drift: bool = True,
    way: str = SERVER,
    replace: bool = False,
    leftover: Sequence[Declared] = (),
) -> tuple[list[Step], dict[Ref, list[str]]]:
    """The objects to create and patch, and the fields that are left to other managers.

    An object that is declared as before and found as declared needs no request.

    :param before: the objects of the revision that is replaced.
    :param everything: patch even those (their fields are still managed by client-side apply).
    :param drift: look for differences of objects that are declared as before.
    :param way: who merges, ``server`` or ``client``.
    :param replace: put objects in the place of those that are there.
    :param leftover: the objects of a newer revision that came to nothing: what it declared goes, too.
    """
    failed = {item.ref.identity: item.document for item in leftover if not item.generated}
    declared_before = {item.ref.identity: item.document for item in before if not item.generated}
    steps: list[Step] = []
    left: dict[Ref, list[str]] = {}
    for item in wanted:
        if item.generated:
            steps.append(Step(CREATE, item.ref, item.document, generated=True, way=way))
            continue
        live = observed.get(item.ref)
        if live is None:
            steps.append(Step(CREATE, item.ref, item.document, force=force, way=way))
            continue
        document = item.document
        before_document = declared_before.get(item.ref.identity)
        original = before_document
        if item.ref.identity in failed:
            original = united(original or {}, failed[item.ref.identity])
        foreign = [] if force else foreign_fields(document, live)
        if foreign:
            left[item.ref] = ["/" + "/".join(path) for path in foreign]
            # What is put in the place of an object has to hold what others hold in it.
            document = overlaid(document, live, foreign) if replace else without(document, foreign)
            original = without(original, foreign) if original is not None else None
        moves = migrated((live.get("metadata") or {}).get("managedFields") or []) != (
            (live.get("metadata") or {}).get("managedFields") or []
        )
        unchanged = before_document == item.document
        if unchanged and not everything and not (drift and differences(document, live)):
            continue
        if replace:
            steps.append(Step(REPLACE, item.ref, document, live, way=CLIENT))
            continue
        by_server = way == SERVER
        steps.append(
            Step(PATCH, item.ref, document, live, force=force, migrate=moves and by_server, way=way, original=original)
        )
    return steps, left


def removal_steps(gone: Iterable[Declared], observed: Observed, name: str, namespace: str) -> list[Step]:
    """The objects to delete, out of those that a release does not declare any more.

    What is not there any more, or belongs to somebody else by now, is left alone; ``keep`` stands for objects that
    their resource policy keeps, in the live object as Helm looks at it, or in the manifest.
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
    """The objects of ``one`` that ``other`` has not, whatever version they are written in."""
    known = {item.ref.identity for item in other}
    return [item for item in one if item.ref.identity not in known]


def hooks_for(hooks: Iterable[Hook], event: str) -> tuple[Hook, ...]:
    """The hooks of an event in the order in which they run: by weight, then by name, then as they are stored."""
    return tuple(sorted((hook for hook in hooks if event in hook.events), key=lambda hook: (hook.weight, hook.name)))
