# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""URL functions: ``urlParse`` and ``urlJoin``."""

from __future__ import annotations

from typing import Any

from ..gotemplate.functions import Panic, function
from ..gotemplate.kinds import go_kind
from ..gotemplate.strconv import go_bytes, go_text
from .golib.neturl import Url, UrlError, parse_url
from .reflect import NIL_DEREFERENCE


@function("urlParse", "string", result="map[string]interface{}")
def url_parse(text: str) -> dict[str, Any]:
    try:
        url = parse_url(text)
    except UrlError as error:
        raise Panic(f"unable to parse url: {error}") from None
    return {
        "scheme": go_text(url.scheme),
        "host": go_text(url.host),
        "hostname": go_text(url.hostname()),
        "path": go_text(url.path),
        "query": go_text(url.query),
        "opaque": go_text(url.opaque),
        "fragment": go_text(url.fragment),
        "userinfo": go_text(url.userinfo()),
    }


def _part(parts: dict[str, Any], name: str) -> bytes:
    if name not in parts:
        return b""
    value = parts[name]
    if value is None:
        raise Panic(NIL_DEREFERENCE)
    if not isinstance(value, str):
        raise Panic(f"unable to parse {name} key, must be of type string, but {go_kind(value)} found")
    return go_bytes(value)


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
            url.user = parse_url(f"proto://{go_text(userinfo)}@host").user
        except UrlError as error:
            raise Panic(f"unable to parse userinfo in dict: {error}") from None
    return go_text(url.text())
