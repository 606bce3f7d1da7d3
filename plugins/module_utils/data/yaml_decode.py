# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The complete decoder from YAML events to values: follows go-yaml v2 decoding into interface{} step by step.

It supports anchors and aliases (with go-yaml's limit on excessive aliasing), merge keys, tags and keys of any type, and
all errors have Go's texts.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from typing import Any, Callable

from ..errors import DataError
from ..gotemplate.strconv import format_float, go_bytes, quote
from . import pyyaml
from .yaml_events import MAX_DEPTH, TOO_DEEP, parser_for
from .yaml_resolve import BINARY_TAG, MERGE_TAG, STR_TAG, resolve_plain, resolve_tagged

_SCALAR, _SEQUENCE, _MAPPING, _ALIAS = range(4)

# Up to the first number of decoding steps nearly all may come from aliases, from the second one on a tenth.
_FEW_STEPS = 400_000
_MANY_STEPS = 4_000_000


class _Node:
    __slots__ = ("kind", "line", "tag", "value", "implicit", "children", "target")

    def __init__(self, kind: int, line: int, tag: str = "", value: str = "", implicit: bool = False) -> None:
        self.kind = kind
        self.line = line
        self.tag = tag
        self.value = value
        self.implicit = implicit
        self.children: list[_Node] = []
        self.target: _Node | None = None


class GoMap:
    """A map[interface{}]interface{}, in which keys of different types are distinct."""

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: dict[tuple[type, Any], tuple[Any, Any]] = {}


_NODE_EVENTS = (pyyaml.ScalarEvent, pyyaml.MappingStartEvent, pyyaml.SequenceStartEvent, pyyaml.AliasEvent)

#: the non-specific tag, which makes a scalar a string; libyaml drops it, so the text has to be checked
NON_SPECIFIC_TAG = re.compile(rb"(?:^|[\s\[{,])!(?:\s|$)")


def _parse(octets: bytes, parser: Any) -> _Node | None:
    """Return the root node of the first document."""
    source = octets.decode("utf-8", "replace") if NON_SPECIFIC_TAG.search(octets) else ""
    anchors: dict[str, _Node] = {}
    stack: list[_Node] = []
    root: _Node | None = None
    while True:
        event: Any = parser.get_event()
        kind = type(event)
        if kind is pyyaml.StreamEndEvent:
            return None
        if kind is pyyaml.DocumentEndEvent:
            return root
        if kind in (pyyaml.MappingEndEvent, pyyaml.SequenceEndEvent):
            stack.pop()
            continue
        if kind not in _NODE_EVENTS:
            continue
        line = event.start_mark.line
        if kind is pyyaml.AliasEvent:
            node = _Node(_ALIAS, line, value=event.anchor)
            node.target = anchors.get(event.anchor)
            if node.target is None:
                raise DataError(f"yaml: unknown anchor '{event.anchor}' referenced")
        elif kind is pyyaml.ScalarEvent:
            implicit = bool(event.implicit[0]) and source[event.start_mark.index : event.start_mark.index + 1] != "!"
            node = _Node(_SCALAR, line, event.tag if event.tag and event.tag != "!" else "", event.value, implicit)
        elif kind is pyyaml.MappingStartEvent:
            node = _Node(_MAPPING, line)
        else:
            node = _Node(_SEQUENCE, line)
        if kind is not pyyaml.AliasEvent and event.anchor is not None:
            anchors[event.anchor] = node
        if stack:
            stack[-1].children.append(node)
        else:
            root = node
        if node.kind in (_MAPPING, _SEQUENCE):
            stack.append(node)
            if len(stack) > MAX_DEPTH:
                raise DataError(TOO_DEEP)


def _is_merge(node: _Node) -> bool:
    return node.kind == _SCALAR and node.value == "<<" and (node.implicit or node.tag == MERGE_TAG)


def _allowed_ratio(steps: int) -> float:
    if steps <= _FEW_STEPS:
        return 0.99
    if steps >= _MANY_STEPS:
        return 0.10
    return 0.99 - 0.89 * ((steps - _FEW_STEPS) / (_MANY_STEPS - _FEW_STEPS))


_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}\Z")


def _decode_binary(text: str) -> str:
    compact = text.replace("\n", "").replace("\r", "")
    if not _BASE64.match(compact) or len(compact) % 4:
        raise DataError("yaml: !!binary value contains invalid base64 data")
    try:
        return base64.b64decode(compact).decode("utf-8", "surrogateescape")
    except binascii.Error:
        raise DataError("yaml: !!binary value contains invalid base64 data") from None


class _Decoder:
    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.problems: list[str] = []
        self.steps = 0
        self.alias_steps = 0
        self.alias_depth = 0
        self.open_aliases: set[int] = set()
        self.depth = 0

    def decode(self, node: _Node, into: GoMap | None = None) -> Any:
        self.steps += 1
        if self.alias_depth:
            self.alias_steps += 1
            if (
                self.alias_steps > 100
                and self.steps > 1000
                and self.alias_steps / self.steps > _allowed_ratio(self.steps)
            ):
                raise DataError("yaml: document contains excessive aliasing")
        if node.kind == _SCALAR:
            return self.scalar(node)
        target = node.target
        if target is None:
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise DataError(TOO_DEEP)
            if node.kind == _MAPPING:
                value: Any = self.mapping(node, GoMap() if into is None else into)
            else:
                value = [self.decode(child) for child in node.children]
            self.depth -= 1
            return value
        if id(node) in self.open_aliases:
            raise DataError(f"yaml: anchor '{node.value}' value contains itself")
        self.open_aliases.add(id(node))
        self.alias_depth += 1
        value = self.decode(target, into)
        self.alias_depth -= 1
        self.open_aliases.discard(id(node))
        return value

    @staticmethod
    def scalar(node: _Node) -> Any:
        if node.tag == "":
            return resolve_plain(node.value) if node.implicit else node.value
        if node.tag == BINARY_TAG:
            return _decode_binary(node.value)
        if node.tag == STR_TAG:
            return node.value
        return resolve_tagged(node.tag, node.value)

    def mapping(self, node: _Node, into: GoMap) -> GoMap:
        children = node.children
        for position in range(0, len(children), 2):
            key_node, value_node = children[position], children[position + 1]
            if _is_merge(key_node):
                self.merge(value_node, into)
                continue
            key = self.decode(key_node)
            if isinstance(key, (GoMap, list)):
                raise DataError(f"yaml: invalid map key: {go_syntax(key)}")
            value = self.decode(value_node)
            identity = (type(key), key)
            if self.strict and identity in into.entries:
                self.problems.append(f"line {value_node.line + 1}: key {go_syntax(key)} already set in map")
                continue
            into.entries[identity] = (key, value)
        return into

    def merge(self, node: _Node, into: GoMap) -> None:
        # The first of several mappings takes precedence, so it is merged last.
        sources = list(reversed(node.children)) if node.kind == _SEQUENCE else [node]
        for source in sources:
            target = source.target if source.kind == _ALIAS else source
            if target is None or target.kind != _MAPPING:
                raise DataError("yaml: map merge requires map or sequence of maps as the value")
            self.decode(source, into)


def decode(octets: bytes, strict: bool = False, parser: Any = None) -> Any:
    """Decode the first document of a YAML text to None, bool, int, float, str, list or :class:`GoMap`.

    :param parser: the source of events; by default the fastest parser available.
    """
    root = _parse(octets, parser or parser_for(octets))
    if root is None:
        return None
    decoder = _Decoder(strict)
    value = decoder.decode(root)
    if decoder.problems:
        raise DataError("yaml: unmarshal errors:\n  " + "\n  ".join(decoder.problems))
    return value


_RANKS = {bool: 0, int: 1, float: 2, str: 3}


def go_syntax(value: Any, inner: bool = False) -> str:
    """Format a value as Go's ``%#v`` does."""
    if value is None:
        return "interface {}(nil)" if inner else "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value < (1 << 63) else f"0x{value:x}"
    if isinstance(value, float):
        return format_float(value)
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return "[]interface {}{" + ", ".join([go_syntax(item, True) for item in value]) + "}"
    entries = sorted(
        value.entries.values(),
        key=lambda entry: (_RANKS.get(type(entry[0]), -1), "" if entry[0] is None else entry[0]),
    )
    text = ", ".join([f"{go_syntax(key, True)}:{go_syntax(item, True)}" for key, item in entries])
    return "map[interface {}]interface {}{" + text + "}"


_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")


def _key_text(key: Any, value: Any) -> str:
    if isinstance(key, str):
        return _ESCAPED_BYTE.sub("\ufffd", key)
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, int) and key < (1 << 63):
        return str(key)
    if isinstance(key, float):
        text = format_float(key, "g", -1, 32)
        return {"+Inf": ".inf", "-Inf": "-.inf", "NaN": ".nan"}.get(text, text)
    name = "%!s(<nil>)" if key is None else "uint64"
    raise DataError(f"unsupported map key of type: {name}, key: {go_syntax(key)}, value: {go_syntax(value)}")


def _check_keys(value: Any) -> None:
    if isinstance(value, GoMap):
        for key, item in value.entries.values():
            _key_text(key, item)
            _check_keys(item)
    elif isinstance(value, list):
        for item in value:
            _check_keys(item)


def _convert(value: Any, scalar: Callable[[Any], Any]) -> Any:
    if isinstance(value, GoMap):
        members = {_key_text(key, item): item for key, item in value.entries.values()}
        try:
            return {key: _convert(item, scalar) for key, item in members.items()}
        except DataError:
            # Of several numbers without a JSON form, Go reports the first one in key order.
            for key in sorted(members, key=go_bytes):
                _convert(members[key], scalar)
            raise
    if isinstance(value, list):
        return [_convert(item, scalar) for item in value]
    if isinstance(value, str):
        return value if value.isascii() else _ESCAPED_BYTE.sub("\ufffd", value)
    if isinstance(value, float) and (math.isinf(value) or math.isnan(value)):
        raise DataError(f"json: unsupported value: {format_float(value)}")
    return scalar(value)


def to_json_value(value: Any, scalar: Callable[[Any], Any]) -> Any:
    """Convert a decoded value to its JSON form: keys become strings, and ``scalar`` converts other scalars."""
    _check_keys(value)
    return _convert(value, scalar)
