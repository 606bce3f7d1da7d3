# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""net/url: parse and assemble URLs."""

from __future__ import annotations

import re

from ...gotemplate.strconv import go_bytes, go_text, quote
from .netip import AddressError, ip_version

_ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"


def _unescaped(extra: str) -> frozenset[int]:
    return frozenset((_ALNUM + extra).encode())


# bytes that need no escaping in each part of a URL
_PATH = _unescaped("$&+,/:;=@")
_HOST = _unescaped("!$&'()*+,;=:[]<>\"")
_USER = _unescaped("$&+,;=")
_FRAGMENT = _unescaped("$&+,/:;=?@!()*")
#: bytes that an IPv6 zone may contain in escaped form
_ZONE_ESCAPES = _HOST | frozenset(b"% ")

_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_PORT = re.compile(rb"(?::[0-9]*)?\Z")
_SCHEME = re.compile(rb"([A-Za-z][A-Za-z0-9+.-]*):")
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_USERINFO = re.compile(rb"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*\Z")


class UrlError(ValueError):
    """Text is not a valid URL; the message is Go's."""


def _unescape(data: bytes, part: frozenset[int], zone: bool = False) -> bytes:
    position = 0
    for match in re.finditer(rb"%.{0,2}|[\x00-\x7f]", data, re.S):
        if match.start() < position:
            continue
        text = match.group()
        if text[:1] == b"%":
            text = data[match.start() : match.start() + 3]
            if not _ESCAPE.match(text):
                raise UrlError(f"invalid URL escape {quote(go_text(text))}")
            position = match.start() + 3
            value = int(text[1:], 16)
            if part is _HOST and not zone and value < 0x80 and text != b"%25":
                raise UrlError(f"invalid URL escape {quote(go_text(text))}")
            if zone and value not in _ZONE_ESCAPES and text != b"%25":
                raise UrlError(f"invalid URL escape {quote(go_text(text))}")
        elif part is _HOST and text[0] not in _HOST:
            raise UrlError(f"invalid character {quote(go_text(text))} in host name")
    return _ESCAPE.sub(lambda match: bytes((int(match.group(1), 16),)), data)


def _escape(data: bytes, part: frozenset[int]) -> bytes:
    return b"".join([bytes((byte,)) if byte in part else b"%%%02X" % byte for byte in data])


class Url:
    """url.URL: the parts of a URL as bytes, unescaped where Go unescapes them.

    :ivar user: name and password (None without a colon), or None.
    """

    def __init__(self) -> None:
        self.scheme = self.opaque = self.host = self.path = self.query = self.fragment = b""
        self.user: tuple[bytes, bytes | None] | None = None

    def userinfo(self) -> bytes:
        """Return name and password in escaped form."""
        if self.user is None:
            return b""
        name, password = self.user
        return _escape(name, _USER) + (b"" if password is None else b":" + _escape(password, _USER))

    def hostname(self) -> bytes:
        """Return the host without port and brackets."""
        host = self.host
        colon = host.rfind(b":")
        if colon >= 0 and _PORT.match(host, colon):
            host = host[:colon]
        if host.startswith(b"[") and host.endswith(b"]"):
            host = host[1:-1]
        return host

    def text(self) -> bytes:
        """Return the URL assembled from its parts, as URL.String does."""
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
                # otherwise the text before the colon would be parsed as a scheme
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
            raise UrlError(f"invalid port {quote(go_text(port))} after host")
        name = host[1:end]
        zone = name.find(b"%25")
        if zone >= 0:
            name = _unescape(name[:zone], _HOST) + _unescape(name[zone:], _HOST, zone=True)
        else:
            name = _unescape(name, _HOST)
        try:
            version = ip_version(go_text(name))
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
            raise UrlError(f"invalid port {quote(go_text(host[colon:]))} after host")
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
    """url.Parse.

    :raises UrlError: with Go's message.
    """
    data = go_bytes(text)
    before, _mark, fragment = data.partition(b"#")
    try:
        url = _parse(before)
    except UrlError as error:
        raise UrlError(f"parse {quote(go_text(before))}: {error}") from None
    try:
        url.fragment = _unescape(fragment, _FRAGMENT)
    except UrlError as error:
        raise UrlError(f"parse {quote(text)}: {error}") from None
    return url
