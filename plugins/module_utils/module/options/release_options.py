# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the modules that change a release. Twin of the documentation fragment ``release_options``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ...errors import ReleaseError
from .duration import seconds

if TYPE_CHECKING:
    pass

SPEC: dict[str, dict[str, Any]] = {
    "wait": {"type": "bool", "default": False},
    "wait_for_jobs": {"type": "bool", "default": False},
    "timeout": {"type": "str"},
    "wait_timeout": {"type": "str"},
    "disable_hook": {"type": "bool", "default": False},
    "apply": {"type": "str", "choices": ["auto", "server", "client"]},
    "server_side": {"type": "str", "choices": ["auto", "true", "false"]},
    "force": {"type": "bool", "default": False},
    "force_conflicts": {"type": "bool", "default": False},
    "cleanup_on_fail": {"type": "bool", "default": False},
    "history_max": {"type": "int"},
    "pending_timeout": {"type": "str"},
    "sensitive": {"type": "list", "elements": "str", "default": [], "no_log": False},
}

MUTUALLY_EXCLUSIVE = [
    ("wait_timeout", "timeout"),
    ("apply", "server_side"),
    ("force", "server_side"),
    ("force", "force_conflicts"),
]

_SERVER_SIDE = {"auto": "auto", "true": "server", "false": "client"}

_HISTORY_MAX = 10
_TIMEOUT = 300.0
_PENDING_TIMEOUT = 600.0


def request_fields(params: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a ReleaseRequest that these options and the release's name set.

    :raises ReleaseError: an option is not valid, or the environment asks for a storage that is not supported.
    """
    option = "timeout" if params["timeout"] else "wait_timeout"
    pointers = [pointer.strip() for pointer in params["sensitive"]]
    if not all(pointer.startswith("/") and len(pointer) > 1 for pointer in pointers):
        raise ReleaseError(
            "contains an entry that is not a JSON pointer",
            "sensitive",
            "Write one such as /data/password or /spec/*/token.",
        )
    history = params["history_max"]
    if history is not None and history < 0:
        raise ReleaseError("is less than 0", "history_max", "Give 0 to keep every revision.")
    return {
        "name": params["release_name"],
        "namespace": params["release_namespace"],
        "wait": params["wait"],
        "wait_for_jobs": params["wait"] and params["wait_for_jobs"],
        "timeout": seconds(params[option], option) if params[option] else _TIMEOUT,
        "disable_hooks": params["disable_hook"],
        "apply": apply_from(params),
        "replace": params["force"],
        "force_conflicts": params["force_conflicts"],
        "sensitive": tuple(pointers),
        "cleanup_on_fail": params["cleanup_on_fail"],
        "history_max": _HISTORY_MAX if history is None else history,
        "pending_timeout": (
            seconds(params["pending_timeout"], "pending_timeout") if params["pending_timeout"] else _PENDING_TIMEOUT
        ),
        "driver": storage_driver(),
    }


def apply_from(params: dict[str, Any]) -> str:
    """Return who merges: ``apply``, or ``server_side``, its name in kubernetes.core.

    :raises ReleaseError: other options contradict it.
    """
    found = params["apply"] or _SERVER_SIDE.get(params["server_side"] or "", "auto")
    option = "apply" if params["apply"] else "server_side"
    if params["force_conflicts"] and found == "client":
        raise ReleaseError("needs server-side apply", "force_conflicts", f"Leave out {option}.")
    if params["force"] and found == "server":
        raise ReleaseError("is not supported with server-side apply", "force", f"Leave out {option}.")
    return found


def storage_driver() -> str:
    """Return where releases are stored: ``HELM_DRIVER``, as for Helm.

    :raises ReleaseError: this storage is not supported.
    """
    driver = os.environ.get("HELM_DRIVER", "")
    known = {"": "secret", "secret": "secret", "secrets": "secret", "configmap": "configmap", "configmaps": "configmap"}
    if driver not in known:
        raise ReleaseError(
            f"releases cannot be stored in {driver!r}", "HELM_DRIVER", "Set it to secret or configmap, or unset it."
        )
    return known[driver]


def texts(mapping: dict[str, Any] | None) -> dict[str, str]:
    """Return a dictionary option as labels; a boolean becomes ``true`` or ``false``."""
    return {
        str(key): str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in (mapping or {}).items()
        if value is not None
    }
