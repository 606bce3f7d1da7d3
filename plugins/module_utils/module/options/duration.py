# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations in options, as in Go (``5m0s``) or as a number of seconds."""

from __future__ import annotations

import re

from ...errors import CoxswainError

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ns": 1e-9}
_PART = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(h|ms|us|µs|μs|ns|m|s)")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?\Z")
_LIMIT = 10 * 365 * 24 * 3600.0


def seconds(text: str, option: str) -> float:
    """Parse a duration.

    :param option: name of the option, for the error.
    :raises CoxswainError: it is not a duration, or longer than ten years.
    """
    stripped = text.strip()
    if _NUMBER.match(stripped):
        total = float(stripped)
    else:
        total, position = 0.0, 0
        while position < len(stripped):
            part = _PART.match(stripped, position)
            if part is None:
                raise _error(text, option)
            total += float(part.group(1)) * _UNITS[part.group(2)]
            position = part.end()
        if not stripped:
            raise _error(text, option)
    if total > _LIMIT:
        raise CoxswainError(f"{text!r} is more than ten years", option, "Set a shorter duration.")
    return total


def _error(text: str, option: str) -> CoxswainError:
    return CoxswainError(f"{text!r} is not a duration", option, "Set it to a duration such as 90s, 5m0s or 1h30m.")
