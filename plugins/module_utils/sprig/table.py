# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of all functions: sprig 3.3, as Helm 3 and 4 have it, or sprig 2.22, which Helm 2 pins.

Helm takes some of them away and replaces others; that is not done here.
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
    flow,
    generation2,
    lists,
    naming,
    network,
    numeric,
    paths,
    random,
    reflect,
    regexes,
    semvers,
    strings,
    urls,
)
from .sources import Sources

_FAMILIES = (
    certificates,
    crypto,
    dates,
    defaults,
    dicts,
    encoding,
    flow,
    lists,
    naming,
    network,
    numeric,
    paths,
    random,
    reflect,
    regexes,
    semvers,
    strings,
    urls,
)


def functions(sources: Sources, generation: str = "3.3") -> FunctionTable:
    """A new table of functions by name.

    :param sources: what the functions that are not determined by their arguments ask.
    :param generation: ``3.3`` or ``2.22``.
    """
    if generation not in ("3.3", "2.22"):
        raise ValueError(f"sprig has no generation {generation}")
    table = collect(*_FAMILIES)
    if generation == "2.22":
        table.update(collect(generation2))
        for name in generation2.MISSING:
            del table[name]
    for name, record in table.items():
        if getattr(record.call, "takes_sources", False):
            table[name] = record.with_call(partial(record.call, sources))
    return table
