# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desired state of a certificate directory, and the facts of the certificates in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ..errors import CertificateError

ECDSA = "ecdsa-p256"
RSA = "rsa"

#: attributes of a subject by short name, in the order in which they are written
SUBJECT = ("C", "ST", "L", "O", "OU", "CN", "emailAddress")

#: file names of the authority and its successor, which a certificate must not overwrite
RESERVED = ("ca", "ca.next")

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._@-]{0,61}[A-Za-z0-9])?")


@dataclass(frozen=True)
class KeySpec:
    """Type of a private key.

    :ivar algorithm: :data:`ECDSA` or :data:`RSA`.
    :ivar size: bits of an RSA key.
    """

    algorithm: str = ECDSA
    size: int = 3072

    def __str__(self) -> str:
        return self.algorithm if self.algorithm != RSA else f"{RSA}-{self.size}"


@dataclass(frozen=True)
class CertificateSpec:
    """A certificate that the authority issues.

    :ivar name: base name of its files NAME.key.pem and NAME.cert.pem.
    :ivar subject: subject attributes by the names in :data:`SUBJECT`.
    :ivar hosts: DNS names and IP addresses of a server.
    :ivar server: whether it is valid for server authentication.
    :ivar client: whether it is valid for client authentication.
    """

    name: str
    subject: dict[str, str]
    hosts: tuple[str, ...] = ()
    server: bool = False
    client: bool = True

    def check(self) -> None:
        """:raises CertificateError: the name is not a valid file name."""
        if not _NAME.fullmatch(self.name) or self.name in RESERVED or ".." in self.name:
            raise CertificateError(
                "is not a valid certificate name",
                repr(self.name),
                "Use up to 63 letters, digits, '.', '_', '@' and '-'; ca and ca.next are reserved.",
            )


@dataclass(frozen=True)
class DirectorySpec:
    """The desired state of a certificate directory.

    :ivar authority_days: validity of a new authority in days.
    :ivar certificate_days: validity of a new certificate in days, limited by its authority's.
    :ivar renew_days: remaining days below which a certificate is reissued.
    :ivar authority_renew_days: remaining days below which the authority gets a successor.
    :ivar overlap_days: minimum days between the steps of a rotation, for all clients to follow.
    :ivar requests: whether to keep a certificate signing request, NAME.csr.pem, for each key.
    """

    path: str
    certificates: tuple[CertificateSpec, ...]
    key: KeySpec = KeySpec()
    authority_subject: dict[str, str] = field(default_factory=lambda: {"CN": "tiller-ca"})
    authority_days: int = 3650
    certificate_days: int = 365
    renew_days: int = 30
    authority_renew_days: int = 425
    overlap_days: int = 1
    requests: bool = False


@dataclass(frozen=True)
class CertificateInfo:
    """Facts of a certificate; none of them is secret.

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
        """Return the facts as a module returns them."""
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
    """Return the names under which Tiller is reached: the local end of a tunnel and its Service."""
    inside = [service, f"{service}.{namespace}", f"{service}.{namespace}.svc"]
    return ("127.0.0.1", "localhost", *inside, f"{service}.{namespace}.svc.cluster.local")
