# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading values files, and merging the ones that a user gives with ``--set`` and its kin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable, Optional

from ..data import json_in, strvals, yaml_in
from ..data.merge import merge_maps
from ..dialect import HELM4, Dialect
from ..errors import DataError, ValuesError

#: The order in which Helm applies the options, whatever their order on the command line.
SET_KINDS = ("set-json", "set", "set-string", "set-file", "set-literal")


def read_values(data: bytes, dialect: Dialect = HELM4) -> dict[str, Any]:
    """A values file as a mapping; every number comes out as a float, as it does in Go.

    Helm 4 merges all documents of the file, the others read the first.

    :raises DataError: not YAML, or not a mapping; in Go's words.
    """
    if dialect.major < 4:
        return _mapping(yaml_in.unmarshal(data))
    values: dict[str, Any] = {}
    for document in split_documents(data):
        try:
            values = merge_maps(values, _mapping(yaml_in.unmarshal(document)))
        except DataError as error:
            raise DataError(f"cannot unmarshal yaml document: {error.what}") from error
    return values


def split_documents(data: bytes) -> list[bytes]:
    """The documents of a YAML stream, cut at each line that holds ``---`` and nothing else but a comment.

    The stream is cut before it is parsed, as k8s.io/apimachinery does it, so such a line in a block scalar cuts too.

    :raises DataError: a line begins with ``---`` and goes on.
    """
    documents: list[bytes] = []
    current: list[bytes] = []
    for line in data.split(b"\n"):
        line = line.removesuffix(b"\r")
        if line.startswith(b"---"):
            rest = line[3:].strip()
            if rest and not rest.startswith(b"#"):
                text = rest.decode("utf-8", "surrogateescape")
                raise DataError(f"error reading yaml document: invalid Yaml document separator: {text}")
            if current:
                documents.append(b"\n".join(current) + b"\n")
                current = []
                continue
        current.append(line)
    if any(current):
        documents.append(b"\n".join(current) + b"\n")
    return documents


def merge_user_values(
    files: Iterable[dict[str, Any]],
    sets: Iterable[tuple[str, str]] = (),
    dialect: Dialect = HELM4,
    read_file: Optional[Callable[[str], str]] = None,
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
    for kind in SET_KINDS:
        for entry_kind, text in entries:
            if entry_kind == kind:
                base = _apply(base, kind, text, dialect, read_file)
    unknown = sorted({kind for kind, _text in entries} - set(SET_KINDS))
    if unknown:
        raise ValuesError(f"unknown kind of value: {', '.join(unknown)}")
    return base


def _apply(
    base: dict[str, Any], kind: str, text: str, dialect: Dialect, read_file: Optional[Callable[[str], str]]
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


def _mapping(document: Any) -> dict[str, Any]:
    if document is None:
        return {}
    if isinstance(document, dict):
        return document
    kind = {bool: "bool", str: "string", list: "array"}.get(type(document), "number")
    raise DataError(
        "error unmarshaling JSON: while decoding JSON: "
        f"json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}"
    )
