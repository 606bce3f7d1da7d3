# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The template functions of each Helm: sprig's, without those that Helm removes, and Helm's own.

``include`` and ``tpl`` belong to a set of templates and are bound by the engine; their entries here declare their
signatures only.
"""

from __future__ import annotations

from typing import Any, Callable, NoReturn

from ..dialect import Dialect
from ..errors import CoxswainError
from ..gotemplate.functions import Function, FunctionError, FunctionTable, collect, make_function
from ..gotemplate.printing import sprintf
from ..sprig.entropy import Entropy
from ..sprig.func_map import func_map
from . import data_format_functions, duration_functions
from .capabilities import ClusterQueries
from .template_errors import mark_warning

#: Gets an object by API version, kind, namespace and name, or a list if the name is empty.
Lookup = Callable[[str, str, str, str], "dict[str, Any]"]

_ANY = "interface{}"


def function_table(
    dialect: Dialect,
    entropy: Entropy,
    queries: ClusterQueries,
    lookup: Lookup | None = None,
    enable_dns: bool = False,
    lint: bool = False,
) -> FunctionTable:
    """Return a new table of the template functions of a dialect.

    :param queries: records each call of ``lookup``.
    :param lookup: answers ``lookup``; without it, every result is empty.
    :param enable_dns: let ``getHostByName`` ask the resolver.
    :param lint: let ``required`` and ``fail`` pass, as ``helm lint`` does.
    """
    functions = func_map(entropy, "2.22" if dialect.major == 2 else "3.3")
    for name in ("env", "expandenv"):
        functions.pop(name, None)
    for call in data_format_functions.TABLES[dialect.major]:
        for record in call.go_functions:
            functions[record.name] = record
    if dialect.major >= 4:
        functions.update(collect(duration_functions))
    own = [
        make_function("include", _unbound, "string", _ANY, result="string"),
        make_function("required", _lenient_required if lint else _required(dialect), "string", _ANY, result=_ANY),
    ]
    if dialect.major == 2:
        own.append(make_function("tpl", _unbound, "string", "chartutil.Values", result="string"))
    else:
        own.append(make_function("tpl", _unbound, "string", _ANY, result="string"))
        own.append(make_function("fail", _lenient_fail if lint else _fail, "string", result="string"))
        own.append(_lookup_function(lookup, queries))
    if not enable_dns:
        own.append(make_function("getHostByName", lambda _host: "", "string", result="string"))
    functions.update({record.name: record for record in own})
    return functions


def _unbound(_name: str, _data: Any) -> NoReturn:
    raise FunctionError("not bound to a set of templates")


def _required(dialect: Dialect) -> Callable[[str, Any], Any]:
    def required(text: str, value: Any) -> Any:
        if value is None or (isinstance(value, str) and not value):
            # Helm 2 uses the text as a format.
            raise FunctionError(sprintf(text, []) if dialect.major == 2 else mark_warning(text))
        return value

    return required


def _lenient_required(_text: str, value: Any) -> Any:
    return "" if value is None else value


def _fail(text: str) -> NoReturn:
    raise FunctionError(mark_warning(text))


def _lenient_fail(_text: str) -> str:
    return ""


def _lookup_function(lookup: Lookup | None, queries: ClusterQueries) -> Function:
    def call(api_version: str, kind: str, namespace: str, name: str) -> dict[str, Any]:
        queries.lookups.append((api_version, kind, namespace, name))
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
