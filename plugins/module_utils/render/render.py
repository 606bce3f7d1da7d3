# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a chart and the values of a user to what a release holds: manifests, hooks and notes."""

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
from ..sprig.sources import Sources
from .capabilities import Capabilities, Questions, capabilities_object
from .engine import render_templates
from .facts import ReleaseFacts
from .functions import Lookup
from .hooks import Hook
from .manifests import Manifest, sort_manifests
from .objects import release_object

_NOTES = "NOTES.txt"


@dataclass(frozen=True)
class RenderOptions:
    """How a chart is rendered, by the names of Helm's options.

    :param include_crds: put the files below ``crds/`` into the manifest.
    :param skip_tests: leave out what ``helm test`` runs.
    :param no_hooks: leave out every hook.
    :param render_subchart_notes: notes of subcharts too.
    :param skip_schema_validation: take values as they are.
    :param enable_dns: let templates look up host names.
    :param limits: what templates may use up.
    """

    include_crds: bool = False
    skip_tests: bool = False
    no_hooks: bool = False
    render_subchart_notes: bool = False
    skip_schema_validation: bool = False
    enable_dns: bool = False
    limits: Limits | None = None


@dataclass(frozen=True)
class Rendering:
    """What a chart renders to.

    :param chart: the chart with its dependencies processed, as a release record names it.
    :param files: the text of each template file, notes included.
    :param manifests: the objects, in the order of installation.
    :param hooks: the hooks, in the order of their kinds.
    :param manifest: all objects as one text, as Helm stores it in the release record.
    :param crds: the files below ``crds/`` of the chart and its subcharts.
    :param printed_crds: those of them that are part of the manifest.
    :param config: the values that the user gave.
    :param values: the values that the templates saw, with what they changed inside mappings.
    :param questions: what templates asked of the cluster.
    :param volatile: what the result depends on besides its input: ``random``, ``clock``, ``certificates``, ``dns``.
    :param warnings: Helm's warnings about values that do not fit together.
    :param problem: why Tiller would refuse what ``helm template`` of Helm 2 prints all the same: it is not YAML.
    """

    chart: Chart
    dialect: Dialect
    files: Mapping[str, str]
    manifests: list[Manifest]
    hooks: list[Hook]
    notes: str
    manifest: str
    crds: list[CustomResourceFile]
    printed_crds: list[CustomResourceFile]
    config: dict[str, Any]
    values: dict[str, Any] = field(repr=False)
    questions: Questions
    volatile: frozenset[str]
    warnings: list[str]
    problem: str | None = None


def render(
    chart: Chart,
    values: Mapping[str, Any],
    facts: ReleaseFacts,
    *,
    dialect: Dialect = HELM4,
    capabilities: Capabilities | None = None,
    lookup: Lookup | None = None,
    options: RenderOptions | None = None,
    sources: Sources | None = None,
    cache: CodeCache | None = None,
) -> Rendering:
    """Render a chart.

    :param chart: as loaded in the same dialect; it is not changed.
    :param values: the values that the user gives; they are not changed.
    :param capabilities: what the cluster can do; what Helm assumes offline when it is not given.
    :param lookup: answers the function ``lookup``.
    :param sources: chance and clock.
    :param cache: where compiled templates are kept.
    :raises ChartError: the chart cannot be installed, lacks dependencies, or wants another Kubernetes.
    :raises ValuesError: the values do not fit the chart.
    :raises RenderError: a template fails, or what it gives is not YAML.
    """
    options = options or RenderOptions()
    capabilities = capabilities or Capabilities.default(dialect)
    sources = sources or Sources()
    config = dict(values)
    _check_installable(chart, dialect)
    dependencies.check(chart, dialect)
    warnings: list[str] = []
    processed = _processed(chart, config, dialect)
    coalesced = coalesce_values(processed, config, dialect, warnings.append)
    if not options.skip_schema_validation:
        values_schema.validate(processed, coalesced, dialect)
    _check_kube_version(processed, capabilities, dialect)
    questions = Questions()
    shown = capabilities_object(capabilities, dialect, questions)
    if processed.kube_version:
        questions.kube_version = capabilities.kube_version.version
    files = render_templates(
        processed,
        {"Release": release_object(facts, dialect, sources), "Capabilities": shown, "Values": coalesced},
        dialect,
        sources=sources,
        questions=questions,
        lookup=lookup,
        enable_dns=options.enable_dns,
        limits=options.limits,
        cache=cache,
    )
    shown.settle()
    notes, objects = _without_notes(files, processed.name, options.render_subchart_notes)
    manifests, hooks, problem = _sorted(objects, dialect)
    if options.no_hooks:
        hooks = []
    elif options.skip_tests:
        hooks = [hook for hook in hooks if not hook.is_test]
    crds = processed.crds if dialect.major > 2 else []
    printed = crds if options.include_crds else []
    return Rendering(
        chart=processed,
        dialect=dialect,
        files=files,
        manifests=manifests,
        hooks=hooks,
        notes=notes,
        manifest=manifest_text(manifests, printed, dialect),
        crds=crds,
        printed_crds=printed,
        config=config,
        values=coalesced,
        questions=questions,
        volatile=frozenset(sources.used),
        warnings=warnings,
        problem=problem,
    )


def _check_installable(chart: Chart, dialect: Dialect) -> None:
    if dialect.major > 2 and chart.type not in ("", "application"):
        raise ChartError(f"{chart.type} charts are not installable")


def _processed(chart: Chart, values: dict[str, Any], dialect: Dialect) -> Chart:
    try:
        return dependencies.process(chart, values, dialect)
    except ValuesError as error:
        if dialect.major < 4:
            raise
        raise ValuesError(f"chart dependencies processing failed: {error.what}") from error


def _check_kube_version(chart: Chart, capabilities: Capabilities, dialect: Dialect) -> None:
    """Refuse a chart that wants another Kubernetes; Helm 2 leaves that to Tiller, which does the same."""
    wanted = chart.kube_version
    version = capabilities.kube_version
    if not wanted or dialect.major == 2:
        return
    compared = version.normalized if dialect.major >= 4 else version.version
    if not dependencies.compatible(wanted, compared, dialect):
        raise ChartError(
            f"chart requires kubeVersion: {wanted} which is incompatible with Kubernetes {version.version}"
        )


def _without_notes(files: Mapping[str, str], chart: str, subcharts: bool) -> tuple[str, dict[str, str]]:
    """The notes, and the files that are none."""
    own = f"{chart}/templates/{_NOTES}"
    notes = [files[path] for path in sorted(files) if path.endswith(_NOTES) and (subcharts or path == own)]
    text = ""
    for note in notes:
        # A newline comes before a note only where something stands before it.
        text = f"{text}\n{note}" if text else note
    return text, {path: text for path, text in files.items() if not path.endswith(_NOTES)}


def _sorted(files: Mapping[str, str], dialect: Dialect) -> tuple[list[Manifest], list[Hook], str | None]:
    try:
        return (*sort_manifests(files, dialect), None)
    except RenderError as error:
        if dialect.major > 2:
            raise
        return [], [], error.what


def manifest_text(manifests: list[Manifest], crds: list[CustomResourceFile], dialect: Dialect = HELM4) -> str:
    """Objects as the one text that Helm stores in the release record."""
    if dialect.major == 2:
        return "".join(f"\n---\n# Source: {manifest.path}\n{manifest.text}" for manifest in manifests)
    parts = [f"---\n# Source: {crd.path}\n{crd.data.decode('utf-8', 'surrogateescape')}\n" for crd in crds]
    parts += [f"---\n# Source: {manifest.path}\n{manifest.text}\n" for manifest in manifests]
    return "".join(parts)
