# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``release_info``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import DataError, ReleaseError
from . import release_reader
from .definition import ModuleDefinition
from .options import connection, tiller_options
from .release_details import STATES, details, latest_in, redacted_object, statuses_of
from .reporting import as_result, hide_values, summary
from .task import Task

if TYPE_CHECKING:
    from ..release.planning.live_state import LiveObject
    from ..release.records.history import ReleaseFilter

SPEC: dict[str, dict[str, Any]] = {
    **tiller_options.BACKEND_SPEC,
    "release_name": {"type": "str", "aliases": ["name"]},
    "release_namespace": {"type": "str", "aliases": ["namespace"]},
    "release_state": {"type": "list", "elements": "str", "choices": STATES, "default": []},
    "revision": {"type": "int"},
    "get_all_values": {"type": "bool", "default": False},
    "history": {"type": "bool", "default": False},
    "resources": {"type": "bool", "default": False},
    "filter": {"type": "str"},
    "label_selector": {"type": "str", "aliases": ["selector"]},
    "sort_by": {"type": "str", "choices": ["name", "date"], "default": "name"},
    "reverse": {"type": "bool", "default": False},
    "offset": {"type": "int", "default": 0},
    "limit": {"type": "int", "default": 0, "aliases": ["max"]},
    "show_secrets": {"type": "bool", "default": False, "no_log": False},
    "sensitive": {"type": "list", "elements": "str", "default": [], "no_log": False},
}

REQUIRED_BY = {"release_name": ["release_namespace"], "revision": ["release_name"]}
REQUIRED_IF = [("history", True, ["release_name"]), ("resources", True, ["release_name"])]


def run(task: Task) -> dict[str, Any]:
    """Return information about a release, or list releases."""
    from ..release.planning.live_state import live_objects

    params = task.params
    # Check the options before the cluster is contacted.
    chosen = _filter_from(params)
    reader = release_reader.reader_for(task)
    name, namespace = params["release_name"], params["release_namespace"]
    result: dict[str, Any] = {"changed": False}
    if name is None:
        result["releases"] = [summary(release) for release in reader.list_releases(namespace, chosen)]
        return result
    if params["revision"] and not params["history"]:
        release = reader.revision(name, namespace, params["revision"])
    else:
        revisions = reader.history(name, namespace)
        if params["history"]:
            result["history"] = [
                {**summary(release), "description": as_result(release.description)} for release in revisions
            ]
        if params["revision"]:
            release = next((found for found in revisions if found.revision == params["revision"]), None)
        else:
            release = latest_in(revisions, params["release_state"])
    if release is None:
        return result
    hide_values(task, release.config, params["sensitive"])
    mask = partial(redacted_object, show_secrets=params["show_secrets"], sensitive=params["sensitive"])
    result["status"] = details(release, params["get_all_values"], mask, params["sensitive"])
    if params["resources"]:
        if reader.api is None:
            raise ReleaseError(
                "requires the API server", "resources", "Set kubeconfig, context or host in addition to tiller_host."
            )
        live, unreachable = live_objects(reader.api, release)
        for kind in unreachable:
            task.warn(f"The cluster no longer serves {kind}.")
        result["status"]["resources"] = [resource_of(item, mask) for item in live]
    return result


def _filter_from(params: dict[str, Any]) -> ReleaseFilter:
    """Return the filter for the list of releases.

    :raises ReleaseError: an option is not valid.
    """
    from ..release.records.history import ReleaseFilter

    if params["offset"] < 0 or params["limit"] < 0:
        option = "offset" if params["offset"] < 0 else "limit"
        raise ReleaseError(
            "is negative", option, "Set it to 0 for no limit." if option == "limit" else "Set it to 0 or more."
        )
    named = selector = None
    if params["filter"]:
        from ..gotemplate.functions import FunctionError
        from ..sprig.golib.regexp.pattern import compile_pattern

        try:
            named = compile_pattern(params["filter"]).match
        except FunctionError as error:
            raise ReleaseError(f"is not a valid regular expression: {error.what}", "filter", "Correct it.") from None
    if params["label_selector"]:
        from ..cluster.selector import parse_selector

        try:
            selector = parse_selector(params["label_selector"])
        except DataError as error:
            raise ReleaseError(error.what, "label_selector", error.remedy) from None
    return ReleaseFilter(
        statuses=statuses_of(params["release_state"]),
        named=named,
        selector=selector,
        by_date=params["sort_by"] == "date",
        reverse=params["reverse"],
        offset=params["offset"],
        limit=params["limit"],
    )


def resource_of(item: LiveObject, mask: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the result for a live object."""
    document = item.document
    if document is not None:
        metadata = {key: value for key, value in document["metadata"].items() if key != "managedFields"}
        document = mask(as_result({**document, "metadata": metadata}))
    return {
        "api_version": item.ref.api_version,
        "kind": item.ref.kind,
        "namespace": item.ref.namespace,
        "name": item.ref.name,
        "exists": item.document is not None,
        "ready": item.readiness.status == "Current",
        "status": item.readiness.status,
        "message": as_result(item.readiness.message),
        "resource": document,
    }


MODULE = ModuleDefinition(
    argument_spec={**connection.SPEC, **connection.PASSWORD_SPEC, **SPEC},
    run=run,
    required_by=REQUIRED_BY,
    required_if=REQUIRED_IF,
)
