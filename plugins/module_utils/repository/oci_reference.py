# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""References to charts in OCI registries: ``oci://HOST/REPOSITORY[:TAG][@DIGEST]``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import RepositoryError

SCHEME = "oci://"

#: The names of the distribution specification, each without nested repetition, so that they are read in linear time.
_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*\Z")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\Z")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?\Z")
_LONGEST = 1024

#: What is asked for under this name is answered under the other one.
_DOCKER_HUB = {"docker.io": "registry-1.docker.io"}


@dataclass(frozen=True)
class Reference:
    """Where a chart lies in a registry.

    :param host: the registry's name, with its port when it has one.
    :param repository: the path of the chart in it.
    :param tag: a version with ``_`` in the place of ``+``, or nothing.
    :param digest: ``sha256:`` and the digest of the manifest, or nothing.
    """

    host: str
    repository: str
    tag: str = ""
    digest: str = ""

    @property
    def name(self) -> str:
        """The last part of the repository, which is the chart's name."""
        return self.repository.rpartition("/")[2]

    @property
    def server(self) -> str:
        """The host that answers for :attr:`host`."""
        return _DOCKER_HUB.get(self.host, self.host)

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{SCHEME}{self.host}/{self.repository}{tag}{digest}"


def is_oci(text: str) -> bool:
    """Whether the text is a reference to something in an OCI registry."""
    return text.startswith(SCHEME)


def parse(text: str) -> Reference:
    """Read a reference.

    :raises RepositoryError: it is none; the error shows it without what may be a password.
    """
    rest = text[len(SCHEME) :] if is_oci(text) else text
    if len(rest) > _LONGEST:
        raise _refusal("is too long", f"{text[:64]}…")
    host, slash, path = rest.partition("/")
    if "@" in host:
        raise _refusal("must not hold a user name or password", f"{SCHEME}{host.rpartition('@')[2]}{slash}{path}")
    path, _at, digest = path.partition("@")
    repository, _colon, tag = path.partition(":")
    tag = tag.replace("+", "_")
    check_host(host, text)
    if not repository or not all(_COMPONENT.match(part) for part in repository.split("/")):
        raise _refusal(f"{repository!r} is not the name of a repository in a registry", text)
    if ":" in path and not _TAG.match(tag):
        raise _refusal(f"{tag!r} is not a tag", text)
    if "@" in rest and not _DIGEST.match(digest):
        raise _refusal(f"{digest!r} is not a SHA-256 digest", text)
    return Reference(host, repository, tag, digest)


def check_host(host: str, text: str) -> None:
    """Refuse what is no host with an optional port.

    :param text: what it stands in, for the error.
    """
    if not _HOST.match(host) or host.startswith((".", "-")):
        raise _refusal(f"{host!r} is not the name of a registry", text)


def tag_of(version: str) -> str:
    """The tag of a version: registries know no plus sign."""
    return version.replace("+", "_")


def version_of(tag: str) -> str:
    """The version that a tag stands for."""
    return tag.replace("_", "+")


def _refusal(what: str, text: str) -> RepositoryError:
    shown = "".join(char if char.isprintable() else "?" for char in text[:200])
    return RepositoryError(what, shown, "Give a reference such as oci://registry.example.com/charts/web.")
