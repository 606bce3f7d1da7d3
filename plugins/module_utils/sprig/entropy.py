# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that makes two renderings of the same chart differ: randomness, the clock and name resolution.

Functions whose result does not follow from their arguments take what they need from an :class:`Entropy`. That makes a
rendering repeatable with a seed or a fixed clock, and records what it depended on.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from ..gotemplate.functions import function

_C = TypeVar("_C", bound=Callable[..., Any])

RANDOM = "random"
CLOCK = "clock"
CERTIFICATES = "certificates"
DNS = "dns"


class Entropy:
    """The nondeterministic inputs of one rendering.

    :param seed: makes ``random`` repeatable; by default the operating system's generator is used. Keys and
        certificates never come from a seed.
    :param clock: returns nanoseconds since 1970; the system clock by default.
    :param resolver: returns the addresses of a host name; the system resolver by default.

    ``used`` collects the inputs that were asked for: ``random``, ``clock``, ``certificates``, ``dns``.
    """

    def __init__(
        self,
        seed: int | None = None,
        clock: Callable[[], int] | None = None,
        resolver: Callable[[str], list[str]] | None = None,
    ) -> None:
        self.used: set[str] = set()
        self._random = random.SystemRandom() if seed is None else random.Random(seed)
        self._clock = clock or time.time_ns
        #: nanoseconds since 1970 at creation: the origin of Go's monotonic clock
        self.started = self._clock()
        self._resolver = resolver or _system_addresses

    @property
    def random(self) -> random.Random:
        """The random generator; access counts as use."""
        self.used.add(RANDOM)
        return self._random

    def now(self) -> int:
        """Return the nanoseconds since 1970."""
        self.used.add(CLOCK)
        return self._clock()

    def resolve(self, host: str) -> list[str]:
        """Return the addresses of a host, or an empty list if it cannot be resolved."""
        self.used.add(DNS)
        return self._resolver(host)

    def mark_random(self) -> None:
        """Record randomness that a library draws itself, such as a salt."""
        self.used.add(RANDOM)

    def mark_certificate(self) -> None:
        """Record that a key or certificate is generated."""
        self.used.add(CERTIFICATES)


def _system_addresses(host: str) -> list[str]:
    import socket

    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def volatile(name: str, *params: str, result: str = "interface{}") -> Callable[[_C], _C]:
    """Register a template function whose first parameter is an :class:`Entropy`; see ``functions.function``."""

    def decorate(call: _C) -> _C:
        call.takes_entropy = True  # type: ignore[attr-defined]
        return function(name, *params, result=result, volatile=True)(call)

    return decorate
