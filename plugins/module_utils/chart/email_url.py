# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a text of Chart.yaml is an address: what Helm's linter takes for e-mail addresses and URLs.

The judge is github.com/asaskevich/govalidator, which the linter uses. The patterns run in linear time.
"""

from __future__ import annotations

import ipaddress
import re
from functools import cache

from ..sprig.regex.pattern import Pattern, compile_pattern
from ..sprig.urls import UrlError, parse_url

_LONGEST_URL = 2083

#: letters beyond ASCII, as RFC 3987 has them on the basic plane
_BEYOND = r"\x{A0}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFEF}"
_BLANKS = r"(?:(?:[ \t]*\r\n)?[ \t]+)?"


@cache
def _email() -> Pattern:
    atom = rf"[a-zA-Z0-9!#$%&'*+\-/=?^_`{{|}}~{_BEYOND}]+"
    # The judge wants a quotation mark before each character of a quoted name, not before the first alone.
    quoted = (
        rf'(?:"{_BLANKS}(?:[\x01-\x08\x0b\x0c\x0e-\x1f\x21\x23-\x5b\x5d-\x7f{_BEYOND}]'
        rf'|\([\x01-\x09\x0b-\x7f]))*{_BLANKS}"'
    )
    end = rf"[a-zA-Z0-9{_BEYOND}]"
    label = rf"{end}(?:[a-zA-Z0-9\-._~{_BEYOND}]*{end})?"
    last = rf"[a-zA-Z{_BEYOND}](?:[a-zA-Z0-9\-_~{_BEYOND}]*[a-zA-Z{_BEYOND}])?"
    return compile_pattern(rf"^(?:{atom}(?:\.{atom})*|{quoted})@(?:{label}\.)+{last}\.?$")


@cache
def _host() -> Pattern:
    """A host by name or IPv4 address, with what may stand before and behind it."""
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
    """Whether the text is an e-mail address."""
    return _email().match(text)


def is_url(text: str) -> bool:
    """Whether the text is a URL; the scheme may be missing."""
    if len(text) >= _LONGEST_URL or len(text.encode("utf-8", "surrogateescape")) <= 3 or text.startswith("."):
        return False
    try:
        url = parse_url(f"http://{text}" if ":" in text and "://" not in text else text)
    except UrlError:
        return False
    if url.host.startswith(b".") or (not url.host and url.path and b"." not in url.path):
        return False
    return _host().match(_without_address(text))


def is_request_url(text: str) -> bool:
    """Whether the text is a URL with a scheme, of any kind."""
    try:
        return bool(text) and bool(parse_url(text.replace("#", "%23")).scheme)
    except UrlError:
        return False


def _without_address(text: str) -> str:
    """The text with an IPv6 address between brackets left out, when it is one."""
    found = re.search(r"\[([^\[\]]*)\]", text)
    if found is None:
        return text
    try:
        ipaddress.IPv6Address(found.group(1))
    except ValueError:
        return text
    return f"{text[: found.start()]}[]{text[found.end() :]}"
