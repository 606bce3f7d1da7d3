# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps compiled templates in a private folder, by a digest of everything that decides the code.

The folder holds code that is run, so nobody else may be able to write to it: it must be a real folder (no symbolic
link) that belongs to this user, with access for nobody else. A folder that is not so, or cannot be written, is not
used; the cache then does nothing, which is never an error.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import stat
import sys
import tempfile
from typing import Any

#: counts up with every change of what is stored
FORMAT = 5

_VERSION = f"{FORMAT}:{sys.implementation.cache_tag}:{sys.hexversion:x}"


def python_version() -> str:
    """The part of a key that tells this format and this Python apart from others."""
    return _VERSION


#: Entries that one rendering may add: ``tpl`` in a loop makes as many texts as a chart likes.
MOST_STORED = 2_000
#: Entries that the folder may hold before the older half of them goes; a large chart has a few hundred.
MOST_KEPT = 8_000


def default_folder() -> str:
    """The folder of this user: ``coxswain-helm/templates`` below ``$XDG_CACHE_HOME`` or ``~/.cache``."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "coxswain-helm", "templates")


class CodeCache:
    """A folder of compiled templates.

    :param path: the folder; it is made (with its parents) when it does not exist.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.usable: bool | None = None
        self.stored = 0

    def _check(self) -> bool:
        try:
            os.makedirs(self.path, mode=0o700, exist_ok=True)
            status = os.lstat(self.path)
            private = stat.S_ISDIR(status.st_mode) and status.st_mode & 0o077 == 0
            owned = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
            return private and owned
        except OSError:
            return False

    def _ready(self) -> bool:
        if self.usable is None:
            self.usable = self._check()
        return self.usable

    def _file(self, key: str) -> str:
        return os.path.join(self.path, key + ".gotc")

    def load(self, key: str) -> Any:
        """What was stored under a key (hexadecimal digits); None when there is nothing of use."""
        if not self._ready():
            return None
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            descriptor = os.open(self._file(key), flags)
            with os.fdopen(descriptor, "rb") as stream:
                status = os.fstat(descriptor)
                if not stat.S_ISREG(status.st_mode) or (hasattr(os, "geteuid") and status.st_uid != os.geteuid()):
                    return None
                data = stream.read()
            head, _mark, body = data.partition(b"\n")
            if head != _VERSION.encode():
                return None
            return marshal.loads(body)
        except (OSError, EOFError, ValueError, TypeError):
            return None

    def _prune(self) -> None:
        """Remove the older half of the entries when there are too many."""
        with contextlib.suppress(OSError):
            names = os.listdir(self.path)
            if len(names) <= MOST_KEPT:
                return
            aged = []
            for name in names:
                with contextlib.suppress(OSError):
                    aged.append((os.lstat(os.path.join(self.path, name)).st_mtime, name))
            for _age, name in sorted(aged)[: len(aged) // 2]:
                with contextlib.suppress(OSError):
                    os.unlink(os.path.join(self.path, name))

    def store(self, key: str, value: Any) -> None:
        """Store what ``marshal`` can write; a failure is ignored."""
        if not self._ready() or self.stored >= MOST_STORED:
            return
        if not self.stored:
            self._prune()
        self.stored += 1
        try:
            data = _VERSION.encode() + b"\n" + marshal.dumps(value)
            descriptor, name = tempfile.mkstemp(dir=self.path, prefix=".new-")
        except (OSError, ValueError):
            return
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
            os.replace(name, self._file(key))
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(name)
