# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is stored of releases: one revision, a history, the newest revision of each; and what is live of one."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .model import SUPERSEDED, Release, parse_time
from .state import State, determine
from .storage import Entry, Storage

if TYPE_CHECKING:
    from ...cluster.api import Api


def read_release(
    api: Api, name: str, namespace: str, revision: int | None = None, *, driver: str = "secret"
) -> Release | None:
    """One revision of a release, the newest by default; ``None`` when there is none."""
    storage = Storage(api, namespace, driver)
    if revision:
        return storage.get(name, revision)
    entries = storage.entries(name)
    return storage.get(name, entries[-1].revision) if entries else None


def history(api: Api, name: str, namespace: str, *, driver: str = "secret") -> list[Release]:
    """All stored revisions of a release, oldest first."""
    storage = Storage(api, namespace, driver)
    found = api.each(lambda entry: storage.get(name, entry.revision), storage.entries(name))
    return [release for release in found if release is not None]


def list_releases(
    api: Api,
    namespace: str | None = None,
    *,
    statuses: Sequence[str] | None = None,
    labels: dict[str, str] | None = None,
    named: Callable[[str], bool] | None = None,
    selector: Callable[[Mapping[str, str]], bool] | None = None,
    by_date: bool = False,
    reverse: bool = False,
    offset: int = 0,
    limit: int = 0,
    driver: str = "secret",
) -> list[Release]:
    """The newest revision of every release of a namespace (``None`` for all of them).

    As for ``helm list``, superseded revisions are told when nothing but those is asked for. The records of those that
    are not told are not read, unless the order asks for their dates.

    :param statuses: only those; ``None`` for all.
    :param labels: only releases that carry these labels.
    :param named: only releases whose names it takes.
    :param selector: only releases whose labels it takes, the labels of Helm included.
    :param by_date: the oldest first, instead of by namespace and name.
    :param reverse: the other way round.
    :param offset: how many to leave out at the beginning.
    :param limit: how many to tell at most, 0 for all.
    """
    storage = Storage(api, namespace or "", driver)
    entries = storage.entries()
    if statuses is None or set(statuses) != {SUPERSEDED}:
        newest: dict[tuple[str, str], Entry] = {}
        for entry in entries:
            newest[(entry.namespace, entry.name)] = entry
        entries = list(newest.values())
    chosen = [
        entry
        for entry in entries
        if (statuses is None or entry.status in statuses)
        and all(entry.labels.get(key) == value for key, value in (labels or {}).items())
        and (named is None or named(entry.name))
        and (selector is None or selector(_labels(entry)))
    ]
    chosen.sort(key=lambda entry: (entry.namespace, entry.name, entry.revision), reverse=reverse and not by_date)
    if not by_date:
        chosen = _slice(chosen, offset, limit)
    read = api.each(lambda entry: storage.get(entry.name, entry.revision, entry.namespace), chosen)
    found = [release for release in read if release is not None]
    if by_date:
        found.sort(key=_moment, reverse=reverse)
        found = _slice(found, offset, limit)
    return found


def state_of(api: Api, name: str, namespace: str, *, driver: str = "secret", pending_timeout: float = 600.0) -> State:
    """Where a release stands."""
    return determine(Storage(api, namespace, driver).entries(name), time.time(), pending_timeout)


def _labels(entry: Entry) -> dict[str, str]:
    own = {"name": entry.name, "owner": "helm", "status": entry.status, "version": str(entry.revision)}
    return {**entry.labels, **own}


def _slice(found: list[Any], offset: int, limit: int) -> list[Any]:
    return found[offset : offset + limit] if limit else found[offset:]


def _moment(release: Release) -> float:
    moment = parse_time(release.last_deployed)
    return moment.timestamp() if moment is not None else 0.0
