# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``chart_info``."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

from ..errors import ChartError
from .definition import ModuleDefinition
from .options import chart_reference, repository_access, values
from .reporting import as_result
from .task import Task

if TYPE_CHECKING:
    from ..chart.chart import Chart
    from ..repository.locate_chart import PackagedChart

_README = ("readme.md", "readme.txt", "readme")

GATHER = ["metadata", "values", "schema", "readme", "crds", "dependencies", "templates", "files", "images"]

SPEC: dict[str, dict[str, Any]] = {
    **{name: option for name, option in chart_reference.SPEC.items() if name != "dependency_update"},
    **values.SPEC,
    "chart_ref": {"type": "path", "required": True},
    "gather": {"type": "list", "elements": "str", "choices": GATHER, "default": ["metadata", "values", "dependencies"]},
    "verify_chart": {"type": "bool", "default": False},
    "verify_chart_keyring": {"type": "path"},
    "release_name": {"type": "str", "default": "release-name", "aliases": ["name"]},
    "release_namespace": {"type": "str", "default": "default", "aliases": ["namespace"]},
    "kube_version": {"type": "str"},
    "api_versions": {"type": "list", "elements": "str", "default": []},
}


def run(task: Task) -> dict[str, Any]:
    """Return information about the chart."""
    params = task.params
    chart, result = _chart(params, task)
    result = {
        "changed": False,
        "name": chart.name,
        "version": chart.version,
        "app_version": chart.app_version,
        **result,
    }
    gather = params["gather"]
    if "metadata" in gather:
        result["metadata"] = as_result({**chart.source_metadata, **chart.record()})
    if "values" in gather:
        result["default_values"] = as_result(chart.values)
        result["values_text"] = as_result((chart.values_text or b"").decode("utf-8", "replace"))
    if "schema" in gather:
        result["schema"] = None if chart.schema is None else chart.schema.decode("utf-8", "replace")
    if "readme" in gather:
        result["readme"] = _readme(chart)
    if "crds" in gather:
        result["crds"] = [{"path": as_result(file.path), "content": _text(file.data)} for file in chart.crds]
    if "dependencies" in gather:
        result["dependencies"] = _dependencies(chart, params)
    if "templates" in gather:
        result["templates"] = [
            {"path": as_result(file.name), "content": _text(file.data)} for file in sorted(chart.templates)
        ]
    if "files" in gather:
        result["files"] = [
            {"path": as_result(file.name), "size": len(file.data), "sha256": hashlib.sha256(file.data).hexdigest()}
            for file in sorted(chart.raw)
        ]
    if "images" in gather:
        result.update(_images(chart, params))
    return result


def _chart(params: dict[str, Any], task: Task) -> tuple[Chart, dict[str, Any]]:
    """Return the chart, and results about its source."""
    from ..chart import loader
    from ..repository.chart_reference import ChartReference
    from ..repository.helm_paths import find_helm_paths
    from ..repository.locate_chart import fetch_package

    reference = ChartReference(
        ref=params["chart_ref"].strip(),
        version=params["chart_version"] or "",
        repo_url=params["repo_url"] or "",
        http_options=repository_access.http_options_from(params),
        refresh=params["update_repo_cache"],
    )
    if chart_reference.is_folder(reference.ref, reference.repo_url):
        if params["verify_chart"]:
            raise ChartError(
                "is a directory, which cannot be verified", reference.ref, "Set chart_ref to the archive of the chart."
            )
        path = os.path.abspath(reference.ref)
        return loader.load(path), {"source": path, "digest": None}
    package = fetch_package(reference, find_helm_paths(), task.warn)
    chart = loader.load_archive(package.content)
    result: dict[str, Any] = {
        "source": package.located.redacted_address,
        "digest": f"sha256:{hashlib.sha256(package.content).hexdigest()}",
    }
    if params["verify_chart"]:
        result["verification"] = _verification(package, chart, params["verify_chart_keyring"])
    return chart, result


def _verification(package: PackagedChart, chart: Chart, keyring: str | None) -> dict[str, Any]:
    from ..chart.provenance import DEFAULT_KEYRING, verify
    from ..repository.chart_download import download_provenance, with_identity

    located = with_identity(package.located, chart.name, chart.version)
    proof = verify(package.content, download_provenance(located), located.file_name, keyring or DEFAULT_KEYRING)
    return {
        "signed_by": list(proof.signed_by),
        "fingerprint": proof.fingerprint,
        "file_name": proof.file_name,
        "file_hash": proof.file_hash,
    }


def _readme(chart: Chart) -> str | None:
    for name in _README:
        for file in chart.files:
            if file.name.lower() == name:
                return _text(file.data)
    return None


def _dependencies(chart: Chart, params: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the declared dependencies, and the subcharts that are not declared."""
    from ..chart import dependencies

    held: dict[str, list[str]] = {}
    for subchart in chart.dependencies:
        held.setdefault(subchart.name, []).append(subchart.version)
    processed = dependencies.process(chart, values.values_from(params))
    enabled = {dependency.name for dependency in processed.declared or []}
    found = []
    for declared in chart.declared or []:
        versions = [
            version
            for version in held.get(declared.name, [])
            if dependencies.compatible(declared.version or "*", version)
        ]
        found.append(
            {
                "name": declared.name,
                "version": declared.version,
                "repository": declared.repository,
                "alias": declared.alias,
                "condition": declared.condition,
                "tags": list(declared.tags),
                "enabled": (declared.alias or declared.name) in enabled,
                "held": versions[0] if versions else None,
            }
        )
    declared_names = {declared.name for declared in chart.declared or []}
    for name, versions in held.items():
        if name not in declared_names:
            row = {"name": name, "version": versions[0], "repository": "", "alias": "", "condition": "", "tags": []}
            found.append({**row, "enabled": True, "held": versions[0]})
    return [as_result(row) for row in found]


def _images(chart: Chart, params: dict[str, Any]) -> dict[str, Any]:
    """Return the images in the rendered objects and hooks."""
    from ..render.capabilities import Capabilities
    from ..render.helm_template_output import template_output
    from ..render.images import image_uses
    from ..render.release_object import ReleaseFacts
    from ..render.render_chart import render_chart
    from .rendering import documents

    if chart.is_library:
        return {"images": [], "image_uses": []}
    capabilities = Capabilities.default()
    if params["kube_version"]:
        capabilities = capabilities.with_kube_version(params["kube_version"])
    if params["api_versions"]:
        capabilities = capabilities.with_api_versions(params["api_versions"])
    chart_reference.check_dependencies(chart)
    rendering = render_chart(
        chart,
        values.values_from(params),
        ReleaseFacts(params["release_name"], params["release_namespace"]),
        capabilities=capabilities,
    )
    uses = image_uses(documents(template_output(rendering)))
    return {
        "images": sorted({use.image for use in uses}),
        "image_uses": [dict(use._asdict()) for use in uses],
    }


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
    required_together=repository_access.REQUIRED_TOGETHER,
    mutually_exclusive=repository_access.MUTUALLY_EXCLUSIVE,
)
