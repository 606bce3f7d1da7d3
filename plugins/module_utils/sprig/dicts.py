# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dictionary functions: ``dict``, ``get``, ``set``, ``keys``, ``pick``, ``dig``, ``merge``, ``deepCopy`` and so on.

Functions that modify a dictionary do so in place. Merging follows dario.cat/mergo: an empty value of the destination
(false, 0, "", nil, no elements) counts as not set.
"""

# Exact type comparison is intended: a subclass stands for another Go type.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from typing import Any

from ..gotemplate.functions import Panic, function
from ..gotemplate.kinds import GoStruct, NilMap, SharedMap, StringList, TypedMap, go_kind, go_type_name
from .defaults import is_empty
from .strings import strval

_MAP = "map[string]interface{}"

#: maximum nesting; Go itself overflows its stack on a dictionary that contains itself
MAX_DEPTH = 400


@function("get", _MAP, "string")
def get(mapping: dict[str, Any], key: str) -> Any:
    return mapping.get(key, "")


def _as_unnamed(mapping: dict[str, Any]) -> dict[str, Any]:
    """Return a map of a named type as map[string]interface{}, which is what Go passes as the argument."""
    if isinstance(mapping, TypedMap) and type(mapping) is not NilMap:
        return SharedMap(mapping)
    return mapping


@function("set", _MAP, "string", "interface{}", result=_MAP)
def set_key(mapping: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    mapping[key] = value
    return _as_unnamed(mapping)


@function("unset", _MAP, "string", result=_MAP)
def unset(mapping: dict[str, Any], key: str) -> dict[str, Any]:
    mapping.pop(key, None)
    return _as_unnamed(mapping)


@function("hasKey", _MAP, "string", result="bool")
def has_key(mapping: dict[str, Any], key: str) -> bool:
    return key in mapping


@function("pluck", "string", "..." + _MAP, result="[]interface{}")
def pluck(key: str, *mappings: dict[str, Any]) -> list[Any]:
    return [mapping[key] for mapping in mappings if key in mapping]


@function("pick", _MAP, "...string", result=_MAP)
def pick(mapping: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: mapping[key] for key in keys if key in mapping}


@function("omit", _MAP, "...string", result=_MAP)
def omit(mapping: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in keys}


@function("dict", "...interface{}", result=_MAP)
def make_dict(*items: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    count = len(items)
    for index in range(0, count, 2):
        key = items[index]
        out[key if type(key) is str else strval(key)] = items[index + 1] if index + 1 < count else ""
    return out


@function("keys", "..." + _MAP, result="[]string")
def keys(*mappings: dict[str, Any]) -> StringList:
    """Return the keys in insertion order; in Go their order is random."""
    return StringList([key for mapping in mappings for key in mapping])


@function("values", _MAP, result="[]interface{}")
def values(mapping: dict[str, Any]) -> list[Any]:
    return list(mapping.values())


def _merge(target: dict[str, Any], source: dict[str, Any], overwrite: bool, mergo_038: bool, depth: int = 0) -> None:
    """mergo's deepMerge.

    :param mergo_038: follow mergo 0.3.8: nil never overwrites, and a map never replaces a value of another type.
    """
    if depth > MAX_DEPTH:
        raise Panic("values nest too deeply to be merged")
    for key, value in list(source.items()):
        if value is None:
            if overwrite and not mergo_038:
                target[key] = None
            continue
        present = key in target
        old = target.get(key)
        is_list = isinstance(value, (list, bytes))
        is_map = not is_list and isinstance(value, dict)
        if mergo_038 and isinstance(old, dict):
            _check_mergo_038(old, value)
        if is_map and isinstance(old, dict) and type(old) is not NilMap:
            _merge(old, value, overwrite, mergo_038, depth + 1)
        elif is_list and (overwrite or not target):
            target[key] = value
        # `old` may have been filled above: mergo checks it again
        if present and not is_empty(old) and (is_list or (is_map and (mergo_038 or isinstance(old, dict)))):
            continue
        if overwrite or not present or is_empty(old):
            target[key] = value


def _check_mergo_038(old: dict[str, Any], value: Any) -> None:
    """Raise the panics of mergo 0.3.8 for a destination that is a map."""
    if isinstance(value, GoStruct):
        call = "IsNil" if type(old) is NilMap else "MapKeys"
        raise Panic(f"reflect: call of reflect.Value.{call} on {go_kind(value)} Value")
    if isinstance(value, dict) and type(old) is NilMap and type(value) is not NilMap:
        raise Panic("reflect: reflect.Value.Set using unaddressable value")


def merge_all(
    target: dict[str, Any], sources: tuple[dict[str, Any], ...], overwrite: bool, mergo_038: bool = False
) -> dict[str, Any]:
    """Merge each source in turn with mergo's Merge or MergeWithOverwrite; a nil target is replaced with a new map."""
    for source in sources:
        if type(target) is NilMap:
            if type(source) is NilMap:
                continue
            target = {}
        _merge(target, source, overwrite, mergo_038)
    return _as_unnamed(target)


@function("merge", _MAP, "..." + _MAP)
@function("mustMerge", _MAP, "..." + _MAP)
def merge(target: dict[str, Any], *sources: dict[str, Any]) -> Any:
    return merge_all(target, sources, overwrite=False)


@function("mergeOverwrite", _MAP, "..." + _MAP)
@function("mustMergeOverwrite", _MAP, "..." + _MAP)
def merge_overwrite(target: dict[str, Any], *sources: dict[str, Any]) -> Any:
    return merge_all(target, sources, overwrite=True)


def _copy(value: Any, depth: int = 0) -> Any:
    kind = type(value)
    if kind is str or kind is float or kind is int or kind is bool or value is None:
        return value
    if depth > MAX_DEPTH:
        raise Panic("values nest too deeply to be copied")
    if kind is dict:
        return {key: _copy(item, depth + 1) for key, item in value.items()}
    if kind is list:
        return [_copy(item, depth + 1) for item in value]
    if isinstance(value, NilMap):
        return value
    if kind is SharedMap:
        return {key: _copy(item, depth + 1) for key, item in value.items()}
    if isinstance(value, dict):
        return kind((key, _copy(item, depth + 1)) for key, item in value.items())
    if isinstance(value, list):
        return kind(_copy(item, depth + 1) for item in value)
    return value


@function("deepCopy", "interface{}")
@function("mustDeepCopy", "interface{}")
def deep_copy(value: Any) -> Any:
    if value is None:
        raise Panic("reflect: call of reflect.Value.Type on zero Value")
    return _copy(value)


def _assertion_panic(value: Any, name: str) -> Panic:
    found = "nil" if value is None else go_type_name(value)
    return Panic(f"interface conversion: interface {{}} is {found}, not {name}")


def _assert_map(value: Any) -> dict[str, Any]:
    """Return the map if it is a map[string]interface{}; Go's type assertion rejects named types such as Values."""
    if type(value) in (dict, NilMap, SharedMap):
        return value  # type: ignore[no-any-return]
    raise _assertion_panic(value, "map[string]interface {}")


@function("dig", "...interface{}")
def dig(*params: Any) -> Any:
    if len(params) < 3:
        raise Panic("dig needs at least three arguments")
    path = params[:-2]
    step = _assert_map(params[-1])
    for key in path:
        if type(key) is not str:
            raise _assertion_panic(key, "string")
    for key in path[:-1]:
        if key not in step:
            return params[-2]
        step = _assert_map(step[key])
    return step.get(path[-1], params[-2])
