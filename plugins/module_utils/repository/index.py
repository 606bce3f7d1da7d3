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
from . import index_splitter
from .index_splitter import Span

#: Helm has no limit here; Bitnami's whole history is 20 MB.
LIMIT = 100 * 1024 * 1024

_RANGE = re.compile(r"[\^~<>=!*]|\|\|| - ")
_DIGEST = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})\Z")
_BAD_IN_NAMES = re.compile(r"[/\\\x00-\x1f\x7f-\x9f]")
_TYPES = ("", "application", "library")


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
    """A parsed index: what it holds of a chart is read, checked and sorted when it is asked for.

    :param entries: a chart's name to the rows of its versions, or to where these are in ``text``.
    :param top: the fields of the index beside ``entries``.
    """

    def __init__(self, entries: dict[str, Any], source: str, top: dict[str, Any] | None = None, text: str = "") -> None:
        self._raw = entries
        self._text = text
        self._sorted: dict[str, list[tuple[Version, IndexEntry]]] = {}
        self.source = source
        self.top = top or {}

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
        text = content.decode("utf-8", "surrogateescape")
        cut = index_splitter.split(text)
        if cut is not None:
            top, spans = cut
            _check_version(top, source)
            return cls(dict(spans), source, top, text)
        document = _unmarshal(content, text, start, source)
        entries = _entries(document, source)
        return cls(entries, source, {key: value for key, value in document.items() if key != "entries"})

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
            rows = self.rows(name)
            found = [row for row in map(checked_entry, rows) if row is not None]
            found.sort(key=lambda row: row[0], reverse=True)
            self._sorted[name] = found
        return found

    def rows(self, name: str) -> list[Any]:
        """What the index says of the versions of a chart, as it says it."""
        rows = self._raw.get(name)
        if isinstance(rows, Span):
            rows = self._read(name, rows)
        return rows if isinstance(rows, list) else []

    def fields(self, name: str, wanted: tuple[str, ...]) -> list[dict[str, str]] | None:
        """The rows of a chart as the texts of some fields, where these can be had without parsing all of them."""
        rows = self._raw.get(name)
        if not isinstance(rows, Span):
            return None
        return index_splitter.fields(self._text[rows.start : rows.end], wanted)

    def _read(self, name: str, span: Span) -> Any:
        """Parse the text of one chart; if that is not YAML by itself, all of it."""
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


def _unmarshal(content: bytes, text: str, start: bytes, source: str) -> Any:
    if start.startswith(b"{"):
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            pass  # a flow mapping is YAML as well
    return _unmarshal_yaml(text, source)


def _unmarshal_yaml(text: str, source: str) -> Any:
    try:
        return yaml_in.decode(text)
    except CoxswainError as error:
        raise _no_index(f"the index is not YAML: {error.what}", source) from error


def _entries(document: Any, source: str) -> dict[str, Any]:
    """The charts of a parsed index."""
    if not isinstance(document, dict):
        raise _no_index("the answer is not the index of a chart repository", source)
    _check_version(document, source)
    entries = document.get("entries")
    if entries is None:
        entries = {}
    if not isinstance(entries, dict):
        raise _no_index("the entries of the index are not a map", source)
    for name in entries:
        if not valid_name(str(name)):
            raise _no_index(f"the index holds a chart with the name {str(name)[:80]!r}, which none can have", source)
    return entries


def _check_version(top: dict[str, Any], source: str) -> None:
    if not top.get("apiVersion"):
        raise _no_index("the index names no apiVersion", source)


def valid_name(name: str) -> bool:
    """Whether a chart can have that name: it becomes part of the names of files."""
    return bool(name) and name not in (".", "..") and not _BAD_IN_NAMES.search(name)


def checked_entry(row: Any) -> tuple[Version, IndexEntry] | None:
    """The entry of one row, or None for a row that Helm skips: no name or none that a chart can have, no semantic
    version, or a type that there is not."""
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
