# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking URLs apart and putting them together, as Go's net/url does."""

from __future__ import annotations

import re
from typing import Any

from ..gotemplate.functions import Panic, function
from ..gotemplate.kinds import go_kind
from ..gotemplate.strconv import quote
from .addresses import AddressError, check_address
from .octets import decode, encode
from .reflect import NIL_DEREFERENCE

_ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"


def _plain(extra: str) -> frozenset[int]:
    return frozenset((_ALNUM + extra).encode())


# what needs no escape in a part of a URL
_PATH = _plain("$&+,/:;=@")
_HOST = _plain("!$&'()*+,;=:[]<>\"")
_USER = _plain("$&+,;=")
_FRAGMENT = _plain("$&+,/:;=?@!()*")
#: what a zone may bring in by an escape besides what a host may hold
_ZONE_ESCAPES = _HOST | frozenset(b"% ")

_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_PORT = re.compile(rb"(?::[0-9]*)?\Z")
_SCHEME = re.compile(rb"([A-Za-z][A-Za-z0-9+.-]*):")
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_USERINFO = re.compile(rb"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*\Z")


class UrlError(ValueError):
    """A text is no URL; the message is Go's."""


def _unescape(data: bytes, part: frozenset[int], zone: bool = False) -> bytes:
    position = 0
    for match in re.finditer(rb"%.{0,2}|[\x00-\x7f]", data, re.S):
        if match.start() < position:
            continue
        text = match.group()
        if text[:1] == b"%":
            text = data[match.start() : match.start() + 3]
            if not _ESCAPE.match(text):
                raise UrlError(f"invalid URL escape {quote(decode(text))}")
            position = match.start() + 3
            value = int(text[1:], 16)
            if part is _HOST and not zone and value < 0x80 and text != b"%25":
                raise UrlError(f"invalid URL escape {quote(decode(text))}")
            if zone and value not in _ZONE_ESCAPES and text != b"%25":
                raise UrlError(f"invalid URL escape {quote(decode(text))}")
        elif part is _HOST and text[0] not in _HOST:
            raise UrlError(f"invalid character {quote(decode(text))} in host name")
    return _ESCAPE.sub(lambda match: bytes((int(match.group(1), 16),)), data)


def _escape(data: bytes, part: frozenset[int]) -> bytes:
    return b"".join([bytes((octet,)) if octet in part else b"%%%02X" % octet for octet in data])


class Url:
    """The parts of a URL, as bytes, decoded where Go decodes them.

    :ivar user: name and password (None without a colon), or None.
    """

    def __init__(self) -> None:
        self.scheme = self.opaque = self.host = self.path = self.query = self.fragment = b""
        self.user: tuple[bytes, bytes | None] | None = None

    def userinfo(self) -> bytes:
        """Name and password as they stand in a URL."""
        if self.user is None:
            return b""
        name, password = self.user
        return _escape(name, _USER) + (b"" if password is None else b":" + _escape(password, _USER))

    def hostname(self) -> bytes:
        """The host without port and brackets."""
        host = self.host
        colon = host.rfind(b":")
        if colon >= 0 and _PORT.match(host, colon):
            host = host[:colon]
        if host.startswith(b"[") and host.endswith(b"]"):
            host = host[1:-1]
        return host

    def text(self) -> bytes:
        """The whole of a URL that was put together from parts."""
        out = self.scheme + b":" if self.scheme else b""
        if self.opaque:
            out += self.opaque
        else:
            if self.scheme or self.host or self.user is not None:
                if self.host or self.path or self.user is not None:
                    out += b"//"
                if self.user is not None:
                    out += self.userinfo() + b"@"
                out += _escape(self.host, _HOST)
            path = self.path if self.path == b"*" else _escape(self.path, _PATH)
            if path and path[:1] != b"/" and self.host:
                out += b"/"
            if not out and b":" in path.split(b"/")[0]:
                # what is before the colon would be taken for a scheme
                out += b"./"
            out += path
        if self.query:
            out += b"?" + self.query
        if self.fragment:
            out += b"#" + _escape(self.fragment, _FRAGMENT)
        return out


def _parse_host(scheme: bytes, host: bytes) -> bytes:
    bracket = host.rfind(b"[")
    if bracket > 0:
        raise UrlError("invalid IP-literal")
    if bracket == 0:
        end = host.rfind(b"]")
        if end < 0:
            raise UrlError("missing ']' in host")
        port = host[end + 1 :]
        if not _PORT.match(port):
            raise UrlError(f"invalid port {quote(decode(port))} after host")
        name = host[1:end]
        zone = name.find(b"%25")
        if zone >= 0:
            name = _unescape(name[:zone], _HOST) + _unescape(name[zone:], _HOST, zone=True)
        else:
            name = _unescape(name, _HOST)
        try:
            version = check_address(decode(name))
        except AddressError as error:
            raise UrlError(f"invalid host: {error}") from None
        if version == 4:
            raise UrlError("invalid IP-literal")
        return b"[" + name + b"]" + port
    colon = host.find(b":")
    if colon >= 0:
        if scheme not in (b"http", b"https"):
            colon = host.rfind(b":")
        if not _PORT.match(host, colon):
            raise UrlError(f"invalid port {quote(decode(host[colon:]))} after host")
    return _unescape(host, _HOST)


def _parse_authority(url: Url, authority: bytes) -> None:
    at = authority.rfind(b"@")
    url.host = _parse_host(url.scheme, authority[at + 1 :])
    if at < 0:
        return
    userinfo = authority[:at]
    if not _USERINFO.match(userinfo):
        raise UrlError("net/url: invalid userinfo")
    name, colon, password = userinfo.partition(b":")
    name = _unescape(name, _USER)
    url.user = (name, _unescape(password, _USER) if colon else None)


def _parse(data: bytes) -> Url:
    url = Url()
    if _CONTROL.search(data):
        raise UrlError("net/url: invalid control character in URL")
    if data == b"*":
        url.path = b"*"
        return url
    if data.startswith(b":"):
        raise UrlError("missing protocol scheme")
    rest = data
    match = _SCHEME.match(data)
    if match is not None:
        url.scheme = match.group(1).lower()
        rest = data[match.end() :]
    rest, _mark, url.query = rest.partition(b"?")
    if not rest.startswith(b"/"):
        if url.scheme:
            url.opaque = rest
            return url
        if b":" in rest.split(b"/")[0]:
            raise UrlError("first path segment in URL cannot contain colon")
    if rest.startswith(b"//") and (url.scheme or not rest.startswith(b"///")):
        authority, slash, after = rest[2:].partition(b"/")
        rest = slash + after
        _parse_authority(url, authority)
    url.path = _unescape(rest, _PATH)
    return url


def parse_url(text: str) -> Url:
    """Take a URL apart.

    :raises UrlError: with Go's text.
    """
    data = encode(text)
    before, _mark, fragment = data.partition(b"#")
    try:
        url = _parse(before)
    except UrlError as error:
        raise UrlError(f"parse {quote(decode(before))}: {error}") from None
    try:
        url.fragment = _unescape(fragment, _FRAGMENT)
    except UrlError as error:
        raise UrlError(f"parse {quote(text)}: {error}") from None
    return url


@function("urlParse", "string", result="map[string]interface{}")
def url_parse(text: str) -> dict[str, Any]:
    try:
        url = parse_url(text)
    except UrlError as error:
        raise Panic(f"unable to parse url: {error}") from None
    return {
        "scheme": decode(url.scheme),
        "host": decode(url.host),
        "hostname": decode(url.hostname()),
        "path": decode(url.path),
        "query": decode(url.query),
        "opaque": decode(url.opaque),
        "fragment": decode(url.fragment),
        "userinfo": decode(url.userinfo()),
    }


def _part(parts: dict[str, Any], name: str) -> bytes:
    if name not in parts:
        return b""
    value = parts[name]
    if value is None:
        raise Panic(NIL_DEREFERENCE)
    if not isinstance(value, str):
        raise Panic(f"unable to parse {name} key, must be of type string, but {go_kind(value)} found")
    return encode(value)


@function("urlJoin", "map[string]interface{}", result="string")
def url_join(parts: dict[str, Any]) -> str:
    url = Url()
    url.scheme = _part(parts, "scheme")
    url.host = _part(parts, "host")
    url.path = _part(parts, "path")
    url.query = _part(parts, "query")
    url.opaque = _part(parts, "opaque")
    url.fragment = _part(parts, "fragment")
    userinfo = _part(parts, "userinfo")
    if userinfo:
        try:
            url.user = parse_url(f"proto://{decode(userinfo)}@host").user
        except UrlError as error:
            raise Panic(f"unable to parse userinfo in dict: {error}") from None
    return decode(url.text())
