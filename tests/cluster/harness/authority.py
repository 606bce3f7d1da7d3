# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate authority for each cluster, and the certificates that it issues.

All keys are P-256: they are generated in a millisecond, and every component supports them.
"""

from __future__ import annotations

import dataclasses
import datetime
import ipaddress
import os
import pathlib
from collections.abc import Iterable

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

#: Lifetime of certificates, and how long before expiry they are renewed.
LIFETIME = datetime.timedelta(days=3650)
MARGIN = datetime.timedelta(days=30)

#: A small clock skew must not make a fresh certificate "not yet valid".
SKEW = datetime.timedelta(minutes=5)


@dataclasses.dataclass(frozen=True)
class Pair:
    """The PEM files of a certificate and its key."""

    certificate: pathlib.Path
    key: pathlib.Path


class Authority:
    """The authority whose files are in ``folder``, a private folder that is created on demand."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.pair = self._pair("ca")

    @property
    def certificate(self) -> pathlib.Path:
        """Return the certificate that clients and pods trust."""
        return self.pair.certificate

    def establish(self) -> bool:
        """Create the authority unless it is still valid for long; True when created, which voids what it issued."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _due(self.pair):
            return False
        for file in self.folder.iterdir():
            file.unlink()
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "coxswain-local-cluster")])
        builder = _builder(name, name, key.public_key(), LIFETIME).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        builder = builder.add_extension(_usage(authority=True), critical=True)
        _write(self.pair, builder.sign(key, hashes.SHA256()), key)
        return True

    def serving(self, name: str, hosts: Iterable[str]) -> Pair:
        """Return a certificate for a server at ``hosts`` (names or addresses); peers of etcd are clients too."""
        pair = self._pair(name)
        if _due(pair):
            names = x509.SubjectAlternativeName([_host(host) for host in hosts])
            subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
            usages = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
            self._issue(pair, subject, usages, LIFETIME, names)
        return pair

    def client(
        self,
        name: str,
        user: str,
        groups: Iterable[str] = (),
        lifetime: datetime.timedelta = LIFETIME,
        renew: bool = False,
    ) -> Pair:
        """Return a certificate that authenticates ``user`` as a member of ``groups`` to the API server.

        A negative ``lifetime`` gives an expired certificate; ``renew`` replaces an existing one.
        """
        pair = self._pair(name)
        if renew or _due(pair):
            attributes = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group) for group in groups]
            subject = x509.Name([*attributes, x509.NameAttribute(NameOID.COMMON_NAME, user)])
            self._issue(pair, subject, [ExtendedKeyUsageOID.CLIENT_AUTH], lifetime, None)
        return pair

    def signing_key(self, name: str) -> Pair:
        """Return a key pair without a certificate to sign service account tokens; ``certificate`` is the public key."""
        pair = Pair(self.folder / f"{name}.pub", self.folder / f"{name}.key")
        if not (pair.certificate.exists() and pair.key.exists()):
            key = ec.generate_private_key(ec.SECP256R1())
            public = key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            _private(pair.key, _pem(key))
            _private(pair.certificate, public)
        return pair

    def _pair(self, name: str) -> Pair:
        return Pair(self.folder / f"{name}.crt", self.folder / f"{name}.key")

    def _issue(
        self,
        pair: Pair,
        subject: x509.Name,
        usages: list[x509.ObjectIdentifier],
        lifetime: datetime.timedelta,
        names: x509.SubjectAlternativeName | None,
    ) -> None:
        issuer = x509.load_pem_x509_certificate(self.pair.certificate.read_bytes())
        signer = serialization.load_pem_private_key(self.pair.key.read_bytes(), None)
        assert isinstance(signer, ec.EllipticCurvePrivateKey)
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(subject, issuer.subject, key.public_key(), lifetime)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(authority=False), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        if names:
            builder = builder.add_extension(names, critical=False)
        _write(pair, builder.sign(signer, hashes.SHA256()), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, lifetime: datetime.timedelta
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    end = now + lifetime
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(now, end) - SKEW)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _due(pair: Pair) -> bool:
    """Return whether the pair is missing, unreadable or about to expire."""
    try:
        certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
    except (OSError, ValueError):
        return True
    # The oldest supported cryptography returns naive datetimes in UTC.
    end = getattr(certificate, "not_valid_after_utc", None) or certificate.not_valid_after.replace(tzinfo=datetime.UTC)
    left = end - datetime.datetime.now(datetime.UTC)
    return not pair.key.exists() or left < MARGIN


def _write(pair: Pair, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    _private(pair.key, _pem(key))
    _private(pair.certificate, certificate.public_bytes(serialization.Encoding.PEM))


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _private(path: pathlib.Path, content: bytes) -> None:
    """Write a file atomically, readable by its owner only."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    scratch.rename(path)
