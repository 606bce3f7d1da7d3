# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ensure the authority and its certificates in a directory, or remove them."""

from __future__ import annotations

import datetime
import os
from typing import TYPE_CHECKING

from ..errors import CertificateError
from . import issue, pem
from .directory import CertificateDirectory
from .rotation import AUTO, CA, SUCCESSOR, Authority, ensure_authority, finish_rotation
from .run import CertificateResult, Run, diff_view
from .specs import CertificateSpec, DirectorySpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509


def ensure(
    spec: DirectorySpec,
    *,
    step: str = AUTO,
    force: Sequence[str] = (),
    check: bool = False,
    now: datetime.datetime | None = None,
) -> CertificateResult:
    """Bring a directory to its desired state.

    :param step: step of the authority's rotation to take; ``auto`` takes the one that is due, if any.
    :param force: names of certificates to reissue in any case.
    :param check: predict only.
    :raises CertificateError: the specification or a file is not valid, or a file cannot be read or written.
    :raises MissingLibraryError: cryptography is missing or too old.
    """
    pem.require_library()
    _validate(spec, force)
    now = (now or datetime.datetime.now(datetime.timezone.utc)).replace(microsecond=0)
    run = Run(CertificateDirectory(spec.path), spec, step, check, now)
    if check:
        return _ensure(run, force)
    with run.directory.locked():
        return _ensure(run, force)


def remove(spec: DirectorySpec, *, check: bool = False) -> list[str]:
    """Delete the files of the authority and of all certificates; return the paths of those that existed."""
    directory = CertificateDirectory(spec.path)
    names = [CA, SUCCESSOR, *(certificate.name for certificate in spec.certificates)]
    paths = [
        path
        for name in names
        for path in (directory.key(name), directory.certificate(name), directory.request(name))
        if os.path.lexists(path)
    ]
    for path in [] if check else paths:
        directory.remove(path)
    return paths


def _validate(spec: DirectorySpec, force: Sequence[str]) -> None:
    names = [certificate.name for certificate in spec.certificates]
    for certificate in spec.certificates:
        certificate.check()
        issue.build_subject(certificate.subject)
        for host in certificate.hosts:
            issue.general_name(host)
    duplicates = sorted({name for name in names if names.count(name) > 1})
    if duplicates:
        raise CertificateError("is defined more than once", f"certificate {duplicates[0]}")
    unknown = sorted(set(force) - set(names))
    if unknown:
        raise CertificateError("cannot be renewed: it is not defined", f"certificate {unknown[0]}")
    issue.build_subject(spec.authority_subject)


def _ensure(run: Run, force: Sequence[str]) -> CertificateResult:
    authority = ensure_authority(run)
    for spec in run.spec.certificates:
        _ensure_certificate(run, spec, authority, spec.name in force)
    finish_rotation(run, authority)
    result = run.result
    result.authorities = [pem.certificate_info(item, run.now) for item in authority.trusted]
    created = run.check and result.changed("make")
    active = diff_view(result.authorities[0], str(run.spec.key) if created else None)
    result.after = {
        "ca": {"active": active, "trusted": [diff_view(item) for item in result.authorities[1:]]},
        **result.after,
    }
    return result


def _ensure_certificate(run: Run, spec: CertificateSpec, authority: Authority, forced: bool) -> None:
    path, key_path = run.directory.certificate(spec.name), run.directory.key(spec.name)
    content, key_content = run.directory.read(path), run.directory.read(key_path)
    certificate = _parse_if_valid(content, path)
    if certificate is not None:
        run.result.before[spec.name] = diff_view(pem.certificate_info(certificate, run.now))
    reason = "requested" if forced else _reissue_reason(run, spec, certificate, key_content, authority)
    if reason is None and certificate is not None:
        run.restrict_key(spec.name)
    else:
        if authority.key is None:
            raise CertificateError(
                f"is needed to issue the certificate {spec.name} ({reason})",
                run.directory.key(CA),
                "Provide the authority's key for this run.",
            )
        key = run.generate_key()
        certificate = issue.issue_certificate(
            spec, key, run.spec.certificate_days, authority.active, authority.key, run.now
        )
        run.record("issue", spec.name, str(reason))
        key_content = pem.key_pem(key)
        run.write_key(spec.name, key_content)
        run.write_certificate(spec.name, pem.certificates_pem(certificate))
    if run.spec.requests:
        _ensure_request(run, spec, key_content)
    info = pem.certificate_info(certificate, run.now)
    run.result.certificates[spec.name] = info
    run.result.after[spec.name] = diff_view(info, str(run.spec.key) if run.check and reason is not None else None)


def _reissue_reason(
    run: Run,
    spec: CertificateSpec,
    certificate: x509.Certificate | None,
    key_content: bytes | None,
    authority: Authority,
) -> str | None:
    """Return why a certificate has to be issued, or None if it is up to date."""
    if certificate is None:
        return "missing"
    if key_content is None:
        return "the private key is missing"
    try:
        key = pem.parse_key(key_content, run.directory.key(spec.name))
    except CertificateError:
        return "the private key is not valid"
    if pem.public_key_bytes(key) != pem.public_key_bytes(certificate):
        return "the private key does not match the certificate"
    if not pem.signed_by(certificate, authority.active):
        return "issued by another authority"
    days_left = (pem.not_after(certificate) - run.now).days
    # Reissuing does not help if the certificate expires with its authority.
    if days_left < run.spec.renew_days and pem.not_after(certificate) < pem.not_after(authority.active):
        return f"expires in {days_left} days" if days_left >= 0 else "expired"
    if pem.key_spec(certificate.public_key()) != run.spec.key:
        return f"the key type is not {run.spec.key}"
    if pem.name_text(certificate.subject) != pem.name_text(issue.build_subject(spec.subject)):
        return "the subject differs"
    if set(pem.hosts(certificate)) != set(_expected_hosts(spec)):
        return "the subject alternative names differ"
    usages = tuple(name for name, used in (("client", spec.client), ("server", spec.server)) if used)
    return None if pem.usages(certificate) == usages else "the extended key usage differs"


def _ensure_request(run: Run, spec: CertificateSpec, key_content: bytes | None) -> None:
    """Ensure the signing request for the key and specification of a certificate."""
    key = pem.parse_key(key_content or b"", run.directory.key(spec.name))
    content = run.directory.read(run.directory.request(spec.name))
    reason = pem.request_difference(content, key, issue.build_subject(spec.subject), _expected_hosts(spec))
    if reason is not None:
        run.record("request", spec.name, reason)
        run.write_request(spec.name, issue.create_request(spec, key))


def _expected_hosts(spec: CertificateSpec) -> tuple[str, ...]:
    return tuple(str(issue.general_name(host).value) for host in spec.hosts)


def _parse_if_valid(content: bytes | None, path: str) -> x509.Certificate | None:
    if content is None:
        return None
    try:
        return pem.parse_certificates(content, path)[0]
    except CertificateError:
        return None
