# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a folder with certificates: written whole or not at all, keys for their owner only."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator

from ..errors import CertificateError

#: permission bits of keys and of certificates
PRIVATE = 0o600
PUBLIC = 0o644

#: more is no certificate
_LIMIT = 1024 * 1024


class Folder:
    """A folder with certificates and keys."""

    def __init__(self, path: str) -> None:
        self.path = path

    def certificate(self, name: str) -> str:
        """The path of a certificate."""
        return os.path.join(self.path, f"{name}.cert.pem")

    def key(self, name: str) -> str:
        """The path of a key."""
        return os.path.join(self.path, f"{name}.key.pem")

    def request(self, name: str) -> str:
        """The path of a request for a certificate."""
        return os.path.join(self.path, f"{name}.csr.pem")

    def read(self, path: str) -> bytes | None:
        """The content of a file; None when there is none.

        :raises CertificateError: it cannot be read.
        """
        try:
            with open(path, "rb") as stream:
                content = stream.read(_LIMIT + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CertificateError(f"cannot be read: {error.strerror}", path) from error
        if len(content) > _LIMIT:
            raise CertificateError("is too large for a certificate or a key", path)
        return content

    def loose(self, path: str) -> bool:
        """Whether others than its owner may do something with a file that is a key."""
        try:
            return bool(os.stat(path).st_mode & 0o077)
        except OSError:
            return False

    def write(self, path: str, content: bytes, mode: int) -> None:
        """Replace a file in one step.

        :raises CertificateError: it cannot be written.
        """
        temporary = None
        try:
            # The file is made with 0600, and its mode is set before it gets its name: a key is never open to others.
            descriptor, temporary = tempfile.mkstemp(dir=self.path, prefix=f".{os.path.basename(path)}.")
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
            raise CertificateError(f"cannot be written: {error.strerror}", path) from error

    def tighten(self, path: str) -> None:
        """Take from others than its owner what they may do with a file."""
        try:
            os.chmod(path, PRIVATE)
        except OSError as error:
            raise CertificateError(f"its mode cannot be set: {error.strerror}", path) from error

    def move(self, old: str, new: str) -> None:
        """Give a file another name, in the place of what has that name."""
        try:
            os.replace(old, new)
        except OSError as error:
            raise CertificateError(f"cannot be renamed: {error.strerror}", old) from error

    def remove(self, path: str) -> None:
        """Delete a file that may be gone already."""
        try:
            os.unlink(path)
        except FileNotFoundError:
            return
        except OSError as error:
            raise CertificateError(f"cannot be deleted: {error.strerror}", path) from error

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder and hold it: two runs on the same host work on it one after the other."""
        import fcntl

        try:
            os.makedirs(self.path, mode=0o700, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        except OSError as error:
            raise CertificateError(f"cannot be made or opened: {error.strerror}", self.path) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
