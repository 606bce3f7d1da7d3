# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of modules that change a release; documented in the fragment ``release_options``."""

from __future__ import annotations

import os
from typing import Any

from ...errors import ReleaseError
from .duration import seconds

#: How long an operation may take.
TIMEOUT: dict[str, Any] = {"type": "str", "aliases": ["wait_timeout"]}
DEFAULT_TIMEOUT = 300.0

SPEC: dict[str, dict[str, Any]] = {
    "wait": {"type": "bool", "default": False},
    "wait_for_jobs": {"type": "bool", "default": False},
    "timeout": TIMEOUT,
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
    ("apply", "server_side"),
    ("force", "server_side"),
    ("force", "force_conflicts"),
]

_SERVER_SIDE = {"auto": "auto", "true": "server", "false": "client"}

_HISTORY_MAX = 10
_PENDING_TIMEOUT = 600.0


def request_fields(params: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a ReleaseRequest for these options and the release's name.

    :raises ReleaseError: an option is not valid, or ``HELM_DRIVER`` is not supported.
    """
    pointers = [pointer.strip() for pointer in params["sensitive"]]
    if not all(pointer.startswith("/") and len(pointer) > 1 for pointer in pointers):
        raise ReleaseError(
            "contains an entry that is not a JSON pointer",
            "sensitive",
            "Use pointers such as /data/password or /spec/*/token.",
        )
    history = params["history_max"]
    if history is not None and history < 0:
        raise ReleaseError("is negative", "history_max", "Set it to 0 to keep all revisions.")
    return {
        "name": params["release_name"],
        "namespace": params["release_namespace"],
        "wait": params["wait"],
        "wait_for_jobs": params["wait"] and params["wait_for_jobs"],
        "timeout": seconds(params["timeout"], "timeout") if params["timeout"] else DEFAULT_TIMEOUT,
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
    """Return the method to apply changes, from ``apply`` or ``server_side``.

    :raises ReleaseError: another option contradicts it.
    """
    method = params["apply"] or _SERVER_SIDE.get(params["server_side"] or "", "auto")
    option = "apply" if params["apply"] else "server_side"
    if params["force_conflicts"] and method == "client":
        raise ReleaseError("requires server-side apply", "force_conflicts", f"Leave out {option}.")
    if params["force"] and method == "server":
        raise ReleaseError("is not supported with server-side apply", "force", f"Leave out {option}.")
    return method


def storage_driver() -> str:
    """Return the storage of releases according to ``HELM_DRIVER``, as in Helm.

    :raises ReleaseError: the storage is not supported.
    """
    from ...release.records.storage import PLURALS

    driver = os.environ.get("HELM_DRIVER", "")
    plural = PLURALS.get(driver or "secret")
    if plural is None:
        raise ReleaseError(
            f"releases cannot be stored in {driver!r}", "HELM_DRIVER", "Set it to secret or configmap, or unset it."
        )
    return plural.removesuffix("s")


def labels_from(mapping: dict[str, Any] | None) -> dict[str, str]:
    """Return a dictionary option as labels. Booleans become ``true`` or ``false``."""
    return {
        str(key): str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in (mapping or {}).items()
        if value is not None
    }
