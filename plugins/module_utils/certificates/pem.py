# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Between PEM texts and the objects of ``cryptography``; and what a certificate says."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from ..errors import CertificateError, MissingLibraryError
from .model import ECDSA, RSA, Facts, KeyKind

if TYPE_CHECKING:
    from cryptography import x509

_BLOCK = re.compile(b"-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----")

#: a subject's parts by their OIDs' dotted text
OIDS = {
    "C": "2.5.4.6",
    "ST": "2.5.4.8",
    "L": "2.5.4.7",
    "O": "2.5.4.10",
    "OU": "2.5.4.11",
    "CN": "2.5.4.3",
    "emailAddress": "1.2.840.113549.1.9.1",
}
_SHORT = {oid: name for name, oid in OIDS.items()}

SERVER_AUTH = "1.3.6.1.5.5.7.3.1"
CLIENT_AUTH = "1.3.6.1.5.5.7.3.2"
_USAGES = {SERVER_AUTH: "server", CLIENT_AUTH: "client"}


def require() -> None:
    """:raises MissingLibraryError: there is no cryptography, or an old one."""
    try:
        import cryptography
    except ImportError:
        version: tuple[int, ...] = (0,)
    else:
        version = tuple(int(part) for part in re.findall(r"\d+", cryptography.__version__)[:2])
    if version < (3, 4):
        raise MissingLibraryError("cryptography >= 3.4 is needed to make and read certificates")


def certificates(content: bytes, where: str) -> list[x509.Certificate]:
    """The certificates of a PEM file, in its order.

    :raises CertificateError: there is none, or one is broken.
    """
    from cryptography import x509

    found = []
    for block in _BLOCK.findall(content):
        try:
            found.append(x509.load_pem_x509_certificate(block + b"\n"))
        except ValueError as error:
            raise CertificateError("holds a certificate that cannot be read", where) from error
    if not found:
        raise CertificateError("holds no certificate in PEM", where)
    return found


def private_key(content: bytes, where: str) -> Any:
    """The key of a PEM file.

    :raises CertificateError: it is broken, or has a passphrase.
    """
    from cryptography.hazmat.primitives import serialization

    try:
        return serialization.load_pem_private_key(content, None)
    except TypeError as error:
        raise CertificateError(
            "is protected by a passphrase", where, "Tiller cannot be told one: store the key without it."
        ) from error
    # Its own error for kinds of keys that it does not know is no ValueError.
    except Exception as error:
        raise CertificateError("holds no private key in PEM that can be read", where) from error


def key_text(key: Any) -> bytes:
    """A key as PEM, PKCS #8, without a passphrase."""
    from cryptography.hazmat.primitives import serialization

    text: bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return text


def certificate_text(*found: x509.Certificate) -> bytes:
    """Certificates as PEM, one after the other."""
    from cryptography.hazmat.primitives import serialization

    return b"".join(item.public_bytes(serialization.Encoding.PEM) for item in found)


def public_bytes(owner: Any) -> bytes:
    """The public key of a certificate, a request or a private key, for comparing."""
    from cryptography.hazmat.primitives import serialization

    raw: bytes = owner.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return raw


def kind_of(public: Any) -> KeyKind | None:
    """What kind of key a public key belongs to; None for one that is not made here."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(public, rsa.RSAPublicKey):
        return KeyKind(RSA, public.key_size)
    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name == "secp256r1":
        return KeyKind(ECDSA)
    return None


def signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether ``issuer`` has issued ``certificate``: by name and by signature."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    if certificate.issuer != issuer.subject or certificate.signature_hash_algorithm is None:
        return False
    public = issuer.public_key()
    content, algorithm = certificate.tbs_certificate_bytes, certificate.signature_hash_algorithm
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(certificate.signature, content, padding.PKCS1v15(), algorithm)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(certificate.signature, content, ec.ECDSA(algorithm))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def not_after(certificate: x509.Certificate) -> datetime.datetime:
    """The end of a certificate's time, in UTC."""
    # Older libraries know it without a zone only, newer ones warn of that.
    end = getattr(certificate, "not_valid_after_utc", None)
    return end or certificate.not_valid_after.replace(tzinfo=datetime.timezone.utc)


def not_before(certificate: x509.Certificate) -> datetime.datetime:
    """The begin of a certificate's time, in UTC."""
    begin = getattr(certificate, "not_valid_before_utc", None)
    return begin or certificate.not_valid_before.replace(tzinfo=datetime.timezone.utc)


def hosts_of(certificate: x509.Certificate | x509.CertificateSigningRequest) -> tuple[str, ...]:
    """The DNS names and addresses that a certificate, or a request for one, is for."""
    from cryptography import x509

    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    found = [str(value) for value in names.get_values_for_type(x509.IPAddress)]
    return tuple(found + [str(value) for value in names.get_values_for_type(x509.DNSName)])


def usages_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """What a certificate is for: ``authority``, ``server``, ``client``; nothing when it does not say."""
    from cryptography import x509

    found = []
    try:
        if certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            found.append("authority")
    except x509.ExtensionNotFound:
        pass
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return tuple(found)
    return (*found, *sorted(_USAGES.get(item.dotted_string, item.dotted_string) for item in usage))


def request_differs(content: bytes | None, key: Any, subject: x509.Name, hosts: tuple[str, ...]) -> str | None:
    """Why a PEM text is not the request of a key for a subject and names; None when it is."""
    from cryptography import x509

    if content is None:
        return "there is none"
    try:
        found = x509.load_pem_x509_csr(content)
        names = hosts_of(found)
    except ValueError:
        return "it cannot be read"
    if public_bytes(found) != public_bytes(key):
        return "it is of another key"
    if name_text(found.subject) != name_text(subject):
        return "its subject is another"
    return None if set(names) == set(hosts) else "its names are others"


def says_key_usage(certificate: x509.Certificate) -> bool:
    """Whether a certificate has the extension keyUsage, which strict clients want of an authority."""
    from cryptography import x509

    try:
        certificate.extensions.get_extension_for_class(x509.KeyUsage)
    except x509.ExtensionNotFound:
        return False
    return True


def name_text(name: x509.Name) -> str:
    """A subject or issuer as ``C=US, O=tiller, CN=tiller``."""
    return ", ".join(f"{_SHORT.get(part.oid.dotted_string, part.oid.dotted_string)}={part.value!s}" for part in name)


def facts(certificate: x509.Certificate, now: datetime.datetime) -> Facts:
    """What a certificate says."""
    from cryptography.hazmat.primitives import hashes

    kind = kind_of(certificate.public_key())
    end = not_after(certificate)
    return Facts(
        subject=name_text(certificate.subject),
        issuer=name_text(certificate.issuer),
        key=str(kind) if kind else "another",
        not_before=_time(not_before(certificate)),
        not_after=_time(end),
        days=(end - now).days,
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        hosts=hosts_of(certificate),
        usages=usages_of(certificate),
    )


def _time(moment: datetime.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
