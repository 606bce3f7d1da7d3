# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the live objects of a release: one list for each kind and namespace, selected by their common labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ...cluster.objects import Ref, get, list_by_label
from ...errors import ApiError
from . import ownership
from .manifest_objects import declare_served, documents_of
from .plan import Declared, Identity, Observed

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ...cluster.readiness import Readiness
    from ..records.model import Release


#: labels that charts set to the name of the release, by today's and by the earlier convention
_RELEASE_LABELS = ("app.kubernetes.io/instance", "release")
_LABEL_VALUE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?\Z")


def read_live_objects(api: Api, declared: Iterable[Declared], *, absent: frozenset[str] = frozenset()) -> Observed:
    """Return the live objects of declared ones.

    Objects that are missing in a list, or that may not be listed, are read by name before they count as gone.

    :param absent: namespaces that do not exist, which need no request.
    """
    named = {item.ref.identity: item for item in declared if not item.generated}
    refs = {identity: item.ref for identity, item in named.items()}
    found: dict[Identity, dict[str, Any] | None] = {}
    groups: dict[tuple[str, str, str], list[Ref]] = {}
    for identity, ref in refs.items():
        if ref.namespace in absent or api.discovery.find(ref.api_version, ref.kind) is None:
            found[identity] = None
        else:
            groups.setdefault((ref.api_version, ref.kind, ref.namespace), []).append(ref)

    several = [group for group in groups.values() if len(group) > 1]

    def listed_by(group: list[Ref]) -> list[dict[str, Any]]:
        return _list(api, group[0], common_labels([named[ref.identity] for ref in group]))

    for group, listed in zip(several, api.each(listed_by, several)):
        by_name = {(item["metadata"].get("namespace") or "", item["metadata"]["name"]): item for item in listed}
        for ref in group:
            item = by_name.get((ref.namespace, ref.name))
            if item is not None:
                found[ref.identity] = item
    rest = [ref for identity, ref in refs.items() if identity not in found]
    for ref, item in zip(rest, api.each(lambda ref: get(api, ref), rest)):
        found[ref.identity] = item
    return Observed(found)


def read_by_name(api: Api, declared: Iterable[Declared], *, absent: frozenset[str] = frozenset()) -> Observed:
    """Return live objects like :func:`read_live_objects`, but read each by name, since most probably do not exist."""
    refs = [item.ref for item in declared if not item.generated]
    known = [
        ref for ref in refs if ref.namespace not in absent and api.discovery.find(ref.api_version, ref.kind) is not None
    ]
    found: dict[Identity, dict[str, Any] | None] = {ref.identity: None for ref in refs}
    for ref, item in zip(known, api.each(lambda ref: get(api, ref), known)):
        found[ref.identity] = item
    return Observed(found)


def common_labels(declared: Sequence[Declared]) -> dict[str, str]:
    """Return labels that select objects of one kind, and as few others as possible.

    All releases in a namespace have Helm's label. Most charts also label their objects with the name of the release.
    """
    labels = [(item.document.get("metadata") or {}).get("labels") or {} for item in declared]
    for key in _RELEASE_LABELS:
        values = {str(each.get(key) or "") for each in labels}
        if len(values) == 1 and _LABEL_VALUE.match(*values):
            return {ownership.MANAGED_BY: ownership.HELM, key: values.pop()}
    return {ownership.MANAGED_BY: ownership.HELM}


def _list(api: Api, first: Ref, labels: dict[str, str]) -> list[dict[str, Any]]:
    resource = api.discovery.resource_for(first.api_version, first.kind)
    try:
        return list_by_label(api, resource, first.namespace, labels)
    except ApiError as error:
        if error.status in (403, 405):
            return []
        raise


@dataclass(frozen=True)
class LiveObject:
    """One object of a release as it is in the cluster.

    :param document: ``None`` when it does not exist.
    """

    ref: Ref
    document: dict[str, Any] | None
    readiness: Readiness


def live_objects(api: Api, release: Release) -> tuple[list[LiveObject], list[str]]:
    """Return the objects of a release with their readiness, in manifest order, and the names of those not served.

    Objects with generated names are left out.
    """
    from ...cluster.readiness import readiness
    from .live_state import read_live_objects

    documents = documents_of(release.manifest, f"release {release.name}")
    declared, unreachable = declare_served(documents, api.discovery, release.name, release.namespace)
    observed = read_live_objects(api, declared)
    judge = partial(readiness, jobs=True)
    found = []
    for item in declared:
        if not item.generated:
            document = observed.get(item.ref)
            found.append(LiveObject(item.ref, document, judge(document)))
    return found, unreachable
