# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""``.Values`` and the other mappings of type ``Values`` that templates see, for each Helm."""

from __future__ import annotations

from typing import Any

from ..data import yaml_out
from ..dialect import Dialect
from ..errors import CoxswainError
from ..gotemplate.functions import FunctionError, Panic, method
from ..gotemplate.kinds import SharedMap, Values
from ..gotemplate.strconv import quote


class _ValuesMethods(Values):
    """Helm's ``Values`` type, whose methods win over keys of the same name."""

    @method("AsMap", result="map[string]interface{}")
    def go_as_map(self) -> Any:
        return SharedMap(self) if self else {}

    @method("YAML", result="string")
    def go_yaml(self) -> str:
        try:
            return yaml_out.marshal(self)
        except CoxswainError as error:
            raise FunctionError(error.what) from error

    @method("Table", "string", result="common.Values")
    def go_table(self, path: str) -> Any:
        table: Any = self
        for key in path.split("."):
            table = table.get(key)
            if not isinstance(table, dict):
                raise FunctionError(f"{quote(key)} is not a table")
        return _TABLES[self.go_type](table)

    @method("PathValue", "string", result="interface{}")
    def go_path_value(self, path: str) -> Any:
        if not path:
            raise FunctionError("YAML path cannot be empty")
        *above, key = path.split(".")
        table: Any = self
        for name in above:
            table = table.get(name)
            if not isinstance(table, dict):
                raise FunctionError(f"{quote(key)} is not a value")
        if key not in table or isinstance(table[key], dict):
            raise FunctionError(f"{quote(key)} is not a value")
        return table[key]

    @method("Encode", "io.Writer", result="interface{}")
    def go_encode(self, _writer: None) -> Any:
        # Templates have no value that is a writer, except nil.
        raise Panic("runtime error: invalid memory address or nil pointer dereference")


class Values4(_ValuesMethods):
    """Values in Helm 4."""

    go_type = "common.Values"


class Values3(_ValuesMethods):
    """Values in Helm 2 and 3."""

    go_type = "chartutil.Values"


class _Table4(SharedMap, Values4):
    """A part of the values in Helm 4; changing it changes the values."""


class _Table3(SharedMap, Values3):
    """A part of the values in Helm 2 and 3; changing it changes the values."""


_TABLES: dict[str, Any] = {Values4.go_type: _Table4, Values3.go_type: _Table3}


def values_type(dialect: Dialect) -> type[_ValuesMethods]:
    """Return the ``Values`` type of a dialect."""
    return Values4 if dialect.major >= 4 else Values3
