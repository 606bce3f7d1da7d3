# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""sprig.FuncMap: all functions of sprig 3.3 (Helm 3 and 4) or sprig 2.22 (Helm 2) by name.

Helm removes some of them and replaces others; see ``render/functions.py``.
"""

from __future__ import annotations

from functools import partial

from ..gotemplate.functions import FunctionTable, collect
from . import (
    certificates,
    crypto,
    dates,
    defaults,
    dicts,
    encoding,
    flow_control,
    json,
    lists,
    math,
    network,
    os,
    paths,
    random,
    reflect,
    regex,
    semver,
    string_case,
    strings,
    type_conversion,
    url,
    v2,
)
from .entropy import Entropy

_FAMILIES = (
    certificates,
    crypto,
    dates,
    defaults,
    dicts,
    encoding,
    flow_control,
    json,
    lists,
    math,
    network,
    os,
    paths,
    random,
    reflect,
    regex,
    semver,
    string_case,
    strings,
    type_conversion,
    url,
)


def func_map(entropy: Entropy, version: str = "3.3") -> FunctionTable:
    """Return a new table of functions by name.

    :param entropy: passed to the functions whose result does not follow from their arguments.
    :param version: sprig's version, ``3.3`` or ``2.22``.
    """
    if version not in ("3.3", "2.22"):
        raise ValueError(f"sprig {version} is not supported")
    table = collect(*_FAMILIES)
    if version == "2.22":
        table.update(collect(v2))
        for name in v2.MISSING:
            del table[name]
    for name, record in table.items():
        if getattr(record.call, "takes_entropy", False):
            table[name] = record.with_call(partial(record.call, entropy))
    return table
