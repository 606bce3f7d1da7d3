# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The metadata in Chart.yaml and requirements.yaml: the known fields, their types, sanitizing and validation."""

from __future__ import annotations

import re
from typing import Any

from ..data import semver
from ..dialect import Dialect
from ..errors import ChartError, DataError
from ..gotemplate.strconv import quote
from . import go_struct
from .chart import Dependency

_STRING = "string"

_DEPENDENCY_FIELDS: list[tuple[str, go_struct.Type]] = [
    ("name", _STRING),
    ("version", _STRING),
    ("repository", _STRING),
    ("condition", _STRING),
    ("tags", "[]string"),
    ("enabled", "bool"),
    ("import-values", "[]any"),
    ("alias", _STRING),
]


def _metadata_type(package: str) -> go_struct.Struct:
    maintainer = go_struct.Struct(
        "Maintainer", f"{package}.Maintainer", [("name", _STRING), ("email", _STRING), ("url", _STRING)]
    )
    dependency = go_struct.Struct("Dependency", f"{package}.Dependency", _DEPENDENCY_FIELDS)
    return go_struct.Struct(
        "Metadata",
        f"{package}.Metadata",
        [
            ("name", _STRING),
            ("home", _STRING),
            ("sources", "[]string"),
            ("version", _STRING),
            ("description", _STRING),
            ("keywords", "[]string"),
            ("maintainers", go_struct.ListOf(maintainer)),
            ("icon", _STRING),
            ("apiVersion", _STRING),
            ("condition", _STRING),
            ("tags", _STRING),
            ("appVersion", _STRING),
            ("deprecated", "bool"),
            ("annotations", "map[string]string"),
            ("kubeVersion", _STRING),
            ("dependencies", go_struct.ListOf(dependency)),
            ("type", _STRING),
        ],
    )


def _helm2_type() -> go_struct.Struct:
    maintainer = go_struct.Struct(
        "Maintainer", "chart.Maintainer", [("name", _STRING), ("email", _STRING), ("url", _STRING)]
    )
    return go_struct.Struct(
        "Metadata",
        "chart.Metadata",
        [
            ("name", _STRING),
            ("home", _STRING),
            ("sources", "[]string"),
            ("version", _STRING),
            ("description", _STRING),
            ("keywords", "[]string"),
            ("maintainers", go_struct.ListOf(maintainer)),
            ("engine", _STRING),
            ("icon", _STRING),
            ("apiVersion", _STRING),
            ("condition", _STRING),
            ("tags", _STRING),
            ("appVersion", _STRING),
            ("deprecated", "bool"),
            ("tillerVersion", _STRING),
            ("annotations", "map[string]string"),
            ("kubeVersion", _STRING),
        ],
    )


_TYPES = {2: _helm2_type(), 3: _metadata_type("chart"), 4: _metadata_type("v2")}
_REQUIREMENTS = go_struct.Struct(
    "Requirements",
    "chartutil.Requirements",
    [("dependencies", go_struct.ListOf(go_struct.Struct("Dependency", "chartutil.Dependency", _DEPENDENCY_FIELDS)))],
)

#: Fields from which Helm removes line breaks and unprintable characters.
_SANITIZED = ("name", "description", "home", "icon", "condition", "tags", "appVersion", "kubeVersion")
_ALIAS = re.compile(r"[a-zA-Z0-9_-]+")
#: All white space characters according to Go, as an argument of ``str.strip``.
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def decode(document: Any, dialect: Dialect) -> dict[str, Any]:
    """Decode a parsed Chart.yaml or requirements.yaml into Helm's metadata, including ``dependencies``.

    :raises DataError: a field has the wrong type.
    """
    return go_struct.decode(document, _TYPES[dialect.major])


def struct(dialect: Dialect) -> go_struct.Struct:
    """Return the fields of Chart.yaml and their types."""
    return _TYPES[dialect.major]


def decode_requirements(document: Any) -> list[Dependency]:
    """Decode a parsed requirements.yaml like Helm 2.

    :raises DataError: a field has the wrong type.
    """
    decoded = go_struct.decode(document, _REQUIREMENTS)
    return dependencies([entry for entry in decoded.get("dependencies", []) if entry is not None])


def dependencies(entries: list[dict[str, Any]]) -> list[Dependency]:
    """Convert decoded entries of ``dependencies``."""
    return [
        Dependency(
            name=entry.get("name", ""),
            version=entry.get("version", ""),
            repository=entry.get("repository", ""),
            condition=entry.get("condition", ""),
            tags=list(entry.get("tags", [])),
            enabled=entry.get("enabled", False),
            import_values=list(entry.get("import-values", [])),
            alias=entry.get("alias", ""),
        )
        for entry in entries
    ]


def field_names(dialect: Dialect) -> list[str]:
    """Return the names of the metadata fields in Helm's order."""
    return list(_TYPES[dialect.major].fields)


def without_empty(metadata: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata without empty fields, which Helm omits from release records."""
    return {key: value for key, value in metadata.items() if value}


def validate(metadata: dict[str, Any]) -> None:
    """Sanitize the metadata of Helm 3 and 4 in place and validate it.

    :param metadata: the result of :func:`decode`.
    :raises ChartError: ``validation: …``, with Helm's text.
    """
    for key in _SANITIZED:
        if key in metadata:
            metadata[key] = sanitize(metadata[key])
    for key in ("sources", "keywords"):
        if key in metadata:
            metadata[key] = [sanitize(entry) for entry in metadata[key]]
    name = metadata.get("name", "")
    version = metadata.get("version", "")
    if not metadata.get("apiVersion"):
        raise _validation_error("chart.metadata.apiVersion is required")
    if not name:
        raise _validation_error("chart.metadata.name is required")
    if name in (".", ".."):
        raise _validation_error(f"chart.metadata.name {quote(name)} is not allowed")
    if "/" in name:
        raise _validation_error(f"chart.metadata.name {quote(name)} is invalid")
    if not version:
        raise _validation_error("chart.metadata.version is required")
    if not is_version(version):
        raise _validation_error(f"chart.metadata.version {quote(version)} is invalid")
    if metadata.get("type", "") not in ("", "application", "library"):
        raise _validation_error("chart.metadata.type must be application or library")
    for maintainer in metadata.get("maintainers", []):
        if maintainer is None:
            raise _validation_error("maintainers must not contain empty or null nodes")
        for key in maintainer:
            maintainer[key] = sanitize(maintainer[key])
    _validate_dependencies(metadata.get("dependencies") or [])


def _validate_dependencies(entries: list[Any]) -> None:
    seen = set()
    for entry in entries:
        if entry is None:
            raise _validation_error("dependencies must not contain empty or null nodes")
        for key in ("name", "version", "repository", "condition"):
            if key in entry:
                entry[key] = sanitize(entry[key])
        if "tags" in entry:
            entry["tags"] = [sanitize(tag) for tag in entry["tags"]]
        alias = entry.get("alias", "")
        if alias and not valid_alias(alias):
            raise _validation_error(f"dependency {quote(entry.get('name', ''))} has disallowed characters in the alias")
        key = alias or entry.get("name", "")
        if key in seen:
            raise _validation_error(f"more than one dependency with name or alias {quote(key)}")
        seen.add(key)


def valid_alias(alias: str) -> bool:
    """Return whether the alias of a dependency is valid."""
    return _ALIAS.fullmatch(alias) is not None


def is_version(text: str) -> bool:
    """Return whether the text is a semantic version, or a short form such as ``1.2``."""
    try:
        semver.parse(text)
    except DataError:
        return False
    return True


def sanitize(text: str) -> str:
    """Replace white space characters by spaces and remove unprintable characters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if character in WHITE_SPACE else character
        for character in text
        if character in WHITE_SPACE or character.isprintable()
    )


def _validation_error(text: str) -> ChartError:
    return ChartError(f"validation: {text}")
