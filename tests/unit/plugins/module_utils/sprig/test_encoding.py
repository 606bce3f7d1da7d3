# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Base64 and Base32.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
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


@pytest.mark.parametrize(("call", "output", "error"), ENCODING, ids=[row[0] for row in ENCODING])
def test_encoding(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
