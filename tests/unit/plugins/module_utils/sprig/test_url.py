# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parsing and assembling URLs.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

URLS = [
    (
        'urlParse "http://user:pass@server.com:8080/path/a%20b?q=1&r=%20#frag%20x" | toJson',
        (
            '{"fragment":"frag x","host":"server.com:8080","hostname":"server.com","opaque":"",'
            '"path":"/path/a b","query":"q=1\\u0026r=%20","scheme":"http","userinfo":"user:pass'
            '"}'
        ),
        None,
    ),
    (
        'urlParse "server.com/x"',
        "map[fragment: host: hostname: opaque: path:server.com/x query: scheme: userinfo:]",
        None,
    ),
    (
        'urlParse "mailto:a@b.c" | toJson',
        (
            '{"fragment":"","host":"","hostname":"","opaque":"a@b.c","path":"","query":"","sche'
            'me":"mailto","userinfo":""}'
        ),
        None,
    ),
    (
        'urlParse "" | toJson',
        ('{"fragment":"","host":"","hostname":"","opaque":"","path":"","query":"","scheme":"","userinfo":""}'),
        None,
    ),
    (
        'urlParse "*" | toJson',
        ('{"fragment":"","host":"","hostname":"","opaque":"","path":"*","query":"","scheme":"","userinfo":""}'),
        None,
    ),
    ('urlParse "HTTP://X/"', "map[fragment: host:X hostname:X opaque: path:/ query: scheme:http userinfo:]", None),
    (
        'urlParse "//host/p" | toJson',
        (
            '{"fragment":"","host":"host","hostname":"host","opaque":"","path":"/p","query":"",'
            '"scheme":"","userinfo":""}'
        ),
        None,
    ),
    (
        'urlParse "///p" | toJson',
        ('{"fragment":"","host":"","hostname":"","opaque":"","path":"///p","query":"","scheme":"","userinfo":""}'),
        None,
    ),
    (
        'urlParse "http://[::1]:80/" | toJson',
        (
            '{"fragment":"","host":"[::1]:80","hostname":"::1","opaque":"","path":"/","query":"'
            '","scheme":"http","userinfo":""}'
        ),
        None,
    ),
    (
        'urlParse "http://[fe80::1%25en0]:80/" | toJson',
        (
            '{"fragment":"","host":"[fe80::1%en0]:80","hostname":"fe80::1%en0","opaque":"","pat'
            'h":"/","query":"","scheme":"http","userinfo":""}'
        ),
        None,
    ),
    (
        'urlParse "http://[::1"',
        None,
        ("error calling urlParse: unable to parse url: parse \"http://[::1\": missing ']' in host"),
    ),
    (
        'urlParse "http://[1.2.3.4]/"',
        None,
        ('error calling urlParse: unable to parse url: parse "http://[1.2.3.4]/": invalid IP-literal'),
    ),
    (
        'urlParse "http://[zz]/"',
        None,
        (
            'error calling urlParse: unable to parse url: parse "http://[zz]/": invalid host: P'
            'arseAddr("zz"): unable to parse IP'
        ),
    ),
    (
        'urlParse "http://[1::2::3]/"',
        None,
        (
            'error calling urlParse: unable to parse url: parse "http://[1::2::3]/": invalid ho'
            'st: ParseAddr("1::2::3"): multiple :: in address (at ":3")'
        ),
    ),
    (
        'urlParse "http://a:b:c/"',
        None,
        ('error calling urlParse: unable to parse url: parse "http://a:b:c/": invalid port ":b:c" after host'),
    ),
    (
        'urlParse "tcp://a:b:1/"',
        "map[fragment: host:a:b:1 hostname:a:b opaque: path:/ query: scheme:tcp userinfo:]",
        None,
    ),
    (
        'urlParse "http://host:8x/"',
        None,
        ('error calling urlParse: unable to parse url: parse "http://host:8x/": invalid port ":8x" after host'),
    ),
    (
        'urlParse "http://ho st/"',
        None,
        ('error calling urlParse: unable to parse url: parse "http://ho st/": invalid character " " in host name'),
    ),
    (
        'urlParse "http://h%41/"',
        None,
        ('error calling urlParse: unable to parse url: parse "http://h%41/": invalid URL escape "%41"'),
    ),
    (
        'urlParse "http://h/%zz"',
        None,
        ('error calling urlParse: unable to parse url: parse "http://h/%zz": invalid URL escape "%zz"'),
    ),
    (
        'urlParse "http://h/#%"',
        None,
        ('error calling urlParse: unable to parse url: parse "http://h/#%": invalid URL escape "%"'),
    ),
    (
        'urlParse "http://a\\x01b"',
        None,
        (
            'error calling urlParse: unable to parse url: parse "http://a\\x01b": net/url: inva'
            "lid control character in URL"
        ),
    ),
    ('urlParse ":x"', None, 'error calling urlParse: unable to parse url: parse ":x": missing protocol scheme'),
    (
        'urlParse "1x:y"',
        None,
        ('error calling urlParse: unable to parse url: parse "1x:y": first path segment in URL cannot contain colon'),
    ),
    (
        'urlParse "a b:c"',
        None,
        ('error calling urlParse: unable to parse url: parse "a b:c": first path segment in URL cannot contain colon'),
    ),
    (
        'urlParse "http://us er@h/"',
        None,
        ('error calling urlParse: unable to parse url: parse "http://us er@h/": net/url: invalid userinfo'),
    ),
    (
        'urlParse "http://us%20er:p%40@h/" | toJson',
        (
            '{"fragment":"","host":"h","hostname":"h","opaque":"","path":"/","query":"","scheme'
            '":"http","userinfo":"us%20er:p%40"}'
        ),
        None,
    ),
    (
        'urlParse "http://é.com/é" | toJson',
        (
            '{"fragment":"","host":"é.com","hostname":"é.com","opaque":"","path":"/é","query":"'
            '","scheme":"http","userinfo":""}'
        ),
        None,
    ),
    ("urlParse .int", None, "wrong type for value; expected string; got int"),
    (
        (
            'urlJoin (dict "scheme" "http" "host" "host:80" "path" "/path" "query" "query" "fra'
            'gment" "frag" "userinfo" "user:pass")'
        ),
        "http://user:pass@host:80/path?query#frag",
        None,
    ),
    ('urlJoin (dict "scheme" "mailto" "opaque" "a@b.c")', "mailto:a@b.c", None),
    ('urlJoin (dict "host" "h" "path" "p")', "//h/p", None),
    ('urlJoin (dict "path" "a:b")', "./a:b", None),
    ('urlJoin (dict "path" "*")', "*", None),
    ('urlJoin (dict "scheme" "http" "path" "/a b?c#d,;é")', "http:///a%20b%3Fc%23d,;%C3%A9", None),
    ('urlJoin (dict "host" "h" "userinfo" "a@b:c")', "//a%40b:c@h", None),
    (
        'urlJoin (dict "host" "h" "userinfo" "a b")',
        None,
        (
            'error calling urlJoin: unable to parse userinfo in dict: parse "proto://a b@host":'
            " net/url: invalid userinfo"
        ),
    ),
    (
        'urlJoin (dict "host" 1)',
        None,
        ("error calling urlJoin: unable to parse host key, must be of type string, but int found"),
    ),
    (
        'urlJoin (dict "host" nil)',
        None,
        ("error calling urlJoin: runtime error: invalid memory address or nil pointer dereference"),
    ),
    ("urlJoin .emptyMap", "", None),
    ('urlJoin (dict "hostname" "x")', "", None),
    ('urlJoin (urlParse "https://u:p@h:1/a/b?x=y#z")', "https://u:p@h:1/a/b?x=y#z", None),
    ("urlJoin .text", None, "wrong type for value; expected map[string]interface {}; got string"),
]


@pytest.mark.parametrize(("call", "output", "error"), URLS, ids=[row[0] for row in URLS])
def test_urls(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
