# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of values that chance or the clock had a hand in: what differs between two renderings of one input."""

from __future__ import annotations

import re
from typing import Any

#: what a diff shows for the work of chance and the clock
RANDOM = "<random>"

#: characters of passwords, digests, base64 and dates: a part that differs is taken with all of them around it
_TOKEN = re.compile(r"[A-Za-z0-9+/=_$.,:;#%&@!?*^~-]")


def blurred(shown: Any, one: Any, two: Any) -> Any:
    """A copy of a value in which :data:`RANDOM` stands for what differs between ``one`` and ``two``.

    :param shown: a value like them: the live one, of this revision or of the one before.
    """
    if one == two:
        return shown
    if isinstance(shown, dict) and isinstance(one, dict) and isinstance(two, dict):
        return {
            key: blurred(value, one[key], two[key]) if key in one and key in two else value
            for key, value in shown.items()
        }
    if isinstance(shown, list) and isinstance(one, list) and isinstance(two, list):
        if len(shown) == len(one) == len(two):
            return [blurred(*entries) for entries in zip(shown, one, two)]
        return shown
    if isinstance(shown, str) and isinstance(one, str) and isinstance(two, str):
        start, end = common(one, two)
        tail = one[len(one) - end :]
        if len(shown) >= start + end and shown.startswith(one[:start]) and shown.endswith(tail):
            return one[:start] + RANDOM + tail
        return shown
    same_kind = isinstance(shown, (str, int, float)) and not isinstance(shown, bool)
    return RANDOM if same_kind and isinstance(one, (str, int, float)) and isinstance(two, (str, int, float)) else shown


def common(one: str, two: str) -> tuple[int, int]:
    """How many characters two texts have in common at their beginnings and at their ends, cut back to whole tokens."""
    start = 0
    limit = min(len(one), len(two))
    while start < limit and one[start] == two[start]:
        start += 1
    while start > 0 and _TOKEN.match(one[start - 1]):
        start -= 1
    end = 0
    while end < limit - start and one[-1 - end] == two[-1 - end]:
        end += 1
    while end > 0 and _TOKEN.match(one[len(one) - end]):
        end -= 1
    return start, end
