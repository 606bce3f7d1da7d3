# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords, hashes of passwords and encryption by a password.

Each row is what an action holds (or a whole template), what Go prints for it, and the end of Go's error if it is one.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PASSWORDS = [
    ('derivePassword 1 "long" "password" "user" "example.com"', "ZedaFaxcZaso9*", None),
    ('derivePassword 2 "maximum" "password" "user" "example.com"', "O8-6Bwz1*I5XVPPq)@H!", None),
    ('derivePassword 1 "medium" "password" "user" "example.com"', "ZedJuz8$", None),
    ('derivePassword 1 "short" "pässword" "üser" "exämple.com"', "Yot2", None),
    ('derivePassword 1 "basic" "" "" ""', "un78OYW2", None),
    ('derivePassword 4294967295 "pin" "p" "u" "s"', "1667", None),
    ('derivePassword 4294967296 "pin" "p" "u" "s"', "9426", None),
    ('derivePassword -1 "pin" "p" "u" "s"', None, "expected unsigned integer; found -1"),
    ('derivePassword 1 "nope" "p" "u" "s"', "cannot find password template nope", None),
    ('derivePassword "1" "pin" "p" "u" "s"', None, 'expected unsigned integer; found "1"'),
    ('htpasswd "a:b" "c"', "invalid username: a:b", None),
    ('htpasswd "u" "p" | trunc 9', "u:$2a$10$", None),
    ('htpasswd "u" "p" | len', "62", None),
    ('bcrypt "x" | len', "60", None),
    ('bcrypt "x" | trunc 7', "$2a$10$", None),
    (
        'bcrypt (repeat 73 "x")',
        "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes",
        None,
    ),
    (
        'htpasswd "u" (repeat 73 "x")',
        "u:failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes",
        None,
    ),
]

ENCRYPTION = [
    ('encryptAES "k" ""', "", None),
    ('decryptAES "k" ""', "", None),
    ('encryptAES "k" "héllo" | decryptAES "k"', "héllo", None),
    ('encryptAES "k" "héllo" | b64dec | len', "32", None),
    (
        ('encryptAES "0123456789012345678901234567890123456789" "x" | decryptAES "01234567890123456789012345678901"'),
        "x",
        None,
    ),
    ('decryptAES "secretkey" "30tEfhuJSVRhpG97XCuWgz2okj7L8vQ1s6V9zVUPeDQ="', "plaintext", None),
    ('decryptAES "k" "!"', None, "error calling decryptAES: illegal base64 data at input byte 0"),
    (
        'decryptAES "k" "eA=="',
        None,
        ("error calling decryptAES: runtime error: slice bounds out of range [:16] with capacity 3"),
    ),
    (
        'decryptAES "k" "AAAAAAAAAAAAAAAAAAAAAA=="',
        None,
        "error calling decryptAES: runtime error: index out of range [-1]",
    ),
    (
        'decryptAES "k" "AAAAAAAAAAAAAAAAAAAAAAA="',
        None,
        "error calling decryptAES: crypto/cipher: input not full blocks",
    ),
]

CERTIFICATES = [
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


@pytest.mark.parametrize(("call", "output", "error"), PASSWORDS, ids=[row[0] for row in PASSWORDS])
def test_passwords(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), ENCRYPTION, ids=[row[0] for row in ENCRYPTION])
def test_encryption(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), CERTIFICATES, ids=[row[0] for row in CERTIFICATES])
def test_certificates(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
