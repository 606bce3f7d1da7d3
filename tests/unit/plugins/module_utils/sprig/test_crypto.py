# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checksums, password hashes, derived passwords and AES.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
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

CHECKSUMS = [
    ("sha1sum .text", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d", None),
    ("sha1sum .unicode", "d119b66a5c49fc72a6ec6e554efa874e45b52965", None),
    ("sha1sum .empty", "da39a3ee5e6b4b0d3255bfef95601890afd80709", None),
    ("sha1sum .invalid", "c736f5bc5eb09d04778f936dc9db1c39989db2b8", None),
    ("sha1sum .lines", "e4feba80b96c41aaf7394a1ea207600451f5f89d", None),
    ("sha1sum .null", None, "wrong type for value; expected string; got interface {}"),
    ("sha1sum .int", None, "wrong type for value; expected string; got int"),
    ("sha256sum .text", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", None),
    ("sha256sum .unicode", "ad0d35c76288653c6c5415125bdb6349a9e26ccddd43a4f03937e0480f47ed5c", None),
    ("sha256sum .empty", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", None),
    ("sha256sum .invalid", "47212fceb7977a877254b285e2a10338d62b5299b1b0da60ac2c4557886dcb87", None),
    ("sha256sum .lines", "95843cddbc329706d221d25db48b775444209688e4822a4e1016f791b8f7b37a", None),
    ("sha256sum .null", None, "wrong type for value; expected string; got interface {}"),
    ("sha256sum .int", None, "wrong type for value; expected string; got int"),
    (
        "sha512sum .text",
        (
            "9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca72323c3d99ba5c11d7c"
            "7acc6e14b8c5da0c4663475c2e5c3adef46f73bcdec043"
        ),
        None,
    ),
    (
        "sha512sum .unicode",
        (
            "01c03354382968022ecdbe3ee8ff1060bd3009a3ed5102cd527c9b48da48aea2df744524f820fa4479"
            "d3eb059aaef137a4099e062671732e20a458cbe74a5761"
        ),
        None,
    ),
    (
        "sha512sum .empty",
        (
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff"
            "8318d2877eec2f63b931bd47417a81a538327af927da3e"
        ),
        None,
    ),
    (
        "sha512sum .invalid",
        (
            "6c5bfed1f2a8d2e749ab7375c02aa48c491e1ad4d4ba8ae9a77825d85eaac7c2131e04363469acca00"
            "9339f99e7f90e802b8fc620606caa57ba4a6f45ba9ee60"
        ),
        None,
    ),
    (
        "sha512sum .lines",
        (
            "1170947fa8affecdeee57024fe2aaafd1e9cc0c59dcafc1466f48f771b9e0e6b84dd2b2d8aaf769d7f"
            "f6d290013e783664593faf53b4c7c4ef1660f3877ef585"
        ),
        None,
    ),
    ("sha512sum .null", None, "wrong type for value; expected string; got interface {}"),
    ("sha512sum .int", None, "wrong type for value; expected string; got int"),
    ("adler32sum .text", "103547413", None),
    ("adler32sum .unicode", "1139410928", None),
    ("adler32sum .empty", "1", None),
    ("adler32sum .invalid", "105513510", None),
    ("adler32sum .lines", "592184394", None),
    ("adler32sum .null", None, "wrong type for value; expected string; got interface {}"),
    ("adler32sum .int", None, "wrong type for value; expected string; got int"),
]


@pytest.mark.parametrize(("call", "output", "error"), PASSWORDS, ids=[row[0] for row in PASSWORDS])
def test_passwords(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), ENCRYPTION, ids=[row[0] for row in ENCRYPTION])
def test_encryption(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), CHECKSUMS, ids=[row[0] for row in CHECKSUMS])
def test_checksums(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
