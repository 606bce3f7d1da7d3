# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Directories of this user's cache whose contents are trusted, because nobody else can write to them."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile


def cache_path(*names: str) -> str:
    """Return a path below ``coxswain-helm`` in ``$XDG_CACHE_HOME`` or ``~/.cache``."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "coxswain-helm", *names)


def ensure_private(path: str) -> bool:
    """Create a directory and its parents if needed; return whether only this user can write to it and read it."""
    try:
        os.makedirs(path, mode=0o700, exist_ok=True)
        status = os.lstat(path)
    except OSError:
        return False
    private = stat.S_ISDIR(status.st_mode) and status.st_mode & 0o077 == 0
    return private and (not hasattr(os, "geteuid") or status.st_uid == os.geteuid())


def in_cache(*names: str) -> str | None:
    """Return a private directory of the cache, ``None`` if there is none."""
    path = cache_path(*names)
    return path if ensure_private(path) else None


def write(path: str, content: bytes) -> None:
    """Write a file of a private directory in one step: other processes see all of it or nothing.

    :raises OSError: it cannot be written.
    """
    descriptor, temporary = tempfile.mkstemp(prefix=".new-", dir=os.path.dirname(path))
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
