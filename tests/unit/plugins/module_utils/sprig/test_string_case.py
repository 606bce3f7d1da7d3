# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""String case functions.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CASE = [
    ('snakecase "FirstName"', "first_name", None),
    ('snakecase "HTTPServer"', "http_server", None),
    (
        'snakecase "http2xx HTTP20xOK Bld4Floor3rd Duration2m3s"',
        "http_2xx_http_20x_ok_bld4_floor_3rd_duration_2m3s",
        None,
    ),
    ('snakecase "GO_PATH GO-PATH"', "go_path_go_path", None),
    ('snakecase "a.b,c"', "a.b,c", None),
    ('snakecase "世界Go é"', "世界_go_é", None),
    ('snakecase ""', "", None),
    ("snakecase .invalid", "\udcffabc", None),
    ('kebabcase "FirstName"', "first-name", None),
    ('kebabcase "HTTPServer_x"', "http-server-x", None),
    ('kebabcase "__a__B"', "--a--b", None),
    ('camelcase "http_server"', "HttpServer", None),
    ('camelcase "_complex__case_"', "_Complex_Case_", None),
    ('camelcase "some-words in space"', "SomeWordsInSpace", None),
    ('camelcase "GOLANG_IS_GREAT"', "GolangIsGreat", None),
    ('camelcase "_"', "__", None),
    ('camelcase "__"', "___", None),
    ('camelcase "a"', "A", None),
    ('camelcase ""', "", None),
    ('camelcase "éa_éb"', "ÉaÉb", None),
]


@pytest.mark.parametrize(("call", "output", "error"), CASE, ids=[row[0] for row in CASE])
def test_case(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
