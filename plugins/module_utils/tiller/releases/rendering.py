# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Render a chart: with a dry run of Tiller, or locally where Tiller cannot do that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...dialect import HELM2
from ...errors import RenderError, TillerError
from ...release.planning.manifest_objects import documents_of
from ...release.records import model
from ...release.records.codec import normalized
from ...release.rendering.nondeterminism import matches_deterministic_parts, other_clock
from ...release.rendering.values import effective_values
from ...release.request import CRDS_SKIP
from ..protocol.charts import chart_message, same_chart, values_text
from ..protocol.convert import chart_of, release_of
from .timeouts import timeout_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...release.records.model import Release
    from ...release.request import ReleaseRequest
    from .base import TillerBase


class TillerRendering:
    """The rendering of a chart with the values of a request.

    A release is unchanged when chart and values are those of its revision and the manifest is the stored one, apart
    from random values and times.

    :param base_message: the message of the revision that an upgrade starts from.
    """

    def __init__(
        self, backend: TillerBase, request: ReleaseRequest, base: Release | None, base_message: Any | None
    ) -> None:
        self.backend, self.request = backend, replace(request, dialect=HELM2)
        self._base_message = base_message
        # The user's previous values are merged here; only Tiller has the previous values of the chart.
        self.values: dict[str, Any] = effective_values(request, base)[0]
        self.message = chart_message(request.required_chart, self.values)

    # -------------------------------------------------------------------------------------------- comparison

    def reproduces(self, base: Release) -> bool:
        """Return whether Tiller would render a stored revision again."""
        message = self._base_message
        return (
            message is not None
            and same_chart(self.message, message.chart, values=not self.request.reuse_values)
            and normalized(base.config) == normalized(self.values)
            and self._same_manifest(base)
        )

    def _same_manifest(self, base: Release) -> bool:
        def again() -> Release:
            return release_of(self.update(dry_run=True))

        try:
            rendered = again()
        except TillerError as error:
            if error.reason in ("unreachable", "timeout"):
                raise
            # An error such as a removed API version prevents an upgrade, but does not mean that the release differs.
            return self._same_locally(base)
        if _same_rendering(base, rendered, again):
            return True
        try:
            return self._same_locally(base)
        except RenderError:
            return False

    def _same_locally(self, base: Release) -> bool:
        """Compare with a rendering that has the stored revision's number, which a dry run of Tiller does not."""
        is_upgrade = base.revision > 1 and base.description != "Install complete"
        return _same_rendering(
            base, self._render(base, is_upgrade), lambda: self._render(base, is_upgrade, another_clock=True)
        )

    def predicted(self, is_upgrade: bool) -> Release:
        """Return the revision that Tiller would create, rendered locally."""
        request = self.request
        chart = chart_of(self.message, f"release {request.name}")
        release = model.Release(request.name, request.namespace, chart=chart, config=self.values, apply_method="")
        return self._render(release, is_upgrade)

    def _render(self, release: Release, is_upgrade: bool, another_clock: bool = False) -> Release:
        """Return a revision with its chart rendered locally, in the dialect of Helm 2."""
        from ...release.rendering.render_release import capabilities_of, recorded_hooks
        from ...render.release_object import ReleaseFacts
        from ...render.render_chart import render_chart
        from ...sprig.entropy import Entropy

        api = self.backend.api
        rendering = render_chart(
            self.request.required_chart,
            self.values,
            ReleaseFacts(release.name, release.namespace, release.revision, not is_upgrade, is_upgrade),
            dialect=HELM2,
            capabilities=capabilities_of(api, self.request) if api is not None else None,
            entropy=Entropy(clock=other_clock) if another_clock else Entropy(),
        )
        hooks = recorded_hooks(rendering.hooks)
        return release.replace(manifest=rendering.manifest, hooks=hooks, notes=rendering.notes)

    # ---------------------------------------------------------------------------------------------- requests

    def install(self, *, dry_run: bool, reuse_name: bool) -> Any:
        """Ask Tiller to install the chart.

        :param reuse_name: accept the name of a release that was deleted, or that failed to install.
        """
        request = self.request
        return self.backend.tiller.install(
            request.name,
            request.namespace,
            self.message,
            values_text(self.values),
            timeout_of(request),
            dry_run=dry_run,
            reuse_name=reuse_name,
            disable_hooks=request.disable_hooks,
            disable_crd_hook=request.crds == CRDS_SKIP,
            wait=request.waits,
            description=request.description,
        )

    def update(self, *, dry_run: bool) -> Any:
        """Ask Tiller to upgrade the release."""
        request = self.request
        given = request.values if request.reuse_values else self.values
        return self.backend.tiller.update(
            request.name,
            self.message,
            values_text(given),
            timeout_of(request),
            dry_run=dry_run,
            reset_values=not request.reuse_values,
            reuse_values=request.reuse_values,
            disable_hooks=request.disable_hooks,
            wait=request.waits,
            force=request.replace,
            description=request.description,
            cleanup_on_fail=request.cleanup_on_fail,
        )


def _same_rendering(stored: Release, one: Release, again: Callable[[], Release]) -> bool:
    """Return whether a rendering equals a stored revision, apart from what differs between two renderings."""
    old, new = _parts(stored), _parts(one)
    if old == new:
        return True
    if [part[0] for part in old] != [part[0] for part in new]:
        return False
    other = _parts(again())
    if [part[0] for part in new] != [part[0] for part in other]:
        return False
    return matches_deterministic_parts(
        [part[1] for part in old], [part[1] for part in new], [part[1] for part in other]
    )


def _parts(release: Release) -> list[tuple[Any, Any]]:
    """Return objects and hooks with their identities, in an order that does not depend on that of the manifest."""
    found: list[tuple[Any, Any]] = [
        (("object", str(entry.get("apiVersion")), str(entry.get("kind")), _name(entry)), entry)
        for entry in documents_of(release.manifest, "the manifest")
    ]
    for hook in release.hooks:
        content = documents_of(hook.manifest, hook.path)
        found.append((("hook", hook.path, hook.kind, str(sorted(hook.events)), str(hook.weight)), content))
    return sorted(found, key=lambda part: part[0])


def _name(document: dict[str, Any]) -> str:
    metadata = document.get("metadata") or {}
    return f"{metadata.get('namespace') or ''}/{metadata.get('name') or ''}"
