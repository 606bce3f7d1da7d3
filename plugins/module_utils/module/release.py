# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``release``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..dialect import HELM4, Dialect
from ..errors import ReleaseError
from . import backends, release_runner
from .definition import ModuleDefinition
from .options import (
    chart_reference,
    connection,
    release_name,
    release_options,
    repository_access,
    tiller_options,
    values,
)
from .reporting import hide_values
from .task import Task

if TYPE_CHECKING:
    from ..release.request import Patch, ReleaseRequest

SPEC: dict[str, dict[str, Any]] = {
    **release_options.SPEC,
    **tiller_options.BACKEND_SPEC,
    "release_state": {"type": "str", "default": "present", "choices": ["present", "absent"], "aliases": ["state"]},
    "create_namespace": {"type": "bool", "default": False},
    "namespace_labels": {"type": "dict"},
    "reset_values": {"type": "bool"},
    "reuse_values": {"type": "bool"},
    "reset_then_reuse_values": {"type": "bool", "default": False},
    "drift": {"type": "str", "default": "correct", "choices": ["correct", "report", "ignore"]},
    "drift_ignore": {"type": "list", "elements": "str", "default": []},
    "atomic": {"type": "bool", "default": False},
    "crds": {"type": "str", "choices": ["create", "upgrade", "skip"]},
    "skip_crds": {"type": "bool", "default": False},
    "purge": {"type": "bool", "default": True},
    "deletion_propagation": {
        "type": "str",
        "default": "background",
        "choices": ["background", "foreground", "orphan"],
    },
    "take_ownership": {"type": "bool", "default": False, "aliases": ["adopt"]},
    "skip_schema_validation": {"type": "bool", "default": False},
    "rewrite_apis": {"type": "bool", "default": False},
    "description": {"type": "str"},
    "labels": {"type": "dict"},
    "replace": {"type": "bool", "default": False},
    "patches": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "patch": {"type": "raw", "required": True},
            "target": {
                "type": "dict",
                "options": {
                    "group": {"type": "str"},
                    "version": {"type": "str"},
                    "kind": {"type": "str"},
                    "name": {"type": "str"},
                    "namespace": {"type": "str"},
                    "label_selector": {"type": "str", "aliases": ["labelSelector"]},
                    "annotation_selector": {"type": "str", "aliases": ["annotationSelector"]},
                },
            },
        },
    },
    "post_render": {"type": "str"},
    "post_renderer": {"type": "raw"},
}

MUTUALLY_EXCLUSIVE = [*release_options.MUTUALLY_EXCLUSIVE, ("replace", "history_max")]


def run(task: Task) -> dict[str, Any]:
    """Install, upgrade or uninstall the release."""
    from ..release.operations.install_upgrade import install_or_upgrade
    from ..release.operations.uninstall import uninstall

    check_contradictions(task.params)
    backends.check_options(task.params)
    request = request_from(task, backends.dialect_of(task.params))
    operation = uninstall if task.params["release_state"] == "absent" else install_or_upgrade
    return release_runner.carry_out(task, lambda backend: operation(backend, request))


def check_contradictions(params: dict[str, Any]) -> None:
    """Raise an error for options that contradict each other.

    An argument spec cannot express these, because they depend on values.
    """
    if params["release_state"] == "absent" and params["replace"]:
        raise ReleaseError("cannot be combined with release_state: absent", "replace", "Leave it out.")
    if params["skip_crds"] and params["crds"] not in (None, "skip"):
        raise ReleaseError(f"contradicts crds: {params['crds']}", "skip_crds", "Set only one of them.")


def patches_from(params: dict[str, Any]) -> tuple[Patch, ...]:
    """Return the patches of the task."""
    if not params["patches"]:
        return ()
    from ..release.rendering.patches import read_patches

    return read_patches(params["patches"])


def arguments_from(given: Any) -> tuple[str, ...]:
    """Return the program of ``post_renderer`` and its arguments.

    :raises ReleaseError: it is neither a path nor a list.
    """
    if given is None or given in ("", []):
        return ()
    if isinstance(given, str):
        return (given,)
    if isinstance(given, (list, tuple)) and all(isinstance(part, (str, int, float)) for part in given):
        return tuple(str(part) for part in given)
    raise ReleaseError(
        "is neither a path nor a list", "post_renderer", "Set it to a list of the program and its arguments."
    )


def request_from(task: Task, dialect: Dialect = HELM4) -> ReleaseRequest:
    """Load the chart and the values, and return the request for the operation."""
    from ..release.request import ReleaseRequest

    params = task.params
    present = params["release_state"] == "present"
    given = values.values_from(params, dialect) if present else {}
    hide_values(task, given, params["sensitive"])
    # An explicit reset_values takes precedence, but its default must not override reuse_values.
    reuses = bool(params["reuse_values"] or params["reset_then_reuse_values"])
    reset = not reuses if params["reset_values"] is None else params["reset_values"]
    return ReleaseRequest(
        **release_options.request_fields(params),
        chart=chart_reference.chart_from(params, task.warn, dialect) if present else None,
        values=given,
        create_namespace=params["create_namespace"],
        namespace_labels=release_options.labels_from(params["namespace_labels"]),
        reset_values=reset,
        reuse_values=bool(params["reuse_values"]) and not reset,
        reset_then_reuse_values=params["reset_then_reuse_values"] and not reset and not params["reuse_values"],
        drift=params["drift"],
        drift_ignore=tuple(params["drift_ignore"]),
        atomic=params["atomic"],
        crds="skip" if params["skip_crds"] else params["crds"] or "create",
        patches=patches_from(params) if present else (),
        post_render=params["post_render"] or "",
        post_renderer=arguments_from(params["post_renderer"]),
        take_ownership=params["take_ownership"],
        skip_schema_validation=params["skip_schema_validation"],
        rewrite_apis=params["rewrite_apis"],
        description=params["description"] or "",
        labels=release_options.labels_from(params["labels"]),
        keep_history=not params["purge"],
        deletion_propagation=params["deletion_propagation"],
    )


MODULE = ModuleDefinition(
    argument_spec={
        **connection.SPEC,
        **connection.PASSWORD_SPEC,
        **release_name.SPEC,
        **chart_reference.SPEC,
        **values.SPEC,
        **SPEC,
    },
    run=run,
    required_if=[("release_state", "present", ["chart_ref"])],
    required_together=repository_access.REQUIRED_TOGETHER,
    mutually_exclusive=MUTUALLY_EXCLUSIVE,
)
