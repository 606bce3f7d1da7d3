# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read stored releases: one revision, a history, or the newest revision of each release."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .model import SUPERSEDED, Release, parse_time
from .state import State, determine
from .storage import Entry, Storage

if TYPE_CHECKING:
    from ...cluster.api import Api


def read_release(
    api: Api, name: str, namespace: str, revision: int | None = None, *, driver: str = "secret"
) -> Release | None:
    """Return one revision of a release, the newest by default; ``None`` when there is none."""
    storage = Storage(api, namespace, driver)
    if revision:
        return storage.get(name, revision)
    entries = storage.entries(name)
    return storage.get(name, entries[-1].revision) if entries else None


def history(api: Api, name: str, namespace: str, *, driver: str = "secret") -> list[Release]:
    """Return all stored revisions of a release, oldest first."""
    storage = Storage(api, namespace, driver)
    found = api.each(lambda entry: storage.get(name, entry.revision), storage.entries(name))
    return [release for release in found if release is not None]


@dataclass(frozen=True)
class ReleaseFilter:
    """Which releases to list, and in which order.

    :param statuses: only those; ``None`` for all.
    :param labels: only releases with these labels.
    :param named: returns whether to list a release of this name.
    :param selector: returns whether to list a release with these labels, Helm's own labels included.
    :param by_date: the oldest first, instead of by namespace and name.
    :param reverse: in the opposite order.
    :param offset: how many to skip.
    :param limit: how many to list at most, 0 for all.
    """

    statuses: Sequence[str] | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    named: Callable[[str], Any] | None = None
    selector: Callable[[Mapping[str, str]], bool] | None = None
    by_date: bool = False
    reverse: bool = False
    offset: int = 0
    limit: int = 0

    def accepts(self, name: str, status: str) -> bool:
        """Return whether a name and a status are asked for."""
        return (self.statuses is None or status in self.statuses) and (self.named is None or bool(self.named(name)))

    def accepts_labels(self, entry: Entry) -> bool:
        """Return whether the labels of a stored revision are asked for."""
        if any(entry.labels.get(key) != value for key, value in self.labels.items()):
            return False
        return self.selector is None or self.selector(_labels(entry))

    def page(self, found: list[Any]) -> list[Any]:
        """Return the part of a list that ``offset`` and ``limit`` ask for."""
        return found[self.offset : self.offset + self.limit] if self.limit else found[self.offset :]

    def page_of_releases(self, found: list[Release]) -> list[Release]:
        """Sort releases, and return the part that ``offset`` and ``limit`` ask for."""
        found.sort(key=_date if self.by_date else _place, reverse=self.reverse)
        return self.page(found)


def list_releases(
    api: Api, namespace: str | None = None, chosen: ReleaseFilter | None = None, *, driver: str = "secret"
) -> list[Release]:
    """Return the newest revision of every release in a namespace (``None`` for all namespaces).

    As in ``helm list``, superseded revisions are listed when nothing else is asked for. Records of releases that are
    not listed are not read, unless the order depends on their dates.
    """
    chosen = chosen or ReleaseFilter()
    storage = Storage(api, namespace or "", driver)
    entries = storage.entries()
    if chosen.statuses is None or set(chosen.statuses) != {SUPERSEDED}:
        newest: dict[tuple[str, str], Entry] = {}
        for entry in entries:
            newest[(entry.namespace, entry.name)] = entry
        entries = list(newest.values())
    entries = [entry for entry in entries if chosen.accepts(entry.name, entry.status) and chosen.accepts_labels(entry)]
    if not chosen.by_date:
        entries.sort(key=_place, reverse=chosen.reverse)
        entries = chosen.page(entries)
    read = api.each(lambda entry: storage.get(entry.name, entry.revision, entry.namespace), entries)
    found = [release for release in read if release is not None]
    return chosen.page_of_releases(found) if chosen.by_date else found


def state_of(api: Api, name: str, namespace: str, *, driver: str = "secret", pending_timeout: float = 600.0) -> State:
    """Return the state of a release."""
    return determine(Storage(api, namespace, driver).entries(name), time.time(), pending_timeout)


def _labels(entry: Entry) -> dict[str, str]:
    own = {"name": entry.name, "owner": "helm", "status": entry.status, "version": str(entry.revision)}
    return {**entry.labels, **own}


def _place(item: Entry | Release) -> tuple[str, str, int]:
    return item.namespace, item.name, item.revision


def _date(release: Release) -> tuple[float, str, str, int]:
    moment = parse_time(release.last_deployed)
    return (moment.timestamp() if moment is not None else 0.0, *_place(release))
