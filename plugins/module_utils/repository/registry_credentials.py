# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials for OCI registries: the files that ``helm registry login`` and ``docker login`` write.

Helm has a file of its own, and falls back to Docker's. Both may refer to credential helpers, for one registry
(``credHelpers``) or for all of them (``credsStore``).
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
#: The user name under which credential helpers store an identity token.
_TOKEN_USER = "<token>"
#: The credentials for Docker Hub are stored under the address of its first API.
_DOCKER_HUB = ("docker.io", "registry-1.docker.io")
_DOCKER_HUB_KEY = "https://index.docker.io/v1/"


@dataclass(frozen=True)
class Credential:
    """The credentials for one registry; empty for anonymous access.

    :param identity_token: a refresh token, which is exchanged for an access token.
    :param registry_token: an access token.
    """

    username: str = ""
    password: str = field(default="", repr=False)
    identity_token: str = field(default="", repr=False)
    registry_token: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.username or self.password or self.identity_token or self.registry_token)


class CredentialsFile:
    """A file of registry credentials. :meth:`put` and :meth:`remove` lock and write it."""

    def __init__(self, path: str) -> None:
        """Read the file; a missing or empty one contains no credentials.

        :raises RepositoryError: it is not a file of credentials.
        """
        self.path = path
        self._read()

    def helper(self, host: str) -> str:
        """Return the name of the credential helper for a registry; empty if its credentials are in the file itself."""
        helpers = self._content.get("credHelpers")
        own = helpers.get(registry_key(host)) if isinstance(helpers, dict) else None
        store = own or self._content.get("credsStore")
        if isinstance(store, str) and store:
            return store
        if not self._content.get("auths") and not helpers:
            return credential_helpers.default_helper()
        return ""

    def get(self, host: str) -> Credential:
        """Return the credentials for a registry; empty if there are none.

        :raises RepositoryError: the entry or the credential helper cannot be used.
        """
        helper = self.helper(host)
        if helper:
            found = credential_helpers.get(helper, registry_key(host))
            if found is None:
                return Credential()
            user, secret = found
            return Credential(identity_token=secret) if user == _TOKEN_USER else Credential(user, secret)
        entry = self._entry(host)
        return Credential() if entry is None else self._credential(entry, host)

    def put(self, host: str, credential: Credential) -> None:
        """Store credentials for a registry, in the file or with its credential helper.

        :raises RepositoryError: the file or the credential helper cannot be used.
        """
        helper = self.helper(host)
        if helper:
            credential_helpers.store(helper, registry_key(host), credential.username, credential.password)
        with atomic_files.locked(self.path):
            self._read()
            auths = self._auths()
            pair = f"{credential.username}:{credential.password}".encode("utf-8", "surrogateescape")
            # Like Docker, record the login with an empty entry if a helper stores the credentials.
            auths[registry_key(host)] = {} if helper else {"auth": base64.b64encode(pair).decode("ascii")}
            if helper and not self._content.get("credHelpers"):
                self._content["credsStore"] = helper
            self._content["auths"] = auths
            self._write()

    def remove(self, host: str) -> None:
        """Remove the credentials for a registry.

        :raises RepositoryError: the file or the credential helper cannot be used.
        """
        helper = self.helper(host)
        if helper:
            credential_helpers.erase(helper, registry_key(host))
        with atomic_files.locked(self.path):
            self._read()
            auths = self._auths()
            kept = {name: entry for name, entry in auths.items() if name != registry_key(host) and _host(name) != host}
            if len(kept) != len(auths):
                self._content["auths"] = kept
                self._write()

    def holds(self, host: str) -> bool:
        """Return whether there are credentials for a registry.

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
        # The file may be a symbolic link: replace its target, not the link.
        atomic_files.write_file(os.path.realpath(self.path), text.encode("utf-8", "surrogateescape"), 0o600)

    def _auths(self) -> dict[str, Any]:
        return dict(self._content.get("auths") or {})

    def _entry(self, host: str) -> Any | None:
        auths = self._auths()
        if registry_key(host) in auths:
            return auths[registry_key(host)]
        # Old files use complete addresses as keys.
        return next((entry for name, entry in auths.items() if _host(name) == host), None)

    def _credential(self, entry: Any, host: str) -> Credential:
        where = f"{self.path}, {host}"
        if not isinstance(entry, Mapping):
            raise RepositoryError("the credentials are not a mapping", where, _REMEDY)
        values = {key: entry.get(key) or "" for key in ("auth", "username", "password")}
        tokens = entry.get("identitytoken") or "", entry.get("registrytoken") or ""
        if not all(isinstance(value, str) for value in (*values.values(), *tokens)):
            raise RepositoryError("the credentials are not strings", where, _REMEDY)
        user, password = values["username"], values["password"]
        if values["auth"]:
            try:
                pair = base64.b64decode(values["auth"], validate=True).decode("utf-8", "surrogateescape")
            except (binascii.Error, ValueError):
                pair = ""
            user, colon, password = pair.partition(":")
            if not colon:
                raise RepositoryError("the credentials are not valid Base64 of USER:PASSWORD", where, _REMEDY)
        return Credential(user, password, *tokens)


def find_credential(host: str, paths: HelmPaths, environ: Mapping[str, str] | None = None) -> Credential:
    """Return the user's credentials for a registry, from Helm's file or else from Docker's.

    :raises RepositoryError: one of the files cannot be used.
    """
    for path in (paths.registry_config, docker_config(environ)):
        if path:
            found = CredentialsFile(path).get(host)
            if found:
                return found
    return Credential()


def resolve_credential(http_options: HttpOptions, host: str, paths: HelmPaths) -> Credential:
    """Return the credentials for a registry, from ``http_options`` or else from the user's files.

    :raises RepositoryError: a file cannot be used.
    """
    if http_options.token:
        return Credential(registry_token=http_options.token)
    if http_options.username and http_options.password:
        return Credential(http_options.username, http_options.password)
    return find_credential(host, paths)


def docker_config(environ: Mapping[str, str] | None = None) -> str:
    """Return the path of Docker's file."""
    env = os.environ if environ is None else environ
    home = env.get("HOME") or os.path.expanduser("~")
    return os.path.join(env.get("DOCKER_CONFIG") or os.path.join(home, ".docker"), "config.json")


def registry_key(host: str) -> str:
    """Return the key of a registry in a file of credentials."""
    return _DOCKER_HUB_KEY if host in _DOCKER_HUB else host


def _host(key: str) -> str:
    for scheme in ("http://", "https://"):
        if key.startswith(scheme):
            key = key[len(scheme) :]
    return key.partition("/")[0]
