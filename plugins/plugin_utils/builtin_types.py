# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts the values that Ansible passes to plugins on the controller to Python's builtin types.

Since ansible-core 2.19 these are lazy containers and tagged strings and numbers: subclasses, for which
``type(x) is dict`` is false and which PyYAML's C dumper rejects. Older versions have their own string type, and vault
strings that are not strings.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence, Set
from typing import Any

from ansible.errors import AnsibleFilterError

_DEPTH = 100


def to_builtins(value: Any, depth: int = 0) -> Any:
    """Convert containers, strings and numbers to the builtin types, and dates to ISO 8601 strings.

    Encrypted strings are decrypted.

    :raises AnsibleFilterError: the value contains an unsupported type, or is nested too deeply.
    """
    if value is None or type(value) in (bool, int, float, str):
        return value
    if depth > _DEPTH:
        raise AnsibleFilterError("the value is nested too deeply")
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bool):
        return bool(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "surrogateescape")
    if isinstance(value, (datetime.date, datetime.time)):
        return str.__str__(value.isoformat())
    if isinstance(value, Mapping):
        return {_key(key): to_builtins(value[key], depth + 1) for key in value}
    if _is_encrypted(value):
        return str.__str__(str(value))
    if isinstance(value, (Sequence, Set)) or hasattr(value, "__next__"):
        return [to_builtins(entry, depth + 1) for entry in value]
    raise AnsibleFilterError(f"a value of type {type(value).__name__} cannot be represented in YAML")


def _key(key: Any) -> str:
    found = to_builtins(key)
    if isinstance(found, str):
        return found
    if isinstance(found, bool):
        return "true" if found else "false"
    return "null" if found is None else str(found)


def _is_encrypted(value: Any) -> bool:
    # 2.19: EncryptedString; before that: AnsibleVaultEncryptedUnicode, which is also a sequence.
    return type(value).__name__ in ("EncryptedString", "AnsibleVaultEncryptedUnicode")
