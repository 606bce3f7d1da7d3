# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make keys, authorities and the certificates that they issue."""

from __future__ import annotations

import datetime
import ipaddress
from typing import TYPE_CHECKING, Any

from ..errors import CertificateError
from . import pem
from .model import RSA, SUBJECT, KeyKind, Leaf

if TYPE_CHECKING:
    from cryptography import x509

#: clocks of other hosts may be behind
_SKEW = datetime.timedelta(minutes=5)


def make_key(kind: KeyKind) -> Any:
    """A new private key."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if kind.algorithm == RSA:
        return rsa.generate_private_key(public_exponent=65537, key_size=kind.size)
    return ec.generate_private_key(ec.SECP256R1())


def subject_of(parts: dict[str, str]) -> x509.Name:
    """A subject of parts by their short names.

    :raises CertificateError: a part is unknown or has a value that it may not have.
    """
    from cryptography import x509

    unknown = sorted(set(parts) - set(SUBJECT))
    if unknown:
        raise CertificateError(f"has a part {unknown[0]!r} that is not known", "subject", f"Use {', '.join(SUBJECT)}.")
    try:
        return x509.Name(
            [
                x509.NameAttribute(x509.ObjectIdentifier(pem.OIDS[name]), parts[name])
                for name in SUBJECT
                if parts.get(name)
            ]
        )
    except (ValueError, TypeError) as error:
        raise CertificateError(f"is not possible: {error}", "subject") from error


def make_authority(parts: dict[str, str], key: Any, days: int, now: datetime.datetime) -> x509.Certificate:
    """A certificate that ``key`` signs for itself, and with which it may issue others (but no other authorities)."""
    from cryptography import x509

    name = subject_of(parts)
    builder = _builder(name, name, key.public_key(), now, now + datetime.timedelta(days=days))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(authority=True, encipherment=False), critical=True)
    return _sign(builder, key)


def make_leaf(
    leaf: Leaf, key: Any, days: int, issuer: x509.Certificate, signer: Any, now: datetime.datetime
) -> x509.Certificate:
    """A certificate for a server or a client; it ends with its authority at the latest."""
    from cryptography import x509

    end = min(now + datetime.timedelta(days=days), pem.not_after(issuer))
    builder = _builder(subject_of(leaf.subject), issuer.subject, key.public_key(), now, end)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    rsa = (pem.kind_of(key.public_key()) or KeyKind()).algorithm == RSA
    builder = builder.add_extension(_usage(authority=False, encipherment=rsa and leaf.server), critical=True)
    purposes = [oid for oid, used in ((pem.SERVER_AUTH, leaf.server), (pem.CLIENT_AUTH, leaf.client)) if used]
    if purposes:
        usage = x509.ExtendedKeyUsage([x509.ObjectIdentifier(oid) for oid in purposes])
        builder = builder.add_extension(usage, critical=False)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
    )
    if leaf.hosts:
        names = x509.SubjectAlternativeName([general_name(host) for host in leaf.hosts])
        builder = builder.add_extension(names, critical=False)
    return _sign(builder, signer)


def make_request(leaf: Leaf, key: Any) -> bytes:
    """A request for a leaf's certificate, as PEM, for an authority elsewhere."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    builder = x509.CertificateSigningRequestBuilder().subject_name(subject_of(leaf.subject))
    if leaf.hosts:
        names = x509.SubjectAlternativeName([general_name(host) for host in leaf.hosts])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def general_name(host: str) -> x509.GeneralName:
    """A DNS name or an IP address, for the list of a certificate's names.

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


def _usage(authority: bool, encipherment: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        # The key exchange of TLS 1.2 that only RSA has.
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
