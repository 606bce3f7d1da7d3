# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request is sent again: after throttling, and after a write conflict."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, TypeVar

from ..errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

T = TypeVar("T")

#: retries of a request that the API server throttles, and the longest pause between them in seconds
_THROTTLE_RETRIES = 8
_THROTTLE_MAX_PAUSE = 10.0

#: Seconds to keep retrying a write that conflicts. While Pods start or stop, a controller updates the status of their
#: owner for each of them.
_CONFLICT_TIMEOUT = 15.0
_CONFLICT_MIN_PAUSE = 0.02
_CONFLICT_MAX_PAUSE = 1.0


def throttle_pause(status: int, retry_after: str | None, attempt: int) -> float | None:
    """Return the seconds to wait before sending a request again, ``None`` if its response is final.

    The API server answers 429, or 5xx with ``Retry-After``, before it has acted on a request, so any method can be
    retried.

    :param retry_after: the header ``Retry-After``.
    :param attempt: the number of retries so far.
    """
    throttled = status == 429 or (status >= 500 and retry_after)
    if not throttled or attempt >= _THROTTLE_RETRIES:
        return None
    try:
        pause = float(retry_after) if retry_after else 0.0
    except ValueError:
        pause = 1.0
    backoff: float = 0.1 * 2**attempt
    return min(max(pause, backoff), _THROTTLE_MAX_PAUSE) * (1.0 + random.random() * 0.1)


def is_transient(error: ApiError) -> bool:
    """Return whether the server may answer the same request successfully later: throttling or a server error."""
    return error.status == 429 or error.status >= 500


def retry_on_conflict(attempt: Callable[[], T]) -> T:
    """Return the result of ``attempt``, a read-modify-write that is repeated when the object changed in between.

    :raises ApiError: what ``attempt`` raises; with status 409 only after 15 seconds of conflicts.
    """
    return _retry(attempt, lambda error: error.status == 409)


def retry_on_quota_conflict(send: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return the result of ``send``, repeated while concurrent updates of a ResourceQuota's status refuse it.

    This is the only conflict that Helm retries.
    """
    return _retry(send, lambda error: error.status == 409 and "resourcequotas" in error.what)


def _retry(attempt: Callable[[], T], is_conflict: Callable[[ApiError], bool]) -> T:
    deadline = time.monotonic() + _CONFLICT_TIMEOUT
    pause = _CONFLICT_MIN_PAUSE
    while True:
        try:
            return attempt()
        except ApiError as error:
            if not is_conflict(error) or time.monotonic() > deadline:
                raise
        # Jitter keeps concurrent writers from retrying in step.
        time.sleep(pause * random.uniform(0.5, 1.0))
        pause = min(2 * pause, _CONFLICT_MAX_PAUSE)
