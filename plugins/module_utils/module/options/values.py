# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of a chart; documented in the fragment ``values``."""

from __future__ import annotations

import math
import os
import re
from typing import Any

from ...dialect import HELM4, Dialect
from ...errors import CoxswainError, DataError, ValuesError

SPEC: dict[str, dict[str, Any]] = {
    "release_values": {"type": "dict", "default": {}, "aliases": ["values"]},
    "values_files": {"type": "list", "elements": "str", "default": []},
    "set_values": {
        "type": "list",
        "elements": "dict",
        "options": {
            "value": {"type": "str", "required": True},
            "value_type": {
                "type": "str",
                "default": "raw",
                "choices": ["raw", "string", "json", "file", "literal"],
            },
        },
    },
}

_FILE_LIMIT = 20 * 1024 * 1024
_VAULT = b"$ANSIBLE_VAULT;"


def values_from(params: dict[str, Any], dialect: Dialect = HELM4) -> dict[str, Any]:
    """Merge ``values_files``, ``release_values`` and ``set_values``.

    :raises ValuesError: a file cannot be read or is not a mapping, or the syntax of ``set_values`` is not valid.
    """
    from ...chart.values import merge_user_values

    layers = [read_values_file(path, dialect) for path in params.get("values_files") or []]
    layers.append(as_from_file(params.get("release_values") or {}))
    sets = [(_kind(item["value_type"]), item["value"]) for item in params.get("set_values") or []]
    try:
        return merge_user_values(layers, sets, dialect, _read_text)
    except ValuesError as error:
        if error.where is None:
            error.where = "set_values"
        raise


def read_values_file(path: str, dialect: Dialect = HELM4) -> dict[str, Any]:
    """Read the values in a file.

    :raises ValuesError: it cannot be read, or is not a YAML mapping; names the file and the line.
    """
    from ...chart.values import read_values

    where = f"values file {path}"
    content = _read(path, where)
    if content.startswith(_VAULT):
        raise ValuesError(
            "is encrypted with Ansible Vault and cannot be decrypted on the target host",
            where,
            "Set release_values to its contents with lookup('ansible.builtin.file', …) | from_yaml.",
        )
    try:
        return read_values(content, dialect)
    except CoxswainError as error:
        raise ValuesError(_reason(error.what), where, "Correct the file.") from error


def _reason(text: str) -> str:
    """Return Go's error for an invalid file without its context."""
    found = re.search(r"cannot unmarshal (\w+) into", text)
    if found:
        return f"must be a mapping, not: {found.group(1)}"
    return f"is not valid YAML: {re.sub('(cannot unmarshal yaml document|error [a-zA-Z ]*|yaml): ', '', text)}"


def as_from_file(value: Any, depth: int = 0) -> Any:
    """Convert a value of a task to that of a values file, in which all numbers are floats, as in Go.

    :raises ValuesError: JSON or YAML cannot represent it, or it is nested too deeply.
    """
    if depth > 1000:
        raise ValuesError("is nested too deeply", "release_values")
    if isinstance(value, dict):
        return {_key(key): as_from_file(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_from_file(entry, depth + 1) for entry in value]
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise ValuesError(f"contains a number that is not valid in JSON: {str(value)[:40]}", "release_values")
        return number
    raise ValuesError(f"contains a value of type {type(value).__name__}, which is not valid in YAML", "release_values")


def _key(key: Any) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    return "null" if key is None else str(key)


def _kind(value_type: str) -> str:
    return "set" if value_type == "raw" else f"set-{value_type}"


def _read_text(path: str) -> str:
    try:
        return _read(path, f"file {path}").decode("utf-8", "surrogateescape")
    except ValuesError as error:
        raise DataError(str(error)) from error


def _read(path: str, where: str) -> bytes:
    try:
        with open(os.path.expanduser(path), "rb") as stream:
            content = stream.read(_FILE_LIMIT + 1)
    except OSError as error:
        raise ValuesError(
            f"cannot be read: {error.strerror}", where, "Check the path, which must be on the target host."
        ) from error
    if len(content) > _FILE_LIMIT:
        raise ValuesError(f"is larger than the limit of {_FILE_LIMIT} bytes", where)
    return content
