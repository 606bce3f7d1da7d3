# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses of repositories and charts: validate, resolve and compare them, and remove secrets from them."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from ..errors import RepositoryError

_DEFAULT_PORTS = {"http": 80, "https": 443}


def split(url: str) -> SplitResult:
    """Return the parts of an absolute HTTP or HTTPS address.

    :raises RepositoryError: it is not one.
    """
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        raise RepositoryError("is not a valid URL", redacted(url), "Check the address.") from None
    if parts.scheme.lower() not in _DEFAULT_PORTS:
        raise RepositoryError(
            f"cannot be fetched over {parts.scheme!r}: only http and https are supported"
            if parts.scheme
            else "has no scheme",
            redacted(url),
            "Use an address that starts with http:// or https://.",
        )
    if not parts.hostname or not port_is_valid or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        raise RepositoryError("is not a valid URL", redacted(url), "Check the address.")
    return parts


def origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port: addresses of the same origin may share credentials."""
    parts = split(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").lower(), parts.port or _DEFAULT_PORTS[scheme]


def resolve(base: str, reference: str) -> str:
    """Resolve ``reference``, as an index contains it, against the address ``base`` of the repository.

    As in Helm, ``base`` is a folder with or without a trailing slash, and its query is appended to the result.
    """
    try:
        if urlsplit(reference).scheme:
            return reference
        parts = urlsplit(base)
        folder = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") + "/", "", ""))
        joined = urlsplit(urljoin(folder, reference))
    except ValueError:
        raise RepositoryError("is not a valid URL", redacted(reference), "Check the repository's index.") from None
    return urlunsplit((joined.scheme, joined.netloc, joined.path, parts.query, ""))


def redacted(url: str) -> str:
    """Return the address without user, password and query, any of which may contain a secret, for messages."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "the address"
    if not parts.netloc:
        return url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "…" if parts.query else "", ""))
