# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Render a chart with a user's values: manifests, hooks and notes, as ``helm install`` and ``helm template`` do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..chart import dependencies, values_schema
from ..chart.chart import Chart, CustomResourceFile
from ..chart.coalesce import coalesce_values
from ..dialect import HELM4, Dialect
from ..errors import ChartError, RenderError, ValuesError
from ..gotemplate.codecache import CodeCache
from ..gotemplate.limits import Limits
from ..sprig.entropy import Entropy
from .capabilities import Capabilities, ClusterQueries
from .capabilities_object import capabilities_object
from .engine import render_templates
from .helm_functions import Lookup, function_table
from .hook_annotations import RenderedHook
from .manifest_sorter import sort_manifests
from .manifests import Manifest, manifest_text
from .release_object import ReleaseFacts, release_object

_NOTES = "NOTES.txt"


@dataclass(frozen=True)
class RenderOptions:
    """Options of a rendering, named as Helm's flags.

    :param include_crds: put the files below ``crds/`` into the manifest.
    :param skip_tests: leave out the hooks that ``helm test`` runs.
    :param no_hooks: leave out all hooks.
    :param render_subchart_notes: include the notes of subcharts.
    :param skip_schema_validation: do not validate values against ``values.schema.json``.
    :param enable_dns: let templates resolve host names.
    :param limits: bounds on what templates may use; the defaults of ``Limits`` without.
    """

    include_crds: bool = False
    skip_tests: bool = False
    no_hooks: bool = False
    render_subchart_notes: bool = False
    skip_schema_validation: bool = False
    enable_dns: bool = False
    limits: Limits | None = None


@dataclass(frozen=True)
class RenderedChart:
    """The result of rendering a chart.

    :param chart: the chart with its dependencies processed, as a release record stores it.
    :param files: the output of each template file by path, notes included.
    :param manifests: the objects, in the order of installation.
    :param hooks: the hooks, in the order of their kinds.
    :param manifest: all objects as one text, as Helm stores it in the release record.
    :param crds: the files below ``crds/`` of the chart and its subcharts.
    :param printed_crds: the part of ``crds`` that the manifest contains.
    :param config: the values that the user supplied.
    :param values: the coalesced values, as templates left them.
    :param queries: what templates asked of the cluster.
    :param volatile: which nondeterminism templates used: ``random``, ``clock``, ``certificates``, ``dns``.
    :param warnings: Helm's warnings about values of conflicting types.
    :param problem: why Tiller would reject output that Helm 2's ``helm template`` prints anyway: it is not YAML.
    """

    chart: Chart
    dialect: Dialect
    files: Mapping[str, str]
    manifests: list[Manifest]
    hooks: list[RenderedHook]
    notes: str
    manifest: str
    crds: list[CustomResourceFile]
    printed_crds: list[CustomResourceFile]
    config: dict[str, Any]
    values: dict[str, Any] = field(repr=False)
    queries: ClusterQueries
    volatile: frozenset[str]
    warnings: list[str]
    problem: str | None = None


def render_chart(
    chart: Chart,
    values: Mapping[str, Any],
    facts: ReleaseFacts,
    *,
    dialect: Dialect = HELM4,
    capabilities: Capabilities | None = None,
    lookup: Lookup | None = None,
    options: RenderOptions | None = None,
    entropy: Entropy | None = None,
    cache: CodeCache | None = None,
) -> RenderedChart:
    """Render a chart.

    :param chart: loaded in the same dialect; not modified.
    :param values: the values that the user supplies; not modified.
    :param capabilities: the capabilities of the cluster; Helm's offline defaults without.
    :param lookup: answers the template function ``lookup``.
    :param entropy: random numbers and the clock.
    :param cache: cache of compiled templates.
    :raises ChartError: the chart is not installable, lacks dependencies, or requires another version of Kubernetes.
    :raises ValuesError: the values do not match the chart's schema or dependencies.
    :raises RenderError: a template fails, or its output is not YAML.
    """
    options = options or RenderOptions()
    capabilities = capabilities or Capabilities.default(dialect)
    entropy = entropy or Entropy()
    config = dict(values)
    warnings: list[str] = []
    chart, coalesced = _prepare(chart, config, dialect, options, warnings)
    _check_kube_version(chart, capabilities, dialect)
    queries = ClusterQueries()
    if chart.kube_version:
        queries.kube_version = capabilities.kube_version.version
    capabilities_seen = capabilities_object(capabilities, dialect, queries)
    render_values = {
        "Release": release_object(facts, dialect, entropy),
        "Capabilities": capabilities_seen,
        "Values": coalesced,
    }
    functions = function_table(dialect, entropy, queries, lookup, enable_dns=options.enable_dns)
    files = render_templates(chart, render_values, functions, dialect, limits=options.limits, cache=cache)
    capabilities_seen.finish()
    notes, remaining = _split_notes(files, chart.name, options.render_subchart_notes)
    manifests, hooks, problem = _sort(remaining, dialect)
    crds = chart.crds if dialect.major > 2 else []
    printed_crds = crds if options.include_crds else []
    return RenderedChart(
        chart=chart,
        dialect=dialect,
        files=files,
        manifests=manifests,
        hooks=_wanted_hooks(hooks, options),
        notes=notes,
        manifest=manifest_text(manifests, printed_crds, dialect),
        crds=crds,
        printed_crds=printed_crds,
        config=config,
        values=coalesced,
        queries=queries,
        volatile=frozenset(entropy.used),
        warnings=warnings,
        problem=problem,
    )


def _prepare(
    chart: Chart, config: dict[str, Any], dialect: Dialect, options: RenderOptions, warnings: list[str]
) -> tuple[Chart, dict[str, Any]]:
    """Return the chart with its dependencies processed, and the coalesced and validated values."""
    if dialect.major > 2 and chart.type not in ("", "application"):
        raise ChartError(f"{chart.type} charts are not installable")
    dependencies.check(chart, dialect)
    processed = _process_dependencies(chart, config, dialect)
    coalesced = coalesce_values(processed, config, dialect, warnings.append)
    if not options.skip_schema_validation:
        values_schema.validate(processed, coalesced, dialect)
    return processed, coalesced


def _process_dependencies(chart: Chart, values: dict[str, Any], dialect: Dialect) -> Chart:
    try:
        return dependencies.process(chart, values, dialect)
    except ValuesError as error:
        if dialect.major < 4:
            raise
        raise ValuesError(f"chart dependencies processing failed: {error.what}") from error


def _check_kube_version(chart: Chart, capabilities: Capabilities, dialect: Dialect) -> None:
    """Raise unless the chart supports the Kubernetes version; Helm 2 leaves the same check to Tiller."""
    required = chart.kube_version
    version = capabilities.kube_version
    if not required or dialect.major == 2:
        return
    compared = version.normalized if dialect.major >= 4 else version.version
    if not dependencies.compatible(required, compared, dialect):
        raise ChartError(
            f"chart requires kubeVersion: {required} which is incompatible with Kubernetes {version.version}"
        )


def _split_notes(files: Mapping[str, str], chart: str, subcharts: bool) -> tuple[str, dict[str, str]]:
    """Return the notes and the remaining files."""
    own = f"{chart}/templates/{_NOTES}"
    notes = [files[path] for path in sorted(files) if path.endswith(_NOTES) and (subcharts or path == own)]
    text = ""
    for note in notes:
        # As in Helm, empty notes at the start add no newline.
        text = f"{text}\n{note}" if text else note
    return text, {path: text for path, text in files.items() if not path.endswith(_NOTES)}


def _sort(files: Mapping[str, str], dialect: Dialect) -> tuple[list[Manifest], list[RenderedHook], str | None]:
    """Return manifests, hooks, and for Helm 2 why the output cannot be sorted."""
    try:
        return (*sort_manifests(files, dialect), None)
    except RenderError as error:
        if dialect.major > 2:
            raise
        return [], [], error.what


def _wanted_hooks(hooks: list[RenderedHook], options: RenderOptions) -> list[RenderedHook]:
    if options.no_hooks:
        return []
    return [hook for hook in hooks if not (options.skip_tests and hook.is_test)]
