# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read releases for ``release_info``, from their records in the cluster or from Tiller."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import TillerError
from .backends import check_options
from .options import connection, release_options, tiller_options
from .task import Task

if TYPE_CHECKING:
    from ..cluster.api import Api
    from ..release.records.history import ReleaseFilter
    from ..release.records.model import Release


class Reader(ABC):
    """A source of releases.

    :ivar api: the API server; ``None`` if only the address of Tiller is known.
    """

    api: Api | None

    @abstractmethod
    def list_releases(self, namespace: str | None, chosen: ReleaseFilter) -> list[Release]:
        """Return the newest revision of each release in a namespace (``None`` for all namespaces)."""

    @abstractmethod
    def history(self, name: str, namespace: str) -> list[Release]:
        """Return the revisions of a release, oldest first."""

    def revision(self, name: str, namespace: str, revision: int) -> Release | None:
        """Return one revision of a release, ``None`` if it does not exist."""
        found = [release for release in self.history(name, namespace) if release.revision == revision]
        return found[0] if found else None


def reader_for(task: Task) -> Reader:
    """Return the reader for the option ``backend`` of a task."""
    return TillerReader(task) if tiller_options.is_tiller(task.params) else DirectReader(task)


class DirectReader(Reader):
    """Read the records of Helm 3 and Helm 4."""

    def __init__(self, task: Task) -> None:
        self.api: Api = connection.connect_from(task)
        self._driver = release_options.storage_driver()

    def list_releases(self, namespace: str | None, chosen: ReleaseFilter) -> list[Release]:
        from ..release.records.history import list_releases

        return list_releases(self.api, namespace, chosen, driver=self._driver)

    def history(self, name: str, namespace: str) -> list[Release]:
        from ..release.records.history import history

        return history(self.api, name, namespace, driver=self._driver)

    def revision(self, name: str, namespace: str, revision: int) -> Release | None:
        from ..release.records.history import read_release

        return read_release(self.api, name, namespace, revision, driver=self._driver)


class TillerReader(Reader):
    """Query Tiller, or read its records if it does not respond."""

    def __init__(self, task: Task) -> None:
        check_options(task.params)
        self._task = task
        self.api: Api | None = tiller_options.api_from(task)

    def list_releases(self, namespace: str | None, chosen: ReleaseFilter) -> list[Release]:
        from ..tiller.protocol.convert import releases_of

        with self._source() as source:
            messages = source(None)
        newest: dict[str, Any] = {}
        for message in messages:
            if message.name not in newest or newest[message.name].version < message.version:
                newest[message.name] = message
        return chosen.page_of_releases(
            [
                item
                for item in releases_of(newest.values())
                if (namespace is None or item.namespace == namespace) and chosen.accepts(item.name, item.status)
            ]
        )

    def history(self, name: str, namespace: str) -> list[Release]:
        from ..tiller.protocol.convert import releases_of

        with self._source() as source:
            messages = source(name)
        return [item for item in releases_of(sorted(messages, key=_version)) if item.namespace == namespace]

    @contextmanager
    def _source(self) -> Iterator[Callable[[str | None], list[Any]]]:
        """Yield a function that returns the revisions of a release, or with ``None``, those of all releases."""
        try:
            tiller = tiller_options.connect_from(self._task, self.api)
        except TillerError as error:
            if self.api is None or error.reason not in ("absent", "not-ready", "unreachable"):
                raise
            self._task.warn(f"Tiller does not respond, so its records are read instead: {error.what}")
            yield partial(self._records_of, self.api)
            return
        with tiller:
            yield lambda name: tiller.history(name) if name else tiller.list_releases()

    def _records_of(self, api: Api, name: str | None) -> list[Any]:
        from ..tiller.records import Records

        records = Records(api, self._task.params["tiller_namespace"])
        found = [record.message for record in records.read(name)]
        for text in records.warnings:
            self._task.warn(text)
        return found


def _version(message: Any) -> int:
    return int(message.version)
