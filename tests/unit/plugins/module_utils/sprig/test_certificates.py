# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and certificates: contents, signatures and encodings."""

from __future__ import annotations

import base64
import datetime
import hashlib
import ipaddress
import re
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.functions import FunctionError
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.certificates import Certificate
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import Entropy
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.func_map import func_map
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

NOW = 1_700_000_000
TABLE = func_map(Entropy(clock=lambda: NOW * 1_000_000_000))


def call(name: str, *args: Any) -> Any:
    return TABLE[name].call(*args)


def load(certificate: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.Cert.encode())


def load_key(text: str) -> Any:
    return serialization.load_pem_private_key(text.encode(), None)


# The oldest supported cryptography cannot compare keys, check who signed, or tell times in UTC by itself.


def same_key(key: Any, certificate: x509.Certificate) -> bool:
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return bool(key.public_key().public_bytes(*form) == certificate.public_key().public_bytes(*form))


def lifetime(certificate: x509.Certificate) -> tuple[datetime.datetime, datetime.datetime]:
    if hasattr(certificate, "not_valid_before_utc"):
        return certificate.not_valid_before_utc, certificate.not_valid_after_utc
    utc = datetime.UTC
    return certificate.not_valid_before.replace(tzinfo=utc), certificate.not_valid_after.replace(tzinfo=utc)


def verify(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    """Raise InvalidSignature unless the issuer's key signed the certificate."""
    assert certificate.issuer == issuer.subject
    key: Any = issuer.public_key()
    algorithm: Any = certificate.signature_hash_algorithm
    how: tuple[Any, ...] = ()
    if isinstance(key, rsa.RSAPublicKey):
        how = (padding.PKCS1v15(), algorithm)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        how = (ec.ECDSA(algorithm),)
    key.verify(certificate.signature, certificate.tbs_certificate_bytes, *how)


@pytest.fixture(scope="module")
def authority() -> Certificate:
    made: Certificate = call("genCA", "my-ca", 365)
    return made


EXTENSIONS = ["keyUsage", "extendedKeyUsage", "basicConstraints"]


def extensions(certificate: x509.Certificate) -> list[str]:
    return [extension.oid._name for extension in certificate.extensions]


def test_an_authority(authority: Certificate) -> None:
    made = load(authority)
    assert made.version is x509.Version.v3
    assert made.subject.rfc4514_string() == made.issuer.rfc4514_string() == "CN=my-ca"
    # a PrintableString, as Go writes it
    assert made.subject.public_bytes().hex() == "3010310e300c060355040313056d792d6361"
    assert extensions(made) == [*EXTENSIONS, "subjectKeyIdentifier"]
    usage = made.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert (usage.value.key_cert_sign, usage.value.digital_signature, usage.value.key_encipherment) == (True,) * 3
    assert made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    key = load_key(authority.Key)
    assert isinstance(key, rsa.RSAPrivateKey)
    assert key.key_size == 2048
    assert authority.Key.startswith("-----BEGIN RSA PRIVATE KEY-----\n")
    assert same_key(key, made)
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    identifier = made.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert identifier == hashlib.sha256(public).digest()[:20]


def test_how_long_it_is_good(authority: Certificate) -> None:
    made = load(authority)
    start = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
    assert lifetime(made) == (start, start + datetime.timedelta(days=365))


def test_one_that_ended_before_it_began() -> None:
    start, end = lifetime(load(call("genSelfSignedCert", "x", [], [], -5)))
    assert end - start == datetime.timedelta(days=-5)


def test_a_self_signed_one() -> None:
    made = load(call("genSelfSignedCert", "foo.com", ["10.0.0.1", "::1", "::ffff:1.2.3.4"], ["bar.com", "*.b"], 1))
    assert extensions(made) == [*EXTENSIONS, "subjectAltName"]
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert not names.critical
    assert names.value.get_values_for_type(x509.DNSName) == ["bar.com", "*.b"]
    addresses = [ipaddress.ip_address(text) for text in ("10.0.0.1", "::1", "1.2.3.4")]
    assert names.value.get_values_for_type(x509.IPAddress) == addresses
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not made.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign


def test_without_a_subject_the_alternative_names_are_critical() -> None:
    made = load(call("genSelfSignedCert", "", [], ["a.b"], 1))
    assert made.subject.rfc4514_string() == ""
    assert made.extensions.get_extension_for_class(x509.SubjectAlternativeName).critical


def test_a_signed_one(authority: Certificate) -> None:
    made = load(call("genSignedCert", "foo", [], ["foo.svc"], 7, authority))
    signer = load(authority)
    assert made.issuer == signer.subject
    assert extensions(made) == [*EXTENSIONS, "authorityKeyIdentifier", "subjectAltName"]
    identifier = made.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert identifier == signer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert isinstance(signer.public_key(), rsa.RSAPublicKey)
    verify(made, signer)


@pytest.mark.parametrize(
    ("kind", "cls", "begin"),
    [
        ("ecdsa", ec.EllipticCurvePrivateKey, "EC PRIVATE KEY"),
        ("ed25519", ed25519.Ed25519PrivateKey, "PRIVATE KEY"),
    ],
)
def test_keys_of_other_kinds(kind: str, cls: type, begin: str) -> None:
    text = call("genPrivateKey", kind)
    assert text.startswith(f"-----BEGIN {begin}-----\n")
    assert isinstance(load_key(text), cls)
    for made in (call("genCAWithKey", "k", 1, text), call("genSelfSignedCertWithKey", "k", [], [], 1, text)):
        assert made.Key == text
        assert same_key(load_key(text), load(made))
    authority = call("genCAWithKey", "k", 1, text)
    made = call("genSignedCertWithKey", "k", [], [], 1, authority, text)
    verify(load(made), load(authority))


def test_a_given_pair(authority: Certificate) -> None:
    def encoded(text: str) -> str:
        return base64.b64encode(text.encode()).decode()

    built = call("buildCustomCert", encoded(authority.Cert), encoded(authority.Key))
    assert (built.Cert, built.Key) == (authority.Cert, authority.Key)
    verify(load(call("genSignedCert", "x", [], [], 1, built)), load(authority))
    with pytest.raises(FunctionError, match="error parsing private key: no PEM data in input"):
        call("buildCustomCert", encoded(authority.Cert), encoded("x"))


def test_a_key_of_somebody_else(authority: Certificate) -> None:
    mixed = Certificate(authority.Cert, call("genCA", "other", 1).Key)
    with pytest.raises(FunctionError, match=re.escape("x509: provided PrivateKey doesn't match parent's PublicKey")):
        call("genSignedCert", "x", [], [], 1, mixed)


def test_a_certificate_without_pem() -> None:
    with pytest.raises(FunctionError, match="^unable to decode certificate$"):
        call("genSignedCert", "x", [], [], 1, Certificate())


def test_serial_numbers_differ(authority: Certificate) -> None:
    numbers = {load(call("genCAWithKey", "x", 1, authority.Key)).serial_number for _ in range(3)}
    assert len(numbers) == 3


ERRORS = [
    ('genSelfSignedCert "foo" (list "x") nil 5', None, "error calling genSelfSignedCert: error parsing ip: x"),
    (
        'genSelfSignedCert "foo" (list 1) nil 5',
        None,
        "error calling genSelfSignedCert: error parsing ip: 1 is not a string",
    ),
    (
        'genSelfSignedCert "foo" (list nil) nil 5',
        None,
        "error calling genSelfSignedCert: error parsing ip: <nil> is not a string",
    ),
    (
        'genSelfSignedCert "foo" (list "fe80::1%eth0") nil 5',
        None,
        "error calling genSelfSignedCert: error parsing ip: fe80::1%eth0",
    ),
    (
        'genSelfSignedCert "foo" nil (list 1) 5',
        None,
        ("error calling genSelfSignedCert: error processing alternate dns name: 1 is not a string"),
    ),
    (
        'genSelfSignedCert "foo" nil (list "é.com") 5',
        None,
        (
            'error calling genSelfSignedCert: error creating certificate: x509: "é.com" cannot '
            "be encoded as an IA5String"
        ),
    ),
    ('genSelfSignedCert "foo" "x" nil 5', None, 'can\'t handle "x" for arg of type []interface {}'),
    ("genCA 1 5", None, "expected string; found 1"),
    ('genCA "x" "5"', None, 'expected integer; found "5"'),
    ('genCAWithKey "x" 5 "nope"', None, "error calling genCAWithKey: parsing private key: no PEM data in input"),
    (
        ('genCAWithKey "x" 5 "-----BEGIN FOO PRIVATE KEY-----\\neA==\\n-----END FOO PRIVATE KEY-----\\n"'),
        None,
        ("error calling genCAWithKey: parsing private key: invalid private key type FOO PRIVATE KEY"),
    ),
    (
        ('genCAWithKey "x" 5 "-----BEGIN CERTIFICATE-----\\neA==\\n-----END CERTIFICATE-----\\n"'),
        None,
        ("error calling genCAWithKey: parsing private key: no private key data in PEM block of type CERTIFICATE"),
    ),
    ('genSignedCert "foo" nil nil 5 "x"', None, 'can\'t handle "x" for arg of type sprig.certificate'),
    (
        'genSignedCert "foo" nil nil 5 (dict "Cert" "" "Key" "")',
        None,
        "wrong type for value; expected sprig.certificate; got map[string]interface {}",
    ),
    ('buildCustomCert "!" ""', None, "error calling buildCustomCert: unable to decode base64 certificate"),
    ('buildCustomCert "eA==" "!"', None, "error calling buildCustomCert: unable to decode base64 private key"),
    ('buildCustomCert "eA==" "eA=="', None, "error calling buildCustomCert: unable to decode certificate"),
    ('genPrivateKey "nope"', "Unknown type nope", None),
    ("genPrivateKey 1", None, "expected string; found 1"),
    ('genPrivateKey "rsa" | trunc 31', "-----BEGIN RSA PRIVATE KEY-----", None),
    ('genPrivateKey "" | trunc 31', "-----BEGIN RSA PRIVATE KEY-----", None),
    ('genPrivateKey "ecdsa" | trunc 30', "-----BEGIN EC PRIVATE KEY-----", None),
    ('genPrivateKey "ed25519" | trunc 27', "-----BEGIN PRIVATE KEY-----", None),
    ('(genCA "x" 1).Cert | trunc 27', "-----BEGIN CERTIFICATE-----", None),
    ('(genCA "x" 1).Key | trunc 31', "-----BEGIN RSA PRIVATE KEY-----", None),
    ('genCA "x" 1 | typeOf', "sprig.certificate", None),
    ('genCA "x" 1 | kindOf', "struct", None),
]


@pytest.mark.parametrize(("call", "output", "error"), ERRORS, ids=[row[0] for row in ERRORS])
def test_errors(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
