# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""``repositories.yaml``: which repositories a user has, in the form that the Helms read and write.

A bearer token and a proxy are keys of this collection's own: Helm reads over them, and drops them when it writes the
file, as ``helm repo add`` and ``helm repo remove`` do.
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

#: field of RepositoryEntry, key in the file
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
#: the same that are written only when they are set: the collection's own, and for Helm 2 those that it does not know
_OWN = (("token", "bearer_token"), ("proxy", "proxy"))
_ALL = (*_KEYS, *_OWN)


@dataclass(frozen=True)
class RepositoryEntry:
    """One repository of the file.

    :param other: what else the file says of it.
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
        """How this repository is asked."""
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
    """The whole file, in its order.

    :param top: the keys of the file beside ``repositories``, kept as they are.
    """

    entries: tuple[RepositoryEntry, ...] = ()
    top: dict[str, Any] = field(default_factory=lambda: {"apiVersion": "", "generated": "0001-01-01T00:00:00Z"})

    def get(self, name: str) -> RepositoryEntry | None:
        """The repository of that name."""
        return next((entry for entry in self.entries if entry.name == name), None)

    def with_entry(self, entry: RepositoryEntry) -> RepositoriesFile:
        """The file with ``entry`` in the place of the one of its name, or at the end."""
        if self.get(entry.name) is None:
            return RepositoriesFile((*self.entries, entry), self.top)
        return RepositoriesFile(tuple(entry if old.name == entry.name else old for old in self.entries), self.top)

    def without(self, name: str) -> RepositoriesFile:
        """The file without the repository of that name."""
        return RepositoriesFile(tuple(entry for entry in self.entries if entry.name != name), self.top)


def load(path: str) -> RepositoriesFile:
    """Read the file; a missing or empty one holds no repositories.

    :raises RepositoryError: it is not such a file.
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
        raise RepositoryError("is not a file of repositories", path, remedy)
    top = {key: value for key, value in document.items() if key != "repositories"}
    return RepositoriesFile(tuple(_entry(row, path, remedy) for row in rows or () if row is not None), top)


def save(path: str, content: RepositoriesFile, *, helm2: bool = False) -> None:
    """Write the file with mode 0600, because it contains passwords. The caller holds :func:`atomic_files.locked`.

    :param helm2: write Helm 2's format, which requires an API version and the path of each index.
    """
    top = content.top
    optional = {key for _attribute, key in _OWN}
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
    """Refuse a name that cannot be a file's name or cannot stand before the slash of ``repo/chart``."""
    if not _NAME.match(name) or name in (".", ".."):
        raise RepositoryError(
            "is not a name for a repository", repr(name), "Use a name without slashes, spaces and control characters."
        )


def _entry(row: Any, path: str, remedy: str) -> RepositoryEntry:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not row["name"]:
        raise RepositoryError("holds a repository without a name", path, remedy)
    # The name becomes part of a cache file's name.
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
