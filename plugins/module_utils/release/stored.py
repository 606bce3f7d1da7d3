# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is stored of releases: one revision, a history, the newest revision of each."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .model import Release
from .state import State, determine
from .storage import Entry, Storage

if TYPE_CHECKING:
    from ..cluster.api import Api


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
    driver: str = "secret",
) -> list[Release]:
    """The newest revision of every release of a namespace (``None`` for all of them).

    :param statuses: only those; ``None`` for all.
    :param labels: only releases that carry these labels.
    """
    storage = Storage(api, namespace or "", driver)
    newest: dict[tuple[str, str], Entry] = {}
    for entry in storage.entries():
        newest[(entry.namespace, entry.name)] = entry
    chosen = [
        entry
        for entry in newest.values()
        if (statuses is None or entry.status in statuses)
        and all(entry.labels.get(key) == value for key, value in (labels or {}).items())
    ]
    found = api.each(lambda entry: storage.get(entry.name, entry.revision, entry.namespace), chosen)
    return [release for release in found if release is not None]


def state_of(api: Api, name: str, namespace: str, *, driver: str = "secret", pending_timeout: float = 600.0) -> State:
    """Where a release stands."""
    return determine(Storage(api, namespace, driver).entries(name), time.time(), pending_timeout)
