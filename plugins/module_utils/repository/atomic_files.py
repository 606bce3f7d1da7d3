# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that several processes share: read with a limit, written whole or not at all, changed under a lock."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator

from ..errors import RepositoryError


def read_file(path: str, limit: int) -> bytes | None:
    """The content of ``path``, or None when there is no such file; more than ``limit`` bytes are refused."""
    try:
        with open(path, "rb") as stream:
            content = stream.read(limit + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RepositoryError(f"cannot be read: {error.strerror}", path) from error
    if len(content) > limit:
        raise RepositoryError(f"is larger than the limit of {limit} bytes", path)
    return content


def write_file(path: str, content: bytes, mode: int = 0o644) -> None:
    """Replace ``path`` by ``content`` in one step, so that a reader sees the old file or the new one, never a part.

    The folder is made when it is missing.
    """
    folder = os.path.dirname(path) or "."
    temporary = None
    try:
        os.makedirs(folder, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=f".{os.path.basename(path)}.")
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise RepositoryError(f"cannot be written: {error.strerror}", path) from error


def remove_file(path: str) -> bool:
    """Delete ``path``; False when there was no such file."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise RepositoryError(f"cannot be deleted: {error.strerror}", path) from error
    return True


@contextlib.contextmanager
def locked(path: str, timeout: float = 30.0) -> Iterator[None]:
    """Hold the lock that Helm takes before it changes ``path``: the file's name with its suffix replaced by ``.lock``.

    :param timeout: seconds to wait for another process, as Helm waits.
    """
    import fcntl

    lock = os.path.splitext(path)[0] + ".lock"
    try:
        os.makedirs(os.path.dirname(lock) or ".", exist_ok=True)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError as error:
        raise RepositoryError(f"cannot be opened: {error.strerror}", lock) from error
    try:
        deadline = time.monotonic() + timeout
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if time.monotonic() > deadline:
                    raise RepositoryError(
                        f"is held by another process for more than {timeout:.0f} seconds",
                        lock,
                        "Wait for the other helm or Ansible run to end, then run again.",
                    ) from error
                time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)
