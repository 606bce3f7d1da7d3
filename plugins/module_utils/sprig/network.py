# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Network functions: ``getHostByName``."""

from __future__ import annotations

from ..gotemplate.functions import Panic
from .entropy import Entropy, volatile


@volatile("getHostByName", "string", result="string")
def get_host_by_name(entropy: Entropy, host: str) -> str:
    addresses = entropy.resolve(host)
    if not addresses:
        raise Panic("invalid argument to Intn")
    return entropy.random.choice(addresses)
