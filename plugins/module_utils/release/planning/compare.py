# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare declared objects with live ones, and two states of an object.

:func:`differences` is fast and knows no schema. It may report a difference where there is none (a default that the
server writes differently), but never misses one; a dry run confirms what it reports.
"""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from ...data.json_pointer import escape

#: metadata that the server maintains
_SERVER_METADATA = ("managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink")
#: fields that identify an entry of a list, tried in this order
_KEYS = ("name", "containerPort", "port", "mountPath", "devicePath", "key", "ip", "type", "uid", "topologyKey")
_QUANTITY = re.compile(r"([+-]?[0-9.]+)([eE][+-]?[0-9]+|[numkMGTPE]i?|Ki)?\Z")
_SUFFIXES = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "k": Decimal(10) ** 3,
    "M": Decimal(10) ** 6,
    "G": Decimal(10) ** 9,
    "T": Decimal(10) ** 12,
    "P": Decimal(10) ** 15,
    "E": Decimal(10) ** 18,
    "Ki": Decimal(2) ** 10,
    "Mi": Decimal(2) ** 20,
    "Gi": Decimal(2) ** 30,
    "Ti": Decimal(2) ** 40,
    "Pi": Decimal(2) ** 50,
    "Ei": Decimal(2) ** 60,
}


def differences(declared: dict[str, Any], live: dict[str, Any]) -> list[str]:
    """Return the JSON pointers of declared fields that are different or missing in the live object."""
    found: list[str] = []
    wanted = declared
    if declared.get("kind") == "Secret" and declared.get("stringData"):
        wanted = {key: value for key, value in declared.items() if key != "stringData"}
        data = dict(declared.get("data") or {})
        for key, value in declared["stringData"].items():
            data[key] = base64.b64encode(str(value).encode("utf-8", "surrogateescape")).decode("ascii")
        wanted["data"] = data
    for key, value in wanted.items():
        if key in ("apiVersion", "kind", "status"):
            continue
        if key == "metadata":
            value = {name: entry for name, entry in value.items() if name not in (*_SERVER_METADATA, "namespace")}
        if not _agree(value, live.get(key)):
            _compare(value, live.get(key), "/" + escape(key), found)
    return found


def same(one: dict[str, Any] | None, other: dict[str, Any] | None) -> bool:
    """Return whether two states of an object are equal, apart from what the server maintains."""
    if one is None or other is None:
        return one is other
    return settled(one) == settled(other)


def settled(document: dict[str, Any]) -> dict[str, Any]:
    """Return an object without its status and the metadata that the server maintains."""
    result = {key: value for key, value in document.items() if key != "status"}
    metadata = {key: value for key, value in (document.get("metadata") or {}).items() if key not in _SERVER_METADATA}
    result["metadata"] = metadata
    return result


def overlaid(document: dict[str, Any], live: dict[str, Any], fields: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    """Return a copy of an object with the live values of some fields, named by their paths."""
    result = copy.deepcopy(document)
    for path in fields:
        part: Any = result
        value: Any = live
        for key in path[:-1]:
            part = part.get(key) if isinstance(part, dict) else None
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(part, dict) and isinstance(value, dict) and path[-1] in value:
            part[path[-1]] = copy.deepcopy(value[path[-1]])
    return result


def united(one: Any, other: Any) -> Any:
    """Return what either of two declarations of an object declares, with the values of the first."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {**other, **{key: united(value, other[key]) if key in other else value for key, value in one.items()}}
    if isinstance(one, list) and isinstance(other, list):
        key = next((key for key in _KEYS if _names(key, one) and _names(key, other)), None)
        if key is not None:
            return [*one, *(entry for entry in other if entry[key] not in [mine[key] for mine in one])]
    return one


def without(document: dict[str, Any], fields: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    """Return a copy of an object without some fields, named by their paths, and without mappings that become empty."""
    result = copy.deepcopy(document)
    for path in fields:
        parents: list[tuple[dict[str, Any], Any]] = []
        part: Any = result
        for key in path[:-1]:
            if not isinstance(part, dict) or key not in part:
                break
            parents.append((part, key))
            part = part[key]
        else:
            if isinstance(part, dict) and path[-1] in part:
                del part[path[-1]]
                for parent, key in reversed(parents):
                    if parent[key] == {}:
                        del parent[key]
    return result


def _agree(declared: Any, live: Any) -> bool:
    """Return whether there is no difference, with the entries of lists in the same order: the common case, and fast."""
    if isinstance(declared, dict):
        if not isinstance(live, dict):
            return not declared
        for key, value in declared.items():
            other = live.get(key)
            if not (isinstance(value, str) and value == other) and not _agree(value, other):
                return False
        return True
    if isinstance(declared, list):
        if not isinstance(live, list):
            return not declared
        return len(declared) == len(live) and all(map(_agree, declared, live))
    return declared is None or _equal(declared, live)


def _compare(declared: Any, live: Any, at: str, found: list[str]) -> None:
    if declared is None:
        # A null asks for the server's default, which may be any value.
        return
    if isinstance(declared, dict):
        if not isinstance(live, dict):
            if declared:
                found.append(at)
            return
        for key, value in declared.items():
            _compare(value, live.get(key), f"{at}/{escape(str(key))}", found)
        return
    if isinstance(declared, list):
        _compare_lists(declared, live, at, found)
        return
    if not _equal(declared, live):
        found.append(at)


def _compare_lists(declared: list[Any], live: Any, at: str, found: list[str]) -> None:
    if not isinstance(live, list):
        if declared:
            found.append(at)
        return
    key = next((key for key in _KEYS if _names(key, declared) and _names(key, live)), None)
    if key is not None:
        by_name = {str(entry[key]): entry for entry in live}
        for index, entry in enumerate(declared):
            _compare(entry, by_name.get(str(entry[key])), f"{at}/{index}", found)
        return
    if len(declared) != len(live):
        found.append(at)
        return
    for index, (entry, other) in enumerate(zip(declared, live)):
        _compare(entry, other, f"{at}/{index}", found)


def _names(key: str, entries: list[Any]) -> bool:
    """Return whether a field identifies the entries of a list."""
    values = [str(entry[key]) for entry in entries if isinstance(entry, dict) and key in entry]
    return len(values) == len(entries) and len(set(values)) == len(values)


def _equal(declared: Any, live: Any) -> bool:
    if declared == live and isinstance(declared, bool) == isinstance(live, bool):
        return True
    if live is None:
        # The server omits empty fields.
        return declared in ("", 0, False) and not isinstance(declared, float)
    if isinstance(declared, bool) or isinstance(live, bool):
        return False
    one, other = _quantity(declared), _quantity(live)
    return one is not None and one == other


def _quantity(value: Any) -> Decimal | None:
    match = _QUANTITY.match(str(value))
    if match is None:
        return None
    number, suffix = match.groups()
    try:
        if suffix and suffix[0] in "eE" and len(suffix) > 1 and suffix != "Ei":
            return Decimal(number + suffix)
        return Decimal(number) * (_SUFFIXES[suffix] if suffix else 1)
    except (InvalidOperation, KeyError):
        return None
