# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``chart_pull``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .definition import ModuleDefinition
from .options import repository_access
from .reporting import COMMAND_RESULT
from .task import Task

if TYPE_CHECKING:
    from ..repository.pull import PullOutcome

SPEC: dict[str, dict[str, Any]] = {
    **repository_access.SHORT_ALIASES_SPEC,
    "chart_ref": {"type": "str", "required": True},
    "chart_version": {"type": "str"},
    "chart_devel": {"type": "bool"},
    "repo_url": {"type": "str", "aliases": ["chart_repo_url", "url"]},
    "update_repo_cache": {"type": "bool", "default": False},
    "plain_http": {"type": "bool", "default": False},
    "verify_chart": {"type": "bool", "default": False},
    "verify_chart_keyring": {"type": "path"},
    "provenance": {"type": "bool", "default": False},
    "untar_chart": {"type": "bool", "default": False},
    "untar_dir": {"type": "path", "aliases": ["untardir"]},
    "destination": {"type": "path", "required": True, "aliases": ["dest"]},
    "force": {"type": "bool", "default": False},
}
MUTUALLY_EXCLUSIVE = [("chart_version", "chart_devel")]


def run(task: Task) -> dict[str, Any]:
    """Ensure that the chart is in the directory."""
    from ..chart.provenance import DEFAULT_KEYRING
    from ..repository.chart_reference import ChartReference
    from ..repository.helm_paths import find_helm_paths
    from ..repository.pull import PullRequest, pull

    params = task.params
    request = PullRequest(
        reference=ChartReference(
            ref=params["chart_ref"],
            version=">0.0.0-0" if params["chart_devel"] else params["chart_version"] or "",
            repo_url=params["repo_url"] or "",
            http_options=repository_access.http_options_from(params),
            refresh=params["update_repo_cache"],
        ),
        destination=params["destination"],
        untar=params["untar_chart"],
        untar_dir=params["untar_dir"] or "",
        provenance=params["provenance"],
        verify=params["verify_chart"],
        keyring=params["verify_chart_keyring"] or DEFAULT_KEYRING,
        force=params["force"],
    )
    outcome = pull(request, find_helm_paths(), task.warn, check_mode=task.check_mode)
    result = _result(outcome)
    if task.diff:
        result["diff"] = {
            "before": outcome.before or {},
            "after": outcome.after or {},
            "before_header": outcome.path,
            "after_header": outcome.path,
        }
    return result


def _result(outcome: PullOutcome) -> dict[str, Any]:
    chart, located = outcome.chart, outcome.located
    lines = [f"Pulled: {located.redacted_address}", f"Digest: sha256:{outcome.digest}"] if outcome.changed else []
    result: dict[str, Any] = {
        **COMMAND_RESULT,
        "changed": outcome.changed,
        "rc": 0,
        "path": outcome.path,
        "chart": {"name": chart.name, "version": chart.version, "app_version": chart.app_version},
        "source": located.redacted_address,
        "digest": f"sha256:{outcome.digest}",
    }
    if located.manifest is not None:
        result["manifest_digest"] = located.manifest.digest
    if outcome.provenance_path:
        result["provenance_path"] = outcome.provenance_path
    if outcome.verification is not None:
        result["signed_by"] = list(outcome.verification.signed_by)
        result["fingerprint"] = outcome.verification.fingerprint
        lines += [f"Signed by: {name}" for name in outcome.verification.signed_by]
        lines.append(f"Using Key With Fingerprint: {outcome.verification.fingerprint}")
        lines.append(f"Chart Hash Verified: {outcome.verification.file_hash}")
    result["stdout"] = "".join(f"{line}\n" for line in lines)
    return result


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
    mutually_exclusive=[*MUTUALLY_EXCLUSIVE, *repository_access.MUTUALLY_EXCLUSIVE],
    required_together=repository_access.REQUIRED_TOGETHER,
)
