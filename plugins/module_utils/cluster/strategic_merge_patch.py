# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strategic merge patches: compute the patch for a live object, and apply a patch to an object.

Lists of built-in kinds are merged by key (:mod:`.merge_keys`). Lists of other kinds are replaced as a whole, as in a
JSON merge patch (RFC 7386). Pure functions of plain values.
"""

from __future__ import annotations

import copy
from typing import Any

from .api import MERGE_PATCH, STRATEGIC_MERGE_PATCH
from .merge_keys import KINDS, TYPES

_DIRECTIVE = "$patch"
_RETAIN = "$retainKeys"
_ORDER = "$setElementOrder/"
_DELETE = "$deleteFromPrimitiveList/"


def type_of(api_version: str, kind: str) -> str | None:
    """Return the type that describes the lists of a kind, ``None`` if the kind is not built in."""
    return KINDS.get(f"{api_version}/{kind}")


def three_way(
    original: dict[str, Any], modified: dict[str, Any], current: dict[str, Any]
) -> tuple[dict[str, Any], str]:
    """Return the three-way merge patch for a live object, and its content type.

    Fields in ``original`` that are missing in ``modified`` are removed; fields in neither are kept. Built-in kinds get
    a strategic merge patch, other kinds a JSON merge patch.

    :param original: the object of the previous manifest.
    :param modified: the object of the new manifest.
    :param current: the live object.
    :returns: an empty patch if nothing differs.
    """
    name = type_of(str(modified.get("apiVersion") or ""), str(modified.get("kind") or ""))
    if name is None:
        return _differences(original, modified, current, None), MERGE_PATCH
    return _differences(original, modified, current, name), STRATEGIC_MERGE_PATCH


def apply_patch(document: dict[str, Any], patch: dict[str, Any], name: str | None) -> dict[str, Any] | None:
    """Return a copy of the object with a strategic merge patch applied.

    In merged lists the entries of the patch come first, as in kustomize.

    :param name: the type of the object (:func:`type_of`); with ``None`` lists are replaced as a whole.
    :returns: ``None`` if the patch deletes the object.
    """
    result = _merged(copy.deepcopy(document), patch, name)
    return result if isinstance(result, dict) else None


# ------------------------------------------------------------------------------------------------- computing patches


def _differences(
    original: dict[str, Any], modified: dict[str, Any], current: dict[str, Any], name: str | None
) -> dict[str, Any]:
    patch: dict[str, Any] = {}
    fields = TYPES.get(name or "", {})
    for key, value in modified.items():
        strategies, merge_key, below = fields.get(key, ("", "", ""))
        before, live = original.get(key), current.get(key)
        if value is None:
            if live is not None:
                patch[key] = None
        elif live is None:
            patch[key] = value
        elif isinstance(value, dict) and isinstance(live, dict):
            if "replace" in strategies:
                if not same_value(value, live):
                    patch[key] = {**value, _DIRECTIVE: "replace"}
                continue
            part = _differences(before if isinstance(before, dict) else {}, value, live, below)
            if "retainKeys" in strategies and (part or live.keys() - value.keys()):
                part[_RETAIN] = sorted(entry for entry in value if value[entry] is not None)
            if part:
                patch[key] = part
        elif isinstance(value, list) and isinstance(live, list):
            if "merge" in strategies.split(",") and name is not None:
                old = before if isinstance(before, list) else []
                _list_differences(patch, key, old, value, live, merge_key, below, "retainKeys" in strategies)
            elif not same_value(value, live):
                patch[key] = value
        elif not same_value(value, live):
            patch[key] = value
    for key in original:
        if key not in modified and current.get(key) is not None:
            patch[key] = None
    return patch


def _list_differences(
    patch: dict[str, Any],
    key: str,
    before: list[Any],
    wanted: list[Any],
    live: list[Any],
    merge_key: str,
    below: str,
    retain: bool,
) -> None:
    if not merge_key:
        added = [entry for entry in wanted if entry not in live]
        gone = [entry for entry in before if entry not in wanted and entry in live]
        if added:
            patch[key] = added
        if gone:
            patch[_DELETE + key] = gone
        if added or gone:
            patch[_ORDER + key] = wanted
        return
    old, new, now = (_by_key(entries, merge_key) for entries in (before, wanted, live))
    if new is None or now is None:
        # Entries with the same key, such as one port for TCP and UDP, cannot be merged by it.
        if not same_value(wanted, live):
            patch[key] = [*wanted, {_DIRECTIVE: "replace"}]
        return
    found: list[dict[str, Any]] = []
    for name, entry in new.items():
        if name not in now:
            found.append(entry)
            continue
        part = _differences((old or {}).get(name) or {}, entry, now[name], below)
        if retain and (part or now[name].keys() - entry.keys()):
            part[_RETAIN] = sorted(field for field in entry if entry[field] is not None)
        if part:
            found.append({**part, merge_key: entry[merge_key]})
    gone_names = [name for name in old or {} if name not in new and name in now]
    found += [{_DIRECTIVE: "delete", merge_key: now[name][merge_key]} for name in gone_names]
    kept = [name for name in now if name in new]
    if wanted and (found or kept != [name for name in new if name in now]):
        patch[_ORDER + key] = [{merge_key: entry[merge_key]} for entry in wanted]
    if found:
        patch[key] = found


def _by_key(entries: list[Any], merge_key: str) -> dict[Any, dict[str, Any]] | None:
    """Return the entries by merge key, ``None`` if a key is missing or occurs twice."""
    found: dict[Any, dict[str, Any]] = {}
    for entry in entries:
        name = entry.get(merge_key) if isinstance(entry, dict) else None
        if not isinstance(name, (str, int, float)) or name in found:
            return None
        found[name] = entry
    return found


def same_value(one: Any, other: Any) -> bool:
    """Return whether two JSON values are equal; a boolean never equals a number."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_value(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same_value(*pair) for pair in zip(one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


# ---------------------------------------------------------------------------------------------- applying patches


def _merged(document: dict[str, Any], patch: dict[str, Any], name: str | None) -> Any:
    directive = patch.get(_DIRECTIVE)
    if directive == "delete":
        return None
    if directive == "replace":
        return _cleaned({key: value for key, value in patch.items() if key != _DIRECTIVE})
    fields = TYPES.get(name or "", {})
    if isinstance(patch.get(_RETAIN), list):
        document = {key: value for key, value in document.items() if key in patch[_RETAIN]}
    for key, value in patch.items():
        if key in (_DIRECTIVE, _RETAIN) or key.startswith(_ORDER):
            continue
        if key.startswith(_DELETE):
            field = key[len(_DELETE) :]
            if isinstance(document.get(field), list) and isinstance(value, list):
                document[field] = [entry for entry in document[field] if entry not in value]
            continue
        strategies, merge_key, below = fields.get(key, ("", "", ""))
        present = document.get(key)
        if value is None:
            document.pop(key, None)
        elif isinstance(value, dict) and isinstance(present, dict) and "replace" not in strategies:
            part = _merged(present, value, below)
            if part is None:
                del document[key]
            else:
                document[key] = part
        elif isinstance(value, list) and isinstance(present, list) and "merge" in strategies.split(","):
            document[key] = _merged_list(present, value, merge_key, below)
        elif isinstance(value, dict) and value.get(_DIRECTIVE) == "delete":
            document.pop(key, None)
        else:
            document[key] = _cleaned(value)
    for key, value in patch.items():
        field = key[len(_ORDER) :]
        if key.startswith(_ORDER) and isinstance(value, list) and isinstance(document.get(field), list):
            document[field] = _ordered(document[field], value, fields.get(field, ("", "", ""))[1])
    return document


def _merged_list(present: list[Any], patch: list[Any], merge_key: str, below: str) -> list[Any]:
    if not merge_key:
        return [entry for entry in patch if entry not in present] + present
    marks = [entry for entry in patch if isinstance(entry, dict) and _DIRECTIVE in entry]
    if any(entry[_DIRECTIVE] == "replace" and entry.keys() == {_DIRECTIVE} for entry in marks):
        return [_cleaned(entry) for entry in patch if entry.keys() != {_DIRECTIVE}]
    rest = list(present)
    first = []
    for entry in patch:
        name = entry.get(merge_key) if isinstance(entry, dict) else None
        known = [
            other for other in rest if name is not None and isinstance(other, dict) and other.get(merge_key) == name
        ]
        if known:
            rest.remove(known[0])
            part = _merged(known[0], entry, below)
            if part is not None:
                first.append(part if merge_key in part else {merge_key: name, **part})
        elif not (isinstance(entry, dict) and entry.get(_DIRECTIVE) == "delete"):
            first.append(_cleaned(entry))
    return first + rest


def _ordered(entries: list[Any], order: list[Any], merge_key: str) -> list[Any]:
    """Return the entries in the order of a patch, followed by those that it does not list."""

    def name(entry: Any) -> Any:
        return entry.get(merge_key) if merge_key and isinstance(entry, dict) else entry

    places = [name(entry) for entry in order]
    return sorted(entries, key=lambda entry: places.index(name(entry)) if name(entry) in places else len(places))


def _cleaned(value: Any) -> Any:
    """Return the value of a new field: the part of the patch without nulls and directives."""
    if isinstance(value, dict):
        return {
            key: _cleaned(entry)
            for key, entry in value.items()
            if entry is not None and key not in (_DIRECTIVE, _RETAIN) and not key.startswith((_ORDER, _DELETE))
        }
    if isinstance(value, list):
        return [_cleaned(entry) for entry in value if not (isinstance(entry, dict) and _DIRECTIVE in entry)]
    return value
