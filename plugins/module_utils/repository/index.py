# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of a repository: its charts, their versions, and the choice among them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from ..data import yaml_in
from ..data.semver import Constraint, Version, parse
from ..errors import CoxswainError, RepositoryError

#: Helm has no limit here; Bitnami's whole history is 20 MB.
LIMIT = 100 * 1024 * 1024

_RANGE = re.compile(r"[\^~<>=!*]|\|\|| - ")
_DIGEST = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})\Z")


@dataclass(frozen=True)
class IndexEntry:
    """One version of one chart.

    :param urls: where its archive is, absolute or below the repository's address.
    :param digest: SHA-256 of the archive in lower-case hexadecimal digits, or an empty string.
    :param metadata: everything else that the index says, as it says it.
    """

    name: str
    version: str
    urls: tuple[str, ...] = ()
    digest: str = ""
    metadata: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


class Index:
    """A parsed index. ``entries`` maps a chart's name to what the index holds of it; versions are sorted when asked
    for."""

    def __init__(self, entries: dict[str, Any], source: str) -> None:
        self._raw = entries
        self._sorted: dict[str, list[tuple[Version, IndexEntry]]] = {}
        self.source = source

    @classmethod
    def parse(cls, content: bytes, source: str) -> Index:
        """Read ``content`` (YAML or JSON).

        :param source: the address or file, for errors.
        :raises RepositoryError: it is no index.
        """
        start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
        if not start:
            raise _no_index("the index is empty", source)
        if start.startswith(b"<"):
            raise _no_index("the answer is a web page, not the index of a chart repository", source)
        document = _unmarshal(content, start, source)
        if not isinstance(document, dict):
            raise _no_index("the answer is not the index of a chart repository", source)
        if not document.get("apiVersion"):
            raise _no_index("the index names no apiVersion", source)
        entries = document.get("entries")
        if entries is None:
            entries = {}
        if not isinstance(entries, dict):
            raise _no_index("the entries of the index are not a map", source)
        return cls(entries, source)

    def names(self) -> list[str]:
        """The charts of the index, by name."""
        return sorted(name for name in self._raw if isinstance(name, str))

    def versions(self, name: str) -> list[IndexEntry]:
        """All valid versions of a chart, newest first; an unknown chart has none."""
        return [entry for _version, entry in self._versions(name)]

    def get(self, name: str, version: str = "") -> IndexEntry:
        """The entry that ``version`` chooses, by Helm's rules: an exact match first, else the newest one that
        satisfies it as a constraint; without a version the newest one that is no prerelease.

        :raises RepositoryError: there is no such chart or version.
        """
        candidates = self._versions(name)
        if not candidates:
            raise RepositoryError(
                f"chart {name!r} is not in the repository",
                self.source,
                _remedy(name, self.names()),
            )
        constraint = parse_constraint(version)
        for _candidate, entry in candidates:
            if entry.version == version:
                return entry
        for candidate, entry in candidates:
            if constraint.check(candidate):
                return entry
        newest = [entry.version for _candidate, entry in candidates[:5]]
        if not version:
            raise RepositoryError(
                f"chart {name!r} has prereleases only: {', '.join(newest)}",
                self.source,
                "Set chart_version to one of them, or to '>0.0.0-0' for the newest.",
            )
        more = ", …" if len(candidates) > len(newest) else ""
        raise RepositoryError(
            f"chart {name!r} has no version {version}; there are {', '.join(newest)}{more}",
            self.source,
            "Set chart_version to one of them, or bring the repository's cache up to date with update_repo_cache.",
        )

    def _versions(self, name: str) -> list[tuple[Version, IndexEntry]]:
        found = self._sorted.get(name)
        if found is None:
            rows = self._raw.get(name)
            found = [row for row in map(_entry, rows if isinstance(rows, list) else []) if row is not None]
            found.sort(key=lambda row: row[0], reverse=True)
            self._sorted[name] = found
        return found


def parse_constraint(version: str) -> Constraint:
    """``version`` as a constraint; an empty one is satisfied by every version that is no prerelease."""
    try:
        return Constraint(version or "*")
    except CoxswainError as error:
        raise RepositoryError(
            f"{version!r} is not a version and not a range of versions: {error.what}",
            "chart_version",
            "Give a version such as 1.2.3, or a range such as ^1.2 or '>=1.0 <2.0'.",
        ) from error


def is_range(version: str) -> bool:
    """Whether ``version`` is a range (``^1``, ``1.x``, ``>=1 <2``) rather than one version, as Helm tells them
    apart."""
    return bool(_RANGE.search(version)) or "x" in re.split(r"[-+]", version, maxsplit=1)[0].lower()


def _unmarshal(content: bytes, start: bytes, source: str) -> Any:
    if start.startswith(b"{"):
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            pass  # a flow mapping is YAML as well
    try:
        return yaml_in.decode(content.decode("utf-8", "surrogateescape"))
    except CoxswainError as error:
        raise _no_index(f"the index is not YAML: {error.what}", source) from error


def _entry(row: Any) -> tuple[Version, IndexEntry] | None:
    """The entry of one row, or None for a row that Helm skips: no name, or no semantic version."""
    if not isinstance(row, dict):
        return None
    name, version = _text(row.get("name")), _text(row.get("version"))
    if not name or not version:
        return None
    try:
        parsed = parse(version)
    except CoxswainError:
        return None
    addresses = row.get("urls")
    match = _DIGEST.match(_text(row.get("digest")))
    return parsed, IndexEntry(
        name=name,
        version=version,
        urls=tuple(_text(address) for address in addresses) if isinstance(addresses, list) else (),
        digest=match.group(1).lower() if match else "",
        metadata=row,
    )


def _text(value: Any) -> str:
    """A scalar as Go reads it into a string field: an unquoted ``1.10`` is the number 1.1."""
    if isinstance(value, str):
        return value
    return yaml_in.scalar_text(value) if isinstance(value, (bool, int, float)) else ""


def _remedy(name: str, names: list[str]) -> str:
    near = [other for other in names if name in other or other in name][:5]
    if near:
        return f"There is {', '.join(near)}; check the name."
    return "Check the name, or bring the repository's cache up to date with update_repo_cache."


def _no_index(what: str, source: str) -> RepositoryError:
    return RepositoryError(
        what, source, "Give the address of a chart repository: the folder that holds its index.yaml."
    )
