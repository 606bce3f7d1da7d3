# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate authority: creation and rotation.

The authority's file is a bundle of all trusted authorities, the active one first. An authority is replaced in three
steps, and everything distributed before a step keeps working after it:

``introduce``
    Create a successor. Certificates still come from the old authority; the bundle contains both.
``switch``
    Make the successor the active authority and reissue all certificates. The bundle still contains both.
``finish``
    Remove the old authority from the bundle.

Between two steps the files have to reach Tiller and every client, so a run takes only one of them.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import CertificateError
from . import issue, pem
from .run import Run, diff_view

if TYPE_CHECKING:
    from cryptography import x509

AUTO, INTRODUCE, SWITCH, FINISH, KEEP = "auto", "introduce", "switch", "finish", "keep"

#: base names of the files of the authority and of its successor's key
CA, SUCCESSOR = "ca", "ca.next"


@dataclass
class Authority:
    """The trusted authorities with the keys that are available.

    :ivar trusted: certificates of all trusted authorities, the active one first.
    :ivar key: private key of the active authority; None if it is kept elsewhere.
    """

    trusted: list[x509.Certificate]
    key: Any = None
    successor_key: Any = None

    @property
    def active(self) -> x509.Certificate:
        """Certificate of the authority that issues certificates."""
        return self.trusted[0]

    @property
    def successor(self) -> x509.Certificate | None:
        """Certificate of the successor during a rotation."""
        if self.successor_key is None:
            return None
        public = pem.public_key_bytes(self.successor_key)
        return next((item for item in self.trusted if pem.public_key_bytes(item) == public), None)


def ensure_authority(run: Run) -> Authority:
    """Load or create the authority, and take the step of its rotation that is requested or due, except ``finish``."""
    found = _load(run)
    if found is None:
        return _create(run, "missing")
    shown = [diff_view(pem.certificate_info(item, run.now)) for item in found.trusted]
    run.result.before["ca"] = {"active": shown[0], "trusted": shown[1:]}
    run.restrict_key(CA)
    days_left = (pem.not_after(found.active) - run.now).days
    expired = pem.not_after(found.active) <= run.now
    successor = found.successor
    if successor is None:
        due = run.step == AUTO and 0 <= days_left < run.spec.authority_renew_days
        if run.step == INTRODUCE or due:
            reason = "requested" if run.step == INTRODUCE else f"the authority expires in {days_left} days"
            return _introduce_successor(run, found, reason)
    else:
        age = (run.now - pem.not_before(successor)).total_seconds() / 86400
        if run.step == SWITCH or (run.step == AUTO and (age >= run.spec.overlap_days or expired)):
            reason = "requested" if run.step == SWITCH else f"the successor was introduced {age:.0f} days ago"
            return _switch_to_successor(run, found, successor, reason)
    if expired:
        if run.step == KEEP:
            raise CertificateError(
                "has expired", run.directory.certificate(CA), "Set rotation to auto to create a new authority."
            )
        # nobody trusts the old authority any more, so there is nothing to keep working
        run.result.warnings.append(
            "The authority had expired: distribute the new one to Tiller and all clients at the same time."
        )
        return _create(run, "the authority has expired")
    return found


def _load(run: Run) -> Authority | None:
    """Load the authority, or return None if there is no certificate.

    :raises CertificateError: a file is not valid, or certificate and key do not match.
    """
    directory = run.directory
    path, key_path, successor_path = directory.certificate(CA), directory.key(CA), directory.key(SUCCESSOR)
    content, key_content, successor_content = (directory.read(item) for item in (path, key_path, successor_path))
    if content is None:
        return None
    trusted = pem.parse_certificates(content, path)
    key = pem.parse_key(key_content, key_path) if key_content is not None else None
    if key is not None:
        public = pem.public_key_bytes(key)
        matching = [item for item in trusted if pem.public_key_bytes(item) == public]
        if not matching:
            raise CertificateError(
                "does not match any certificate of the authority",
                key_path,
                f"Restore the key of {path}, or move both files away to create a new authority.",
            )
        trusted = [matching[0], *(item for item in trusted if item is not matching[0])]
    successor_key = pem.parse_key(successor_content, successor_path) if successor_content is not None else None
    active = trusted[0]
    if "authority" not in pem.usages(active):
        raise CertificateError("is not a CA certificate", path, "Move it away to create a new authority.")
    if not pem.has_key_usage(active):
        run.result.warnings.append(
            f"{path} has no keyUsage extension, so strict clients such as Python 3.13 reject it. "
            "Rotate the authority to replace it."
        )
    return Authority(trusted, key, successor_key)


def _create(run: Run, reason: str) -> Authority:
    key_path = run.directory.key(CA)
    # Keep a key without a certificate: it may be in use, or an earlier run was interrupted between the two files.
    kept = run.directory.read(key_path) if run.directory.read(run.directory.certificate(CA)) is None else None
    key = pem.parse_key(kept, key_path) if kept else run.generate_key()
    certificate = issue.issue_authority(run.spec.authority_subject, key, run.spec.authority_days, run.now)
    run.record("make", CA, reason)
    if not run.check:
        run.directory.remove(run.directory.key(SUCCESSOR))
    # Write the certificate last: without its key it would look like an authority whose key is kept elsewhere.
    run.write_key(CA, pem.key_pem(key))
    run.write_certificate(CA, pem.certificates_pem(certificate))
    return Authority([certificate], key)


def _introduce_successor(run: Run, authority: Authority, reason: str) -> Authority:
    key = run.generate_key()
    subject = dict(run.spec.authority_subject)
    # With two authorities of the same name, a verifier may pick the wrong one as the issuer.
    taken = {pem.name_text(item.subject) for item in authority.trusted}
    number = 2
    while pem.name_text(issue.build_subject(subject)) in taken:
        subject["CN"] = f"{run.spec.authority_subject.get('CN', 'tiller-ca')}-{number}"
        number += 1
    certificate = issue.issue_authority(subject, key, run.spec.authority_days, run.now)
    trusted = [*authority.trusted, certificate]
    run.record(INTRODUCE, CA, reason)
    run.write_key(SUCCESSOR, pem.key_pem(key))
    run.write_certificate(CA, pem.certificates_pem(*trusted))
    return Authority(trusted, authority.key, key)


def _switch_to_successor(run: Run, authority: Authority, successor: x509.Certificate, reason: str) -> Authority:
    trusted = [successor, *(item for item in authority.trusted if item is not successor)]
    run.record(SWITCH, CA, reason)
    if not run.check:
        # The key determines the active certificate, so this rename is what switches.
        run.directory.rename(run.directory.key(SUCCESSOR), run.directory.key(CA))
    run.write_certificate(CA, pem.certificates_pem(*trusted))
    return Authority(trusted, authority.successor_key)


def finish_rotation(run: Run, authority: Authority) -> None:
    """Remove the old authority from the bundle if requested or due, and expired ones unless the step is ``keep``."""
    if run.step == KEEP or len(authority.trusted) < 2 or run.result.changed(SWITCH):
        return
    if authority.successor is not None:
        return
    if run.step == FINISH or (run.step == AUTO and _is_settled(run)):
        old = authority.trusted[1:]
    else:
        old = [item for item in authority.trusted[1:] if pem.not_after(item) <= run.now]
    if not old:
        return
    authority.trusted = [item for item in authority.trusted if item not in old]
    run.record(FINISH, CA, "requested" if run.step == FINISH else "all certificates are issued by the new authority")
    run.write_certificate(CA, pem.certificates_pem(*authority.trusted))


def _is_settled(run: Run) -> bool:
    """Return whether all certificates of the new authority are old enough to have been distributed."""
    for spec in run.spec.certificates:
        path = run.directory.certificate(spec.name)
        content = run.directory.read(path)
        if content is None:
            return False
        certificate = pem.parse_certificates(content, path)[0]
        if run.now - pem.not_before(certificate) < datetime.timedelta(days=run.spec.overlap_days):
            return False
    return True
