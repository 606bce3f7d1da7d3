# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the index of a folder of packaged charts (``helm repo index``); unchanged charts keep their timestamps."""

from __future__ import annotations

import glob
import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

from ..chart import loader
from ..data import yaml_in, yaml_out
from ..data.semver import parse
from ..data.timestamps import rfc3339_now
from ..errors import ChartError, CoxswainError, RepositoryError
from . import atomic_files, content_cache, urls
from .index import LIMIT, Index


@dataclass(frozen=True)
class BuiltIndex:
    """The index of a folder, not written yet.

    :param before: the current content of the file, or None.
    :param after: the new content of the file.
    :param charts: the number of charts in it.
    :param versions: the number of versions of all charts.
    """

    path: str
    before: bytes | None = field(repr=False)
    after: bytes = field(repr=False)
    charts: int
    versions: int
    warnings: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Return whether the file has to be written."""
        return self.before != self.after


def build_index(folder: str, url: str = "", merge: str = "", as_json: bool = False) -> BuiltIndex:
    """Build the index of the archives in ``folder`` and in its direct subfolders.

    Archives that the current index lists with the same digest keep their ``created`` timestamp.

    :param url: the address of the folder; without it, the URLs in the index are relative.
    :param merge: the path of an index with further versions to add; ignored if it does not exist.
    :raises RepositoryError: the folder or an index cannot be read.
    """
    if not os.path.isdir(folder):
        raise RepositoryError("there is no such folder", folder, "Set the folder with the packaged charts.")
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
            warnings.append(f"the existing index cannot be read and is replaced: {error.what}")
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
    """Return the paths of the archives, relative to the folder."""
    found = []
    for pattern in ("*.tgz", os.path.join("*", "*.tgz")):
        # The path of the folder may contain wildcards.
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
        warnings.append(f"{archive} is skipped because it is not a chart: {error.what}")
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
        warnings.append(f"{archive} is skipped because {versions[version]['urls'][0]} is {name} {version} as well")
        return
    created = None
    for index in known:
        old = index.get(name, {}).get(version)
        if old is not None and old.get("digest") == row["digest"] and isinstance(old.get("created"), str):
            created = old["created"]
            break
    versions[version] = {**row, "created": created or rfc3339_now()}


def _sorted(versions: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries sorted by version, newest first, with invalid versions at the end."""
    valid, invalid = [], []
    for version, row in sorted(versions.items()):
        try:
            valid.append((parse(version), row))
        except CoxswainError:
            invalid.append(row)
    valid.sort(key=lambda pair: pair[0], reverse=True)
    return [row for _version, row in valid] + invalid


def _text(entries: dict[str, list[dict[str, Any]]], before: bytes | None, as_json: bool) -> bytes:
    document: dict[str, Any] = {"apiVersion": "v1", "entries": entries, "generated": rfc3339_now()}
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
    """Return the entries of an index by name and version."""
    if not content:
        return {}
    index = Index.parse(content, path)
    found: dict[str, dict[str, Any]] = {}
    for name in index.names():
        for row in index.rows(name):
            if isinstance(row, dict) and isinstance(row.get("version"), str):
                found.setdefault(name, {}).setdefault(row["version"], row)
    return found
