# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of a repository: parse it, list its charts and versions, and select a version."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from ..chart.go_struct import scalar_text
from ..data import yaml_in
from ..data.semver import Constraint, Version, parse
from ..errors import CoxswainError, RepositoryError
from . import index_splitter
from .index_splitter import Span

#: The largest index, in bytes. Helm has no limit; the complete index of Bitnami has 20 MB.
LIMIT = 100 * 1024 * 1024

_RANGE = re.compile(r"[\^~<>=!*]|\|\|| - ")
_DIGEST = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})\Z")
_BAD_IN_NAMES = re.compile(r"[/\\\x00-\x1f\x7f-\x9f]")
_TYPES = ("", "application", "library")


@dataclass(frozen=True)
class IndexEntry:
    """One version of a chart.

    :param urls: the addresses of its archive, absolute or relative to the repository.
    :param digest: the SHA-256 of the archive in lower-case hexadecimal digits, or empty.
    :param metadata: the complete entry, unchanged.
    """

    name: str
    version: str
    urls: tuple[str, ...] = ()
    digest: str = ""
    metadata: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


class Index:
    """A parsed index. The entries of a chart are parsed, validated and sorted on demand.

    :param entries: the list of versions of each chart, or its span in ``text``.
    :param source: the address or file, for errors.
    :param top: the other top-level fields of the index.
    """

    def __init__(self, entries: dict[str, Any], source: str, top: dict[str, Any] | None = None, text: str = "") -> None:
        self._raw = entries
        self._text = text
        self._sorted: dict[str, list[tuple[Version, IndexEntry]]] = {}
        self.source = source
        self.top = top or {}

    @classmethod
    def parse(cls, content: bytes, source: str) -> Index:
        """Parse an index in YAML or JSON.

        :param source: the address or file, for errors.
        :raises RepositoryError: it is not an index.
        """
        start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
        if not start:
            raise _invalid_index("the index is empty", source)
        if start.startswith(b"<"):
            raise _invalid_index("the response is a web page, not the index of a chart repository", source)
        text = content.decode("utf-8", "surrogateescape")
        split = index_splitter.split(text)
        if split is not None:
            top, spans = split
            _check_version(top, source)
            return cls(dict(spans), source, top, text)
        document = _unmarshal(content, text, start, source)
        entries = _entries(document, source)
        return cls(entries, source, {key: value for key, value in document.items() if key != "entries"})

    def names(self) -> list[str]:
        """Return the names of the charts, sorted."""
        return sorted(name for name in self._raw if isinstance(name, str))

    def versions(self, name: str) -> list[IndexEntry]:
        """Return the valid versions of a chart, newest first; none for an unknown chart."""
        return [entry for _version, entry in self._versions(name)]

    def get(self, name: str, version: str = "") -> IndexEntry:
        """Return the version of a chart that ``version`` selects.

        The rules are Helm's: an exact match, else the newest version that satisfies the constraint; without a version,
        the newest one that is not a prerelease.

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
                f"all versions of chart {name!r} are prereleases: {', '.join(newest)}",
                self.source,
                "Set chart_version to one of them, or to '>0.0.0-0' for the newest.",
            )
        more = ", …" if len(candidates) > len(newest) else ""
        raise RepositoryError(
            f"chart {name!r} has no version {version}; available: {', '.join(newest)}{more}",
            self.source,
            "Set chart_version to one of them, or update the cached index with update_repo_cache.",
        )

    def _versions(self, name: str) -> list[tuple[Version, IndexEntry]]:
        found = self._sorted.get(name)
        if found is None:
            rows = self.rows(name)
            found = [row for row in map(checked_entry, rows) if row is not None]
            found.sort(key=lambda row: row[0], reverse=True)
            self._sorted[name] = found
        return found

    def rows(self, name: str) -> list[Any]:
        """Return the entries of a chart, unchanged and unchecked."""
        rows = self._raw.get(name)
        if isinstance(rows, Span):
            rows = self._read(name, rows)
        return rows if isinstance(rows, list) else []

    def fields(self, name: str, wanted: tuple[str, ...]) -> list[dict[str, str]] | None:
        """Return the source text of the ``wanted`` fields of each version; None if parsing them is required."""
        rows = self._raw.get(name)
        if not isinstance(rows, Span):
            return None
        return index_splitter.fields(self._text[rows.start : rows.end], wanted)

    def _read(self, name: str, span: Span) -> Any:
        """Parse the entries of one chart; if they are not valid YAML by themselves, parse the complete index."""
        try:
            found = yaml_in.decode(self._text[span.start : span.end])
        except CoxswainError:
            found = None
        if not isinstance(found, dict) or list(found) != [name]:
            whole = _unmarshal_yaml(self._text, self.source)
            self._raw = _entries(whole, self.source)
            return self._raw.get(name)
        self._raw[name] = found[name]
        return found[name]


def parse_constraint(version: str) -> Constraint:
    """Parse a constraint; an empty one is satisfied by every version that is not a prerelease."""
    try:
        return Constraint(version or "*")
    except CoxswainError as error:
        raise RepositoryError(
            f"{version!r} is neither a version nor a version constraint: {error.what}",
            "chart_version",
            "Use a version such as 1.2.3, or a constraint such as ^1.2 or '>=1.0 <2.0'.",
        ) from error


def is_range(version: str) -> bool:
    """Return whether Helm treats ``version`` as a range (``^1``, ``1.x``, ``>=1 <2``) rather than as one version."""
    return bool(_RANGE.search(version)) or "x" in re.split(r"[-+]", version, maxsplit=1)[0].lower()


def _unmarshal(content: bytes, text: str, start: bytes, source: str) -> Any:
    if start.startswith(b"{"):
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            pass  # it may still be a flow mapping of YAML
    return _unmarshal_yaml(text, source)


def _unmarshal_yaml(text: str, source: str) -> Any:
    try:
        return yaml_in.decode(text)
    except CoxswainError as error:
        raise _invalid_index(f"the index is not YAML: {error.what}", source) from error


def _entries(document: Any, source: str) -> dict[str, Any]:
    """Return the validated entries of a parsed index."""
    if not isinstance(document, dict):
        raise _invalid_index("the response is not the index of a chart repository", source)
    _check_version(document, source)
    entries = document.get("entries")
    if entries is None:
        entries = {}
    if not isinstance(entries, dict):
        raise _invalid_index("the entries of the index are not a mapping", source)
    for name in entries:
        if not valid_name(str(name)):
            raise _invalid_index(f"the index contains a chart with the invalid name {str(name)[:80]!r}", source)
    return entries


def _check_version(top: dict[str, Any], source: str) -> None:
    if not top.get("apiVersion"):
        raise _invalid_index("the index has no apiVersion", source)


def valid_name(name: str) -> bool:
    """Return whether a chart can have that name, which becomes part of file names."""
    return bool(name) and name not in (".", "..") and not _BAD_IN_NAMES.search(name)


def checked_entry(row: Any) -> tuple[Version, IndexEntry] | None:
    """Return a validated entry, or None for one that Helm skips: its name, version or type is missing or invalid."""
    if not isinstance(row, dict):
        return None
    name, version = _text(row.get("name")), _text(row.get("version"))
    if not version or not valid_name(name) or _text(row.get("type")) not in _TYPES:
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
    """Return a scalar as Go decodes it into a string field: an unquoted ``1.10`` is the number 1.1."""
    return scalar_text(value) or ""


def _remedy(name: str, names: list[str]) -> str:
    near = [other for other in names if name in other or other in name][:5]
    if near:
        return f"Similar charts: {', '.join(near)}; check the name."
    return "Check the name, or update the cached index with update_repo_cache."


def _invalid_index(what: str, source: str) -> RepositoryError:
    return RepositoryError(
        what, source, "Use the address of a chart repository: the folder that contains its index.yaml."
    )
