# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fingerprint of what a revision was rendered from, kept as an annotation of its record.

With it an unchanged release is recognized without rendering.

The digest covers chart, values and options. Of the cluster only what the templates asked for counts, with the answers,
so that an unrelated CRD changes nothing; of each object that they looked up, a digest is kept. The annotation may get
lost, since Helm writes records without it; then the chart is rendered and compared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...chart.content_digest import chart_digest
from ..records.codec import normalized

if TYPE_CHECKING:
    from ...cluster.discovery import Discovery
    from ...render.capabilities import ClusterQueries
    from ..request import ReleaseRequest
    from .lookup import Lookup, LookupKey

ANNOTATION = "coxswain.helm/inputs"
#: raised when a newer version of this collection renders the same inputs differently
_GENERATION = 1
#: bytes; a larger fingerprint is not stored, and the chart is rendered instead
_LIMIT = 64 * 1024


@dataclass(frozen=True)
class Fingerprint:
    """What a revision was rendered from.

    :param digest: the digest of chart, values and options.
    :param kube_version: the version of the cluster, when a template asked for it.
    :param api_versions: the API versions that templates asked for, and whether each was served.
    :param all_api_versions: the digest of all API versions, when a template read the whole list.
    :param lookups: the objects that templates looked up (:func:`lookup_name`), and a digest of each, ``""`` for none.
    :param lookup: a template looked up a list, or a program post-rendered it: only rendering again decides.
    :param volatile: a template used random values or the clock.
    """

    digest: str
    kube_version: str | None = None
    api_versions: dict[str, bool] = field(default_factory=dict)
    all_api_versions: str | None = None
    lookups: dict[str, str] = field(default_factory=dict)
    lookup: bool = False
    volatile: bool = False

    @classmethod
    def of(cls, annotations: dict[str, str]) -> Fingerprint | None:
        """Return the fingerprint in annotations; ``None`` without one, or when it is of another generation."""
        try:
            fields = json.loads(annotations.get(ANNOTATION, ""))
            if fields.pop("generation", None) != _GENERATION:
                return None
            found = cls(**fields)
            return found if isinstance(found.api_versions, dict) and isinstance(found.lookups, dict) else None
        except (ValueError, TypeError, AttributeError):
            return None

    def annotation(self) -> dict[str, str]:
        """Return the annotation as a mapping, which is empty when it would be too large."""
        fields: dict[str, Any] = {"generation": _GENERATION, "digest": self.digest}
        for key in ("kube_version", "api_versions", "all_api_versions", "lookups", "lookup", "volatile"):
            value = getattr(self, key)
            if value:
                fields[key] = value
        text = json.dumps(fields, separators=(",", ":"), sort_keys=True)
        return {ANNOTATION: text} if len(text) <= _LIMIT else {}

    def still_holds(self, digest: str, discovery: Discovery) -> bool:
        """Return whether the inputs are the same and this cluster would answer the templates alike.

        What they looked up is left to the caller.
        """
        if self.lookup or self.digest != digest:
            return False
        served = set(discovery.api_versions()) if self.api_versions or self.all_api_versions else set()
        return (
            all((name in served) == answer for name, answer in self.api_versions.items())
            and self.all_api_versions in (None, fingerprint(sorted(served)))
            and (self.kube_version is None or self.kube_version == discovery.version.get("gitVersion"))
        )


def fingerprint_of(
    digest: str,
    queries: ClusterQueries,
    volatile: bool,
    discovery: Discovery,
    api_versions: Iterable[str],
    lookup: Lookup,
) -> Fingerprint:
    """Return the fingerprint of a rendering.

    :param api_versions: the API versions that the templates could ask for.
    :param lookup: has answered the templates.
    """
    # A list has another version each time.
    lists = any(not key[3] for key in queries.lookups)
    looked_up = {} if lists else {lookup_name(key): digest_of_object(lookup(*key)) for key in queries.lookups}
    return Fingerprint(
        digest,
        kube_version=discovery.version.get("gitVersion") if queries.kube_version is not None else None,
        api_versions=dict(sorted(queries.api_versions.items())),
        all_api_versions=fingerprint(sorted(api_versions)) if queries.all_api_versions else None,
        lookups=dict(sorted(looked_up.items())),
        lookup=lists,
        volatile=volatile,
    )


def lookup_name(key: LookupKey) -> str:
    """Return the name of an object in :attr:`Fingerprint.lookups`."""
    return json.dumps(key)


def lookup_key(name: str) -> LookupKey:
    """Return the object with a name of :func:`lookup_name`.

    :raises ValueError: the name is not one of those.
    """
    key = json.loads(name)
    if not isinstance(key, list) or len(key) != 4 or not all(isinstance(part, str) for part in key) or not key[3]:
        raise ValueError("not the name of an object")
    return key[0], key[1], key[2], key[3]


def digest_of_object(document: dict[str, Any]) -> str:
    """Return a digest of everything in an object, ``""`` for an empty one, which ``lookup`` returns for none.

    Nobody can guess the content of a Secret from it: the object contains its random UID.
    """
    return fingerprint(document) if document else ""


def digest_of(request: ReleaseRequest, values: dict[str, Any], chart_values: dict[str, Any] | None = None) -> str:
    """Return the digest of chart, values and options.

    :param values: the user's values after those of the last revision were merged in.
    :param chart_values: replaces the chart's own values unless it is ``None``.
    """
    parts: dict[str, Any] = {
        "chart": chart_digest(request.required_chart),
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
    """Return the digest of a value as JSON."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
