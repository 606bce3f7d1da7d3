# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log in to and out of OCI registries (``helm registry login`` and ``logout``) for the module ``registry_auth``."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import RepositoryError
from . import oci_reference as references
from .http_options import HttpOptions
from .oci_reference import Reference
from .oci_registry import Registry
from .registry_credentials import Credential, CredentialsFile

_SCHEMES = ("oci://", "https://", "http://")


@dataclass(frozen=True)
class LoginOutcome:
    """The result of a login or logout; in check mode, the predicted one.

    :param before: the stored user name before; None if nobody was logged in.
    :param after: the stored user name afterwards.
    :param password_changed: whether the stored password changed.
    """

    changed: bool
    host: str
    message: str
    before: str | None = None
    after: str | None = None
    password_changed: bool = False


def registry_host(text: str) -> str:
    """Return the registry host of a host, an address or a reference.

    :raises RepositoryError: it contains no valid host, or credentials.
    """
    host = text.strip()
    for scheme in _SCHEMES:
        if host.startswith(scheme):
            host = host[len(scheme) :]
    if "@" in host:
        raise RepositoryError(
            "must not contain a user name or password", "host", "Set the options username and password."
        )
    host = host.partition("/")[0]
    references.check_host(host, text)
    return host


def log_in(
    host: str, credential: Credential, path: str, http_options: HttpOptions, *, check_mode: bool = False
) -> LoginOutcome:
    """Store the credentials for a registry after it has accepted them.

    :param credential: if empty, check the stored credentials.
    :param path: the file of credentials.
    :raises RepositoryError: the registry is unreachable or refuses the credentials, or the file cannot be used.
    """
    stored = CredentialsFile(path)
    before = stored.get(host)
    if not credential and not before:
        raise RepositoryError(
            "not logged in, and no user name and password are set", host, "Set username and password."
        )
    if ":" in credential.username:
        raise RepositoryError("the user name must not contain a colon", host, "Check the user name.")
    wanted = credential or before
    Registry(Reference(host, ""), http_options, lambda: wanted).ping()
    user = before.username or ("<token>" if before else None)
    if not credential or (before.username, before.password) == (credential.username, credential.password):
        return LoginOutcome(False, host, f"already logged in to {host}", user, user)
    if not check_mode:
        stored.put(host, credential)
    return LoginOutcome(
        True, host, "Login Succeeded", user, credential.username, before.password != credential.password
    )


def log_out(host: str, path: str, *, check_mode: bool = False) -> LoginOutcome:
    """Remove the stored credentials for a registry.

    :raises RepositoryError: the file cannot be used.
    """
    stored = CredentialsFile(path)
    if not stored.holds(host):
        return LoginOutcome(False, host, f"not logged in to {host}")
    before = stored.get(host)
    if not check_mode:
        stored.remove(host)
    return LoginOutcome(True, host, f"Removing login credentials for {host}", before.username or "<token>")
