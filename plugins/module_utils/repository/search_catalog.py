# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search catalog: the charts and versions of an index, reduced to the fields that ``helm search repo`` needs.

It is cached as JSON beside the index, because parsing the index of a large repository takes seconds; the catalog of
20,000 versions loads in 50 milliseconds. ``marshal`` would be unsafe for files that others can write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..chart.go_struct import scalar_text
from ..data import yaml_in
from ..data.semver import Version, parse
from ..errors import CoxswainError
from .index import Index, checked_entry

#: The version of the format; catalogs of other versions are ignored.
FORMAT = 1

_WANTED = ("name", "version", "appVersion", "description", "keywords", "created", "deprecated", "type")
#: Values that YAML can only resolve to strings.
_VERSION = re.compile(r"v?\d+\.\d+\.\d+[0-9A-Za-z.+-]*\Z")
_TIME = re.compile(r'"([0-9TZ:.+-]+)"\Z')


class CatalogEntry(NamedTuple):
    """One version of a chart.

    :param keywords: separated by spaces.
    :param created: the timestamp of the index, or empty.
    """

    version: str
    app_version: str
    description: str
    keywords: str
    created: str
    deprecated: bool


@dataclass(frozen=True)
class Catalog:
    """The charts of one index.

    :param charts: the versions of each chart, newest first, as rows: version, app version, description, keywords,
        creation time, whether it is deprecated. Description and keywords are positions in ``texts``.
    """

    charts: dict[str, list[list[Any]]]
    texts: list[str]

    def entry(self, row: list[Any]) -> CatalogEntry:
        """Return the entry of a row."""
        version, app_version, description, keywords, created, deprecated = row
        return CatalogEntry(
            version, app_version, self.texts[description], self.texts[keywords], created, bool(deprecated)
        )

    def versions(self, name: str) -> Iterator[CatalogEntry]:
        """Return the versions of a chart, newest first."""
        return map(self.entry, self.charts.get(name, []))

    def dump(self, header: dict[str, Any]) -> bytes:
        """Serialize the catalog; ``header`` identifies the index that it was built from."""
        content = {"format": FORMAT, "of": header, "texts": self.texts, "charts": self.charts}
        return json.dumps(content, separators=(",", ":"), ensure_ascii=True).encode()


def load(content: bytes, header: dict[str, Any]) -> Catalog | None:
    """Parse a serialized catalog; return None if it is invalid or was not built from ``header``."""
    try:
        found = json.loads(content)
        if found["format"] != FORMAT or found["of"] != header:
            return None
        charts, texts = found["charts"], found["texts"]
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            return None
        for rows in charts.values():
            for version, app_version, description, keywords, created, _deprecated in rows:
                if not (isinstance(version, str) and isinstance(app_version, str) and isinstance(created, str)):
                    return None
                if not (0 <= description < len(texts) and 0 <= keywords < len(texts)):
                    return None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return Catalog(charts, texts)


def build_catalog(index: Index) -> Catalog:
    """Build the catalog of an index."""
    builder = _Builder()
    charts = {}
    for name in index.names():
        rows = builder.rows(index, name)
        if rows:
            charts[name] = rows
    return Catalog(charts, list(builder.texts))


class _Builder:
    def __init__(self) -> None:
        self.texts: dict[str, int] = {}
        self._values: dict[str, Any] = {}

    def rows(self, index: Index, name: str) -> list[list[Any]]:
        fields = index.fields(name, _WANTED)
        try:
            rows = None if fields is None else [self._parse_fields(name, row) for row in fields]
        except CoxswainError:
            # The fields are not valid YAML by themselves.
            rows = None
        if rows is None:
            rows = [self._row(row) for row in index.rows(name)]
        found = [row for row in rows if row is not None]
        found.sort(key=lambda row: row[0], reverse=True)
        return [row for _version, row in found]

    def _row(self, row: Any) -> tuple[Version, list[Any]] | None:
        checked = checked_entry(row)
        return None if checked is None else (checked[0], self._build(row))

    def _parse_fields(self, chart: str, fields: dict[str, str]) -> tuple[Version, list[Any]] | None:
        """Return the version and row of a version whose fields are still source text."""
        if fields.get("name") == f"name: {chart}" and "type" not in fields:
            version = fields.get("version", "")[9:]
            if _VERSION.match(version):
                try:
                    parsed = parse(version)
                except CoxswainError:
                    return None
                row = {key: self._value(key, text) for key, text in fields.items() if key not in ("name", "version")}
                return parsed, self._build({**row, "version": version})
        return self._row({key: self._value(key, text) for key, text in fields.items()})

    def _value(self, key: str, text: str) -> Any:
        plain = text[len(key) + 2 :]
        if key in ("version", "appVersion") and _VERSION.match(plain):
            return plain
        if key == "created":
            time = _TIME.match(plain)
            if time:
                return time.group(1)
        found = self._values.get(text)
        if found is None:
            found = self._values[text] = yaml_in.decode(text + "\n")
        return found.get(key)

    def _build(self, row: dict[str, Any]) -> list[Any]:
        keywords = row.get("keywords")
        words = " ".join(map(_text, keywords)) if isinstance(keywords, list) else ""
        return [
            _text(row.get("version")),
            _text(row.get("appVersion")),
            self._number(_text(row.get("description"))),
            self._number(words),
            _text(row.get("created")),
            int(row.get("deprecated") is True),
        ]

    def _number(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))


def _text(value: Any) -> str:
    return scalar_text(value) or ""
