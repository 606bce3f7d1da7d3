# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON pointers (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterable


def format_pointer(keys: Iterable[object]) -> str:
    """Return the pointer of a path; empty for the whole document.

    :param keys: the keys of mappings and the positions in lists.
    """
    return "".join(f"/{escape(str(key))}" for key in keys)


def parse_pointer(pointer: str) -> list[str]:
    """Return the keys of a pointer; positions in lists are strings, too.

    The part before the first slash, which is empty in a valid pointer, is ignored.
    """
    return [unescape(key) for key in pointer.split("/")[1:]]


def escape(key: str) -> str:
    """Escape a key for a pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def unescape(key: str) -> str:
    """Return the key of an escaped part of a pointer."""
    return key.replace("~1", "/").replace("~0", "~")
