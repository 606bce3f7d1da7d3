# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""``repositories.yaml``, the list of a user's repositories, in the formats of Helm 2 to 4.

``bearer_token`` and ``proxy`` are extensions of this collection: Helm ignores them, and drops them when it writes the
file (``helm repo add`` and ``helm repo remove``).
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass, field
from typing import Any

from ..data import yaml_in, yaml_out
from ..errors import CoxswainError, RepositoryError
from . import atomic_files
from .http_options import HttpOptions

_LIMIT = 4 * 1024 * 1024
_NAME = re.compile(r"[^/\\\x00-\x20\x7f]+\Z")

#: Field of RepositoryEntry and key in the file.
_KEYS = (
    ("ca_file", "caFile"),
    ("cert_file", "certFile"),
    ("insecure", "insecure_skip_tls_verify"),
    ("key_file", "keyFile"),
    ("name", "name"),
    ("pass_credentials", "pass_credentials_all"),
    ("password", "password"),
    ("url", "url"),
    ("username", "username"),
)
_FLAGS = ("insecure", "pass_credentials")
#: The extensions, which are only written if they are set.
_EXTENSIONS = (("token", "bearer_token"), ("proxy", "proxy"))
_ALL = (*_KEYS, *_EXTENSIONS)


@dataclass(frozen=True)
class RepositoryEntry:
    """One repository of the file.

    :param other: its other keys in the file.
    """

    name: str
    url: str
    username: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""
    insecure: bool = False
    pass_credentials: bool = False
    proxy: str = field(default="", repr=False)
    other: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def http_options(self, timeout: float = 120.0) -> HttpOptions:
        """Return the options for requests to this repository."""
        return HttpOptions(
            username=self.username,
            password=self.password,
            token=self.token,
            ca_file=self.ca_file,
            cert_file=self.cert_file,
            key_file=self.key_file,
            insecure=self.insecure,
            pass_credentials=self.pass_credentials,
            proxy=self.proxy,
            timeout=timeout,
        )


@dataclass(frozen=True)
class RepositoriesFile:
    """The content of the file.

    :param top: the other top-level keys, which are preserved.
    """

    entries: tuple[RepositoryEntry, ...] = ()
    top: dict[str, Any] = field(default_factory=lambda: {"apiVersion": "", "generated": "0001-01-01T00:00:00Z"})

    def get(self, name: str) -> RepositoryEntry | None:
        """Return the repository with that name, or None."""
        return next((entry for entry in self.entries if entry.name == name), None)

    def with_entry(self, entry: RepositoryEntry) -> RepositoriesFile:
        """Return a copy in which ``entry`` replaces the repository of the same name, or is appended."""
        if self.get(entry.name) is None:
            return RepositoriesFile((*self.entries, entry), self.top)
        return RepositoriesFile(tuple(entry if old.name == entry.name else old for old in self.entries), self.top)

    def without(self, name: str) -> RepositoriesFile:
        """Return a copy without the repository of that name."""
        return RepositoriesFile(tuple(entry for entry in self.entries if entry.name != name), self.top)


def load(path: str) -> RepositoriesFile:
    """Read the file; a missing or empty one contains no repositories.

    :raises RepositoryError: it is not a repositories file.
    """
    content = atomic_files.read_file(path, _LIMIT)
    if not content or not content.strip():
        return RepositoriesFile()
    remedy = "Repair the file, or move it away and add the repositories again."
    try:
        document = yaml_in.unmarshal(content.decode("utf-8", "surrogateescape"))
    except CoxswainError as error:
        raise RepositoryError(f"is not YAML: {error.what}", path, remedy) from error
    rows = document.get("repositories") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(rows, (list, type(None))):
        raise RepositoryError("is not a repositories file", path, remedy)
    top = {key: value for key, value in document.items() if key != "repositories"}
    return RepositoriesFile(tuple(_entry(row, path, remedy) for row in rows or () if row is not None), top)


def save(path: str, content: RepositoriesFile, *, helm2: bool = False) -> None:
    """Write the file with mode 0600, because it contains passwords. The caller holds :func:`atomic_files.locked`.

    :param helm2: write Helm 2's format, which requires an API version and the path of each index.
    """
    top = content.top
    optional = {key for _attribute, key in _EXTENSIONS}
    rows = [{**entry.other, **{key: getattr(entry, attribute) for attribute, key in _ALL}} for entry in content.entries]
    if helm2:
        optional |= {"insecure_skip_tls_verify", "pass_credentials_all"}
        if not top.get("apiVersion"):
            top = {**top, "apiVersion": "v1", "generated": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        for row in rows:
            row.setdefault("cache", os.path.join(os.path.dirname(path), "cache", f"{row['name']}-index.yaml"))
    shown = [{key: value for key, value in row.items() if value or key not in optional} for row in rows]
    text = yaml_out.marshal({**top, "repositories": shown})
    atomic_files.write_file(path, text.encode("utf-8", "surrogateescape"), 0o600)


def check_name(name: str) -> None:
    """Check that a name can be part of a file name and of a reference ``REPOSITORY/CHART``.

    :raises RepositoryError: it cannot.
    """
    if not _NAME.match(name) or name in (".", ".."):
        raise RepositoryError(
            "is not a valid repository name", repr(name), "Use a name without slashes, spaces and control characters."
        )


def _entry(row: Any, path: str, remedy: str) -> RepositoryEntry:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not row["name"]:
        raise RepositoryError("contains a repository without a name", path, remedy)
    # The name becomes part of the name of a cache file.
    check_name(row["name"])
    fields: dict[str, Any] = {}
    for attribute, key in _ALL:
        value = row.get(key)
        if attribute in _FLAGS:
            fields[attribute] = value is True
        else:
            fields[attribute] = value if isinstance(value, str) else "" if value is None else str(value)
    known = {key for _attribute, key in _ALL}
    return RepositoryEntry(**fields, other={key: value for key, value in row.items() if key not in known})
