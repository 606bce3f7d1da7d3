# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading values files, and merging the ones that a user gives with ``--set`` and its kin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable

from ..data import json_in, strvals, yaml_in
from ..data.merge import deep_copy, merge_maps
from ..dialect import HELM4, Dialect
from ..errors import DataError, ValuesError

#: The order in which Helm applies the options, whatever their order on the command line.
SET_KINDS = ("set-json", "set", "set-string", "set-file", "set-literal")


def read_values(data: bytes, dialect: Dialect = HELM4) -> dict[str, Any]:
    """A values file as a mapping; every number comes out as a float, as it does in Go.

    Helm 4 merges all documents of the file, the others read the first.

    :raises DataError: not YAML, or not a mapping; in Go's words.
    """
    text = text_of(data)
    if dialect.major < 4:
        return yaml_in.unmarshal_map(text)
    values: dict[str, Any] = {}
    for document in yaml_in.unmarshal_all(text):
        values = merge_maps(values, document) if values else document
    return values


def text_of(data: bytes) -> str:
    """A file's text; bytes that are not UTF-8 are kept as surrogate escapes."""
    return data.decode("utf-8", "surrogateescape")


def merge_user_values(
    files: Iterable[dict[str, Any]],
    sets: Iterable[tuple[str, str]] = (),
    dialect: Dialect = HELM4,
    read_file: Callable[[str], str] | None = None,
) -> dict[str, Any]:
    """The values that a user gives, in the order in which Helm lets them override each other.

    :param files: parsed values files; later ones win.
    :param sets: pairs of one of :data:`SET_KINDS` and its text, such as ``("set", "image.tag=1.2")``.
    :param read_file: how ``set-file`` reads the files that it names.
    :raises ValuesError: a text is not what its option takes.
    """
    base: dict[str, Any] = {}
    for file in files:
        base = merge_maps(base, file)
    entries = list(sets)
    if entries:
        # They write into the mappings, which belong to the files.
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
