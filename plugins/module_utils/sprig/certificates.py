# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private keys and certificates.

The library cryptography does the work; keys and serial numbers come from the operating system, never from a seed.
Errors have sprig's wording up to where Go's own parser would explain more.
"""

from __future__ import annotations

import re
from typing import Any

from ..errors import MissingLibraryError
from ..gotemplate.functions import FunctionError, function
from ..gotemplate.kinds import GoStruct
from ..gotemplate.printing import format_value
from ..gotemplate.strconv import quote
from .addresses import AddressError, parse_address
from .encoding import CorruptInputError, base64_decode
from .numeric import wrap
from .octets import decode, encode
from .sources import Sources, volatile

_LIST = "[]interface{}"


class Certificate(GoStruct):
    """What the functions return: a certificate and its private key, both PEM."""

    go_type = "sprig.certificate"
    go_fields = {"Cert": "string", "Key": "string"}

    def __init__(self, cert: str = "", key: str = "") -> None:
        self.Cert = cert
        self.Key = key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and (self.Cert, self.Key) == (other.Cert, other.Key)

    def __hash__(self) -> int:
        return hash((self.Cert, self.Key))


def _library() -> Any:
    try:
        from cryptography import x509
    except ImportError:
        raise MissingLibraryError(
            "The Python library cryptography is not installed",
            remedy="A template makes or reads keys or certificates: install cryptography 3.4 or newer.",
        ) from None
    return x509


# ---------------------------------------------------------------------------------------------------------- PEM

_PEM = rb"(?:\A|(?<=\n))-----BEGIN ([^\n]*?)-----[ \t\r]*\n(.*?)(?:\A|(?<=\n))-----END \1-----[ \t\r]*(?:\n|\Z)"


def _pem(text: bytes) -> tuple[str, bytes] | None:
    """The type and the content of the first PEM block of a text."""
    for match in re.finditer(_PEM, text, re.S):
        body = match.group(2)
        # headers end with an empty line
        if b":" in body:
            body = re.sub(rb"\A(?:[^\n]*:[^\n]*\n)+\s*", b"", body)
        try:
            return match.group(1).decode("utf-8", "replace"), base64_decode(re.sub(rb"[ \t]", b"", body))
        except CorruptInputError:
            continue
    return None


# --------------------------------------------------------------------------------------------------------- keys


def _new_rsa(bits: int) -> Any:
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def _key_pem(key: Any) -> str:
    """A private key in the form that its kind has: PKCS#1, SEC 1, OpenSSL's for DSA, else PKCS#8."""
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
def gen_private_key(sources: Sources, kind: str) -> str:
    if kind not in ("", "rsa", "dsa", "ecdsa", "ed25519"):
        return f"Unknown type {kind}"
    _library()
    sources.certificate()
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519

    if kind == "dsa":
        return _key_pem(dsa.generate_private_key(2048))
    if kind == "ecdsa":
        return _key_pem(ec.generate_private_key(ec.SECP256R1()))
    if kind == "ed25519":
        return _key_pem(ed25519.Ed25519PrivateKey.generate())
    return _key_pem(_new_rsa(4096))


_KINDS = {"RSA": "RSA", "EC": "EC", "DSA": "DSA"}


def _read_key(text: str) -> Any:
    """The private key in a PEM text.

    :raises FunctionError: with sprig's text.
    """
    _library()
    from cryptography.hazmat.primitives import serialization

    block = _pem(encode(text))
    if block is None:
        raise FunctionError("no PEM data in input")
    kind, content = block
    if kind == "PRIVATE KEY":
        failure = "decoding PEM as PKCS#8"
    elif not kind.endswith(" PRIVATE KEY"):
        raise FunctionError(f"no private key data in PEM block of type {kind}")
    elif kind[: -len(" PRIVATE KEY")] not in _KINDS:
        raise FunctionError(f"invalid private key type {kind}")
    else:
        failure = f"parsing {kind[: -len(' PRIVATE KEY')]} private key from PEM"
    try:
        key = serialization.load_der_private_key(content, None)
    except Exception:  # the library raises many kinds of errors for bad keys
        raise FunctionError(f"{failure}: asn1: structure error: malformed key") from None
    return key


# ------------------------------------------------------------------------------------------------- certificates


def _addresses(ips: list[Any]) -> list[Any]:
    import ipaddress

    found = []
    for ip in ips:
        if not isinstance(ip, str):
            raise FunctionError(f"error parsing ip: {format_value(ip)} is not a string")
        try:
            octets, zone = parse_address(ip)
        except AddressError:
            raise FunctionError(f"error parsing ip: {ip}") from None
        if zone:
            raise FunctionError(f"error parsing ip: {ip}")
        if len(octets) == 16 and octets.startswith(bytes(10) + b"\xff\xff"):
            octets = octets[12:]
        found.append(ipaddress.ip_address(octets))
    return found


def _names(names: list[Any]) -> list[str]:
    for name in names:
        if not isinstance(name, str):
            raise FunctionError(f"error processing alternate dns name: {format_value(name)} is not a string")
    return list(names)


class _Request:
    """What a certificate is to say: subject, alternative names, and how long it is good for."""

    def __init__(self, name: str, ips: list[Any], alternatives: list[Any], days: int) -> None:
        self.name = name
        self.addresses = _addresses(ips)
        self.alternatives = _names(alternatives)
        self.days = days


def _sign(
    sources: Sources, request: _Request, key: Any, signer: Any, signer_key: Any, authority: bool = False
) -> Certificate:
    """Issue a certificate for a key.

    :param signer: the certificate of who signs, or None when it signs itself.
    """
    import datetime
    import secrets

    x509 = _library()
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import dsa, ed448, ed25519
    from cryptography.hazmat.primitives.serialization import Encoding

    sources.certificate()
    if isinstance(signer_key, dsa.DSAPrivateKey):
        raise FunctionError(
            "error creating certificate: x509: certificate private key does not implement crypto.Signer"
        )
    if isinstance(key, dsa.DSAPrivateKey):
        raise FunctionError("error creating certificate: x509: unsupported public key type: *dsa.PublicKey")
    if signer is not None and _public_octets(signer.public_key()) != _public_octets(signer_key.public_key()):
        raise FunctionError("error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey")
    subject = _subject(x509, request.name)
    # the span is a number of nanoseconds, which wraps around after 292 years
    span = wrap(request.days * 86_400_000_000_000) // 1_000_000_000
    modern = isinstance(signer_key, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey))
    try:
        start = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=sources.now() // 1_000_000_000)
        end = start + datetime.timedelta(seconds=span)
        if end.year < 1950:
            # Go could write it, the library cannot
            raise FunctionError(f"error creating certificate: {request.days} days lead to the year {end.year}")
        # made by its constructor, since its methods refuse a certificate that ends before it begins
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
    """The extensions in the order of Go's x509.CreateCertificate, and whether each is critical."""
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
        # RFC 7093's first method, which Go turned to in 1.25
        digest = hashlib.sha256(_public_octets(key.public_key())).digest()[:20]
        extensions.append((x509.SubjectKeyIdentifier(digest), False))
    identifier = _key_identifier(x509, signer)
    if identifier is not None:
        extensions.append((x509.AuthorityKeyIdentifier(identifier, None, None), False))
    names = [x509.DNSName(_ia5(name)) for name in request.alternatives]
    names += [x509.IPAddress(address) for address in request.addresses]
    if names:
        # without a subject the alternative names are all there is
        extensions.append((x509.SubjectAlternativeName(names), not request.name))
    return extensions


def _public_octets(key: Any) -> bytes:
    """The public key itself, as it stands in the bit string of a certificate."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if isinstance(key, rsa.RSAPublicKey):
        return bytes(key.public_bytes(Encoding.DER, PublicFormat.PKCS1))
    if isinstance(key, ec.EllipticCurvePublicKey):
        return bytes(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    return bytes(key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def _string_type(text: str) -> dict[str, Any]:
    """Go writes a name as PrintableString where it can; the library's default is UTF8String."""
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


def _read_certificate(text: bytes) -> Any:
    x509 = _library()
    block = _pem(text)
    if block is None:
        raise FunctionError("unable to decode certificate")
    try:
        return x509.load_der_x509_certificate(block[1])
    except ValueError:
        raise FunctionError("error parsing certificate: decodedCert.Bytes: x509: malformed certificate") from None


@function("buildCustomCert", "string", "string", result="sprig.certificate")
def build_custom_cert(cert: str, key: str) -> Certificate:
    try:
        cert_pem = base64_decode(encode(cert))
    except CorruptInputError:
        raise FunctionError("unable to decode base64 certificate") from None
    try:
        key_pem = base64_decode(encode(key))
    except CorruptInputError:
        raise FunctionError("unable to decode base64 private key") from None
    _read_certificate(cert_pem)
    try:
        _read_key(decode(key_pem))
    except FunctionError as error:
        raise FunctionError(f"error parsing private key: {error.what}") from None
    return Certificate(decode(cert_pem), decode(key_pem))


def _given_key(text: str) -> Any:
    try:
        return _read_key(text)
    except FunctionError as error:
        raise FunctionError(f"parsing private key: {error.what}") from None


def _make_authority(sources: Sources, name: str, days: int, key: Any) -> Certificate:
    return _sign(sources, _Request(name, [], [], days), key, None, key, authority=True)


@volatile("genCA", "string", "int", result="sprig.certificate")
def gen_ca(sources: Sources, name: str, days: int) -> Certificate:
    _library()
    return _make_authority(sources, name, days, _new_rsa(2048))


@volatile("genCAWithKey", "string", "int", "string", result="sprig.certificate")
def gen_ca_with_key(sources: Sources, name: str, days: int, key: str) -> Certificate:
    return _make_authority(sources, name, days, _given_key(key))


@volatile("genSelfSignedCert", "string", _LIST, _LIST, "int", result="sprig.certificate")
def gen_self_signed_cert(sources: Sources, name: str, ips: list[Any], names: list[Any], days: int) -> Certificate:
    _library()
    request = _Request(name, ips, names, days)
    key = _new_rsa(2048)
    return _sign(sources, request, key, None, key)


@volatile("genSelfSignedCertWithKey", "string", _LIST, _LIST, "int", "string", result="sprig.certificate")
def gen_self_signed_cert_with_key(
    sources: Sources, name: str, ips: list[Any], names: list[Any], days: int, key: str
) -> Certificate:
    private = _given_key(key)
    return _sign(sources, _Request(name, ips, names, days), private, None, private)


def _signed(
    sources: Sources, name: str, ips: list[Any], names: list[Any], days: int, authority: Certificate, key: Any
) -> Certificate:
    signer = _read_signer(encode(authority.Cert))
    try:
        signer_key = _read_key(authority.Key)
    except FunctionError as error:
        raise FunctionError(f"error parsing private key: {error.what}") from None
    request = _Request(name, ips, names, days)
    return _sign(sources, request, _new_rsa(2048) if key is None else key, signer, signer_key)


def _read_signer(text: bytes) -> Any:
    try:
        return _read_certificate(text)
    except FunctionError as error:
        raise FunctionError(error.what.replace("decodedCert.Bytes", "decodedSignerCert.Bytes")) from None


@volatile("genSignedCert", "string", _LIST, _LIST, "int", "sprig.certificate", result="sprig.certificate")
def gen_signed_cert(
    sources: Sources, name: str, ips: list[Any], names: list[Any], days: int, authority: Certificate
) -> Certificate:
    return _signed(sources, name, ips, names, days, authority, None)


@volatile(
    "genSignedCertWithKey", "string", _LIST, _LIST, "int", "sprig.certificate", "string", result="sprig.certificate"
)
def gen_signed_cert_with_key(
    sources: Sources, name: str, ips: list[Any], names: list[Any], days: int, authority: Certificate, key: str
) -> Certificate:
    return _signed(sources, name, ips, names, days, authority, _given_key(key))
