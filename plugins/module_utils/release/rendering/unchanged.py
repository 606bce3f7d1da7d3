# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a release is unchanged: its inputs reproduce the stored revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...cluster.objects import get
from ...errors import CoxswainError
from ..planning.compare import differences
from ..records.codec import normalized
from .fingerprint import Fingerprint, digest_of_object, lookup_key
from .lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..planning.plan import Declared
    from ..records.model import Release
    from .lookup import LookupKey
    from .render_inputs import RenderInputs
    from .rendered import Rendered


class ReleaseRendering:
    """The rendering of a release, made when it is needed.

    :param warnings: receives the warnings of a rendering that reproduces a revision.
    :param declared_by: returns the objects of a stored revision.
    """

    def __init__(
        self, inputs: RenderInputs, warnings: list[str], declared_by: Callable[[Release], list[Declared]]
    ) -> None:
        self.inputs = inputs
        self.warnings = warnings
        self._declared_by = declared_by
        #: the user's values, which are stored with the release
        self.values: dict[str, Any] = inputs.values

    def render(self, revision: int, is_upgrade: bool, **options: Any) -> Rendered:
        """Render one revision; the options are those of :func:`.render_release.render_release`."""
        from .render_release import render_release

        return render_release(self.inputs, revision, is_upgrade, **options)

    def random(
        self, rendered: Rendered, revision: int, is_upgrade: bool
    ) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Return the objects of a rendering that contain random values or times, each with another rendering of it."""
        if not rendered.volatile:
            return []
        from .nondeterminism import differing_objects

        return differing_objects(rendered.manifest, self.render(revision, is_upgrade, again=True).manifest)

    def reproduces(self, base: Release) -> bool:
        """Return whether a rendering would give a stored revision, apart from random values and the clock.

        The chart is rendered only when the fingerprint does not decide it.
        """
        request = self.inputs.request
        if any(base.labels.get(key) != value for key, value in request.labels.items() if value != "null"):
            return False
        if request.rewrite_apis and self._is_outdated(base):
            return False
        fingerprint = Fingerprint.of(base.annotations)
        if (
            fingerprint is not None
            and fingerprint.still_holds(self.inputs.digest, self.inputs.api.discovery)
            and self._finds_the_same(base, fingerprint.lookups)
        ):
            return True
        rendered = self.render(base.revision, base.is_upgrade)
        if not self._matches(base, rendered):
            hidden = self._own_objects(base, rendered.lookups)
            if not hidden or not self._matches(base, None, hidden):
                return False
        self.warnings.extend(rendered.warnings)
        return True

    def _is_outdated(self, base: Release) -> bool:
        """Return whether a revision contains objects of API versions that are gone and that can be rewritten."""
        from ..api_rewrite.rewrite import Rewriter

        return Rewriter(self.inputs.api.discovery).release(base) != base

    def _matches(self, base: Release, rendered: Rendered | None, hidden: frozenset[LookupKey] = frozenset()) -> bool:
        """Return whether a rendering (``None``: a new one) equals a stored revision."""
        from .nondeterminism import same_rendering

        known = (base.chart_name, base.chart_version, base.app_version)
        chart = self.inputs.request.required_chart
        given = (chart.name, chart.version, chart.app_version)
        if known != given or normalized(base.config) != normalized(self.values):
            return False

        def make(again: bool) -> Rendered:
            return self.render(base.revision, base.is_upgrade, again=again, hidden=hidden)

        return same_rendering(base, rendered or make(False), lambda: make(True))

    def _finds_the_same(self, base: Release, lookups: dict[str, str]) -> bool:
        """Return whether templates would find what they found when a revision was rendered.

        Its own objects may have been absent then, see :meth:`_own_objects`.
        """
        lookup = Lookup(self.inputs.api)
        created = []
        try:
            for name, digest in lookups.items():
                key = lookup_key(name)
                if digest_of_object(lookup(*key)) == digest:
                    continue
                if digest:
                    return False
                created.append(key)
        except (CoxswainError, ValueError):
            # Only a rendering tells whether it matters.
            return False
        return not created or self._own_objects(base, created) == set(created)

    def _own_objects(self, base: Release, keys: Iterable[LookupKey]) -> frozenset[LookupKey]:
        """Return which of the objects are those of this release itself, as it created them.

        A chart may generate a password and look it up from then on. Its first revision was rendered without it.
        """
        wanted = set(keys)
        if not wanted:
            return frozenset()
        by_name = {tuple(item.ref): item for item in self._declared_by(base)}
        found = set()
        for key in wanted:
            item = by_name.get((key[0], key[1], key[2], key[3]))
            live = get(self.inputs.api, item.ref) if item is not None else None
            if item is not None and live is not None and not differences(item.document, live):
                found.add(key)
        return frozenset(found)
