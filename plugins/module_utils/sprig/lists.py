# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""List functions: ``list``, ``first``, ``append``, ``uniq``, ``slice``, ``sortAlpha`` and so on.

Most come in pairs: one function panics, its ``must`` variant returns the error. Both fail a template with the same
message, so one callable serves both names.
"""

# Exact type comparison is intended: a subclass stands for another Go type.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

from typing import Any

from ..gotemplate.functions import Panic, function
from ..gotemplate.kinds import ListList, NilList, StringList, go_kind
from ..gotemplate.limits import guard_list
from ..gotemplate.strconv import go_bytes
from .defaults import is_empty
from .reflect import NIL_DEREFERENCE, deep_equal, elements, elements_or_none
from .strings import strslice, strval
from .type_conversion import to_int


@function("list", "...interface{}", result="[]interface{}")
@function("tuple", "...interface{}", result="[]interface{}")
def make_list(*values: Any) -> list[Any]:
    return list(values)


@function("append", "interface{}", "interface{}", result="[]interface{}")
@function("push", "interface{}", "interface{}", result="[]interface{}")
@function("mustAppend", "interface{}", "interface{}", result="[]interface{}")
@function("mustPush", "interface{}", "interface{}", result="[]interface{}")
def push(values: Any, value: Any) -> list[Any]:
    return [*elements(values, "Cannot push on type"), value]


@function("prepend", "interface{}", "interface{}", result="[]interface{}")
@function("mustPrepend", "interface{}", "interface{}", result="[]interface{}")
def prepend(values: Any, value: Any) -> list[Any]:
    return [value, *elements(values, "Cannot prepend on type")]


@function("chunk", "int", "interface{}", result="[][]interface{}")
@function("mustChunk", "int", "interface{}", result="[][]interface{}")
def chunk(size: int, values: Any) -> ListList:
    items = elements(values, "Cannot chunk type")
    if size <= 0:
        return _invalid_chunks(size, items)
    return ListList([list(items[start : start + size]) for start in range(0, len(items), size)])


def _invalid_chunks(size: int, items: list[Any]) -> ListList:
    """Return what Go's arithmetic makes of a size that is not positive: mostly a panic."""
    chunks = (len(items) - 1) // size + 1 if size else -1
    if chunks == 0:
        return ListList()
    if chunks == 1 and len(items) % -size:
        return ListList([list(items[: len(items) % -size])])
    raise Panic("runtime error: makeslice: len out of range")


@function("last", "interface{}")
@function("mustLast", "interface{}")
def last(values: Any) -> Any:
    items = elements(values, "Cannot find last on type")
    return items[-1] if items else None


@function("first", "interface{}")
@function("mustFirst", "interface{}")
def first(values: Any) -> Any:
    items = elements(values, "Cannot find first on type")
    return items[0] if items else None


@function("rest", "interface{}", result="[]interface{}")
@function("mustRest", "interface{}", result="[]interface{}")
def rest(values: Any) -> list[Any]:
    items = elements(values, "Cannot find rest on type")
    return list(items[1:]) if items else NilList()


@function("initial", "interface{}", result="[]interface{}")
@function("mustInitial", "interface{}", result="[]interface{}")
def initial(values: Any) -> list[Any]:
    items = elements(values, "Cannot find initial on type")
    return list(items[:-1]) if items else NilList()


@function("sortAlpha", "interface{}", result="[]string")
def sort_alpha(values: Any) -> StringList:
    if elements_or_none(values) is None:
        return StringList([strval(values)])
    texts = strslice(values)
    if type(values) is StringList:
        # Go sorts a []string in place
        values.sort(key=go_bytes)
        return values
    if not all(text.isascii() for text in texts):
        return StringList(sorted(texts, key=go_bytes))
    return StringList(sorted(texts))


@function("reverse", "interface{}", result="[]interface{}")
@function("mustReverse", "interface{}", result="[]interface{}")
def reverse(values: Any) -> list[Any]:
    return list(elements(values, "Cannot find reverse on type")[::-1])


@function("compact", "interface{}", result="[]interface{}")
@function("mustCompact", "interface{}", result="[]interface{}")
def compact(values: Any) -> list[Any]:
    return [item for item in elements(values, "Cannot compact on type") if not is_empty(item)]


def _in_list(items: list[Any], needle: Any) -> bool:
    return any(deep_equal(needle, item) for item in items)


@function("uniq", "interface{}", result="[]interface{}")
@function("mustUniq", "interface{}", result="[]interface{}")
def uniq(values: Any) -> list[Any]:
    out: list[Any] = []
    texts = set()
    for item in elements(values, "Cannot find uniq on type"):
        if type(item) is str:
            if item not in texts:
                texts.add(item)
                out.append(item)
        elif not _in_list(out, item):
            out.append(item)
    return out


@function("without", "interface{}", "...interface{}", result="[]interface{}")
@function("mustWithout", "interface{}", "...interface{}", result="[]interface{}")
def without(values: Any, *omitted: Any) -> list[Any]:
    unwanted = list(omitted)
    return [item for item in elements(values, "Cannot find without on type") if not _in_list(unwanted, item)]


@function("has", "interface{}", "interface{}", result="bool")
@function("mustHas", "interface{}", "interface{}", result="bool")
def has(needle: Any, haystack: Any) -> bool:
    if haystack is None:
        return False
    return _in_list(elements(haystack, "Cannot find has on type"), needle)


@function("slice", "interface{}", "...interface{}")
@function("mustSlice", "interface{}", "...interface{}")
def slice_list(values: Any, *indices: Any) -> Any:
    items = values if isinstance(values, bytes) else elements(values, "list should be type of slice or array but")
    if not items:
        return None
    start = to_int(indices[0]) if indices else 0
    end = to_int(indices[1]) if len(indices) > 1 else len(items)
    if start < 0 or end < start or end > len(items):
        raise Panic("reflect.Value.Slice: slice index out of bounds")
    part = items[start:end]
    return part if type(part) is type(items) else type(items)(part)


@function("concat", "...interface{}")
def concat(*lists: Any) -> Any:
    out: list[Any] = []
    for values in lists:
        items = elements_or_none(values)
        if items is None:
            if values is None:
                raise Panic(NIL_DEREFERENCE)
            raise Panic(f"Cannot concat type {go_kind(values)} as list")
        guard_list(len(out) + len(items))
        out += items
    return out if out else NilList()
