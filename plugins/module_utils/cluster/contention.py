# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes that lost a race against somebody else's, a controller's mostly: tried again."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, TypeVar

from ..errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

T = TypeVar("T")

#: Seconds. While pods start or end, a controller notes every one of them in the object that made them.
_PATIENCE = 15.0
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 1.0


def retry_on_conflict(attempt: Callable[[], T]) -> T:
    """What ``attempt`` gives, which reads an object and writes it back; made again if it was changed in between.

    :raises ApiError: what ``attempt`` raises, status 409 only after 15 seconds of conflicts.
    """
    return _retry(attempt, lambda error: error.status == 409)


def past_quotas(send: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What a request gives, sent again when a quota's own counter was changed by somebody else meanwhile.

    It is the one conflict that Helm retries.
    """
    return _retry(send, lambda error: error.status == 409 and "resourcequotas" in error.what)


def _retry(attempt: Callable[[], T], is_conflict: Callable[[ApiError], bool]) -> T:
    deadline = time.monotonic() + _PATIENCE
    pause = _FIRST_PAUSE
    while True:
        try:
            return attempt()
        except ApiError as error:
            if not is_conflict(error) or time.monotonic() > deadline:
                raise
        # Two that retry in step would meet again.
        time.sleep(pause * random.uniform(0.5, 1.0))
        pause = min(2 * pause, _LONGEST_PAUSE)
