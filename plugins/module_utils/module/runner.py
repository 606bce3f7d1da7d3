# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do the work of a task: turn errors into results, and keep secrets out of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

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
from .definition import ModuleDefinition
from .interruption import interruptible
from .options import connection
from .reporting import COMMAND_RESULT
from .task import Task, TaskFailure

if TYPE_CHECKING:
    from ..cluster.diagnostics import ObjectDiagnosis

#: Imported package to library, oldest version and purpose, for imports that do not raise an error of their own.
_LIBRARIES = {
    "yaml": ("PyYAML", "5.4", "to read charts and values"),
    "urllib3": ("urllib3", "1.26", "for HTTP"),
    "grpc": ("grpcio", "1.49.1", "to connect to Tiller"),
    "google": ("protobuf", "3.20.3", "for releases of Tiller"),
    "kubernetes": ("kubernetes", "24.2.0", "to authenticate to the API server"),
}

#: Remedies for errors without one, such as rendering errors with Helm's texts: the class of the error, a pattern that
#: its text starts with, and the remedy.
_REMEDIES: tuple[tuple[type[CoxswainError], str, str], ...] = (
    (
        ChartError,
        "chart requires kubeVersion",
        "Use a version of the chart that supports this Kubernetes version, or upgrade Kubernetes.",
    ),
    (ApiError, 'namespaces ".*" not found', "Set create_namespace, or create the namespace first."),
    (ChartError, "", "Check the chart, or use another version of it."),
    (ValuesError, "", "Correct the values."),
    (RenderError, "", "Correct the values that the message names, or the chart's template."),
    (TemplateError, "", "Correct the template."),
    (ConnectionOptionsError, "", "Check the kubeconfig and the connection options of the task."),
)


def run(task: Task, definition: ModuleDefinition) -> dict[str, Any]:
    """Do the work of a task and return its result; a failure is a result with ``failed``.

    The result ``error`` of a failure contains the class of the error, so that a play can distinguish an unreachable API
    server from a missing chart.
    """
    if "kubeconfig" in definition.argument_spec:
        connection.hide_secrets(task)
    if task.params.get("binary_path"):
        task.warn("binary_path is ignored: coxswain.helm needs no helm binary.")
    try:
        with interruptible():
            result = definition.run(task)
    except TaskFailure as error:
        result = {"failed": True, **error.result}
    except CoxswainError as error:
        result = {"failed": True, **failure(error)}
    except ImportError as error:
        library = _LIBRARIES.get((error.name or "").partition(".")[0])
        if library is None:
            raise
        result = {"failed": True, **failure(MissingLibraryError(*library))}
    return {**result, **http_trace.result(task)}


def failure(error: CoxswainError) -> dict[str, Any]:
    """Return the result of a task that failed with ``error``."""
    if error.remedy is None:
        error.remedy = _remedy(error)
    # Go's lists of errors end with a newline.
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
    """Return why an object is not ready, for a result."""
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
    for kind, pattern, remedy in _REMEDIES:
        if isinstance(error, kind) and re.match(pattern, error.what):
            return remedy
    return None
