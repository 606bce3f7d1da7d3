# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a registry wants to be convinced: its challenge, and the token that answers it.

The rules are those of RFC 9110 (section 11) and of the token specification of the distribution project.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ..errors import RepositoryError
from . import urls
from .http_fetch import basic
from .http_transport import HttpClient, refused
from .registry_credentials import Credential

_SCHEME = re.compile(r"[A-Za-z]+")
_PARAMETER = re.compile(r'\s*,?\s*([A-Za-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_LIMIT = 1 << 20
_CLIENT = "coxswain.helm"
_REMEDY = "Log in with coxswain.helm.registry_auth, or check the user name and password."


def parse_challenges(headers: Sequence[str]) -> dict[str, dict[str, str]]:
    """The challenges by their scheme in lower case, each with its parameters."""
    found: dict[str, dict[str, str]] = {}
    for header in headers:
        text = header[:8192]
        match = _SCHEME.match(text.strip())
        if not match:
            continue
        scheme, rest = match.group().lower(), text.strip()[match.end() :]
        parameters = {
            key.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
            for key, quoted, plain in _PARAMETER.findall(rest)
        }
        found.setdefault(scheme, parameters)
    return found


def answer(
    challenges: dict[str, dict[str, str]],
    credential: Credential,
    registry: str,
    scopes: Sequence[str],
    wire: HttpClient,
) -> str:
    """The value of ``Authorization`` that answers the challenges, or nothing when there is nothing to answer with.

    :param registry: the address of the registry, which decides where credentials may go.
    :param scopes: what the token is to be good for, besides what the challenge names.
    :raises RepositoryError: the server that gives tokens refuses, or is none that credentials may be sent to.
    """
    bearer = challenges.get("bearer")
    if bearer is not None and bearer.get("realm"):
        if credential.registry_token:
            return f"Bearer {credential.registry_token}"
        return f"Bearer {_token(bearer, credential, registry, scopes, wire)}"
    if "basic" in challenges:
        return basic(credential.username, credential.password)
    return ""


def _token(
    challenge: dict[str, str], credential: Credential, registry: str, scopes: Sequence[str], wire: HttpClient
) -> str:
    realm = challenge["realm"]
    _check_realm(realm, registry)
    wanted = list(dict.fromkeys([*scopes, *challenge.get("scope", "").split()]))
    service = challenge.get("service", "")
    headers = {"Accept": "application/json"}
    if credential.identity_token:
        form = {
            "grant_type": "refresh_token",
            "service": service,
            "client_id": _CLIENT,
            "scope": " ".join(wanted),
            "refresh_token": credential.identity_token,
        }
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        said = wire.ask("POST", realm, headers=headers, body=urlencode(form).encode(), limit=_LIMIT)
    else:
        parts = urlsplit(realm)
        query = [*parse_qsl(parts.query), *([("service", service)] if service else [])]
        query += [("scope", scope) for scope in wanted]
        if credential.username:
            query.append(("account", credential.username))
        authorization = basic(credential.username, credential.password)
        if authorization:
            headers["Authorization"] = authorization
        address = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))
        said = wire.ask("GET", address, headers=headers, limit=_LIMIT)
    if said.status != 200:
        error = refused(said.status, said.reason, realm)
        error.remedy = _REMEDY if said.status in (400, 401, 403) else error.remedy
        raise error
    try:
        document: Any = json.loads(said.body)
    except (ValueError, RecursionError):
        document = None
    token = (document.get("token") or document.get("access_token")) if isinstance(document, dict) else None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise RepositoryError(
            "the server that gives tokens gave none", urls.redacted(realm), "Ask who runs the registry."
        )
    return token


def _check_realm(realm: str, registry: str) -> None:
    """Refuse to send a password where a registry has no business to want it: off TLS, or into a private network."""
    parts, home = urls.split(realm), urls.split(registry)
    if parts.username is not None:
        raise RepositoryError("the address for tokens holds a user name", urls.redacted(realm), _REMEDY)
    if parts.scheme.lower() == "http" and home.scheme.lower() == "https":
        raise RepositoryError(
            "the registry wants the password sent without TLS", urls.redacted(realm), "Ask who runs the registry."
        )
    if (parts.hostname or "").lower() == (home.hostname or "").lower():
        return
    try:
        address = ipaddress.ip_address(parts.hostname or "")
    except ValueError:
        return
    if not address.is_global:
        raise RepositoryError(
            "the registry wants the password sent to an address of a private network",
            urls.redacted(realm),
            "Ask who runs the registry.",
        )
