# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authentication at OCI registries: parse the challenge of a registry and request the token that answers it.

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
from .http_options import basic_authorization
from .http_transport import HttpClient, status_error
from .registry_credentials import Credential

_SCHEME = re.compile(r"[A-Za-z]+")
_PARAMETER = re.compile(r'\s*,?\s*([A-Za-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_LIMIT = 1 << 20
_CLIENT = "coxswain.helm"
_LOGIN_REMEDY = "Log in with coxswain.helm.registry_auth, or check the user name and password."
_REGISTRY_REMEDY = "Contact the administrator of the registry."


def parse_challenges(headers: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the parameters of each challenge by its scheme in lower case.

    :param headers: the values of ``WWW-Authenticate``.
    """
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


def authorize(
    challenges: dict[str, dict[str, str]],
    credential: Credential,
    registry: str,
    scopes: Sequence[str],
    client: HttpClient,
) -> str:
    """Return the value of ``Authorization`` that answers the challenges; empty if there is none.

    :param registry: the address of the registry, which decides where credentials may be sent.
    :param scopes: the scopes to request in addition to those of the challenge.
    :raises RepositoryError: the token server refuses, or must not be sent credentials.
    """
    bearer = challenges.get("bearer")
    if bearer is not None and bearer.get("realm"):
        if credential.registry_token:
            return f"Bearer {credential.registry_token}"
        return f"Bearer {_request_token(bearer, credential, registry, scopes, client)}"
    if "basic" in challenges:
        return basic_authorization(credential.username, credential.password)
    return ""


def _request_token(
    challenge: dict[str, str], credential: Credential, registry: str, scopes: Sequence[str], client: HttpClient
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
        response = client.request("POST", realm, headers=headers, body=urlencode(form).encode(), limit=_LIMIT)
    else:
        parts = urlsplit(realm)
        query = [*parse_qsl(parts.query), *([("service", service)] if service else [])]
        query += [("scope", scope) for scope in wanted]
        if credential.username:
            query.append(("account", credential.username))
        authorization = basic_authorization(credential.username, credential.password)
        if authorization:
            headers["Authorization"] = authorization
        address = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))
        response = client.request("GET", address, headers=headers, limit=_LIMIT)
    if response.status != 200:
        error = status_error(response.status, response.reason, realm)
        error.remedy = _LOGIN_REMEDY if response.status in (400, 401, 403) else error.remedy
        raise error
    return _parse_token(response.body, realm)


def _parse_token(body: bytes, realm: str) -> str:
    try:
        document: Any = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    token = (document.get("token") or document.get("access_token")) if isinstance(document, dict) else None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise RepositoryError("the token server returned no token", urls.redacted(realm), _REGISTRY_REMEDY)
    return token


def _check_realm(realm: str, registry: str) -> None:
    """Refuse to send a password where a registry has no reason to ask for it: without TLS, or to a private network."""
    parts, home = urls.split(realm), urls.split(registry)
    if parts.username is not None:
        raise RepositoryError(
            "the address of the token server contains a user name", urls.redacted(realm), _LOGIN_REMEDY
        )
    if parts.scheme.lower() == "http" and home.scheme.lower() == "https":
        raise RepositoryError(
            "the registry asks for the password to be sent without TLS", urls.redacted(realm), _REGISTRY_REMEDY
        )
    if (parts.hostname or "").lower() == (home.hostname or "").lower():
        return
    try:
        address = ipaddress.ip_address(parts.hostname or "")
    except ValueError:
        return
    if not address.is_global:
        raise RepositoryError(
            "the registry asks for the password to be sent to an address in a private network",
            urls.redacted(realm),
            _REGISTRY_REMEDY,
        )
