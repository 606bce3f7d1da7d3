# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backend of a task: the API server itself, or Tiller."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..dialect import HELM2, HELM4, Dialect
from ..errors import ReleaseError
from .options import connection, tiller_options
from .task import Task

if TYPE_CHECKING:
    from ..release.backend import Backend
    from ..release.request import Report

_SETTING = "It is a setting of Tiller; use history_max of the module coxswain.helm.tiller."

#: Options that Tiller does not support, with the values that have no effect, and a remedy.
_UNSUPPORTED: tuple[tuple[str, tuple[Any, ...], str], ...] = (
    ("wait_for_jobs", (None, False), "Leave it out."),
    ("apply", (None, "auto", "client"), "Tiller applies changes client-side; leave it out."),
    ("server_side", (None, "auto", "false"), "Tiller applies changes client-side; leave it out."),
    ("force_conflicts", (None, False), "Leave it out."),
    ("history_max", (None,), _SETTING),
    ("take_ownership", (None, False), "Tiller does not adopt objects; delete or rename them."),
    ("labels", (None, {}), "Leave it out."),
    ("patches", (None, []), "Leave it out, or migrate to Helm 3 with the module coxswain.helm.migrate."),
    ("post_render", (None, ""), "Leave it out, or migrate to Helm 3 with the module coxswain.helm.migrate."),
    ("post_renderer", (None, "", []), "Leave it out, or migrate to Helm 3 with the module coxswain.helm.migrate."),
    ("rewrite_apis", (None, False), "Migrate to Helm 3 with the module coxswain.helm.migrate, which can rewrite them."),
    ("crds", (None, "create", "skip"), "Charts of Helm 2 install definitions with a crd-install hook; leave it out."),
    ("deletion_propagation", (None, "background"), "Leave it out."),
    ("label_selector", (None, ""), "Releases of Tiller do not have labels; leave it out."),
    ("include", (None, []), "Tiller always runs all tests; leave it out."),
    ("exclude", (None, []), "Tiller always runs all tests; leave it out."),
)


def check_options(params: dict[str, Any]) -> None:
    """Raise an error for an option that the backend of the task does not support.

    :raises ReleaseError: names the option.
    """
    if not tiller_options.is_tiller(params):
        return
    for option, allowed, remedy in _UNSUPPORTED:
        if option in params and params[option] not in allowed:
            raise ReleaseError("is not supported with backend: tiller", option, remedy)


def dialect_of(params: dict[str, Any]) -> Dialect:
    """Return the Helm whose charts and values the backend of the task uses."""
    return HELM2 if tiller_options.is_tiller(params) else HELM4


@contextmanager
def open_backend(task: Task, report: Report) -> Iterator[Backend]:
    """Open the backend of a task.

    :raises CoxswainError: the API server or Tiller cannot be reached.
    """
    if not tiller_options.is_tiller(task.params):
        from ..release.direct.backend import DirectBackend

        yield DirectBackend(connection.connect_from(task), task.check_mode, report)
        return
    from ..tiller.releases.backend import TillerBackend

    check_options(task.params)
    api = tiller_options.api_from(task)
    try:
        with tiller_options.connect_from(task, api) as tiller:
            yield TillerBackend(tiller, api, task.params["tiller_namespace"], task.check_mode, report)
    finally:
        if api is not None:
            api.close()
