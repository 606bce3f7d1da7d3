# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Render the chart of a request for its cluster: values, capabilities and ``lookup`` in, a revision's parts out.

The engine is imported by the functions that need it: a release whose inputs have not changed does without.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..records.model import Hook
from .fingerprint import fingerprint_of
from .lookup import Lookup, LookupKey
from .nondeterminism import other_clock
from .rendered import Rendered

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ...render.capabilities import Capabilities
    from ...render.hook_annotations import RenderedHook
    from ...render.release_object import ReleaseFacts
    from ...render.render_chart import RenderedChart
    from ...sprig.entropy import Entropy
    from ..request import ReleaseRequest
    from .post_render import PostRendered
    from .render_inputs import RenderInputs


def render_release(
    inputs: RenderInputs,
    revision: int,
    is_upgrade: bool,
    *,
    again: bool = False,
    upcoming: Collection[tuple[str, str]] = (),
    hidden: Collection[LookupKey] = (),
) -> Rendered:
    """Render the chart for one revision.

    :param again: render a second time, with another clock, to find random values and times.
    :param upcoming: API versions and kinds that will be served before the objects are created.
    :param hidden: objects that ``lookup`` must not find.
    :raises CoxswainError: the chart does not render, its values are refused, or it does not fit the cluster.
    """
    from ...gotemplate.codecache import CodeCache, default_folder
    from ...render.release_object import ReleaseFacts
    from ...render.render_chart import RenderOptions, render_chart
    from ...sprig.entropy import Entropy

    request, api = inputs.request, inputs.api
    chart = request.required_chart
    if inputs.chart_values is not None:
        chart = chart.shallow_copy()
        chart.values = inputs.chart_values
    facts = ReleaseFacts(
        name=request.name,
        namespace=request.namespace,
        revision=revision,
        is_install=not is_upgrade,
        is_upgrade=is_upgrade,
    )
    capabilities = capabilities_of(api, request, upcoming)
    entropy = Entropy(clock=other_clock) if again else Entropy()
    lookup = Lookup(api, hidden)
    result = render_chart(
        chart,
        inputs.values,
        facts,
        dialect=request.dialect,
        capabilities=capabilities,
        lookup=lookup,
        options=RenderOptions(skip_schema_validation=request.skip_schema_validation),
        entropy=entropy,
        cache=CodeCache(default_folder()),
    )
    changed = _post_rendered(result, request, facts, entropy, lookup)
    # A program may print anything: only running it again tells whether the release has changed.
    volatile = bool(entropy.used) or bool(request.post_renderer)
    fingerprint = fingerprint_of(
        inputs.digest, result.queries, volatile, api.discovery, capabilities.api_versions, lookup
    )
    if request.post_renderer:
        fingerprint = replace(fingerprint, lookup=True)
    rendered = Rendered(
        manifest=changed.manifest,
        hooks=recorded_hooks(changed.hooks),
        notes=result.notes,
        fingerprint=fingerprint,
        chart=result.chart,
        volatile=volatile,
        warnings=(*result.warnings, *changed.warnings),
        lookups=tuple(dict.fromkeys(result.queries.lookups)),
    )
    return rewritten(api, rendered) if request.rewrite_apis else rendered


def recorded_hooks(hooks: Iterable[RenderedHook]) -> tuple[Hook, ...]:
    """Return rendered hooks as a record stores them, without results."""
    return tuple(
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
        for hook in hooks
    )


def _post_rendered(
    result: RenderedChart, request: ReleaseRequest, facts: ReleaseFacts, entropy: Entropy, lookup: Lookup
) -> PostRendered:
    """Return the rendering after the patches and post-renderers of the request."""
    from .post_render import PostRendered, needs_post_render, post_render

    if not needs_post_render(request):
        return PostRendered(result.manifest, result.hooks, [])
    from ...render.helm_functions import function_table
    from ...render.release_object import release_object
    from ...render.values_object import values_type

    dialect = result.dialect
    variables = {
        "Values": values_type(dialect)(result.values),
        "Release": release_object(facts, dialect, entropy),
    }
    return post_render(result, request, variables, function_table(dialect, entropy, result.queries, lookup))


def rewritten(api: Api, rendered: Rendered) -> Rendered:
    """Return a rendering in the API versions that the cluster serves, as far as that is possible."""
    from ..api_rewrite.rewrite import Rewriter

    rewriter = Rewriter(api.discovery)
    return replace(
        rendered,
        manifest=rewriter.text(rendered.manifest),
        hooks=rewriter.hooks(rendered.hooks),
        warnings=(*rendered.warnings, *rewriter.warnings),
        moved=tuple(rewriter.moved),
    )


def capabilities_of(api: Api, request: ReleaseRequest, upcoming: Collection[tuple[str, str]] = ()) -> Capabilities:
    """Return what templates may ask of this cluster, once the CRDs of the chart are established."""
    from ...render.capabilities import Capabilities, KubeVersion

    version = KubeVersion.parse(str(api.discovery.version.get("gitVersion") or "v1.0.0"), request.dialect)
    served = set(api.discovery.api_versions())
    for api_version, kind in upcoming:
        served |= {api_version, f"{api_version}/{kind}"}
    return Capabilities(version, tuple(sorted(served)))
