# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keyword ``environment`` of a task, for work that runs in this process."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping

#: Variables, or their prefixes, that a process reads when it starts.
_AT_START = ("PYTHON", "LD_", "DYLD_", "MALLOC_", "OPENSSL_", "TZ")


def read_at_start(names: Iterable[str]) -> list[str]:
    """Return the names of the variables that have no effect on a process that runs already."""
    return sorted(name for name in names if name.startswith(_AT_START))


@contextlib.contextmanager
def applied(variables: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables, and restore those before afterwards."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in [name for name in os.environ if name not in before]:
            del os.environ[name]
        os.environ.update(before)
