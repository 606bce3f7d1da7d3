# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON patches (RFC 6902) and JSON pointers (RFC 6901)."""

from __future__ import annotations

import copy
from typing import Any

from ..data.json_pointer import parse_pointer
from ..errors import DataError
from .strategic_merge_patch import same_value

_FIELDS = {
    "add": ("value",),
    "remove": (),
    "replace": ("value",),
    "move": ("from",),
    "copy": ("from",),
    "test": ("value",),
}


def apply_operations(document: Any, operations: list[Any]) -> Any:
    """Return a copy of the document with the operations applied.

    :raises DataError: an operation is invalid or fails; the message gives its number, starting at 1.
    """
    result = copy.deepcopy(document)
    for number, operation in enumerate(operations, start=1):
        try:
            result = _apply(result, operation)
        except DataError as error:
            raise DataError(f"operation {number}: {error.what}") from None
    return result


def split_pointer(pointer: str) -> list[str]:
    """Return the keys of a JSON pointer.

    :raises DataError: the pointer is invalid.
    """
    if pointer and not pointer.startswith("/"):
        raise DataError(f"the pointer {pointer!r} does not start with a slash")
    return parse_pointer(pointer)


def _apply(document: Any, operation: Any) -> Any:
    if not isinstance(operation, dict):
        raise DataError("is not a mapping")
    name, pointer = operation.get("op"), operation.get("path")
    if not isinstance(name, str) or name not in _FIELDS:
        raise DataError(f"op is {name!r}, expected one of {', '.join(_FIELDS)}")
    if not isinstance(pointer, str):
        raise DataError("path is missing")
    missing = [field for field in _FIELDS[name] if field not in operation]
    if missing:
        raise DataError(f"{missing[0]} is missing")
    path = split_pointer(pointer)
    if name == "test":
        if not same_value(_get(document, path, pointer), operation["value"]):
            raise DataError(f"test failed, the value at {pointer} differs")
        return document
    if name in ("move", "copy"):
        source = operation["from"]
        if not isinstance(source, str):
            raise DataError("from is not a JSON pointer")
        origin = split_pointer(source)
        value = copy.deepcopy(_get(document, origin, source))
        if name == "move":
            if path[: len(origin)] == origin and len(path) > len(origin):
                raise DataError(f"{source} cannot be moved into itself")
            document = _remove(document, origin, source)
        return _add(document, path, pointer, value)
    if name == "remove":
        return _remove(document, path, pointer)
    value = copy.deepcopy(operation["value"])
    if name == "add":
        return _add(document, path, pointer, value)
    _get(document, path, pointer)
    return _set(document, path, pointer, value)


def _get(document: Any, path: list[str], pointer: str) -> Any:
    part = document
    for key in path:
        if isinstance(part, dict) and key in part:
            part = part[key]
        elif isinstance(part, list):
            part = part[_index(key, len(part) - 1, pointer)]
        else:
            raise DataError(f"{pointer} does not exist")
    return part


def _parent(document: Any, path: list[str], pointer: str) -> Any:
    found = _get(document, path[:-1], pointer)
    if not isinstance(found, (dict, list)):
        raise DataError(f"{pointer} does not exist")
    return found


def _add(document: Any, path: list[str], pointer: str, value: Any) -> Any:
    if not path:
        return value
    parent = _parent(document, path, pointer)
    if isinstance(parent, dict):
        parent[path[-1]] = value
    elif path[-1] == "-":
        parent.append(value)
    else:
        parent.insert(_index(path[-1], len(parent), pointer), value)
    return document


def _set(document: Any, path: list[str], pointer: str, value: Any) -> Any:
    if not path:
        return value
    parent = _parent(document, path, pointer)
    if isinstance(parent, dict):
        parent[path[-1]] = value
    else:
        parent[_index(path[-1], len(parent) - 1, pointer)] = value
    return document


def _remove(document: Any, path: list[str], pointer: str) -> Any:
    if not path:
        raise DataError("cannot remove the whole document")
    _get(document, path, pointer)
    parent = _parent(document, path, pointer)
    if isinstance(parent, dict):
        del parent[path[-1]]
    else:
        del parent[_index(path[-1], len(parent) - 1, pointer)]
    return document


def _index(key: str, last: int, pointer: str) -> int:
    if not (key.isascii() and key.isdigit()) or (len(key) > 1 and key[0] == "0") or len(key) > 9:
        raise DataError(f"{key!r} in {pointer} is not a list index")
    if int(key) > last:
        raise DataError(f"{pointer} is beyond the end of the list")
    return int(key)
