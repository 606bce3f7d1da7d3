# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""References to charts in OCI registries: ``oci://HOST/REPOSITORY[:TAG][@DIGEST]``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import RepositoryError

SCHEME = "oci://"

#: The grammar of the distribution specification, without ambiguous repetition, so that matching takes linear time.
_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*\Z")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\Z")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?\Z")
_MAX_LENGTH = 1024

#: Docker Hub has another host for its API.
_DOCKER_HUB = {"docker.io": "registry-1.docker.io"}


@dataclass(frozen=True)
class Reference:
    """A reference to a chart in a registry.

    :param host: the host of the registry, with an optional port.
    :param repository: the path of the chart in the registry.
    :param tag: a version with ``_`` instead of ``+``, or empty.
    :param digest: ``sha256:`` and the digest of the manifest, or empty.
    """

    host: str
    repository: str
    tag: str = ""
    digest: str = ""

    @property
    def name(self) -> str:
        """Return the name of the chart: the last part of the repository."""
        return self.repository.rpartition("/")[2]

    @property
    def server(self) -> str:
        """Return the host that serves the API of :attr:`host`."""
        return _DOCKER_HUB.get(self.host, self.host)

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{SCHEME}{self.host}/{self.repository}{tag}{digest}"


def is_oci(text: str) -> bool:
    """Return whether the text starts with ``oci://``."""
    return text.startswith(SCHEME)


def parse(text: str) -> Reference:
    """Parse a reference.

    :raises RepositoryError: it is invalid; the error omits anything that could be a password.
    """
    rest = text[len(SCHEME) :] if is_oci(text) else text
    if len(rest) > _MAX_LENGTH:
        raise _invalid("is too long", f"{text[:64]}…")
    host, slash, path = rest.partition("/")
    if "@" in host:
        raise _invalid("must not contain a user name or password", f"{SCHEME}{host.rpartition('@')[2]}{slash}{path}")
    path, _at, digest = path.partition("@")
    repository, _colon, tag = path.partition(":")
    tag = tag.replace("+", "_")
    check_host(host, text)
    if not repository or not all(_COMPONENT.match(part) for part in repository.split("/")):
        raise _invalid(f"{repository!r} is not a valid repository name", text)
    if ":" in path and not _TAG.match(tag):
        raise _invalid(f"{tag!r} is not a valid tag", text)
    if "@" in rest and not _DIGEST.match(digest):
        raise _invalid(f"{digest!r} is not a valid SHA-256 digest", text)
    return Reference(host, repository, tag, digest)


def check_host(host: str, text: str) -> None:
    """Check that ``host`` is a host with an optional port.

    :param text: the reference that contains it, for the error.
    :raises RepositoryError: it is not.
    """
    if not _HOST.match(host) or host.startswith((".", "-")):
        raise _invalid(f"{host!r} is not a valid registry host", text)


def tag_of(version: str) -> str:
    """Return the tag of a version: tags cannot contain a plus sign."""
    return version.replace("+", "_")


def version_of(tag: str) -> str:
    """Return the version of a tag."""
    return tag.replace("_", "+")


def _invalid(what: str, text: str) -> RepositoryError:
    shown = "".join(char if char.isprintable() else "?" for char in text[:200])
    return RepositoryError(what, shown, "Use a reference such as oci://registry.example.com/charts/web.")
