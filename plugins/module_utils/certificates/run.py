# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run over a certificate directory: its parameters, its changes and its result."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from . import issue
from .directory import PRIVATE, PUBLIC, CertificateDirectory
from .specs import CertificateInfo, DirectorySpec, KeySpec


@dataclass(frozen=True)
class CertificateChange:
    """A change and its reason.

    :ivar what: ``make``, ``issue``, ``request``, ``introduce``, ``switch``, ``finish`` or ``mode``.
    """

    what: str
    name: str
    reason: str


@dataclass
class CertificateResult:
    """What a run changed, or would change.

    :ivar before: facts for a diff by file name, as found.
    :ivar after: the same after the run; in check mode without anything random.
    :ivar authorities: facts of all trusted authorities, the active one first.
    """

    changes: list[CertificateChange] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    authorities: list[CertificateInfo] = field(default_factory=list)
    certificates: dict[str, CertificateInfo] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def changed(self, what: str) -> bool:
        """Return whether there is a change of a kind."""
        return any(change.what == what for change in self.changes)


@dataclass
class Run:
    """One run over a directory; nothing is written in check mode.

    :ivar step: requested step of the authority's rotation.
    """

    directory: CertificateDirectory
    spec: DirectorySpec
    step: str
    check: bool
    now: datetime.datetime
    result: CertificateResult = field(default_factory=CertificateResult)

    def record(self, what: str, name: str, reason: str) -> None:
        """Record a change."""
        self.result.changes.append(CertificateChange(what, name, reason))

    def generate_key(self) -> Any:
        """Generate a key; in check mode a cheap one, since it is thrown away."""
        return issue.generate_key(KeySpec() if self.check else self.spec.key)

    def write_key(self, name: str, content: bytes) -> None:
        """Write a private key."""
        if not self.check:
            self.directory.write(self.directory.key(name), content, PRIVATE)

    def write_certificate(self, name: str, content: bytes) -> None:
        """Write one or more certificates."""
        if not self.check:
            self.directory.write(self.directory.certificate(name), content, PUBLIC)

    def write_request(self, name: str, content: bytes) -> None:
        """Write a certificate signing request."""
        if not self.check:
            self.directory.write(self.directory.request(name), content, PUBLIC)

    def restrict_key(self, name: str) -> None:
        """Make a private key accessible to its owner only."""
        path = self.directory.key(name)
        if self.directory.is_accessible_to_others(path):
            self.record("mode", path, "the private key was accessible to other users")
            if not self.check:
                self.directory.restrict(path)


def diff_view(info: CertificateInfo, key: str | None = None) -> dict[str, Any]:
    """Return the facts that a diff shows: nothing random, and no time of day.

    :param key: type of the key, if it is not that of the certificate.
    """
    return {
        "subject": info.subject,
        "issuer": info.issuer,
        "key": key or info.key,
        "not_after": info.not_after[:10],
        "hosts": list(info.hosts),
        "usages": list(info.usages),
    }
