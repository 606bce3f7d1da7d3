# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generate keys, certificate authorities, certificates and certificate signing requests."""

from __future__ import annotations

import datetime
import ipaddress
from typing import TYPE_CHECKING, Any

from ..errors import CertificateError
from . import pem
from .specs import RSA, SUBJECT, CertificateSpec, KeySpec

if TYPE_CHECKING:
    from cryptography import x509

#: tolerance for clocks of other hosts that are behind
_SKEW = datetime.timedelta(minutes=5)


def generate_key(spec: KeySpec) -> Any:
    """Generate a private key."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if spec.algorithm == RSA:
        return rsa.generate_private_key(public_exponent=65537, key_size=spec.size)
    return ec.generate_private_key(ec.SECP256R1())


def build_subject(attributes: dict[str, str]) -> x509.Name:
    """Build a subject from attributes by short name.

    :raises CertificateError: an attribute is unknown or its value is not valid.
    """
    from cryptography import x509

    unknown = sorted(set(attributes) - set(SUBJECT))
    if unknown:
        raise CertificateError(
            f"unknown attribute {unknown[0]!r}", "subject", f"Supported attributes are {', '.join(SUBJECT)}."
        )
    try:
        return x509.Name(
            [
                x509.NameAttribute(x509.ObjectIdentifier(pem.OIDS[name]), attributes[name])
                for name in SUBJECT
                if attributes.get(name)
            ]
        )
    except (ValueError, TypeError) as error:
        raise CertificateError(f"is not valid: {error}", "subject") from error


def issue_authority(subject: dict[str, str], key: Any, days: int, now: datetime.datetime) -> x509.Certificate:
    """Issue a self-signed certificate of an authority that can issue certificates, but no intermediate authorities."""
    from cryptography import x509

    name = build_subject(subject)
    builder = _builder(name, name, key.public_key(), now, now + datetime.timedelta(days=days))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_key_usage(authority=True, encipherment=False), critical=True)
    return _sign(builder, key)


def issue_certificate(
    spec: CertificateSpec, key: Any, days: int, issuer: x509.Certificate, signer: Any, now: datetime.datetime
) -> x509.Certificate:
    """Issue a server or client certificate, which does not outlive its authority."""
    from cryptography import x509

    end = min(now + datetime.timedelta(days=days), pem.not_after(issuer))
    builder = _builder(build_subject(spec.subject), issuer.subject, key.public_key(), now, end)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    rsa = (pem.key_spec(key.public_key()) or KeySpec()).algorithm == RSA
    builder = builder.add_extension(_key_usage(authority=False, encipherment=rsa and spec.server), critical=True)
    purposes = [oid for oid, used in ((pem.SERVER_AUTH, spec.server), (pem.CLIENT_AUTH, spec.client)) if used]
    if purposes:
        usage = x509.ExtendedKeyUsage([x509.ObjectIdentifier(oid) for oid in purposes])
        builder = builder.add_extension(usage, critical=False)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
    )
    if spec.hosts:
        names = x509.SubjectAlternativeName([general_name(host) for host in spec.hosts])
        builder = builder.add_extension(names, critical=False)
    return _sign(builder, signer)


def create_request(spec: CertificateSpec, key: Any) -> bytes:
    """Create a certificate signing request in PEM, for another authority to sign."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    builder = x509.CertificateSigningRequestBuilder().subject_name(build_subject(spec.subject))
    if spec.hosts:
        names = x509.SubjectAlternativeName([general_name(host) for host in spec.hosts])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def general_name(host: str) -> x509.GeneralName:
    """Convert a DNS name or IP address to a subject alternative name.

    :raises CertificateError: it is neither.
    """
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        if not host or host != host.strip() or any(character in host for character in "/: "):
            raise ValueError
        return x509.DNSName(host)
    except (ValueError, TypeError) as error:
        raise CertificateError("is neither a DNS name nor an IP address", repr(host)) from error


def _builder(
    subject: x509.Name, issuer: x509.Name, public: Any, now: datetime.datetime, end: datetime.datetime
) -> x509.CertificateBuilder:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before((now - _SKEW).replace(tzinfo=None))
        .not_valid_after(end.replace(tzinfo=None))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _key_usage(authority: bool, encipherment: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        # for RSA key exchange in TLS 1.2
        key_encipherment=encipherment,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _sign(builder: x509.CertificateBuilder, key: Any) -> x509.Certificate:
    from cryptography.hazmat.primitives import hashes

    return builder.sign(key, hashes.SHA256())
