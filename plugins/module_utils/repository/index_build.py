# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of a folder of packaged charts: ``helm repo index``, with times that change only where something did."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import time
from dataclasses import dataclass, field
from typing import Any

from ..chart import loader
from ..data import yaml_in, yaml_out
from ..data.semver import parse
from ..errors import ChartError, CoxswainError, RepositoryError
from . import atomic_files, content_cache, urls
from .index import LIMIT, Index


@dataclass(frozen=True)
class BuiltIndex:
    """An index as it is to be.

    :param before: the file as it is, or None.
    :param after: the file as it is to be.
    :param charts: how many charts and versions there are in it.
    """

    path: str
    before: bytes | None = field(repr=False)
    after: bytes = field(repr=False)
    charts: int
    versions: int
    warnings: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the file is to be written."""
        return self.before != self.after


def build_index(folder: str, url: str = "", merge: str = "", as_json: bool = False) -> BuiltIndex:
    """Make the index of the archives in ``folder`` and in the folders right below it.

    What the folder's own index says of an unchanged archive, the time of its making above all, stays.

    :param url: where the folder is served; addresses are relative without it.
    :param merge: the path of an index whose versions are added where the folder lacks them; nothing when it is missing.
    :raises RepositoryError: the folder or an index cannot be read.
    """
    if not os.path.isdir(folder):
        raise RepositoryError("there is no such folder", folder, "Give the folder with the packaged charts.")
    if url:
        urls.split(url)
    warnings: list[str] = []
    path = os.path.join(folder, "index.yaml")
    before = atomic_files.read_file(path, LIMIT)
    own: dict[str, dict[str, Any]] = {}
    if before is not None:
        try:
            own = _rows(path, before)
        except RepositoryError as error:
            warnings.append(f"the index that is there cannot be read and is replaced: {error.what}")
    other = _rows(merge, atomic_files.read_file(merge, LIMIT)) if merge else {}
    entries: dict[str, dict[str, dict[str, Any]]] = {}
    for archive in _archives(folder):
        row = _row(folder, archive, url, warnings)
        if row is not None:
            _add(entries, row, archive, (own, other), warnings)
    for name, versions in other.items():
        for version, row in versions.items():
            entries.setdefault(name, {}).setdefault(version, row)
    listed = {name: _sorted(versions) for name, versions in sorted(entries.items())}
    after = _text(listed, before, as_json)
    return BuiltIndex(path, before, after, len(listed), sum(map(len, listed.values())), tuple(warnings))


def _archives(folder: str) -> list[str]:
    """The archives by their path in the folder."""
    found = []
    for pattern in ("*.tgz", os.path.join("*", "*.tgz")):
        # A folder's own name may look like a pattern.
        for path in glob.glob(os.path.join(glob.escape(folder), pattern)):
            if os.path.isfile(path):
                found.append(os.path.relpath(path, folder))
    return sorted(found)


def _row(folder: str, archive: str, url: str, warnings: list[str]) -> dict[str, Any] | None:
    content = atomic_files.read_file(os.path.join(folder, archive), content_cache.ARCHIVE_LIMIT)
    if content is None:
        return None
    try:
        chart = loader.load_archive(content)
    except ChartError as error:
        warnings.append(f"{archive} is left out, since it is no chart: {error.what}")
        return None
    record = chart.record()
    record["digest"] = hashlib.sha256(content).hexdigest()
    relative = archive.replace(os.sep, "/")
    record["urls"] = [f"{url.rstrip('/')}/{relative}" if url else relative]
    return record


def _add(
    entries: dict[str, dict[str, dict[str, Any]]],
    row: dict[str, Any],
    archive: str,
    known: tuple[dict[str, dict[str, Any]], ...],
    warnings: list[str],
) -> None:
    name, version = row["name"], row["version"]
    versions = entries.setdefault(name, {})
    if version in versions:
        warnings.append(f"{archive} is left out, since {versions[version]['urls'][0]} is {name} {version} already")
        return
    created = None
    for index in known:
        old = index.get(name, {}).get(version)
        if old is not None and old.get("digest") == row["digest"] and isinstance(old.get("created"), str):
            created = old["created"]
            break
    versions[version] = {**row, "created": created or now()}


def _sorted(versions: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Newest first, and what is no version last."""
    good, bad = [], []
    for version, row in sorted(versions.items()):
        try:
            good.append((parse(version), row))
        except CoxswainError:
            bad.append(row)
    good.sort(key=lambda pair: pair[0], reverse=True)
    return [row for _version, row in good] + bad


def _text(entries: dict[str, list[dict[str, Any]]], before: bytes | None, as_json: bool) -> bytes:
    document: dict[str, Any] = {"apiVersion": "v1", "entries": entries, "generated": now()}
    if before is not None:
        old = _document(before)
        if isinstance(old, dict) and isinstance(old.get("generated"), str):
            same = {**document, "generated": old["generated"]}
            if old == same and before.lstrip().startswith(b"{") == as_json:
                return before
    if as_json:
        return (json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode(
            "utf-8", "surrogateescape"
        )
    return yaml_out.marshal(document).encode("utf-8", "surrogateescape")


def _document(content: bytes) -> Any:
    try:
        return yaml_in.decode(content.decode("utf-8", "surrogateescape"))
    except CoxswainError:
        return None


def _rows(path: str, content: bytes | None) -> dict[str, dict[str, Any]]:
    """What an index says, by name and version."""
    if not content:
        return {}
    index = Index.parse(content, path)
    found: dict[str, dict[str, Any]] = {}
    for name in index.names():
        for row in index.rows(name):
            if isinstance(row, dict) and isinstance(row.get("version"), str):
                found.setdefault(name, {}).setdefault(row["version"], row)
    return found


def now() -> str:
    """The time in the form of an index."""
    moment = time.time()
    fraction = f"{moment % 1:.9f}"[1:].rstrip("0").rstrip(".")
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f"{fraction}Z"
