# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes two renderings of one chart differ: chance, the clock, the network.

Every function that is not determined by its arguments takes what it needs from a :class:`Sources`, so that a rendering
can be repeated with the same seed, be given another clock, and tell afterwards what it depended on.
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


class Sources:
    """Where functions that are not determined by their arguments get their answers.

    :param seed: makes ``random`` repeatable; without it, it is the random generator of the operating system. Keys and
        certificates never come from a seed.
    :param clock: gives the nanoseconds since 1970; the system's clock by default.
    :param resolver: gives the addresses of a host name as texts; the system's resolver by default.

    ``used`` collects which kinds of sources were asked: ``random``, ``clock``, ``certificates``, ``dns``.
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
        #: when this began, in nanoseconds since 1970
        self.started = self._clock()
        self._resolver = resolver or _system_addresses

    @property
    def random(self) -> random.Random:
        """The generator; asking for it counts as using it."""
        self.used.add(RANDOM)
        return self._random

    def now(self) -> int:
        """Nanoseconds since 1970."""
        self.used.add(CLOCK)
        return self._clock()

    def resolve(self, host: str) -> list[str]:
        """The addresses of a host, none when it is not known."""
        self.used.add(DNS)
        return self._resolver(host)

    def certificate(self) -> None:
        """Note that a key or a certificate is about to be made."""
        self.used.add(CERTIFICATES)


def _system_addresses(host: str) -> list[str]:
    import socket

    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def volatile(name: str, *params: str, result: str = "interface{}") -> Callable[[_C], _C]:
    """As ``functions.function``, for a callable whose first parameter is the :class:`Sources`."""

    def decorate(call: _C) -> _C:
        call.takes_sources = True  # type: ignore[attr-defined]
        return function(name, *params, result=result, volatile=True)(call)

    return decorate
