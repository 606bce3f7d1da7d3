# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a module's one call to its result: errors become ``fail_json``, and secrets stay out."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from ..errors import (
    ApiError,
    ChartError,
    ConnectionOptionsError,
    CoxswainError,
    MissingLibraryError,
    RenderError,
    TemplateError,
    ValuesError,
)
from . import http_trace
from .options import connection
from .reporting import COMMAND_RESULT

if TYPE_CHECKING:
    from ..cluster.diagnostics import ObjectDiagnosis

#: what a missing library is called, by the name that is imported
_LIBRARIES = {
    "yaml": "PyYAML >= 5.1 is needed to read charts and values",
    "urllib3": "urllib3 is needed to talk to the API server; it comes with the Python library kubernetes",
    "grpc": "the Python library grpcio >= 1.49.1 is needed to speak to Tiller",
    "google": "the Python library protobuf >= 3.20.3 is needed for Tiller",
    "kubernetes": "the Python library kubernetes >= 24.2.0 is needed to talk to the API server",
}

#: What to do about an error that does not say it itself: its kind, a pattern of how it begins, and the remedy. Errors
#: of rendering have Helm's own words, which know no remedies.
_REMEDIES: tuple[tuple[type[CoxswainError], str, str], ...] = (
    (ChartError, "chart requires kubeVersion", "Take a version of the chart that fits this Kubernetes, or upgrade it."),
    (ApiError, 'namespaces ".*" not found', "Set create_namespace, or create the namespace first."),
    (ChartError, "", "Check the chart, or take another version of it."),
    (ValuesError, "", "Correct the values."),
    (RenderError, "", "Correct the values that the message names, or the chart's template."),
    (TemplateError, "", "Correct the template."),
    (ConnectionOptionsError, "", "Check the kubeconfig and the connection options of the task."),
)


def run(module: AnsibleModule, work: Callable[[AnsibleModule], dict[str, Any]]) -> None:
    """End ``module`` with what ``work`` returns, or with the error that it raises.

    A failure's ``error`` names its kind, so that a play can tell an unreachable API server from a missing chart.
    """
    if "kubeconfig" in module.argument_spec:
        connection.hide_secrets(module)
    if module.params.get("binary_path"):
        module.warn("binary_path is ignored: coxswain.helm needs no helm binary.")
    try:
        result = work(module)
    except CoxswainError as error:
        module.fail_json(**failure(error), **http_trace.result(module))
    except ImportError as error:
        library = _LIBRARIES.get((error.name or "").partition(".")[0])
        if library is None:
            raise
        module.fail_json(**failure(MissingLibraryError(library)), **http_trace.result(module))
    module.exit_json(**result, **http_trace.result(module))


def failure(error: CoxswainError) -> dict[str, Any]:
    """The result of a task that ``error`` ended."""
    if error.remedy is None:
        error.remedy = _remedy(error)
    # Go's lists of failures end with a line break.
    error.what = error.what.rstrip()
    message = str(error)
    found: dict[str, Any] = {
        "msg": message,
        **COMMAND_RESULT,
        "stdout": "".join(f"{line}\n" for line in error.steps),
        "stderr": message,
        "error": {
            "kind": type(error).__name__,
            "what": error.what,
            "where": error.where or "",
            "remedy": error.remedy or "",
        },
    }
    if error.diagnostics:
        found["unready"] = [diagnosis_result(diagnosis) for diagnosis in error.diagnostics]
    found.update(error.result)
    return found


def diagnosis_result(diagnosis: ObjectDiagnosis) -> dict[str, Any]:
    """What is known of an object that is not ready, for a result."""
    return {
        "api_version": diagnosis.ref.api_version,
        "kind": diagnosis.ref.kind,
        "namespace": diagnosis.ref.namespace,
        "name": diagnosis.ref.name,
        "status": diagnosis.status,
        "message": diagnosis.message,
        "conditions": list(diagnosis.conditions),
        "events": list(diagnosis.events),
        "logs": {container: list(lines) for container, lines in diagnosis.logs.items()},
    }


def _remedy(error: CoxswainError) -> str | None:
    if isinstance(error, MissingLibraryError):
        return f"Install it for {sys.executable} on the host that the task runs on."
    for kind, pattern, remedy in _REMEDIES:
        if isinstance(error, kind) and re.match(pattern, error.what):
            return remedy
    return None
