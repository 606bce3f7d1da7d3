# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse and serialize PEM, and read facts from certificates."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from ..errors import CertificateError, MissingLibraryError
from .specs import ECDSA, RSA, CertificateInfo, KeySpec

if TYPE_CHECKING:
    from cryptography import x509

_BLOCK = re.compile(b"-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----")

#: object identifiers of subject attributes by short name
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


def require_library() -> None:
    """:raises MissingLibraryError: cryptography is missing or too old."""
    try:
        import cryptography
    except ImportError:
        version: tuple[int, ...] = (0,)
    else:
        version = tuple(int(part) for part in re.findall(r"\d+", cryptography.__version__)[:2])
    if version < (3, 4):
        raise MissingLibraryError("cryptography", "3.4", "to create and read certificates")


def parse_certificates(content: bytes, where: str) -> list[x509.Certificate]:
    """Parse the certificates in a PEM file, in order.

    :param where: name of the file for errors.
    :raises CertificateError: there is no certificate, or one is not valid.
    """
    from cryptography import x509

    found = []
    for block in _BLOCK.findall(content):
        try:
            found.append(x509.load_pem_x509_certificate(block + b"\n"))
        except ValueError as error:
            raise CertificateError("contains an invalid certificate", where) from error
    if not found:
        raise CertificateError("contains no PEM certificate", where)
    return found


def parse_key(content: bytes, where: str) -> Any:
    """Parse the private key in a PEM file.

    :param where: name of the file for errors.
    :raises CertificateError: the key is not valid or is encrypted.
    """
    from cryptography.hazmat.primitives import serialization

    try:
        return serialization.load_pem_private_key(content, None)
    except TypeError as error:
        raise CertificateError(
            "is encrypted with a passphrase", where, "Tiller cannot decrypt it: store the key without a passphrase."
        ) from error
    # cryptography's UnsupportedAlgorithm is not a ValueError
    except Exception as error:
        raise CertificateError("contains no valid PEM private key", where) from error


def key_pem(key: Any) -> bytes:
    """Serialize a private key as unencrypted PKCS #8 PEM."""
    from cryptography.hazmat.primitives import serialization

    text: bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return text


def certificates_pem(*certificates: x509.Certificate) -> bytes:
    """Serialize certificates as concatenated PEM."""
    from cryptography.hazmat.primitives import serialization

    return b"".join(item.public_bytes(serialization.Encoding.PEM) for item in certificates)


def public_key_bytes(owner: Any) -> bytes:
    """Return the public key of a certificate, request or private key in DER, for comparison."""
    from cryptography.hazmat.primitives import serialization

    raw: bytes = owner.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return raw


def key_spec(public: Any) -> KeySpec | None:
    """Return the type of a public key, or None if it is not supported."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(public, rsa.RSAPublicKey):
        return KeySpec(RSA, public.key_size)
    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name == "secp256r1":
        return KeySpec(ECDSA)
    return None


def signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Return whether ``issuer`` issued ``certificate``, by name and signature."""
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
    """Return the end of a certificate's validity in UTC."""
    # cryptography 42 deprecates the naive attribute; older releases have no other
    end = getattr(certificate, "not_valid_after_utc", None)
    return end or certificate.not_valid_after.replace(tzinfo=datetime.timezone.utc)


def not_before(certificate: x509.Certificate) -> datetime.datetime:
    """Return the start of a certificate's validity in UTC."""
    start = getattr(certificate, "not_valid_before_utc", None)
    return start or certificate.not_valid_before.replace(tzinfo=datetime.timezone.utc)


def hosts(certificate: x509.Certificate | x509.CertificateSigningRequest) -> tuple[str, ...]:
    """Return the IP addresses and DNS names of a certificate or request."""
    from cryptography import x509

    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    found = [str(value) for value in names.get_values_for_type(x509.IPAddress)]
    return tuple(found + [str(value) for value in names.get_values_for_type(x509.DNSName)])


def usages(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return what a certificate is valid for: ``authority``, ``server``, ``client`` or other OIDs; may be empty."""
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


def request_difference(
    content: bytes | None, key: Any, subject: x509.Name, expected_hosts: tuple[str, ...]
) -> str | None:
    """Return why a request does not match a key, subject and alternative names, or None if it does."""
    from cryptography import x509

    if content is None:
        return "missing"
    try:
        found = x509.load_pem_x509_csr(content)
        found_hosts = hosts(found)
    except ValueError:
        return "not valid"
    if public_key_bytes(found) != public_key_bytes(key):
        return "does not match the private key"
    if name_text(found.subject) != name_text(subject):
        return "the subject differs"
    return None if set(found_hosts) == set(expected_hosts) else "the subject alternative names differ"


def has_key_usage(certificate: x509.Certificate) -> bool:
    """Return whether a certificate has the keyUsage extension, which strict clients require of an authority."""
    from cryptography import x509

    try:
        certificate.extensions.get_extension_for_class(x509.KeyUsage)
    except x509.ExtensionNotFound:
        return False
    return True


def name_text(name: x509.Name) -> str:
    """Return a subject or issuer as ``C=US, O=tiller, CN=tiller``."""
    return ", ".join(f"{_SHORT.get(part.oid.dotted_string, part.oid.dotted_string)}={part.value!s}" for part in name)


def certificate_info(certificate: x509.Certificate, now: datetime.datetime) -> CertificateInfo:
    """Return the facts of a certificate."""
    from cryptography.hazmat.primitives import hashes

    key = key_spec(certificate.public_key())
    end = not_after(certificate)
    return CertificateInfo(
        subject=name_text(certificate.subject),
        issuer=name_text(certificate.issuer),
        key=str(key) if key else "other",
        not_before=_rfc3339(not_before(certificate)),
        not_after=_rfc3339(end),
        days=(end - now).days,
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        hosts=hosts(certificate),
        usages=usages(certificate),
    )


def _rfc3339(moment: datetime.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
