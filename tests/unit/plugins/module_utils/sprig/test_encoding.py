# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Base64, Base32, checksums, paths and flow.

Each row is what an action holds (or a whole template), what Go prints for it, and the end of Go's error if it is one.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

ENCODING = [
    ("b64enc .text", "aGVsbG8=", None),
    ("b64enc .unicode", "aMOpbGxvIHfDtnJsZCDDnw==", None),
    ("b64enc .empty", "", None),
    ("b64enc .invalid", "/2FiYw==", None),
    ("b64enc .lines", "bGluZTEKbGluZTIKCng=", None),
    ("b64enc .null", None, "wrong type for value; expected string; got interface {}"),
    ("b64enc .int", None, "wrong type for value; expected string; got int"),
    ("b64dec .text", "illegal base64 data at input byte 4", None),
    ("b64dec .unicode", "illegal base64 data at input byte 1", None),
    ("b64dec .empty", "", None),
    ("b64dec .invalid", "illegal base64 data at input byte 0", None),
    ("b64dec .lines", "illegal base64 data at input byte 11", None),
    ("b64dec .null", None, "wrong type for value; expected string; got interface {}"),
    ("b64dec .int", None, "wrong type for value; expected string; got int"),
    ("b32enc .text", "NBSWY3DP", None),
    ("b32enc .unicode", "NDB2S3DMN4QHPQ5WOJWGIIGDT4======", None),
    ("b32enc .empty", "", None),
    ("b32enc .invalid", "75QWEYY=", None),
    ("b32enc .lines", "NRUW4ZJRBJWGS3TFGIFAU6A=", None),
    ("b32enc .null", None, "wrong type for value; expected string; got interface {}"),
    ("b32enc .int", None, "wrong type for value; expected string; got int"),
    ("b32dec .text", "illegal base32 data at input byte 0", None),
    ("b32dec .unicode", "illegal base32 data at input byte 0", None),
    ("b32dec .empty", "", None),
    ("b32dec .invalid", "illegal base32 data at input byte 0", None),
    ("b32dec .lines", "illegal base32 data at input byte 0", None),
    ("b32dec .null", None, "wrong type for value; expected string; got interface {}"),
    ("b32dec .int", None, "wrong type for value; expected string; got int"),
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
    ('b64dec "aGVsbG8="', "hello", None),
    ('b64dec "aGVs\\nbG8=\\n"', "hello", None),
    ('b64dec "aGVsbG8"', "illegal base64 data at input byte 4", None),
    ('b64dec "aGVsbG8=="', "illegal base64 data at input byte 8", None),
    ('b64dec "aGVsbG8=x"', "illegal base64 data at input byte 8", None),
    ('b64dec "a"', "illegal base64 data at input byte 0", None),
    ('b64dec "a==="', "illegal base64 data at input byte 1", None),
    ('b64dec "=aaa"', "illegal base64 data at input byte 0", None),
    ('b64dec "aa=a"', "illegal base64 data at input byte 2", None),
    ('b64dec "a-_a"', "illegal base64 data at input byte 1", None),
    ('b64dec "/2FiYw==" | quote', '"\\xffabc"', None),
    ('b32dec "NBSWY3DP"', "hello", None),
    ('b32dec "NBSWY3D="', "hell", None),
    ('b32dec "nbswy3dp"', "illegal base32 data at input byte 0", None),
    ('b32dec "NBSWY3DPEB3W64TMMQ======"', "hello world", None),
    ('b32dec "NBSWY3DPEB3W64TMMQ====="', "illegal base32 data at input byte 23", None),
    ('b32dec "NB=="', "illegal base32 data at input byte 4", None),
    ('b32dec "N======="', "illegal base32 data at input byte 1", None),
    ('b32dec "1"', "illegal base32 data at input byte 0", None),
    ('b32dec "NBSW\\nY3DP"', "hello", None),
    ('b64enc (b64dec "/2FiYw==")', "/2FiYw==", None),
]

PATHS = [
    ('base "/a/b/c.txt"', "c.txt", None),
    ('base "/"', "/", None),
    ('base "//"', "/", None),
    ('base ""', ".", None),
    ('base "a/"', "a", None),
    ('dir "/a/b/c.txt"', "/a/b", None),
    ('dir "a"', ".", None),
    ('dir "/a"', "/", None),
    ('dir ""', ".", None),
    ('dir "a//b//c"', "a/b", None),
    ('clean "/a/../../b/./c//d/.."', "/b/c", None),
    ('clean ""', ".", None),
    ('clean "a/../.."', "..", None),
    ('clean "../../x"', "../../x", None),
    ('clean "/.."', "/", None),
    ('clean "./a"', "a", None),
    ('ext "a.tar.gz"', ".gz", None),
    ('ext "a"', "", None),
    ('ext ".bashrc"', ".bashrc", None),
    ('ext "a.b/c"', "", None),
    ('ext "a."', ".", None),
    ('isAbs "/a"', "true", None),
    ('isAbs "a"', "false", None),
    ('isAbs ""', "false", None),
    ('osBase "/a/b"', "b", None),
    ('osDir "/a/b"', "/a", None),
    ('osClean "/a//b/"', "/a/b", None),
    ('osExt "x.yaml"', ".yaml", None),
    ('osIsAbs "/x"', "true", None),
    ("base .int", None, "wrong type for value; expected string; got int"),
    ("clean .null", None, "wrong type for value; expected string; got interface {}"),
]

FLOW = [
    ("hello", "Hello!", None),
    ("hello 1", None, "wrong number of args for hello: want 0 got 1"),
    ('fail "it broke"', None, "error calling fail: it broke"),
    ('fail ""', None, "error calling fail: "),
    ("fail", None, "wrong number of args for fail: want 1 got 0"),
    ("fail .int", None, "wrong type for value; expected string; got int"),
    ('env "THERE_IS_NO_SUCH_VARIABLE"', "", None),
    ('expandenv "a $THERE_IS_NO_SUCH_VARIABLE ${THERE_IS_NO_SUCH_VARIABLE}b $"', "a  b $", None),
    ('expandenv "$- ${} ${ $%x $"', "   $%x $", None),
]


@pytest.mark.parametrize(("call", "output", "error"), ENCODING, ids=[row[0] for row in ENCODING])
def test_encoding(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), PATHS, ids=[row[0] for row in PATHS])
def test_paths(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)


@pytest.mark.parametrize(("call", "output", "error"), FLOW, ids=[row[0] for row in FLOW])
def test_flow(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
