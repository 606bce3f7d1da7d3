# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a revision was made from, as an annotation of its record: the way to know that nothing has changed without
rendering.

The digest covers chart, values and options. Of the cluster only what the templates asked for counts, with the answers,
so that an unrelated CustomResourceDefinition changes nothing. The annotation may get lost (Helm writes records without
it); then the chart is rendered and compared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...chart.digest import chart_digest
from ..records.codec import normalized

if TYPE_CHECKING:
    from ...cluster.discovery import Discovery
    from ...render.capabilities import Questions
    from ..request import ReleaseRequest

ANNOTATION = "coxswain.helm/inputs"
#: changes when the same inputs would be rendered differently by a newer version of this collection
_GENERATION = 1
#: answers that take more than this are not kept: the chart is rendered then
_LIMIT = 64 * 1024


@dataclass(frozen=True)
class Fingerprint:
    """What a revision was made from.

    :param digest: of chart, values and options.
    :param kube_version: the version of the cluster, when a template asked for it.
    :param api_versions: the API versions that templates asked for, and whether they were served.
    :param all_api_versions: a digest of all of them, when a template looked at the whole list.
    :param lookup: a template looked at live objects, or a program had a part in it: only rendering tells.
    :param volatile: a template used chance or the clock.
    """

    digest: str
    kube_version: str | None = None
    api_versions: dict[str, bool] = field(default_factory=dict)
    all_api_versions: str | None = None
    lookup: bool = False
    volatile: bool = False

    @classmethod
    def of(cls, annotations: dict[str, str]) -> Fingerprint | None:
        """What an annotation says; ``None`` when there is none, or it is of another generation."""
        try:
            fields = json.loads(annotations.get(ANNOTATION, ""))
            if fields.pop("generation", None) != _GENERATION:
                return None
            return cls(**fields)
        except (ValueError, TypeError, AttributeError):
            return None

    def annotation(self) -> dict[str, str]:
        """The annotation, as a mapping that is empty when it would be too large."""
        fields: dict[str, Any] = {"generation": _GENERATION, "digest": self.digest}
        for key in ("kube_version", "api_versions", "all_api_versions", "lookup", "volatile"):
            value = getattr(self, key)
            if value:
                fields[key] = value
        text = json.dumps(fields, separators=(",", ":"), sort_keys=True)
        return {ANNOTATION: text} if len(text) <= _LIMIT else {}

    def still_hold(self, digest: str, discovery: Discovery) -> bool:
        """Would the templates be told the same by this cluster?"""
        if self.lookup or self.digest != digest:
            return False
        served = set(discovery.api_versions()) if self.api_versions or self.all_api_versions else set()
        return (
            all((name in served) == answer for name, answer in self.api_versions.items())
            and self.all_api_versions in (None, fingerprint(sorted(served)))
            and self.kube_version in (None, discovery.version.get("gitVersion"))
        )


def fingerprint_of(
    digest: str, questions: Questions, volatile: bool, discovery: Discovery, api_versions: Iterable[str]
) -> Fingerprint:
    """What a rendering was made from.

    :param api_versions: those that the templates were told of.
    """
    return Fingerprint(
        digest,
        kube_version=discovery.version.get("gitVersion") if questions.kube_version is not None else None,
        api_versions=dict(sorted(questions.api_versions.items())),
        all_api_versions=fingerprint(sorted(api_versions)) if questions.all_api_versions else None,
        lookup=bool(questions.lookups),
        volatile=volatile,
    )


def digest_of(request: ReleaseRequest, values: dict[str, Any], chart_values: dict[str, Any] | None = None) -> str:
    """The digest of chart, values and options.

    :param values: the values that count, after those of the last revision were taken over.
    :param chart_values: what stands in the place of the chart's own values.
    """
    if request.chart is None:
        raise AssertionError
    parts: dict[str, Any] = {
        "chart": chart_digest(request.chart),
        "values": values,
        "chart_values": chart_values,
        "name": request.name,
        "namespace": request.namespace,
        "dialect": request.dialect.name,
    }
    if request.rewrite_apis:
        parts["rewrite_apis"] = True
    if request.patches:
        parts["patches"] = [[patch.body, patch.target] for patch in request.patches]
    if request.post_render:
        parts["post_render"] = request.post_render
    if request.post_renderer:
        parts["post_renderer"] = list(request.post_renderer)
    return fingerprint(normalized(parts))


def fingerprint(value: Any) -> str:
    """A digest of a value as JSON."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
