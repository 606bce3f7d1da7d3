# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse the annotations of hooks: objects that run at a point of a release's life and are not part of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..chart.metadata import WHITE_SPACE
from ..dialect import Dialect
from ..errors import DataError
from ..gotemplate import strconv
from .manifests import Manifest

HOOK_ANNOTATION = "helm.sh/hook"
WEIGHT_ANNOTATION = "helm.sh/hook-weight"
DELETE_ANNOTATION = "helm.sh/hook-delete-policy"
DELETE_TIMEOUT_ANNOTATION = "helm.sh/hook-delete-timeout"
OUTPUT_LOG_ANNOTATION = "helm.sh/hook-output-log-policy"

_LIFECYCLE_EVENTS = (
    "pre-install",
    "post-install",
    "pre-delete",
    "post-delete",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
)
#: The values of the annotation by Helm's major version, and the events that they stand for.
_EVENTS = {
    2: {name: name for name in (*_LIFECYCLE_EVENTS, "test-success", "test-failure", "crd-install")},
    3: {**{name: name for name in _LIFECYCLE_EVENTS}, "test": "test", "test-success": "test"},
}
_EVENTS[4] = _EVENTS[3]

_HELM2_DELETE_POLICIES = ("hook-succeeded", "hook-failed", "before-hook-creation")
_HELM2_DELETE_TIMEOUT = 60


@dataclass(frozen=True)
class RenderedHook:
    """A hook of a rendered chart.

    :param manifest: its YAML, as Helm stores it.
    :param events: such as ``pre-install``; ``test`` for hooks of ``helm test`` (Helm 2: ``test-success``).
    :param delete_policies: as in the annotation, in lower case; empty means Helm's default.
    :param delete_timeout: how many seconds Helm 2 waits for its deletion.
    :param head: the parsed document.
    """

    name: str
    kind: str
    path: str
    manifest: str
    events: tuple[str, ...]
    weight: int = 0
    delete_policies: tuple[str, ...] = ()
    output_log_policies: tuple[str, ...] = ()
    delete_timeout: int = 0
    head: Any = None

    @property
    def is_test(self) -> bool:
        """Whether ``helm test`` runs the hook."""
        return any(event.startswith("test") for event in self.events)


def parse_hook(manifest: Manifest, annotations: Mapping[str, str], dialect: Dialect) -> RenderedHook | None:
    """Return the hook that a manifest with the annotation defines; ``None`` if it has an unknown event."""
    known = _EVENTS[dialect.major]
    events = _entries(annotations[HOOK_ANNOTATION])
    if any(event not in known for event in events):
        return None
    policies = _entries(annotations[DELETE_ANNOTATION]) if DELETE_ANNOTATION in annotations else []
    logs = _entries(annotations[OUTPUT_LOG_ANNOTATION]) if OUTPUT_LOG_ANNOTATION in annotations else []
    timeout = 0
    if dialect.major == 2:
        policies = [policy for policy in policies if policy in _HELM2_DELETE_POLICIES]
        logs = []
        if policies:
            timeout = _HELM2_DELETE_TIMEOUT
            for entry in _entries(annotations.get(DELETE_TIMEOUT_ANNOTATION, str(timeout))):
                timeout = _integer(entry)
    return RenderedHook(
        name=manifest.name,
        kind=manifest.kind,
        path=manifest.path,
        manifest=manifest.text,
        events=tuple(known[event] for event in events),
        weight=_integer(annotations.get(WEIGHT_ANNOTATION, "")),
        delete_policies=tuple(policies),
        output_log_policies=tuple(logs),
        delete_timeout=timeout,
        head=manifest.head,
    )


def _entries(text: str) -> list[str]:
    return [entry.strip(WHITE_SPACE).lower() for entry in text.split(",")]


def _integer(text: str) -> int:
    try:
        return strconv.atoi(text)
    except DataError:
        return 0
