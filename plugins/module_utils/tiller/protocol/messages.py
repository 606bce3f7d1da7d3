# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller's messages as protobuf classes, built at run time from :mod:`.fields`.

Generated code would only work with some versions of protobuf. The descriptors are in a separate pool, so that they
cannot conflict with others in the process.
"""

from __future__ import annotations

from typing import Any

from ...errors import MissingLibraryError
from .fields import ENUMS, MESSAGES

_PACKAGE = "coxswain.tiller"
_SCALARS = {"string": 9, "bytes": 12, "bool": 8, "int32": 5, "int64": 3, "uint32": 13}
_MESSAGE, _ENUM = 11, 14
_OPTIONAL, _REPEATED = 1, 3

_classes: dict[str, Any] = {}


def new(kind: str, /, **values: Any) -> Any:
    """Create a message.

    :param values: the fields to set; ``None`` leaves a field unset.

    :raises MissingLibraryError: protobuf is not installed.
    """
    return classes()[kind](**{name: value for name, value in values.items() if value is not None})


def parse(kind: str, octets: bytes) -> Any:
    """Parse a serialized message.

    :raises ValueError: the bytes are not a message of that kind.
    """
    message_class = classes()[kind]
    try:
        return message_class.FromString(octets)
    except Exception as error:  # DecodeError, whose module depends on the version of protobuf
        raise ValueError(f"not a {kind} message") from error


def classes() -> dict[str, Any]:
    """Return the class of each kind of message.

    :raises MissingLibraryError: protobuf is not installed.
    """
    if not _classes:
        _classes.update(_build_classes())
    return _classes


def _build_classes() -> dict[str, Any]:
    try:
        from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    except ImportError:
        raise MissingLibraryError("protobuf", "3.20.3", "for releases of Tiller") from None
    file = descriptor_pb2.FileDescriptorProto(name="coxswain/tiller.proto", package=_PACKAGE, syntax="proto3")
    for name, values in ENUMS.items():
        enum = file.enum_type.add(name=name)
        for number, value in enumerate(values):
            # The values of all enumerations share one scope, hence the prefix.
            enum.value.add(name=f"{name}_{value}", number=number)
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for number, field, type_name in fields:
            _add_field(message, number, field, type_name)
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    if hasattr(message_factory, "GetMessageClass"):
        get_class = message_factory.GetMessageClass
    else:
        get_class = message_factory.MessageFactory(pool).GetPrototype
    return {name: get_class(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}")) for name in MESSAGES}


def _add_field(message: Any, number: int, name: str, type_name: str) -> None:
    if type_name.startswith("map"):
        value = type_name.partition(":")[2] or "string"
        # As protoc does, declare a map as a list of entries.
        entry_name = "".join(part.capitalize() for part in name.split("_")) + "Entry"
        entry = message.nested_type.add(name=entry_name)
        entry.options.map_entry = True
        _add_field(entry, 1, "key", "string")
        _add_field(entry, 2, "value", value)
        message.field.add(
            name=name,
            number=number,
            label=_REPEATED,
            type=_MESSAGE,
            type_name=f".{_PACKAGE}.{message.name}.{entry_name}",
        )
        return
    label = _REPEATED if type_name.startswith("*") else _OPTIONAL
    kind = type_name.lstrip("*")
    field = message.field.add(name=name, number=number, label=label)
    if kind in _SCALARS:
        field.type = _SCALARS[kind]
    else:
        field.type = _ENUM if kind in ENUMS else _MESSAGE
        field.type_name = f".{_PACKAGE}.{kind}"
