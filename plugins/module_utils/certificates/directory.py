# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the certificate directory: written atomically, private keys readable by their owner only."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator

from ..errors import CertificateError

#: permission bits of private keys and of certificates
PRIVATE = 0o600
PUBLIC = 0o644

#: maximum file size in bytes
_LIMIT = 1024 * 1024


class CertificateDirectory:
    """A directory with certificates, keys and certificate signing requests."""

    def __init__(self, path: str) -> None:
        self.path = path

    def certificate(self, name: str) -> str:
        """Return the path of a certificate."""
        return os.path.join(self.path, f"{name}.cert.pem")

    def key(self, name: str) -> str:
        """Return the path of a private key."""
        return os.path.join(self.path, f"{name}.key.pem")

    def request(self, name: str) -> str:
        """Return the path of a certificate signing request."""
        return os.path.join(self.path, f"{name}.csr.pem")

    def read(self, path: str) -> bytes | None:
        """Return the content of a file, or None if it does not exist.

        :raises CertificateError: the file cannot be read.
        """
        try:
            with open(path, "rb") as stream:
                content = stream.read(_LIMIT + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CertificateError(f"cannot be read: {error.strerror}", path) from error
        if len(content) > _LIMIT:
            raise CertificateError("is too large for a certificate or key", path)
        return content

    def is_accessible_to_others(self, path: str) -> bool:
        """Return whether group or others have any permission on a file."""
        try:
            return bool(os.stat(path).st_mode & 0o077)
        except OSError:
            return False

    def write(self, path: str, content: bytes, mode: int) -> None:
        """Replace a file atomically.

        :raises CertificateError: the file cannot be written.
        """
        temporary = None
        try:
            # mkstemp creates the file with mode 0600, and the mode is set before the rename: a key is never exposed.
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

    def restrict(self, path: str) -> None:
        """Make a file accessible to its owner only."""
        try:
            os.chmod(path, PRIVATE)
        except OSError as error:
            raise CertificateError(f"mode cannot be changed: {error.strerror}", path) from error

    def rename(self, old: str, new: str) -> None:
        """Rename a file, replacing any file of the new name."""
        try:
            os.replace(old, new)
        except OSError as error:
            raise CertificateError(f"cannot be renamed: {error.strerror}", old) from error

    def remove(self, path: str) -> None:
        """Delete a file if it exists."""
        try:
            os.unlink(path)
        except FileNotFoundError:
            return
        except OSError as error:
            raise CertificateError(f"cannot be deleted: {error.strerror}", path) from error

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Create the directory if necessary and lock it, so that runs on the same host do not overlap."""
        import fcntl

        try:
            os.makedirs(self.path, mode=0o700, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        except OSError as error:
            raise CertificateError(f"cannot be created or opened: {error.strerror}", self.path) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
