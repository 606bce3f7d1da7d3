# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses of repositories and charts: relative ones resolved, compared by origin, shown without secrets."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from ..errors import RepositoryError

_DEFAULT_PORTS = {"http": 80, "https": 443}


def split(url: str) -> SplitResult:
    """The parts of an absolute http or https address; anything else is refused."""
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        raise RepositoryError("is not a valid URL", redacted(url), "Check the address.") from None
    if parts.scheme.lower() not in _DEFAULT_PORTS:
        scheme = parts.scheme or "no scheme"
        raise RepositoryError(
            f"cannot be fetched over {scheme!r}: only http and https are supported"
            if parts.scheme
            else "has no scheme",
            redacted(url),
            "Give an address that starts with http:// or https://.",
        )
    if not parts.hostname or not port_is_valid or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        raise RepositoryError("is not a valid URL", redacted(url), "Check the address.")
    return parts


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port: two addresses of one origin are the same server, and may share credentials."""
    parts = split(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").lower(), parts.port or _DEFAULT_PORTS[scheme]


def resolve(base: str, reference: str) -> str:
    """The address that ``reference`` (as an index writes it) means below the repository ``base``.

    A repository's address counts as a folder with or without a final slash, and its query goes along, as in Helm.
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
    """The address for a message: without user, password and query, each of which may hold a secret."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "the address"
    if not parts.netloc:
        return url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "…" if parts.query else "", ""))
