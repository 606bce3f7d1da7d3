# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``tiller_info``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import CoxswainError, MissingLibraryError
from .definition import ModuleDefinition
from .options import connection, tiller_options
from .task import Task
from .tiller_details import describe, details_of

if TYPE_CHECKING:
    from ..cluster.api import Api

SPEC: dict[str, dict[str, Any]] = {
    **tiller_options.SPEC,
    "all_namespaces": {"type": "bool", "default": False},
    "ask": {"type": "bool", "default": True},
}


def run(task: Task) -> dict[str, Any]:
    """Return the Tiller of one namespace, or of all namespaces."""
    from ..tiller.connection.find_pod import SELECTOR

    params = task.params
    api = connection.connect_from(task)
    try:
        if params["all_namespaces"]:
            deployments = api.items("/apis/apps/v1/deployments", {"labelSelector": SELECTOR})
            found = [details_of(api, deployment) for deployment in deployments]
        else:
            one = describe(api, params["tiller_namespace"])
            found = [] if one is None else [one]
        for tiller in found if params["ask"] else []:
            tiller.update(_query(params, api, tiller["namespace"]))
    finally:
        api.close()
    return {"changed": False, "installed": bool(found), "tillers": found}


def _query(params: dict[str, Any], api: Api, namespace: str) -> dict[str, Any]:
    """Return whether Tiller responds, and the version that it reports."""
    import dataclasses

    from ..tiller.connection.connect import connect

    options = tiller_options.options_from(params)
    if params["all_namespaces"]:
        options = dataclasses.replace(options, host="", namespace=namespace)
    try:
        with connect(options, api) as tiller:
            return {"reachable": True, "version": tiller.version, "trouble": ""}
    except MissingLibraryError:
        raise
    except CoxswainError as error:
        return {"reachable": False, "version": "", "trouble": str(error)}


MODULE = ModuleDefinition(
    argument_spec={**connection.SPEC, **connection.PASSWORD_SPEC, **SPEC},
    run=run,
)
