# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Caches compiled templates in a private directory, by a digest of everything that affects the code.

The directory holds code that is executed, so no other user may write to it: it must be a real directory (no symbolic
link) owned by this user with mode 0700. Any other directory, or one that is not writable, is ignored: the cache is then
disabled, which is not an error.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import stat
import sys
from collections.abc import Iterator
from typing import Any

from ..private_folder import cache_path, ensure_private, write

#: increase with every change of the stored format
FORMAT = 6

_VERSION = f"{FORMAT}:{sys.implementation.cache_tag}:{sys.hexversion:x}"
#: the first line of an entry
_HEAD = _VERSION.encode() + b"\n"


def python_version() -> str:
    """Return the part of a cache key that identifies this format and this Python version."""
    return _VERSION


#: entries that one rendering may add: ``tpl`` in a loop can produce any number of texts
MAX_STORED = 2_000
#: entries in the directory above which the older half is removed; a large chart has a few hundred
MAX_ENTRIES = 8_000


def default_folder() -> str:
    """Return this user's directory: ``coxswain-helm/templates`` in ``$XDG_CACHE_HOME`` or ``~/.cache``."""
    return cache_path("templates")


class CodeCache:
    """A directory of compiled templates.

    :param path: the directory; it is created (with its parents) if it does not exist.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.usable: bool | None = None
        self.stored = 0
        self._held: dict[str, Any] | None = None

    def _ready(self) -> bool:
        if self.usable is None:
            self.usable = ensure_private(self.path)
        return self.usable

    def _file(self, key: str) -> str:
        return os.path.join(self.path, key + ".gotc")

    def load(self, key: str) -> Any:
        """Return what is stored under a key (hexadecimal digits); None if there is no valid entry."""
        if not self._ready():
            return None
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            descriptor = os.open(self._file(key), flags)
            try:
                status = os.fstat(descriptor)
                if not stat.S_ISREG(status.st_mode) or (hasattr(os, "geteuid") and status.st_uid != os.geteuid()):
                    return None
                # Entries are replaced, never changed, so a short read is a damaged one.
                data = os.read(descriptor, status.st_size)
            finally:
                os.close(descriptor)
            if not data.startswith(_HEAD):
                return None
            return marshal.loads(memoryview(data)[len(_HEAD) :])
        except (OSError, EOFError, ValueError, TypeError):
            return None

    def _prune(self) -> None:
        """Remove the older half of the entries if there are too many."""
        with contextlib.suppress(OSError):
            names = os.listdir(self.path)
            if len(names) <= MAX_ENTRIES:
                return
            aged = []
            for name in names:
                with contextlib.suppress(OSError):
                    aged.append((os.lstat(os.path.join(self.path, name)).st_mtime, name))
            for _age, name in sorted(aged)[: len(aged) // 2]:
                with contextlib.suppress(OSError):
                    os.unlink(os.path.join(self.path, name))

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Store what changes inside the block at its end, each entry once."""
        if self._held is not None:
            yield
            return
        held: dict[str, Any] = {}
        self._held = held
        try:
            yield
        finally:
            self._held = None
            for key, value in held.items():
                self._write(key, value)

    def store(self, key: str, value: Any) -> None:
        """Store a value that ``marshal`` supports; failures are ignored."""
        if self._held is None:
            self._write(key, value)
        elif len(self._held) < MAX_STORED:
            self._held[key] = value

    def _write(self, key: str, value: Any) -> None:
        if not self._ready() or self.stored >= MAX_STORED:
            return
        if not self.stored:
            self._prune()
        self.stored += 1
        # Without an entry, the next process compiles the text again.
        with contextlib.suppress(OSError, ValueError):
            write(self._file(key), _HEAD + marshal.dumps(value))
