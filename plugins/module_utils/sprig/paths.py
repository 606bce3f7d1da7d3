# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Path functions of Go's package path; the ``os…`` functions are the same on Unix."""

from __future__ import annotations

from ..gotemplate.functions import function


def clean_path(path: str) -> str:
    """path.Clean: return the shortest equivalent path, ``.`` for an empty one."""
    if not path:
        return "."
    rooted = path[0] == "/"
    out: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part != "..":
            out.append(part)
        elif out and out[-1] != "..":
            out.pop()
        elif not rooted:
            out.append(part)
    cleaned = "/".join(out)
    if rooted:
        return "/" + cleaned
    return cleaned or "."


@function("clean", "string", result="string")
@function("osClean", "string", result="string")
def clean(path: str) -> str:
    return clean_path(path)


@function("base", "string", result="string")
@function("osBase", "string", result="string")
def base(path: str) -> str:
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


@function("dir", "string", result="string")
@function("osDir", "string", result="string")
def directory(path: str) -> str:
    head, slash, _rest = path.rpartition("/")
    return clean_path(head + slash)


@function("ext", "string", result="string")
@function("osExt", "string", result="string")
def extension(path: str) -> str:
    _rest, dot, after = path.rpartition("/")[2].rpartition(".")
    return dot + after if dot else ""


@function("isAbs", "string", result="bool")
@function("osIsAbs", "string", result="bool")
def is_absolute(path: str) -> bool:
    return path.startswith("/")
