# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that several processes share: limited reads, atomic writes, and Helm's lock files."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator

from ..errors import RepositoryError


def read_file(path: str, limit: int) -> bytes | None:
    """Return the content of ``path``, or None if it does not exist.

    :raises RepositoryError: it cannot be read, or is larger than ``limit`` bytes.
    """
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
    """Replace the content of ``path`` atomically, so that readers see either the old or the new file.

    Missing parent folders are created.
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
    """Delete ``path``. Return False if it does not exist."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise RepositoryError(f"cannot be deleted: {error.strerror}", path) from error
    return True


@contextlib.contextmanager
def locked(path: str, timeout: float = 30.0) -> Iterator[None]:
    """Hold the lock that Helm takes before it changes ``path``: the path with its suffix replaced by ``.lock``.

    :param timeout: seconds to wait for another process; the default is Helm's.
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
                        f"has been locked by another process for more than {timeout:.0f} seconds",
                        lock,
                        "Wait until the other run of helm or Ansible has ended, then try again.",
                    ) from error
                time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)
