# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validate the e-mail addresses and URLs of Chart.yaml like Helm's linter.

The rules are those of github.com/asaskevich/govalidator, which the linter uses. The patterns run in linear time.
"""

from __future__ import annotations

import ipaddress
import re
from functools import cache

from ..sprig.golib.neturl import UrlError, parse_url
from ..sprig.golib.regexp.pattern import Pattern, compile_pattern

_MAX_URL_LENGTH = 2083

#: Letters beyond ASCII according to RFC 3987, on the basic multilingual plane.
_NON_ASCII = r"\x{A0}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFEF}"
_BLANKS = r"(?:(?:[ \t]*\r\n)?[ \t]+)?"


@cache
def _email() -> Pattern:
    atom = rf"[a-zA-Z0-9!#$%&'*+\-/=?^_`{{|}}~{_NON_ASCII}]+"
    # govalidator requires a quotation mark before each character of a quoted name, not just before the first one.
    quoted = (
        rf'(?:"{_BLANKS}(?:[\x01-\x08\x0b\x0c\x0e-\x1f\x21\x23-\x5b\x5d-\x7f{_NON_ASCII}]'
        rf'|\([\x01-\x09\x0b-\x7f]))*{_BLANKS}"'
    )
    end = rf"[a-zA-Z0-9{_NON_ASCII}]"
    label = rf"{end}(?:[a-zA-Z0-9\-._~{_NON_ASCII}]*{end})?"
    last = rf"[a-zA-Z{_NON_ASCII}](?:[a-zA-Z0-9\-_~{_NON_ASCII}]*[a-zA-Z{_NON_ASCII}])?"
    return compile_pattern(rf"^(?:{atom}(?:\.{atom})*|{quoted})@(?:{label}\.)+{last}\.?$")


@cache
def _host() -> Pattern:
    """Return the pattern of a URL whose host is a name or IPv4 address."""
    letters = r"a-zA-Z\x{a1}-\x{ffff}"
    name = r"[a-zA-Z0-9](?:[a-zA-Z0-9\-_]+)?[a-zA-Z0-9](?:[-.][a-zA-Z0-9]+)*"
    below = r"(?:www\.|[a-zA-Z0-9]+(?:[-_.]?[a-zA-Z0-9])*[a-zA-Z0-9]\.[a-zA-Z0-9]+)?"
    rest = rf"(?:[{letters}0-9]+-?-?)*[{letters}0-9]+(?:\.[{letters}]+)?"
    first = r"(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3]|24\d|25[0-5])"
    address = rf"{first}(?:\.(?:\d{{1,2}}|1\d\d|2[0-4]\d|25[0-5])){{3}}"
    return compile_pattern(
        rf"^(?:(?:ftp|tcp|udp|wss?|https?)://)?(?:\S+(?::\S*)?@)?(?:{address}|\[\]|(?:{name}|{below})?{rest})"
        r"\.?(?::\d{1,5})?(?:[/?#]\S*)?$"
    )


def is_email(text: str) -> bool:
    """Return whether the text is an e-mail address."""
    return _email().match(text)


def is_url(text: str) -> bool:
    """Return whether the text is a URL, with or without a scheme."""
    if len(text) >= _MAX_URL_LENGTH or len(text.encode("utf-8", "surrogateescape")) <= 3 or text.startswith("."):
        return False
    try:
        url = parse_url(f"http://{text}" if ":" in text and "://" not in text else text)
    except UrlError:
        return False
    if url.host.startswith(b".") or (not url.host and url.path and b"." not in url.path):
        return False
    return _host().match(_without_address(text))


def is_request_url(text: str) -> bool:
    """Return whether the text is a URL with a scheme."""
    try:
        return bool(text) and bool(parse_url(text.replace("#", "%23")).scheme)
    except UrlError:
        return False


def _without_address(text: str) -> str:
    """Remove an IPv6 address in brackets from the text."""
    found = re.search(r"\[([^\[\]]*)\]", text)
    if found is None:
        return text
    try:
        ipaddress.IPv6Address(found.group(1))
    except ValueError:
        return text
    return f"{text[: found.start()]}[]{text[found.end() :]}"
