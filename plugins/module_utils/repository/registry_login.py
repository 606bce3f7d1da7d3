# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Being logged in to an OCI registry, or not: what ``registry_auth`` does, with or without writing."""

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
    """What became of a login, or would in check mode.

    :param before: the user name that was kept before; None when nobody was logged in.
    :param after: the same afterwards.
    :param password_changed: the password became another one.
    """

    changed: bool
    host: str
    message: str
    before: str | None = None
    after: str | None = None
    password_changed: bool = False


def host_of(text: str) -> str:
    """The registry that a user means by a host, an address or a reference.

    :raises RepositoryError: it is none.
    """
    host = text.strip()
    for scheme in _SCHEMES:
        if host.startswith(scheme):
            host = host[len(scheme) :]
    if "@" in host:
        raise RepositoryError(
            "must not hold a user name or password", "host", "Set username and password by their options."
        )
    host = host.partition("/")[0]
    references.check_host(host, text)
    return host


def log_in(
    host: str, credential: Credential, path: str, http_options: HttpOptions, *, check_mode: bool = False
) -> LoginOutcome:
    """Have ``credential`` kept for a registry, once that has accepted it.

    :param credential: an empty one asks for what is kept already.
    :param path: the file that keeps it.
    :raises RepositoryError: the registry cannot be asked or refuses, or the file cannot be used.
    """
    kept = CredentialsFile(path)
    before = kept.get(host)
    if not credential and not before:
        raise RepositoryError(
            "nobody is logged in, and no user name and password are given", host, "Set username and password."
        )
    if ":" in credential.username:
        raise RepositoryError("a user name must not hold a colon", host, "Check the user name.")
    wanted = credential or before
    Registry(Reference(host, ""), http_options, lambda: wanted).ping()
    user = before.username or ("<token>" if before else None)
    if not credential or (before.username, before.password) == (credential.username, credential.password):
        return LoginOutcome(False, host, f"logged in to {host} already", user, user)
    if not check_mode:
        kept.put(host, credential)
    return LoginOutcome(
        True, host, "Login Succeeded", user, credential.username, before.password != credential.password
    )


def log_out(host: str, path: str, *, check_mode: bool = False) -> LoginOutcome:
    """Have nothing kept for a registry.

    :raises RepositoryError: the file cannot be used.
    """
    kept = CredentialsFile(path)
    if not kept.holds(host):
        return LoginOutcome(False, host, f"not logged in to {host}")
    before = kept.get(host)
    if not check_mode:
        kept.remove(host)
    return LoginOutcome(True, host, f"Removing login credentials for {host}", before.username or "<token>")
