# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``chart_lint``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ..dialect import DIALECTS
from ..errors import ChartError
from .definition import ModuleDefinition
from .options import chart_reference, values
from .reporting import as_result
from .task import Task, TaskFailure

if TYPE_CHECKING:
    from ..chart.lint_findings import Finding
    from ..render.linter import DeprecatedObject, LintResult

SPEC: dict[str, dict[str, Any]] = {
    **values.SPEC,
    "chart_ref": chart_reference.LOCAL,
    "release_namespace": {"type": "str", "default": "default", "aliases": ["namespace"]},
    "strict": {"type": "bool", "default": False},
    "with_subcharts": {"type": "bool", "default": False},
    "skip_schema_validation": {"type": "bool", "default": False},
    "kube_version": {"type": "str"},
    "removed_api_versions": {"type": "str", "choices": ["warning", "error"], "default": "warning"},
    "fail_on_findings": {"type": "bool", "default": True},
    "dialect": {"type": "str", "choices": ["helm4", "helm3"], "default": "helm4"},
}


def run(task: Task) -> dict[str, Any]:
    """Check the chart."""
    from ..render.linter import LintOptions, lint_chart, subcharts

    params = task.params
    dialect = DIALECTS[params["dialect"]]
    path = os.path.abspath(params["chart_ref"])
    if not os.path.exists(path):
        raise ChartError("does not exist", path, "Set chart_ref to the path of a chart on the target host.")
    given = values.values_from(params, dialect)
    options = LintOptions(
        namespace=params["release_namespace"],
        kube_version=params["kube_version"] or "",
        skip_schema_validation=params["skip_schema_validation"],
        removed_is_error=params["removed_api_versions"] == "error",
        dialect=dialect,
    )
    paths = [path, *(subcharts(path) if params["with_subcharts"] else [])]
    results = [lint_chart(each, given, options) for each in paths]
    failed = [each for each in results if each.failed(params["strict"])]
    result: dict[str, Any] = {
        "changed": False,
        "passed": not failed,
        "charts": [_chart_result(each, params["strict"]) for each in results],
        "messages": [_finding_result(finding) for each in results for finding in each.findings],
        "api_versions": [_deprecation_result(found) for each in results for found in each.deprecated],
        "stdout": as_result("\n".join(_text(each) for each in results)),
    }
    if failed and params["fail_on_findings"]:
        counts = ", ".join(f"{count} {name}" for name, count in _counts(failed).items())
        text = f"{len(failed)} of {len(results)} charts do not pass ({counts}):\n{result['stdout']}"
        raise TaskFailure({"msg": as_result(text), **result})
    return result


def _chart_result(result: LintResult, strict: bool) -> dict[str, Any]:
    return {
        "path": result.path,
        "passed": not result.failed(strict),
        "messages": [_finding_result(finding) for finding in result.findings],
    }


def _finding_result(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity.name,
        "path": as_result(finding.path),
        "message": as_result(finding.message),
    }


def _deprecation_result(found: DeprecatedObject) -> dict[str, Any]:
    lifecycle = found.lifecycle
    return {
        "path": as_result(found.path),
        "api_version": lifecycle.api_version,
        "kind": lifecycle.kind,
        "name": as_result(found.name),
        "deprecated_in": lifecycle.deprecated,
        "removed_in": lifecycle.removed,
        "replacement": lifecycle.replacement,
        "removed": found.removed,
    }


def _text(result: LintResult) -> str:
    return "".join(f"{line}\n" for line in (f"==> Linting {result.path}", *map(str, result.findings)))


def _counts(results: list[LintResult]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for result in results:
        for finding in result.findings:
            counts[finding.severity.name] = counts.get(finding.severity.name, 0) + 1
    return counts


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
)
