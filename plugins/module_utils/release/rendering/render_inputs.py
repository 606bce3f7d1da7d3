# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a release is rendered from, and whether a stored revision is what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...cluster.objects import get
from ..planning.compare import differences
from ..planning.manifest_objects import declare_served, documents_of
from ..records.codec import normalized
from .fingerprint import Fingerprint

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ..records.model import Release
    from ..request import ReleaseRequest
    from .lookup import LookupKey
    from .render_release import Rendered

Renderer = Callable[..., "Rendered"]


@dataclass(frozen=True)
class Source:
    """The inputs of a rendering.

    :param values: the values that are stored with the release.
    :param chart_values: what stands in the place of the chart's own, or ``None``.
    :param digest: of all of it, see :func:`.inputs.digest_of`.
    """

    api: Api
    request: ReleaseRequest
    renderer: Renderer
    values: dict[str, Any]
    chart_values: dict[str, Any] | None
    digest: str

    def render(self, revision: int, is_upgrade: bool, **options: Any) -> Rendered:
        """The rendering for a revision; the options are those of :func:`.rendering.render_release`."""
        return self.renderer(
            self.api, self.request, self.values, self.chart_values, revision, is_upgrade, self.digest, **options
        )

    def random(
        self, rendered: Rendered, revision: int, is_upgrade: bool
    ) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """The objects of a rendering that chance or the clock had a part in, each with another rendering of it."""
        if not rendered.volatile:
            return []
        from .nondeterminism import differing_objects

        return differing_objects(rendered.manifest, self.render(revision, is_upgrade, again=True).manifest)

    def made(self, base: Release, warnings: list[str]) -> bool:
        """Would it give the stored revision again, chance and clock aside?

        It is rendered only when the digest does not tell already.

        :param warnings: takes those of a rendering that is what is stored.
        """
        known = Fingerprint.of(base.annotations)
        if known is not None and known.still_hold(self.digest, self.api.discovery):
            return True
        rendered = self.render(base.revision, base.is_upgrade)
        if not self._gives(base, rendered):
            hidden = self._own_lookups(base, rendered)
            if not hidden or not self._gives(base, None, hidden):
                return False
        warnings += rendered.warnings
        return True

    def _gives(self, base: Release, rendered: Rendered | None, hidden: frozenset[LookupKey] = frozenset()) -> bool:
        """Is a rendering (``None``: one that is made now) what is stored?"""
        from .nondeterminism import same_rendering

        chart = self.request.chart
        if chart is None:
            raise AssertionError
        known = (base.chart_name, base.chart_version, base.app_version)
        if known != (chart.name, chart.version, chart.app_version) or normalized(base.config) != normalized(
            self.values
        ):
            return False

        def make(again: bool) -> Rendered:
            return self.render(base.revision, base.is_upgrade, again=again, hidden=hidden)

        return same_rendering(base, rendered or make(False), lambda: make(True))

    def _own_lookups(self, base: Release, rendered: Rendered) -> frozenset[LookupKey]:
        """The objects of this release that its templates looked at, as far as they are still as it made them.

        A chart may make a password and look it up from then on. The first revision was rendered without it.
        """
        if not rendered.lookups:
            return frozenset()
        where = f"release {base.name}"
        declared, _rest = declare_served(
            documents_of(base.manifest, where), self.api.discovery, base.name, base.namespace
        )
        by_name = {tuple(item.ref): item for item in declared}
        found = set()
        for key in rendered.lookups:
            item = by_name.get((key[0], key[1], key[2], key[3]))
            live = get(self.api, item.ref) if item is not None else None
            if item is not None and live is not None and not differences(item.document, live):
                found.add(key)
        return frozenset(found)
