# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wanted of a folder with certificates, and what it is found to hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ..errors import CertificateError

ECDSA = "ecdsa-p256"
RSA = "rsa"

#: the parts of a subject by their short names, in the order in which they are written
SUBJECT = ("C", "ST", "L", "O", "OU", "CN", "emailAddress")

#: files of the authority; a certificate of these names would overwrite them
RESERVED = ("ca", "ca.next")

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._@-]{0,61}[A-Za-z0-9])?")


@dataclass(frozen=True)
class KeyKind:
    """A kind of key.

    :ivar algorithm: :data:`ECDSA` or :data:`RSA`.
    :ivar size: bits of an RSA key.
    """

    algorithm: str = ECDSA
    size: int = 3072

    def __str__(self) -> str:
        return self.algorithm if self.algorithm != RSA else f"{RSA}-{self.size}"


@dataclass(frozen=True)
class Leaf:
    """A certificate that the authority is to issue.

    :ivar name: the files are NAME.key.pem and NAME.cert.pem.
    :ivar subject: parts of the subject by the names of :data:`SUBJECT`.
    :ivar hosts: DNS names and IP addresses, for a server.
    :ivar server: it proves who a server is.
    :ivar client: it proves who a client is.
    """

    name: str
    subject: dict[str, str]
    hosts: tuple[str, ...] = ()
    server: bool = False
    client: bool = True

    def check(self) -> None:
        """:raises CertificateError: the name is none for a file."""
        if not _NAME.fullmatch(self.name) or self.name in RESERVED or ".." in self.name:
            raise CertificateError(
                "is no name for a certificate's files",
                repr(self.name),
                "Use up to 63 of letters, digits, '.', '_', '@' and '-', and neither ca nor ca.next.",
            )


@dataclass(frozen=True)
class Wanted:
    """What a folder is to hold.

    :ivar authority_days: days that an authority which is made holds.
    :ivar leaf_days: days that a certificate which is issued holds, but never longer than its authority.
    :ivar renew_days: a certificate with fewer days left is issued anew.
    :ivar authority_renew_days: an authority with fewer days left gets a successor.
    :ivar overlap_days: days that each step of the authority's rotation lasts at least, for every client to follow.
    :ivar requests: keep NAME.csr.pem beside each key, a request that another authority can sign.
    """

    folder: str
    leaves: tuple[Leaf, ...]
    key: KeyKind = KeyKind()
    authority_subject: dict[str, str] = field(default_factory=lambda: {"CN": "tiller-ca"})
    authority_days: int = 3650
    leaf_days: int = 365
    renew_days: int = 30
    authority_renew_days: int = 425
    overlap_days: int = 1
    requests: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known of one certificate; nothing of it is secret.

    Times are RFC 3339 in UTC.
    """

    subject: str
    issuer: str
    key: str
    not_before: str
    not_after: str
    days: int
    serial: str
    fingerprint: str
    hosts: tuple[str, ...] = ()
    usages: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The facts for a result."""
        return {
            "subject": self.subject,
            "issuer": self.issuer,
            "key": self.key,
            "not_before": self.not_before,
            "not_after": self.not_after,
            "remaining_days": self.days,
            "serial": self.serial,
            "fingerprint": self.fingerprint,
            "hosts": list(self.hosts),
            "usages": list(self.usages),
        }


def server_hosts(namespace: str, service: str = "tiller-deploy") -> tuple[str, ...]:
    """The names under which Tiller is reached: the end of a tunnel, and its Service from inside the cluster."""
    inside = [service, f"{service}.{namespace}", f"{service}.{namespace}.svc"]
    return ("127.0.0.1", "localhost", *inside, f"{service}.{namespace}.svc.cluster.local")
