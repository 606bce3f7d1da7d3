# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what Ansible hands to plugins on the controller to Python's own types.

From ansible-core 2.19 on these are lazy containers and tagged strings and numbers: subclasses, so that
``type(x) is dict`` is false and PyYAML's C dumper refuses them. Older releases have strings of their own, and vault
strings that are no strings.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence, Set
from typing import Any

from ansible.errors import AnsibleFilterError

_DEPTH = 100


def to_builtins(value: Any, depth: int = 0) -> Any:
    """``value`` with every container, string and number as the builtin type; dates as ISO 8601 text.

    Encrypted strings come out decrypted.

    :raises AnsibleFilterError: it holds what has no such form, or is nested without end.
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
    raise AnsibleFilterError(f"a value of type {type(value).__name__} has no form in YAML")


def _key(key: Any) -> str:
    found = to_builtins(key)
    if isinstance(found, str):
        return found
    if isinstance(found, bool):
        return "true" if found else "false"
    return "null" if found is None else str(found)


def _is_encrypted(value: Any) -> bool:
    # 2.19: EncryptedString; before: AnsibleVaultEncryptedUnicode, which is a sequence as well.
    return type(value).__name__ in ("EncryptedString", "AnsibleVaultEncryptedUnicode")
