# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Crypto functions for private keys and X.509 certificates: ``genPrivateKey``, ``genCA``, ``genSignedCert`` and so on.

Keys and serial numbers come from the operating system, never from a seed. Error messages are sprig's, without the
details that Go's own parsers add.
"""

from __future__ import annotations

import re
from typing import Any

from ..errors import MissingLibraryError
from ..gotemplate.functions import FunctionError, function
from ..gotemplate.kinds import GoStruct
from ..gotemplate.printing import format_value
from ..gotemplate.strconv import go_bytes, go_text, quote
from .encoding import CorruptInputError, base64_decode
from .entropy import Entropy, volatile
from .golib.int64 import wrap_int64
from .golib.netip import AddressError, parse_address

_LIST = "[]interface{}"


class Certificate(GoStruct):
    """sprig.certificate: a certificate and its private key, both in PEM."""

    go_type = "sprig.certificate"
    go_fields = {"Cert": "string", "Key": "string"}

    def __init__(self, cert: str = "", key: str = "") -> None:
        self.Cert = cert
        self.Key = key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and (self.Cert, self.Key) == (other.Cert, other.Key)

    def __hash__(self) -> int:
        return hash((self.Cert, self.Key))


def _x509() -> Any:
    try:
        from cryptography import x509
    except ImportError:
        raise MissingLibraryError(
            "cryptography", "3.4", "for template functions that use keys and certificates"
        ) from None
    return x509


# --- PEM --------------------------------------------------------------------------------------------------------------

_PEM = rb"(?:\A|(?<=\n))-----BEGIN ([^\n]*?)-----[ \t\r]*\n(.*?)(?:\A|(?<=\n))-----END \1-----[ \t\r]*(?:\n|\Z)"


def _decode_pem(text: bytes) -> tuple[str, bytes] | None:
    """pem.Decode: return type and content of the first PEM block."""
    for match in re.finditer(_PEM, text, re.S):
        body = match.group(2)
        # PEM headers end with an empty line
        if b":" in body:
            body = re.sub(rb"\A(?:[^\n]*:[^\n]*\n)+\s*", b"", body)
        try:
            return match.group(1).decode("utf-8", "replace"), base64_decode(re.sub(rb"[ \t]", b"", body))
        except CorruptInputError:
            continue
    return None


# --- keys -------------------------------------------------------------------------------------------------------------


def _new_rsa(bits: int) -> Any:
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def _key_pem(key: Any) -> str:
    """Return a private key as PEM in sprig's format for its type: PKCS#1, SEC 1, OpenSSL's for DSA, else PKCS#8."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

    traditional = isinstance(key, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey, dsa.DSAPrivateKey))
    form = serialization.PrivateFormat
    return str(
        key.private_bytes(
            serialization.Encoding.PEM,
            form.TraditionalOpenSSL if traditional else form.PKCS8,
            serialization.NoEncryption(),
        ).decode("ascii")
    )


@volatile("genPrivateKey", "string", result="string")
def gen_private_key(entropy: Entropy, kind: str) -> str:
    if kind not in ("", "rsa", "dsa", "ecdsa", "ed25519"):
        return f"Unknown type {kind}"
    _x509()
    entropy.mark_certificate()
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519

    if kind == "dsa":
        return _key_pem(dsa.generate_private_key(2048))
    if kind == "ecdsa":
        return _key_pem(ec.generate_private_key(ec.SECP256R1()))
    if kind == "ed25519":
        return _key_pem(ed25519.Ed25519PrivateKey.generate())
    return _key_pem(_new_rsa(4096))


_KEY_TYPES = ("RSA", "EC", "DSA")


def _parse_key(text: str) -> Any:
    """Parse a private key in PEM.

    :raises FunctionError: with sprig's message.
    """
    _x509()
    from cryptography.hazmat.primitives import serialization

    block = _decode_pem(go_bytes(text))
    if block is None:
        raise FunctionError("no PEM data in input")
    kind, content = block
    if kind == "PRIVATE KEY":
        failure = "decoding PEM as PKCS#8"
    elif not kind.endswith(" PRIVATE KEY"):
        raise FunctionError(f"no private key data in PEM block of type {kind}")
    elif kind[: -len(" PRIVATE KEY")] not in _KEY_TYPES:
        raise FunctionError(f"invalid private key type {kind}")
    else:
        failure = f"parsing {kind[: -len(' PRIVATE KEY')]} private key from PEM"
    try:
        key = serialization.load_der_private_key(content, None)
    except Exception:  # cryptography raises many types of errors for malformed keys
        raise FunctionError(f"{failure}: asn1: structure error: malformed key") from None
    return key


# --- certificates -----------------------------------------------------------------------------------------------------


def _parse_ips(ips: list[Any]) -> list[Any]:
    import ipaddress

    found = []
    for ip in ips:
        if not isinstance(ip, str):
            raise FunctionError(f"error parsing ip: {format_value(ip)} is not a string")
        try:
            packed, zone = parse_address(ip)
        except AddressError:
            raise FunctionError(f"error parsing ip: {ip}") from None
        if zone:
            raise FunctionError(f"error parsing ip: {ip}")
        if len(packed) == 16 and packed.startswith(bytes(10) + b"\xff\xff"):
            packed = packed[12:]
        found.append(ipaddress.ip_address(packed))
    return found


def _check_names(names: list[Any]) -> list[str]:
    for name in names:
        if not isinstance(name, str):
            raise FunctionError(f"error processing alternate dns name: {format_value(name)} is not a string")
    return list(names)


class _Request:
    """Subject, alternative names and validity of a certificate to issue."""

    def __init__(self, name: str, ips: list[Any], alternatives: list[Any], days: int) -> None:
        self.name = name
        self.addresses = _parse_ips(ips)
        self.alternatives = _check_names(alternatives)
        self.days = days


def _issue(
    entropy: Entropy, request: _Request, key: Any, signer: Any, signer_key: Any, authority: bool = False
) -> Certificate:
    """Issue a certificate for a key.

    :param signer: certificate of the signing CA, or None for a self-signed certificate.
    :param authority: whether the certificate is that of a CA.
    """
    import datetime
    import secrets

    x509 = _x509()
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import dsa, ed448, ed25519
    from cryptography.hazmat.primitives.serialization import Encoding

    entropy.mark_certificate()
    if isinstance(signer_key, dsa.DSAPrivateKey):
        raise FunctionError(
            "error creating certificate: x509: certificate private key does not implement crypto.Signer"
        )
    if isinstance(key, dsa.DSAPrivateKey):
        raise FunctionError("error creating certificate: x509: unsupported public key type: *dsa.PublicKey")
    if signer is not None and _public_key_bytes(signer.public_key()) != _public_key_bytes(signer_key.public_key()):
        raise FunctionError("error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey")
    subject = _subject(x509, request.name)
    # Go counts the validity in nanoseconds, which overflow after 292 years
    span = wrap_int64(request.days * 86_400_000_000_000) // 1_000_000_000
    modern = isinstance(signer_key, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey))
    try:
        start = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=entropy.now() // 1_000_000_000)
        end = start + datetime.timedelta(seconds=span)
        if end.year < 1950:
            # Go can encode it, cryptography cannot
            raise FunctionError(f"error creating certificate: a validity of {request.days} days ends in {end.year}")
        # use the constructor: the builder's methods reject a certificate that ends before it starts
        builder = x509.CertificateBuilder(
            issuer_name=subject if signer is None else signer.subject,
            subject_name=subject,
            public_key=key.public_key(),
            serial_number=secrets.randbelow((1 << 128) - 1) + 1,
            not_valid_before=start,
            not_valid_after=end,
        )
        for extension, critical in _extensions(x509, request, key, signer, authority):
            builder = builder.add_extension(extension, critical=critical)
        certificate = builder.sign(signer_key, None if modern else hashes.SHA256())
    except (OverflowError, TypeError, ValueError) as error:
        raise FunctionError(f"error creating certificate: {error}") from None
    return Certificate(certificate.public_bytes(Encoding.PEM).decode("ascii"), _key_pem(key))


def _subject(x509: Any, name: str) -> Any:
    from cryptography.x509.oid import NameOID

    if not name:
        return x509.Name([])
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name, **_string_type(name))])


def _extensions(x509: Any, request: _Request, key: Any, signer: Any, authority: bool) -> list[tuple[Any, bool]]:
    """Return the extensions in the order of Go's x509.CreateCertificate, each with its critical flag."""
    import hashlib

    from cryptography.x509.oid import ExtendedKeyUsageOID

    unused = ["content_commitment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only"]
    usage = dict.fromkeys(unused, False)
    extensions = [
        (x509.KeyUsage(digital_signature=True, key_encipherment=True, key_cert_sign=authority, **usage), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), False),
        (x509.BasicConstraints(ca=authority, path_length=None), True),
    ]
    if authority:
        # RFC 7093 method 1, which Go uses since 1.25
        digest = hashlib.sha256(_public_key_bytes(key.public_key())).digest()[:20]
        extensions.append((x509.SubjectKeyIdentifier(digest), False))
    identifier = _key_identifier(x509, signer)
    if identifier is not None:
        extensions.append((x509.AuthorityKeyIdentifier(identifier, None, None), False))
    names = [x509.DNSName(_ia5(name)) for name in request.alternatives]
    names += [x509.IPAddress(address) for address in request.addresses]
    if names:
        # the extension is critical if the subject is empty (RFC 5280)
        extensions.append((x509.SubjectAlternativeName(names), not request.name))
    return extensions


def _public_key_bytes(key: Any) -> bytes:
    """Return the public key as encoded in the bit string of SubjectPublicKeyInfo."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if isinstance(key, rsa.RSAPublicKey):
        return bytes(key.public_bytes(Encoding.DER, PublicFormat.PKCS1))
    if isinstance(key, ec.EllipticCurvePublicKey):
        return bytes(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    return bytes(key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def _string_type(text: str) -> dict[str, Any]:
    """Encode a name as PrintableString where possible, as Go does; cryptography's default is UTF8String."""
    try:
        from cryptography.x509.name import _ASN1Type
    except ImportError:
        return {}
    if re.match(r"[A-Za-z0-9 '()+,\-./:=?]*\Z", text):
        return {"_type": _ASN1Type.PrintableString}
    return {}


def _ia5(name: str) -> str:
    if not name.isascii():
        raise FunctionError(f"error creating certificate: x509: {quote(name)} cannot be encoded as an IA5String")
    return name


def _key_identifier(x509: Any, signer: Any) -> bytes | None:
    if signer is None:
        return None
    try:
        extension = signer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    except x509.ExtensionNotFound:
        return None
    return bytes(extension.value.digest)


def _parse_certificate(text: bytes) -> Any:
    x509 = _x509()
    block = _decode_pem(text)
    if block is None:
        raise FunctionError("unable to decode certificate")
    try:
        return x509.load_der_x509_certificate(block[1])
    except ValueError:
        raise FunctionError("error parsing certificate: decodedCert.Bytes: x509: malformed certificate") from None


@function("buildCustomCert", "string", "string", result="sprig.certificate")
def build_custom_cert(cert: str, key: str) -> Certificate:
    try:
        cert_pem = base64_decode(go_bytes(cert))
    except CorruptInputError:
        raise FunctionError("unable to decode base64 certificate") from None
    try:
        key_pem = base64_decode(go_bytes(key))
    except CorruptInputError:
        raise FunctionError("unable to decode base64 private key") from None
    _parse_certificate(cert_pem)
    try:
        _parse_key(go_text(key_pem))
    except FunctionError as error:
        raise FunctionError(f"error parsing private key: {error.what}") from None
    return Certificate(go_text(cert_pem), go_text(key_pem))


def _parse_given_key(text: str) -> Any:
    try:
        return _parse_key(text)
    except FunctionError as error:
        raise FunctionError(f"parsing private key: {error.what}") from None


def _issue_ca(entropy: Entropy, name: str, days: int, key: Any) -> Certificate:
    return _issue(entropy, _Request(name, [], [], days), key, None, key, authority=True)


@volatile("genCA", "string", "int", result="sprig.certificate")
def gen_ca(entropy: Entropy, name: str, days: int) -> Certificate:
    _x509()
    return _issue_ca(entropy, name, days, _new_rsa(2048))


@volatile("genCAWithKey", "string", "int", "string", result="sprig.certificate")
def gen_ca_with_key(entropy: Entropy, name: str, days: int, key: str) -> Certificate:
    return _issue_ca(entropy, name, days, _parse_given_key(key))


@volatile("genSelfSignedCert", "string", _LIST, _LIST, "int", result="sprig.certificate")
def gen_self_signed_cert(entropy: Entropy, name: str, ips: list[Any], names: list[Any], days: int) -> Certificate:
    _x509()
    request = _Request(name, ips, names, days)
    key = _new_rsa(2048)
    return _issue(entropy, request, key, None, key)


@volatile("genSelfSignedCertWithKey", "string", _LIST, _LIST, "int", "string", result="sprig.certificate")
def gen_self_signed_cert_with_key(
    entropy: Entropy, name: str, ips: list[Any], names: list[Any], days: int, key: str
) -> Certificate:
    private = _parse_given_key(key)
    return _issue(entropy, _Request(name, ips, names, days), private, None, private)


def _issue_signed(
    entropy: Entropy, name: str, ips: list[Any], names: list[Any], days: int, authority: Certificate, key: Any
) -> Certificate:
    signer = _parse_signer(go_bytes(authority.Cert))
    try:
        signer_key = _parse_key(authority.Key)
    except FunctionError as error:
        raise FunctionError(f"error parsing private key: {error.what}") from None
    request = _Request(name, ips, names, days)
    return _issue(entropy, request, _new_rsa(2048) if key is None else key, signer, signer_key)


def _parse_signer(text: bytes) -> Any:
    try:
        return _parse_certificate(text)
    except FunctionError as error:
        raise FunctionError(error.what.replace("decodedCert.Bytes", "decodedSignerCert.Bytes")) from None


@volatile("genSignedCert", "string", _LIST, _LIST, "int", "sprig.certificate", result="sprig.certificate")
def gen_signed_cert(
    entropy: Entropy, name: str, ips: list[Any], names: list[Any], days: int, authority: Certificate
) -> Certificate:
    return _issue_signed(entropy, name, ips, names, days, authority, None)


@volatile(
    "genSignedCertWithKey", "string", _LIST, _LIST, "int", "sprig.certificate", "string", result="sprig.certificate"
)
def gen_signed_cert_with_key(
    entropy: Entropy, name: str, ips: list[Any], names: list[Any], days: int, authority: Certificate, key: str
) -> Certificate:
    return _issue_signed(entropy, name, ips, names, days, authority, _parse_given_key(key))
