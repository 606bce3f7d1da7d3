# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Render the chart of a request for its cluster: values, capabilities and ``lookup`` in, a revision's parts out.

The engine is imported by the functions that need it: a release whose inputs have not changed does without.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..records.model import Hook
from .fingerprint import Fingerprint, fingerprint_of
from .lookup import Lookup, LookupKey

if TYPE_CHECKING:
    from ...chart.model import Chart
    from ...cluster.api import Api
    from ...render.capabilities import Capabilities
    from ...render.facts import ReleaseFacts
    from ...render.render import Rendering
    from ...sprig.sources import Sources
    from ..records.model import Release
    from ..request import ReleaseRequest, Report
    from .post_render import Changed


@dataclass(frozen=True)
class Rendered:
    """A rendering, as a revision keeps it.

    :param fingerprint: of what it was made from.
    :param volatile: chance or the clock had a part in it.
    :param warnings: Helm's, about values that do not fit together.
    :param lookups: the objects that templates looked at.
    :param chart: the chart with its dependencies processed.
    :param moved: a sentence for each object that was rewritten for the cluster.
    """

    manifest: str
    hooks: tuple[Hook, ...]
    notes: str
    fingerprint: Fingerprint
    volatile: bool
    warnings: tuple[str, ...] = ()
    lookups: tuple[LookupKey, ...] = ()
    chart: Chart | None = field(repr=False, default=None)
    moved: tuple[str, ...] = ()


def values_for(request: ReleaseRequest, current: Release | None) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The values that count as the user's, and (``reuse_values``) the values that replace the chart's own.

    Helm's rules: ``reset_values`` beats the others; with none of them, the old values are taken when there are no new
    ones.
    """
    from ...chart import coalesce

    given = request.values
    if current is None:
        return given, None
    if request.reuse_values:
        from ...chart.model import Chart

        old = Chart(metadata=dict(current.metadata), values=current.chart.get("values") or {})
        return (
            _over(given, current.config),
            dict(coalesce.coalesce_values(old, current.config)),
        )
    if request.reset_then_reuse_values:
        return _over(given, current.config), None
    if request.reset_values or given:
        return given, None
    return current.config, None


def render_release(
    api: Api,
    request: ReleaseRequest,
    values: dict[str, Any],
    chart_values: dict[str, Any] | None,
    revision: int,
    is_upgrade: bool,
    digest: str,
    *,
    again: bool = False,
    upcoming: Collection[tuple[str, str]] = (),
    hidden: Collection[LookupKey] = (),
) -> Rendered:
    """Render the chart for one revision.

    :param again: a second rendering, to find what chance and the clock had a part in: its clock is another one.
    :param upcoming: API versions and kinds that will be served before the objects are made.
    :param hidden: objects that ``lookup`` is not to find.
    :raises CoxswainError: the chart does not render, its values are refused, or it does not fit the cluster.
    """
    from ...gotemplate.codecache import CodeCache, default_folder
    from ...render.facts import ReleaseFacts
    from ...render.render import RenderOptions, render
    from ...sprig.sources import Sources

    chart = request.chart
    if chart is None:
        raise AssertionError
    if chart_values is not None:
        chart = chart.shallow_copy()
        chart.values = chart_values
    facts = ReleaseFacts(
        name=request.name,
        namespace=request.namespace,
        revision=revision,
        is_install=not is_upgrade,
        is_upgrade=is_upgrade,
    )
    capabilities = capabilities_of(api, request, upcoming)
    sources = Sources(clock=_other_clock) if again else Sources()
    lookup = Lookup(api, hidden)
    result = render(
        chart,
        values,
        facts,
        dialect=request.dialect,
        capabilities=capabilities,
        lookup=lookup,
        options=RenderOptions(skip_schema_validation=request.skip_schema_validation),
        sources=sources,
        cache=CodeCache(default_folder()),
    )
    changed = _changed(result, request, facts, sources, lookup)
    hooks = tuple(
        Hook(
            name=hook.name,
            kind=hook.kind,
            path=hook.path,
            manifest=hook.manifest,
            events=tuple(hook.events),
            weight=hook.weight,
            delete_policies=tuple(hook.delete_policies),
            output_log_policies=tuple(hook.output_log_policies),
        )
        for hook in changed.hooks
    )
    # Nobody knows what a program of the user's makes its output from: it has to be run, and may print what it likes.
    volatile = bool(sources.used) or bool(request.post_renderer)
    made_from = fingerprint_of(digest, result.questions, volatile, api.discovery, capabilities.api_versions)
    if request.post_renderer:
        made_from = replace(made_from, lookup=True)
    rendered = Rendered(
        manifest=changed.manifest,
        hooks=hooks,
        notes=result.notes,
        fingerprint=made_from,
        volatile=volatile,
        warnings=(*result.warnings, *changed.warnings),
        lookups=tuple(dict.fromkeys(result.questions.lookups)),
        chart=result.chart,
    )
    return rewritten(api, rendered) if request.rewrite_apis else rendered


def _changed(
    result: Rendering, request: ReleaseRequest, facts: ReleaseFacts, sources: Sources, lookup: Lookup
) -> Changed:
    """The rendering after the patches and post-renderers of the request."""
    from .post_render import Changed, change, changes_rendering

    if not changes_rendering(request):
        return Changed(result.manifest, result.hooks, [])
    from ...render.functions import function_table
    from ...render.objects import release_object, values_type

    dialect = result.dialect
    variables = {
        "Values": values_type(dialect)(result.values),
        "Release": release_object(facts, dialect, sources),
    }
    return change(result, request, variables, function_table(dialect, sources, result.questions, lookup))


def rewriting(api: Api, documents: list[dict[str, Any]], report: Report) -> list[dict[str, Any]]:
    """Documents in the API versions that the cluster serves, as far as that can be had."""
    from ..api_rewrite.rewrite import Rewriter

    rewriter = Rewriter(api.discovery)
    found = rewriter.documents(documents)
    for line in (*rewriter.moved, *rewriter.warnings):
        report(line)
    return found


def rewritten(api: Api, rendered: Rendered) -> Rendered:
    """A rendering in the API versions that the cluster serves, as far as that can be had."""
    from ..api_rewrite.rewrite import Rewriter

    rewriter = Rewriter(api.discovery)
    return replace(
        rendered,
        manifest=rewriter.text(rendered.manifest),
        hooks=rewriter.hooks(rendered.hooks),
        warnings=(*rendered.warnings, *rewriter.warnings),
        moved=tuple(rewriter.moved),
    )


def _over(given: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """The new values, with what they lack from the old ones."""
    from ...data.merge import coalesce_tables, deep_copy

    return coalesce_tables(deep_copy(given), deep_copy(old)) or {}


def _other_clock() -> int:
    """A time at which no field of a date is as it is now."""
    return time.time_ns() + 400_000_000_000_000 * 97 + 12_345_678_901


def capabilities_of(api: Api, request: ReleaseRequest, upcoming: Collection[tuple[str, str]] = ()) -> Capabilities:
    """What templates may ask of this cluster, once the kinds of its own definitions are there."""
    from ...render.capabilities import Capabilities, KubeVersion

    version = KubeVersion.parse(str(api.discovery.version.get("gitVersion") or "v1.0.0"), request.dialect)
    served = set(api.discovery.api_versions())
    for api_version, kind in upcoming:
        served |= {api_version, f"{api_version}/{kind}"}
    return Capabilities(version, tuple(sorted(served)))
