# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""OS functions: ``env`` and ``expandenv``, which read the environment of this process."""

from __future__ import annotations

import os
import re

from ..gotemplate.functions import function


@function("env", "string", result="string")
def env(name: str) -> str:
    return os.environ.get(name, "") if name and "=" not in name and "\0" not in name else ""


_SPECIAL = frozenset("*#$@!?-0123456789")
_NAME = re.compile(r"[A-Za-z0-9_]+")


def expand_env(text: str) -> str:
    """os.ExpandEnv: replace ``$name`` and ``${name}``; malformed references are dropped, as in Go."""
    out: list[str] = []
    position = 0
    while True:
        dollar = text.find("$", position)
        if dollar < 0 or dollar + 1 >= len(text):
            out.append(text[position:])
            return "".join(out)
        out.append(text[position:dollar])
        position = dollar + 1
        char = text[position]
        if char == "{":
            closing = text.find("}", position)
            if closing < 0:
                position += 1
                continue
            name = text[position + 1 : closing]
            position = closing + 1
            if name:
                out.append(env(name))
        elif char in _SPECIAL:
            out.append(env(char))
            position += 1
        else:
            match = _NAME.match(text, position)
            if match:
                out.append(env(match.group()))
                position = match.end()
            else:
                # no name follows: the dollar sign stays
                out.append("$")


@function("expandenv", "string", result="string")
def expandenv(text: str) -> str:
    return expand_env(text)
