# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking up host names."""

from __future__ import annotations

from ..gotemplate.functions import Panic
from .sources import Sources, volatile


@volatile("getHostByName", "string", result="string")
def get_host_by_name(sources: Sources, host: str) -> str:
    addresses = sources.resolve(host)
    if not addresses:
        raise Panic("invalid argument to Intn")
    return sources.random.choice(addresses)
