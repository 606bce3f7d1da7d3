# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads YAML as sigs.k8s.io/yaml does: YAML to JSON to Go values.

The events come from PyYAML's parser (its C parser, if available). :func:`_build` is the fast path for common documents.
Those with anchors, tags, merge keys or unusual mapping keys, and all that fail, go through :mod:`.yaml_decode`, which
follows go-yaml step by step.
"""

# Exact types are asked for on purpose: a subclass stands for another type of Go.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Callable

from ..errors import DataError
from ..gotemplate.strconv import format_float, go_bytes
from . import json_in, pyyaml, yaml_decode
from .yaml_events import MAX_DEPTH, TOO_DEEP, error_text, parser_for
from .yaml_resolve import resolve_plain

_TO_JSON = "error converting YAML to JSON: "
_FROM_JSON = "error unmarshaling JSON: while decoding JSON: "

_Scalar = pyyaml.ScalarEvent
_MappingStart = pyyaml.MappingStartEvent
_SequenceStart = pyyaml.SequenceStartEvent
_MappingEnd = pyyaml.MappingEndEvent
_SequenceEnd = pyyaml.SequenceEndEvent
_DocumentEnd = pyyaml.DocumentEndEvent
_StreamEnd = pyyaml.StreamEndEvent
_Alias = pyyaml.AliasEvent

_MISSING: Any = object()


class _UnusualError(Exception):
    """The fast path does not support the document."""


def to_float(value: Any) -> Any:
    """Convert a resolved scalar to its JSON form: every number is a float."""
    if type(value) is int:
        return float(value)
    if type(value) is float and value - value != 0.0:
        raise _UnusualError
    return value


def to_exact(value: Any) -> Any:
    """Convert a resolved scalar to its JSON form, keeping integers: whole floats of at most 64 bits become int."""
    kind = type(value)
    if kind is int:
        return value if -(1 << 63) <= value < (1 << 63) else float(value)
    if kind is float:
        if value - value != 0.0:
            raise _UnusualError
        if value == int(value) and abs(value) < 1e19:
            whole = int(format_float(value, "f"))
            if -(1 << 63) <= whole < (1 << 63):
                return whole
    return value


def _key_text(text: str) -> str:
    """Convert a plain mapping key to a JSON key."""
    value = resolve_plain(text)
    kind = type(value)
    if kind is str:
        if value == "<<":
            raise _UnusualError
        return text
    if kind is bool:
        return "true" if value else "false"
    if kind is int and value < (1 << 63):
        return str(value)
    raise _UnusualError


# Plain scalars repeat a lot within and across documents, so short ones are cached.
_float_cache: dict[str, Any] = {}
_exact_cache: dict[str, Any] = {}
_key_cache: dict[str, str] = {}
_CACHE_SIZE = 20000


def _build(parser: Any, cache: dict[str, Any], convert: Callable[[Any], Any]) -> Any:
    """Return the value of the next document of a stream; _MISSING at its end.

    :raises _UnusualError: the fast path does not support the document.
    """
    get = parser.get_event
    keys = _key_cache
    stack: list[tuple[Any, Any]] = []
    root: Any = None
    node: Any = None  # the current collection
    key: Any = _MISSING  # the key whose value follows
    items: Any = None  # node if it is a list, else None
    while True:
        event = get()
        kind = event.__class__
        if kind is _Scalar:
            if event.anchor is not None:
                raise _UnusualError
            value = event.value
            plain, quoted = event.implicit
            if items is None and key is _MISSING and node is not None:
                if plain:
                    key = keys.get(value)
                    if key is None:
                        key = _key_text(value)
                        if len(keys) < _CACHE_SIZE and len(value) < 64:
                            keys[value] = key
                elif quoted:
                    key = value
                else:
                    raise _UnusualError
                continue
            if plain:
                found = cache.get(value, _MISSING)
                if found is _MISSING:
                    found = convert(resolve_plain(value))
                    if len(cache) < _CACHE_SIZE and len(value) < 64:
                        cache[value] = found
                value = found
            elif not quoted:
                raise _UnusualError
            if items is not None:
                items.append(value)
            elif node is not None:
                node[key] = value
                key = _MISSING
            else:
                root = value
        elif kind is _MappingStart or kind is _SequenceStart:
            if event.anchor is not None or (items is None and key is _MISSING and node is not None):
                raise _UnusualError
            fresh: Any = {} if kind is _MappingStart else []
            if items is not None:
                items.append(fresh)
            elif node is not None:
                node[key] = fresh
            else:
                root = fresh
            stack.append((node, items))
            if len(stack) > MAX_DEPTH:
                raise DataError(TOO_DEEP)
            node, items, key = fresh, None if kind is _MappingStart else fresh, _MISSING
        elif kind is _MappingEnd or kind is _SequenceEnd:
            node, items = stack.pop()
            key = _MISSING
        elif kind is _Alias:
            raise _UnusualError
        elif kind is _DocumentEnd:
            return root
        elif kind is _StreamEnd:
            return _MISSING


def _load(text: str, cache: dict[str, Any], convert: Callable[[Any], Any], strict: bool = False) -> Any:
    octets = go_bytes(text)
    if not strict and not (b"!" in octets and yaml_decode.NON_SPECIFIC_TAG.search(octets)):
        try:
            parser = parser_for(octets)
            value = _build(parser, cache, convert)
            return None if value is _MISSING else value
        except _UnusualError:
            pass
        except pyyaml.YAMLError as error:
            return _decode_with_lookahead(octets, convert, strict, error)
        except DataError as error:
            raise DataError(_TO_JSON + error.what) from None
    try:
        raw = yaml_decode.decode(octets, strict)
        return yaml_decode.to_json_value(raw, convert)
    except pyyaml.YAMLError as error:
        return _decode_with_lookahead(octets, convert, strict, error)
    except DataError as error:
        raise DataError(_TO_JSON + error.what) from None
    except RecursionError:
        raise DataError(_TO_JSON + TOO_DEEP) from None


#: the length of the longest text, in bytes, that is parsed again with the slow parser
_MAX_REPARSED = 1 << 20

#: errors that depend on how far a parser reads ahead
_DEPEND_ON_LOOKAHEAD = (
    "could not find expected ':'",
    "found character that cannot start any token",
    "mapping keys are not allowed in this context",
    "mapping values are not allowed in this context",
    "block sequence entries are not allowed in this context",
    "found unexpected ':'",
    "found unexpected end of stream",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
    "did not find expected node content",
)


def _decode_with_lookahead(octets: bytes, convert: Callable[[Any], Any], strict: bool, error: pyyaml.YAMLError) -> Any:
    """Decode a text that the fast parser rejected, with go-yaml's look-ahead: it may report another error, or none."""
    text = error_text(error)
    if len(octets) > _MAX_REPARSED or not text.endswith(_DEPEND_ON_LOOKAHEAD):
        raise DataError(_TO_JSON + text) from None
    from .yaml_lookahead import LookaheadParser

    try:
        return yaml_decode.to_json_value(yaml_decode.decode(octets, strict, LookaheadParser(octets)), convert)
    except pyyaml.YAMLError as found:
        raise DataError(_TO_JSON + error_text(found)) from None
    except DataError as found:
        raise DataError(_TO_JSON + found.what) from None
    except RecursionError:
        raise DataError(_TO_JSON + text) from None


def unmarshal(text: str, *, strict: bool = False) -> Any:
    """Decode the first document of a YAML text to None, bool, float (every number), str, list or dict.

    :param strict: whether duplicate keys in a mapping are an error.
    :raises DataError: with the text of sigs.k8s.io/yaml.
    """
    return _load(text, _float_cache, to_float, strict)


def unmarshal_exact(text: str) -> Any:
    """Do the same as :func:`unmarshal`, but keep integers as int, like Kubernetes does for objects."""
    return _load(text, _exact_cache, to_exact)


def unmarshal_map(text: str, *, strict: bool = False) -> dict[str, Any]:
    """Decode the first document, which must be a mapping; an empty one gives an empty dict."""
    value = unmarshal(text, strict=strict)
    if value is None:
        return {}
    if type(value) is not dict:
        raise DataError(_FROM_JSON + json_in.type_error(value, "map[string]interface {}").what)
    return value


def unmarshal_list(text: str) -> list[Any]:
    """Decode the first document, which must be a sequence; an empty one gives an empty list."""
    value = unmarshal(text)
    if value is None:
        return []
    if type(value) is not list:
        raise DataError(_FROM_JSON + json_in.type_error(value, "[]interface {}").what)
    return value


def decode(text: str) -> Any:
    """Decode the first document without the conversion to JSON: int and float as written, keys as strings.

    For typed documents, in which a string field takes ``1.10`` as :func:`scalar_text` returns it.
    """
    return _load(text, {}, lambda value: value)


def scalar_text(value: Any) -> str:
    """Return a bool or number of :func:`decode` as sigs.k8s.io/yaml converts it for a field of type string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format_float(value, "g", -1, 32)
    return str(value)


_SEPARATOR = re.compile(r"^---", re.MULTILINE)


def split_documents(text: str) -> list[str]:
    """Split a text into documents at lines that start with ``---``, as Kubernetes' YAMLReader does."""
    return list(_documents(text))


def _documents(text: str) -> Iterator[str]:
    """Yield the documents one by one: an invalid separator is an error only after the documents before it."""
    if not _SEPARATOR.search(text):
        if text:
            yield text
        return
    lines: list[str] = []
    parts = text.split("\n")
    if parts[-1] == "":
        parts.pop()
    for line in parts:
        line = line[:-1] if line.endswith("\r") else line
        if line.startswith("---"):
            rest = line[3:].strip()
            if rest and not rest.startswith("#"):
                raise DataError(f"invalid Yaml document separator: {rest}")
            if lines:
                yield "\n".join(lines) + "\n"
                lines = []
                continue
        lines.append(line)
    if lines:
        yield "\n".join(lines) + "\n"


def unmarshal_all(text: str) -> list[dict[str, Any]]:
    """Decode all documents, which must be mappings, as Helm 4 does for values files (later ones take precedence)."""
    if text and not text.endswith("\n"):
        # The line number in errors depends on it.
        text += "\n"
    documents = _documents(text)
    result: list[dict[str, Any]] = []
    while True:
        try:
            document = next(documents, None)
        except DataError as error:
            raise DataError(f"error reading yaml document: {error.what}") from None
        if document is None:
            return result
        try:
            result.append(unmarshal_map(document))
        except DataError as error:
            raise DataError(f"cannot unmarshal yaml document: {error.what}") from None


def load_objects(text: str) -> list[Any]:
    """Decode every document of a stream of manifests, keeping integers and omitting empty documents.

    :raises DataError: for the first invalid document.
    """
    octets = go_bytes(text)
    try:
        parser = parser_for(octets)
        result: list[Any] = []
        while True:
            value = _build(parser, _exact_cache, to_exact)
            if value is _MISSING:
                return result
            if value is not None:
                result.append(value)
    except (_UnusualError, pyyaml.YAMLError, DataError):
        # One by one, so that the error is that of a single document.
        return [value for value in map(unmarshal_exact, split_documents(text)) if value is not None]
