# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who a user is to OCI registries: the file that ``docker login`` and ``helm registry login`` write.

Helm has one of its own and reads Docker's when that has nothing. Either may name credential helpers, for one registry
(``credHelpers``) or for all (``credsStore``).
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import RepositoryError
from . import atomic_files, credential_helpers
from .helm_paths import HelmPaths
from .http_options import HttpOptions

_LIMIT = 4 * 1024 * 1024
_REMEDY = "Repair the file, or move it away and log in again."
#: What helpers call the user of an identity token.
_TOKEN_USER = "<token>"
#: Docker Hub's credentials stand under the address of its first interface.
_DOCKER_HUB = ("docker.io", "registry-1.docker.io")
_DOCKER_HUB_KEY = "https://index.docker.io/v1/"


@dataclass(frozen=True)
class Credential:
    """What proves who a user is to one registry; empty for nobody in particular.

    :param identity_token: what is exchanged for a token of http_options.
    :param registry_token: a token of http_options.
    """

    username: str = ""
    password: str = field(default="", repr=False)
    identity_token: str = field(default="", repr=False)
    registry_token: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.username or self.password or self.identity_token or self.registry_token)


class CredentialsFile:
    """One such file. Nothing is written until :meth:`put` or :meth:`remove`, which hold its lock."""

    def __init__(self, path: str) -> None:
        """Read the file; one that is missing or empty holds nothing.

        :raises RepositoryError: it is not such a file.
        """
        self.path = path
        self._read()

    def helper(self, host: str) -> str:
        """The name of the credential helper for a registry, or nothing when the file itself keeps its credentials."""
        helpers = self._content.get("credHelpers")
        own = helpers.get(key_of(host)) if isinstance(helpers, dict) else None
        store = own or self._content.get("credsStore")
        if isinstance(store, str) and store:
            return store
        if not self._content.get("auths") and not helpers:
            return credential_helpers.default_helper()
        return ""

    def get(self, host: str) -> Credential:
        """What is kept for a registry; an empty credential when nothing is.

        :raises RepositoryError: the entry or the credential helper cannot be used.
        """
        helper = self.helper(host)
        if helper:
            found = credential_helpers.get(helper, key_of(host))
            if found is None:
                return Credential()
            user, secret = found
            return Credential(identity_token=secret) if user == _TOKEN_USER else Credential(user, secret)
        entry = self._entry(host)
        return Credential() if entry is None else self._credential(entry, host)

    def put(self, host: str, credential: Credential) -> None:
        """Keep ``credential`` for a registry, in the file or by its credential helper.

        :raises RepositoryError: it cannot be written.
        """
        helper = self.helper(host)
        if helper:
            credential_helpers.store(helper, key_of(host), credential.username, credential.password)
        with atomic_files.locked(self.path):
            self._read()
            auths = self._auths()
            pair = f"{credential.username}:{credential.password}".encode("utf-8", "surrogateescape")
            # Docker leaves an empty entry for what a helper keeps, which is how it knows what is logged in to.
            auths[key_of(host)] = {} if helper else {"auth": base64.b64encode(pair).decode("ascii")}
            if helper and not self._content.get("credHelpers"):
                self._content["credsStore"] = helper
            self._content["auths"] = auths
            self._write()

    def remove(self, host: str) -> None:
        """Forget what is kept for a registry.

        :raises RepositoryError: it cannot be written.
        """
        helper = self.helper(host)
        if helper:
            credential_helpers.erase(helper, key_of(host))
        with atomic_files.locked(self.path):
            self._read()
            auths = self._auths()
            kept = {name: entry for name, entry in auths.items() if name != key_of(host) and _host(name) != host}
            if len(kept) != len(auths):
                self._content["auths"] = kept
                self._write()

    def holds(self, host: str) -> bool:
        """Whether anything is kept for a registry.

        :raises RepositoryError: the credential helper cannot be used.
        """
        return self._entry(host) is not None or bool(self.get(host))

    def _read(self) -> None:
        content = atomic_files.read_file(self.path, _LIMIT)
        try:
            document: Any = json.loads(content) if content and content.strip() else {}
        except (ValueError, RecursionError) as error:
            raise RepositoryError("is not JSON", self.path, _REMEDY) from error
        if not isinstance(document, dict) or not isinstance(document.get("auths"), (dict, type(None))):
            raise RepositoryError("is not a file of registry credentials", self.path, _REMEDY)
        self._content: dict[str, Any] = document

    def _write(self) -> None:
        text = json.dumps(self._content, indent="\t", ensure_ascii=False)
        # Docker and Helm may be told to keep it behind a symbolic link, which stays one.
        atomic_files.write_file(os.path.realpath(self.path), text.encode("utf-8", "surrogateescape"), 0o600)

    def _auths(self) -> dict[str, Any]:
        return dict(self._content.get("auths") or {})

    def _entry(self, host: str) -> Any | None:
        auths = self._auths()
        if key_of(host) in auths:
            return auths[key_of(host)]
        # Old files have whole addresses as their keys.
        return next((entry for name, entry in auths.items() if _host(name) == host), None)

    def _credential(self, entry: Any, host: str) -> Credential:
        where = f"{self.path}, {host}"
        if not isinstance(entry, Mapping):
            raise RepositoryError("the credentials are not a mapping", where, _REMEDY)
        values = {key: entry.get(key) or "" for key in ("auth", "username", "password")}
        tokens = entry.get("identitytoken") or "", entry.get("registrytoken") or ""
        if not all(isinstance(value, str) for value in (*values.values(), *tokens)):
            raise RepositoryError("the credentials are not text", where, _REMEDY)
        user, password = values["username"], values["password"]
        if values["auth"]:
            try:
                pair = base64.b64decode(values["auth"], validate=True).decode("utf-8", "surrogateescape")
            except (binascii.Error, ValueError):
                pair = ""
            user, colon, password = pair.partition(":")
            if not colon:
                raise RepositoryError("the credentials are not encoded as they should be", where, _REMEDY)
        return Credential(user, password, *tokens)


def find_credential(host: str, paths: HelmPaths, environ: Mapping[str, str] | None = None) -> Credential:
    """What the user's files have for a registry: Helm's own first, then Docker's.

    :raises RepositoryError: one of them cannot be used.
    """
    for path in (paths.registry_config, docker_config(environ)):
        if path:
            found = CredentialsFile(path).get(host)
            if found:
                return found
    return Credential()


def credential_of(http_options: HttpOptions, host: str, paths: HelmPaths) -> Credential:
    """Who to be to a registry: whom ``http_options`` names, else whom the user's files name.

    :raises RepositoryError: a file cannot be used.
    """
    if http_options.token:
        return Credential(registry_token=http_options.token)
    if http_options.username and http_options.password:
        return Credential(http_options.username, http_options.password)
    return find_credential(host, paths)


def docker_config(environ: Mapping[str, str] | None = None) -> str:
    """The path of Docker's file."""
    env = os.environ if environ is None else environ
    home = env.get("HOME") or os.path.expanduser("~")
    return os.path.join(env.get("DOCKER_CONFIG") or os.path.join(home, ".docker"), "config.json")


def key_of(host: str) -> str:
    """The key under which a registry's credentials are kept."""
    return _DOCKER_HUB_KEY if host in _DOCKER_HUB else host


def _host(key: str) -> str:
    for scheme in ("http://", "https://"):
        if key.startswith(scheme):
            key = key[len(scheme) :]
    return key.partition("/")[0]
