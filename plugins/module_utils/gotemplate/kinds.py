# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go values in Python, and what Go's reflection reports about them.

``None``, ``bool``, ``int``, ``float``, ``str``, ``bytes``, ``list`` and ``dict`` represent Go's nil interface,
bool, int, float64, string, []byte, []interface{} and map[string]interface{}. Every other Go type is a subclass defined
here (or elsewhere, from the base classes of this file): ``type(value) is dict`` is the fast test, ``isinstance`` the
safe one.
"""

from __future__ import annotations

from typing import Any, ClassVar

from .exec_errors import Panic

ANY = "interface {}"


class NoValue:
    """The type of :data:`NO_VALUE`: false, and printed like Go's invalid value."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "<no value>"

    def __reduce__(self) -> str:
        return "NO_VALUE"


#: The invalid reflect.Value, such as a missing map key. It is never stored in a map or list.
NO_VALUE = NoValue()


class TypedNil:
    """A nil of a non-interface type, such as a nil pointer to a struct.

    :param go_type: the Go type, as ``%T`` prints it.
    :param go_fields: the fields of the struct that it would point to, if known: Go reports other fields with another
        error.
    """

    __slots__ = ("go_type", "go_fields")

    def __init__(self, go_type: str, go_fields: dict[str, str] | None = None) -> None:
        self.go_type = go_type
        self.go_fields = go_fields

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "<nil>"


def _collect_methods(cls: type) -> None:
    """Set the table of a class's Go methods: those decorated with ``functions.method``, and those of its bases."""
    table: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        for attribute in vars(base).values():
            record = getattr(attribute, "go_method", None)
            if record is not None:
                table[record.name] = record
    cls.go_methods = table  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------------------------ numbers


class SizedInt(int):
    """An integer of a Go type other than int; ``bits`` and ``signed`` give its range."""

    go_type: ClassVar[str] = "int64"
    go_kind: ClassVar[str] = "int64"
    bits: ClassVar[int] = 64
    signed: ClassVar[bool] = True
    go_methods: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _collect_methods(cls)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({int(self)})"

    __str__ = int.__repr__


class Int64(SizedInt):
    """Go's int64."""


class Int32(SizedInt):
    """Go's int32 (rune)."""

    go_type = go_kind = "int32"
    bits = 32


class Int16(SizedInt):
    """Go's int16."""

    go_type = go_kind = "int16"
    bits = 16


class Int8(SizedInt):
    """Go's int8."""

    go_type = go_kind = "int8"
    bits = 8


class UnsignedInt(SizedInt):
    """Base class of Go's unsigned integers."""

    go_type = go_kind = "uint64"
    signed = False


class Uint(UnsignedInt):
    """Go's uint."""

    go_type = go_kind = "uint"


class Uint64(UnsignedInt):
    """Go's uint64."""


class Uint32(UnsignedInt):
    """Go's uint32."""

    go_type = go_kind = "uint32"
    bits = 32


class Uint16(UnsignedInt):
    """Go's uint16."""

    go_type = go_kind = "uint16"
    bits = 16


class Uint8(UnsignedInt):
    """Go's uint8 (byte)."""

    go_type = go_kind = "uint8"
    bits = 8


class Duration(Int64):
    """Go's time.Duration, in nanoseconds. It prints by its ``String`` method."""

    go_type = "time.Duration"


class Float32(float):
    """Go's float32; the value is already rounded to float32."""

    go_type: ClassVar[str] = "float32"
    go_kind: ClassVar[str] = "float32"


# ------------------------------------------------------------------------------------------- strings with a type


class NamedString(str):
    """A string of a named Go type."""

    go_type: ClassVar[str] = "string"
    go_kind: ClassVar[str] = "string"
    go_methods: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _collect_methods(cls)


# ----------------------------------------------------------------------------------------------- lists and maps


class TypedList(list):  # type: ignore[type-arg]
    """A slice with the element type ``go_elem``."""

    go_type: ClassVar[str] = "[]interface {}"
    go_elem: ClassVar[str] = ANY
    go_methods: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _collect_methods(cls)


class StringList(TypedList):
    """Go's []string."""

    go_type = "[]string"
    go_elem = "string"


class IntList(TypedList):
    """Go's []int."""

    go_type = "[]int"
    go_elem = "int"


class Int64List(TypedList):
    """Go's []int64."""

    go_type = "[]int64"
    go_elem = "int64"


class Float64List(TypedList):
    """Go's []float64."""

    go_type = "[]float64"
    go_elem = "float64"


class BoolList(TypedList):
    """Go's []bool."""

    go_type = "[]bool"
    go_elem = "bool"


class MapList(TypedList):
    """Go's []map[string]interface{}."""

    go_type = "[]map[string]interface {}"
    go_elem = "map[string]interface {}"


class ListList(TypedList):
    """Go's [][]interface{}."""

    go_type = "[][]interface {}"
    go_elem = "[]interface {}"


class StringListList(TypedList):
    """Go's [][]string."""

    go_type = "[][]string"
    go_elem = "[]string"


class NilList(TypedList):
    """A nil []interface{}: an empty slice, except where nil matters (JSON, ``%#v``)."""


class TypedMap(dict):  # type: ignore[type-arg]
    """A map of a Go type other than map[string]interface{}; methods take precedence over keys."""

    go_type: ClassVar[str] = "map[string]interface {}"
    go_key: ClassVar[str] = "string"
    go_elem: ClassVar[str] = ANY
    go_methods: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _collect_methods(cls)


class Values(TypedMap):
    """Helm's named type for chart values; subclasses add methods and their own ``go_type``."""

    go_type = "common.Values"

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        VALUES_METHODS[cls] = cls.go_methods


#: The values classes with their methods. Nearly every field access starts at one of these classes, where all names but
#: those of methods are keys.
VALUES_METHODS: dict[type, dict[str, Any]] = {Values: {}}


class StringMap(TypedMap):
    """Go's map[string]string."""

    go_type = "map[string]string"
    go_elem = "string"


class BytesMap(TypedMap):
    """Go's map[string][]byte."""

    go_type = "map[string][]uint8"
    go_elem = "[]uint8"


class IntMap(TypedMap):
    """Go's map[string]int."""

    go_type = "map[string]int"
    go_elem = "int"


class BoolMap(TypedMap):
    """Go's map[string]bool."""

    go_type = "map[string]bool"
    go_elem = "bool"


class AnyKeyMap(TypedMap):
    """Go's map[interface{}]interface{}."""

    go_type = "map[interface {}]interface {}"
    go_key = ANY


class NilMap(TypedMap):
    """A nil map[string]interface{}: empty, and Go panics on a write to it."""

    def __setitem__(self, key: Any, value: Any) -> None:
        raise Panic("assignment to entry in nil map")


class SharedMap(dict):  # type: ignore[type-arg]
    """A map of a named type converted to map[string]interface{}: another type that shares its entries.

    Go converts an argument to the parameter's type, so a function that returns its argument returns a map without the
    named type and its methods. Changes to one are visible in the other.
    """

    __slots__ = ("shared",)

    def __init__(self, shared: dict[Any, Any]) -> None:
        super().__init__()
        self.shared = shared

    def __getitem__(self, key: Any) -> Any:
        return self.shared[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self.shared[key] = value

    def __delitem__(self, key: Any) -> None:
        del self.shared[key]

    def __contains__(self, key: Any) -> bool:
        return key in self.shared

    def __iter__(self) -> Any:
        return iter(self.shared)

    def __reversed__(self) -> Any:
        return reversed(self.shared)

    def __len__(self) -> int:
        return len(self.shared)

    def __eq__(self, other: object) -> bool:
        return self.shared == (other.shared if isinstance(other, SharedMap) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __repr__(self) -> str:
        return repr(self.shared)

    def __reduce__(self) -> Any:
        return SharedMap, (self.shared,)

    def get(self, key: Any, default: Any = None) -> Any:
        return self.shared.get(key, default)

    def keys(self) -> Any:
        return self.shared.keys()

    def values(self) -> Any:
        return self.shared.values()

    def items(self) -> Any:
        return self.shared.items()

    def pop(self, key: Any, *default: Any) -> Any:
        return self.shared.pop(key, *default)

    def popitem(self) -> Any:
        return self.shared.popitem()

    def setdefault(self, key: Any, default: Any = None) -> Any:
        return self.shared.setdefault(key, default)

    def update(self, *others: Any, **named: Any) -> None:
        self.shared.update(*others, **named)

    def clear(self) -> None:
        self.shared.clear()

    def copy(self) -> dict[Any, Any]:
        return dict(self.shared)


# ------------------------------------------------------------------------------------------------------ structs


class GoStruct:
    """A Go struct, or a pointer to one, with fields and methods.

    Subclasses set ``go_type`` (with a leading ``*`` for a pointer) and ``go_fields``: the exported fields in Go's
    order, with their Go types. A field's value is the Python attribute of the same name. Methods are decorated with
    ``functions.method``; a ``String`` or ``Error`` method decides how the value prints.
    """

    go_type: ClassVar[str] = "struct {}"
    go_fields: ClassVar[dict[str, str]] = {}
    #: unexported fields, which only printing shows; ``hidden_field`` returns their values
    go_unexported: ClassVar[dict[str, str]] = {}
    #: fields promoted from embedded structs
    go_promoted: ClassVar[dict[str, str]] = {}
    #: whether the methods have a pointer receiver: they decide how it prints only where Go can take its address
    go_pointer_methods: ClassVar[bool] = False
    go_methods: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        _collect_methods(cls)

    def hidden_field(self, name: str) -> Any:
        """Return the value of a field of ``go_unexported``."""
        return getattr(self, name)


# ------------------------------------------------------------------------------------------------- type strings

_PLAIN_TYPES: dict[type, tuple[str, str]] = {
    bool: ("bool", "bool"),
    int: ("int", "int"),
    float: ("float64", "float64"),
    complex: ("complex128", "complex128"),
    str: ("string", "string"),
    bytes: ("[]uint8", "slice"),
    list: ("[]interface {}", "slice"),
    dict: ("map[string]interface {}", "map"),
    type(None): ("<nil>", "invalid"),
    NoValue: ("<nil>", "invalid"),
}

_ALIASES = {"any": ANY, "interface{}": ANY, "byte": "uint8", "rune": "int32", "...any": "..." + ANY}


def normal_type(text: str) -> str:
    """Return a Go type as reflection prints it: ``map[string]any`` becomes ``map[string]interface {}``."""
    alias = _ALIASES.get(text)
    if alias is not None:
        return alias
    for prefix in ("...", "[]", "*"):
        if text.startswith(prefix):
            return prefix + normal_type(text[len(prefix) :])
    if text.startswith("map[") and "]" in text:
        key, _mark, element = text[4:].partition("]")
        return f"map[{normal_type(key)}]{normal_type(element)}"
    return text


def go_type_name(value: Any) -> str:
    """Return the Go type of a value, as ``%T`` prints it; ``<nil>`` for nil and for no value."""
    plain = _PLAIN_TYPES.get(type(value))
    if plain is not None:
        return plain[0]
    name = getattr(value, "go_type", None)
    if isinstance(name, str):
        return name
    for base, names in _PLAIN_TYPES.items():
        if isinstance(value, base):
            return names[0]
    if callable(value):
        return "func()"
    return type(value).__name__


def go_kind(value: Any) -> str:
    """Return the kind of a value in Go's reflection: ``map``, ``slice``, ``string``, ``int64``, ``struct``, ``ptr``…"""
    plain = _PLAIN_TYPES.get(type(value))
    if plain is not None:
        return plain[1]
    if isinstance(value, GoStruct):
        return "ptr" if value.go_type.startswith("*") else "struct"
    if isinstance(value, TypedNil):
        return kind_of_type(value.go_type)
    kind = getattr(value, "go_kind", None)
    if isinstance(kind, str):
        return kind
    for base, names in _PLAIN_TYPES.items():
        if isinstance(value, base):
            return names[1]
    return "func" if callable(value) else "struct"


def kind_of_type(name: str) -> str:
    """Return the kind of a Go type, given as :func:`go_type_name` returns it."""
    if name.startswith("*"):
        return "ptr"
    if name.startswith("["):
        return "slice" if name.startswith("[]") else "array"
    if name.startswith("map["):
        return "map"
    if name in (ANY, "error", "io.Writer"):
        return "interface"
    if name.startswith("func("):
        return "func"
    if name in _BASIC_KINDS:
        return name
    return "int64" if name == "time.Duration" else "struct"


_BASIC_KINDS = frozenset(
    (
        *("bool", "string", "float32", "float64", "complex64", "complex128"),
        *("int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64"),
    )
)


def can_be_nil(name: str) -> bool:
    """Return whether Go accepts an untyped nil for a type."""
    return name == "reflect.Value" or kind_of_type(name) in ("interface", "map", "slice", "ptr", "func")


_ZEROS: dict[str, Any] = {
    "bool": False,
    "int": 0,
    "float64": 0.0,
    "string": "",
    "int8": Int8(0),
    "int16": Int16(0),
    "int32": Int32(0),
    "int64": Int64(0),
    "uint": Uint(0),
    "uint8": Uint8(0),
    "uint16": Uint16(0),
    "uint32": Uint32(0),
    "uint64": Uint64(0),
    "float32": Float32(0),
    "time.Duration": Duration(0),
    "[]uint8": b"",
    ANY: None,
    "error": None,
    "reflect.Value": None,
}
_ZERO_LISTS = {
    cls.go_type: cls
    for cls in (StringList, IntList, Int64List, Float64List, BoolList, MapList, ListList, StringListList)
}
_ZERO_MAPS = {cls.go_type: cls for cls in (StringMap, BytesMap, IntMap, BoolMap, AnyKeyMap)}


def zero_value(name: str) -> Any:
    """Return Go's zero value of a type; a nil map or slice is a :class:`NilMap` or :class:`NilList`."""
    if name in _ZEROS:
        return _ZEROS[name]
    if name == "map[string]interface {}":
        return NilMap()
    if name == "[]interface {}":
        return NilList()
    maker = _ZERO_LISTS.get(name) or _ZERO_MAPS.get(name)
    if maker is not None:
        return maker()
    if name.startswith("[]"):
        return NilList()
    if name.startswith("map["):
        return NilMap()
    return TypedNil(name)


def truth(value: Any) -> bool:
    """Return whether a value is true to Go's ``if``: neither zero nor empty. Structs are always true."""
    return bool(value)
