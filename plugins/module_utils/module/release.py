# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``release`` does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from ..errors import ReleaseError
from . import chart_reference, connection, deploying, values

if TYPE_CHECKING:
    from ..release.request import ReleaseRequest

SPEC: dict[str, dict[str, Any]] = {
    **deploying.SPEC,
    "release_state": {"type": "str", "default": "present", "choices": ["present", "absent"], "aliases": ["state"]},
    "create_namespace": {"type": "bool", "default": False},
    "namespace_labels": {"type": "dict"},
    "reset_values": {"type": "bool"},
    "reuse_values": {"type": "bool"},
    "reset_then_reuse_values": {"type": "bool", "default": False},
    "drift": {"type": "str", "default": "correct", "choices": ["correct", "report", "ignore"]},
    "drift_ignore": {"type": "list", "elements": "str", "default": []},
    "atomic": {"type": "bool", "default": False},
    "skip_crds": {"type": "bool", "default": False},
    "purge": {"type": "bool", "default": True},
    "deletion_propagation": {
        "type": "str",
        "default": "background",
        "choices": ["background", "foreground", "orphan"],
    },
    "take_ownership": {"type": "bool", "default": False},
    "skip_schema_validation": {"type": "bool", "default": False},
    "rewrite_apis": {"type": "bool", "default": False},
    "description": {"type": "str"},
    "labels": {"type": "dict"},
    "server_side": {"type": "str", "choices": ["auto", "true", "false"]},
    "force": {"type": "bool", "default": False},
    "replace": {"type": "bool", "default": False},
    "post_renderer": {"type": "str"},
}

MUTUALLY_EXCLUSIVE = [
    ("replace", "history_max"),
    ("wait_timeout", "timeout"),
    ("force", "server_side"),
    ("force", "force_conflicts"),
]


def run(module: AnsibleModule) -> dict[str, Any]:
    """Have the release as the task says, and tell what was done."""
    from ..release import operations

    refuse_unsupported(module.params)
    request = request_from(module)
    api = connection.connect_from(module)
    ensure = operations.ensure_absent if module.params["release_state"] == "absent" else operations.ensure_present
    return deploying.carry_out(module, lambda report: ensure(api, request, module.check_mode, report))


def refuse_unsupported(params: dict[str, Any]) -> None:
    """Options of kubernetes.core that are not there yet are an error where they would make a difference."""
    if params["release_state"] == "absent":
        if params["replace"]:
            raise ReleaseError("is not applicable when the release should be absent", "replace", "Leave it out.")
        return
    if params["server_side"] == "false":
        if params["force_conflicts"]:
            raise ReleaseError("needs server-side apply", "force_conflicts", "Leave out server_side: 'false'.")
        raise ReleaseError("client-side apply is not supported yet", "server_side", "Set it to auto, or leave it out.")
    if params["force"]:
        raise ReleaseError(
            "replacing objects is not supported yet",
            "force",
            "Leave it out; force_conflicts takes over fields, and an object that cannot be changed has to be deleted.",
        )
    if params["post_renderer"]:
        raise ReleaseError("is not supported yet", "post_renderer", "Change the objects through the chart's values.")


def request_from(module: AnsibleModule) -> ReleaseRequest:
    """The options as the core takes them; the chart and the values are loaded."""
    from ..release.request import ReleaseRequest

    params = module.params
    present = params["release_state"] == "present"
    # reset_values wins where the task says so; it is no reason to ignore a task that asks for the old values.
    reuses = bool(params["reuse_values"] or params["reset_then_reuse_values"])
    reset = not reuses if params["reset_values"] is None else params["reset_values"]
    return ReleaseRequest(
        **deploying.request_fields(params),
        chart=chart_reference.chart_from(params, module.warn) if present else None,
        values=values.values_from(params) if present else {},
        create_namespace=params["create_namespace"],
        namespace_labels=deploying.texts(params["namespace_labels"]),
        reset_values=reset,
        reuse_values=bool(params["reuse_values"]) and not reset,
        reset_then_reuse_values=params["reset_then_reuse_values"] and not reset and not params["reuse_values"],
        drift=params["drift"],
        drift_ignore=tuple(params["drift_ignore"]),
        atomic=params["atomic"],
        skip_crds=params["skip_crds"],
        take_ownership=params["take_ownership"],
        skip_schema_validation=params["skip_schema_validation"],
        rewrite_apis=params["rewrite_apis"],
        description=params["description"] or "",
        labels=deploying.texts(params["labels"]),
        keep_history=not params["purge"],
        deletion_propagation=params["deletion_propagation"],
    )
