# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read values files, merge them with ``--set`` and its variants, and look up values by their paths."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable

from ..data import json_in, strvals, yaml_in
from ..data.merge import deep_copy, merge_maps
from ..dialect import HELM4, Dialect
from ..errors import DataError, ValuesError

#: The order in which Helm applies the options, independent of their order on the command line.
SET_KINDS = ("set-json", "set", "set-string", "set-file", "set-literal")


def read_values(data: bytes, dialect: Dialect = HELM4) -> dict[str, Any]:
    """Parse a values file; as in Go, all numbers are floats.

    Helm 4 merges all documents of the file, the others only read the first.

    :raises DataError: the file is not valid YAML, or not a mapping; with Go's text.
    """
    text = text_of(data)
    if dialect.major < 4:
        return yaml_in.unmarshal_map(text)
    values: dict[str, Any] = {}
    for document in yaml_in.unmarshal_all(text):
        values = merge_maps(values, document) if values else document
    return values


def text_of(data: bytes) -> str:
    """Decode a file; bytes that are not UTF-8 become surrogate escapes."""
    return data.decode("utf-8", "surrogateescape")


#: The result of :func:`value_at` if there is no value.
MISSING = object()


def table_at(values: Any, path: str) -> dict[str, Any] | None:
    """Return the mapping at a dotted path, or None."""
    for key in path.split("."):
        if not isinstance(values, dict):
            return None
        values = values.get(key)
    return values if isinstance(values, dict) else None


def value_at(values: dict[str, Any], path: str) -> Any:
    """Return the value at a dotted path unless it is a mapping, or :data:`MISSING`."""
    above, _dot, key = path.rpartition(".")
    table = table_at(values, above) if above else values
    if table is None or key not in table or isinstance(table[key], dict):
        return MISSING
    return table[key]


def merge_user_values(
    files: Iterable[dict[str, Any]],
    sets: Iterable[tuple[str, str]] = (),
    dialect: Dialect = HELM4,
    read_file: Callable[[str], str] | None = None,
) -> dict[str, Any]:
    """Merge the user's values with Helm's precedence.

    :param files: parsed values files; later ones override earlier ones.
    :param sets: pairs of an option in :data:`SET_KINDS` and its argument, such as ``("set", "image.tag=1.2")``.
    :param read_file: reads the files of ``set-file``.
    :raises ValuesError: the argument of an option is invalid.
    """
    base: dict[str, Any] = {}
    for file in files:
        base = merge_maps(base, file)
    entries = list(sets)
    if entries:
        # The options change the mappings in place.
        base = deep_copy(base)
    for kind in SET_KINDS:
        for entry_kind, text in entries:
            if entry_kind == kind:
                base = _apply(base, kind, text, dialect, read_file)
    unknown = sorted({kind for kind, _text in entries} - set(SET_KINDS))
    if unknown:
        raise ValuesError(f"unknown kind of value: {', '.join(unknown)}")
    return base


def _apply(
    base: dict[str, Any], kind: str, text: str, dialect: Dialect, read_file: Callable[[str], str] | None
) -> dict[str, Any]:
    if kind == "set-json":
        return _apply_json(base, text, dialect)
    try:
        if kind == "set":
            strvals.parse_into(text, base, dialect)
        elif kind == "set-string":
            strvals.parse_string_into(text, base, dialect)
        elif kind == "set-literal":
            strvals.parse_literal_into(text, base, dialect)
        else:
            strvals.parse_file_into(text, base, read_file or _no_files, dialect)
    except DataError as error:
        raise ValuesError(f"failed parsing --{kind} data: {error.what}") from error
    return base


def _apply_json(base: dict[str, Any], text: str, dialect: Dialect) -> dict[str, Any]:
    if dialect.major >= 4 and text.strip().startswith("{"):
        try:
            return merge_maps(base, json_in.unmarshal_map(text))
        except DataError as error:
            raise ValuesError(f"failed parsing --set-json data JSON: {error.what}") from error
    try:
        strvals.parse_json_into(text, base, dialect)
    except DataError as error:
        raise ValuesError(f"failed parsing --set-json data: {error.what}") from error
    return base


def _no_files(path: str) -> str:
    raise DataError(f"the file {path} cannot be read here")
