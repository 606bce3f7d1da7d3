# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions that templates of a chart may call: sprig's, without and with what each Helm takes away and adds.

``include`` and ``tpl`` belong to a set of templates and are bound by the engine; their entries here say how they are
called.
"""

from __future__ import annotations

from typing import Any, Callable, NoReturn

from ..dialect import Dialect
from ..errors import CoxswainError
from ..gotemplate.functions import Function, FunctionError, FunctionTable, collect, make_function
from ..gotemplate.printing import sprintf
from ..sprig import table
from ..sprig.sources import Sources
from . import durations, errors, formats
from .capabilities import Questions

#: Asks the cluster for an object, or with an empty name for a list: API version, kind, namespace and name.
Lookup = Callable[[str, str, str, str], "dict[str, Any]"]

_ANY = "interface{}"


def function_table(
    dialect: Dialect,
    sources: Sources,
    questions: Questions,
    lookup: Lookup | None = None,
    enable_dns: bool = False,
    lint: bool = False,
) -> FunctionTable:
    """A new table of the functions of a dialect.

    :param questions: takes a note of each ``lookup``.
    :param lookup: answers ``lookup``; without it every answer is empty.
    :param enable_dns: let ``getHostByName`` ask the resolver.
    :param lint: ``required`` and ``fail`` stop nothing.
    """
    functions = table.functions(sources, "2.22" if dialect.major == 2 else "3.3")
    for name in ("env", "expandenv"):
        functions.pop(name, None)
    for call in formats.TABLES[dialect.major]:
        for record in call.go_functions:
            functions[record.name] = record
    if dialect.major >= 4:
        functions.update(collect(durations))
    own = [
        make_function("include", _unbound, "string", _ANY, result="string"),
        make_function("required", _ask_for if lint else _required(dialect), "string", _ANY, result=_ANY),
    ]
    if dialect.major == 2:
        own.append(make_function("tpl", _unbound, "string", "chartutil.Values", result="string"))
    else:
        own.append(make_function("tpl", _unbound, "string", _ANY, result="string"))
        own.append(make_function("fail", _pass_over if lint else _fail, "string", result="string"))
        own.append(_lookup_function(lookup, questions))
    if not enable_dns:
        own.append(make_function("getHostByName", lambda _host: "", "string", result="string"))
    functions.update({record.name: record for record in own})
    return functions


def _unbound(_name: str, _data: Any) -> NoReturn:
    raise FunctionError("not bound to a set of templates")


def _required(dialect: Dialect) -> Callable[[str, Any], Any]:
    def required(text: str, value: Any) -> Any:
        if value is None or (isinstance(value, str) and not value):
            # Helm 2 takes the text for a format.
            raise FunctionError(sprintf(text, []) if dialect.major == 2 else errors.warning(text))
        return value

    return required


def _ask_for(_text: str, value: Any) -> Any:
    """``required`` for the linter."""
    return "" if value is None else value


def _pass_over(_text: str) -> str:
    """``fail`` for the linter."""
    return ""


def _fail(text: str) -> NoReturn:
    raise FunctionError(errors.warning(text))


def _lookup_function(lookup: Lookup | None, questions: Questions) -> Function:
    def call(api_version: str, kind: str, namespace: str, name: str) -> dict[str, Any]:
        questions.lookups.append((api_version, kind, namespace, name))
        if lookup is None:
            return {}
        try:
            return lookup(api_version, kind, namespace, name)
        except FunctionError:
            raise
        except CoxswainError as error:
            raise FunctionError(str(error)) from error

    return make_function(
        "lookup", call, "string", "string", "string", "string", result="map[string]interface{}", volatile=True
    )
