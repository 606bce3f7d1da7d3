# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``swift_info``."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import CoxswainError
from . import http_trace
from .definition import ModuleDefinition
from .options import connection
from .release_details import STATES, details, latest_in, redacted_object, statuses_of
from .reporting import as_result, summary
from .task import Task

if TYPE_CHECKING:
    from ..tiller.swift import SwiftClient
    from ..trace import Sink

SPEC: dict[str, dict[str, Any]] = {
    "swift_url": {"type": "str", "aliases": ["url"]},
    "service": {"type": "str", "default": "swift"},
    "service_namespace": {"type": "str", "default": "kube-system"},
    "service_port": {"type": "str", "default": "http"},
    "service_scheme": {"type": "str", "default": "http", "choices": ["http", "https"]},
    "contexts": {"type": "list", "elements": "str", "default": []},
    "release_name": {"type": "str", "aliases": ["name"]},
    "release_namespace": {"type": "str", "aliases": ["namespace"]},
    "release_state": {"type": "list", "elements": "str", "choices": STATES, "default": []},
    "filter": {"type": "str"},
    "history": {"type": "bool", "default": False},
    "show_secrets": {"type": "bool", "default": False, "no_log": False},
}


def run(task: Task) -> dict[str, Any]:
    """Return the releases of one or several clusters."""
    params, trace = task.params, http_trace.sink(task)
    if not params["contexts"]:
        return {"changed": False, **_query(task, _swift(params, trace))}
    clusters = []
    for context in params["contexts"]:
        try:
            found = _query(task, _swift({**params, "context": context}, trace))
        except CoxswainError as error:
            error.where = f"context {context}" + (f", {error.where}" if error.where else "")
            raise
        clusters.append({"context": context, **found})
    return {
        "changed": False,
        "clusters": clusters,
        "releases": [{**item, "context": entry["context"]} for entry in clusters for item in entry.get("releases", [])],
    }


def _swift(params: dict[str, Any], trace: Sink | None) -> SwiftClient:
    from ..cluster.connection import connect
    from ..tiller.swift import SwiftClient, proxy_path

    options = connection.options_from(params)
    if params["swift_url"]:
        # The connection options apply to Swift itself.
        options = replace(options, host=params["swift_url"], kubeconfig=None, context=None)
        return SwiftClient(connect(options, trace=trace), "", f"swift at {params['swift_url']}")
    namespace, service, port = params["service_namespace"], params["service"], params["service_port"]
    prefix = proxy_path(namespace, service, port, params["service_scheme"])
    return SwiftClient(connect(options, trace=trace), prefix, f"swift as service {namespace}/{service}:{port}")


def _query(task: Task, swift: SwiftClient) -> dict[str, Any]:
    params = task.params
    name, namespace = params["release_name"], params["release_namespace"]
    result: dict[str, Any] = {"version": swift.version()}
    if name is None:
        statuses = statuses_of(params["release_state"])
        found = swift.list_releases(statuses, params["filter"] or "", namespace or "")
        result["releases"] = [summary(release) for release in found]
        for warning in swift.warnings:
            task.warn(warning)
        return result
    if params["history"]:
        result["history"] = [
            {**summary(release), "description": as_result(release.description)} for release in swift.history(name)
        ]
    release = swift.content(name)
    if release is None or (namespace and release.namespace != namespace):
        return result
    if latest_in([release], params["release_state"]) is not None:
        mask = partial(redacted_object, show_secrets=params["show_secrets"], sensitive=())
        result["status"] = details(release, False, mask)
    return result


MODULE = ModuleDefinition(
    argument_spec={**connection.SPEC, **connection.PASSWORD_SPEC, **SPEC},
    run=run,
    required_if=[("history", True, ["release_name"])],
    mutually_exclusive=[("swift_url", "contexts"), ("context", "contexts")],
)
