# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backend of a task: the API server itself, or Tiller."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from ..dialect import HELM2, HELM4, Dialect
from ..errors import ReleaseError
from .options import connection, tiller_options

if TYPE_CHECKING:
    from ..release.backend import Backend
    from ..release.request import Report

_SETTING = "It is a setting of Tiller: see history_max of the module coxswain.helm.tiller."

#: options that Tiller does not support, with the values that ask for nothing, and a remedy
_UNSUPPORTED: tuple[tuple[str, tuple[Any, ...], str], ...] = (
    ("wait_for_jobs", (None, False), "Leave it out."),
    ("apply", (None, "auto", "client"), "Tiller merges as a client does: leave it out."),
    ("server_side", (None, "auto", "false"), "Tiller merges as a client does: leave it out."),
    ("force_conflicts", (None, False), "Leave it out."),
    ("history_max", (None,), _SETTING),
    ("take_ownership", (None, False), "Tiller adopts nothing: delete the objects, or name them otherwise."),
    ("labels", (None, {}), "Leave it out."),
    ("patches", (None, []), "Leave it out, or go to Helm 3 with the module coxswain.helm.migrate."),
    ("post_render", (None, ""), "Leave it out, or go to Helm 3 with the module coxswain.helm.migrate."),
    ("post_renderer", (None, "", []), "Leave it out, or go to Helm 3 with the module coxswain.helm.migrate."),
    ("rewrite_apis", (None, False), "The module coxswain.helm.migrate rewrites them on the way to Helm 3."),
    ("crds", (None, "create", "skip"), "Charts of Helm 2 have a hook for definitions, which runs or does not."),
    ("deletion_propagation", (None, "background"), "Leave it out."),
    ("label_selector", (None, ""), "Tiller's releases have no labels: leave it out."),
    ("include", (None, []), "Tiller runs all tests: leave it out."),
    ("exclude", (None, []), "Tiller runs all tests: leave it out."),
)


def check_options(params: dict[str, Any]) -> None:
    """Refuse options that the backend of a task does not support, instead of ignoring them.

    :raises ReleaseError: with the option.
    """
    if not tiller_options.chosen(params):
        return
    for option, allowed, remedy in _UNSUPPORTED:
        if option in params and params[option] not in allowed:
            raise ReleaseError("is not supported with backend: tiller", option, remedy)


def dialect_of(params: dict[str, Any]) -> Dialect:
    """Return the dialect that the backend of a task reads charts and values in."""
    return HELM2 if tiller_options.chosen(params) else HELM4


@contextmanager
def open_backend(module: AnsibleModule, report: Report) -> Iterator[Backend]:
    """Open the backend of a task.

    :raises CoxswainError: the API server or Tiller cannot be reached.
    """
    if not tiller_options.chosen(module.params):
        from ..release.direct.backend import DirectBackend

        yield DirectBackend(connection.connect_from(module), module.check_mode, report)
        return
    from ..tiller.releases.backend import TillerBackend

    check_options(module.params)
    api = tiller_options.api_from(module)
    try:
        with tiller_options.connect_from(module, api) as tiller:
            yield TillerBackend(tiller, api, module.params["tiller_namespace"], module.check_mode, report)
    finally:
        if api is not None:
            api.close()
