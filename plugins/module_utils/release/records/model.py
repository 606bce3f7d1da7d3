# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release: the fields of Helm's record, revision by revision."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field, replace
from typing import Any

from ...errors import ReleaseError

UNKNOWN = "unknown"
DEPLOYED = "deployed"
UNINSTALLED = "uninstalled"
SUPERSEDED = "superseded"
FAILED = "failed"
UNINSTALLING = "uninstalling"
PENDING_INSTALL = "pending-install"
PENDING_UPGRADE = "pending-upgrade"
PENDING_ROLLBACK = "pending-rollback"

PENDING = frozenset({PENDING_INSTALL, PENDING_UPGRADE, PENDING_ROLLBACK})

#: what ``apply_method`` says; a record without it was made by client-side apply
SERVER_SIDE = "ssa"
CLIENT_SIDE = "csa"

#: labels of a record that are Helm's own
SYSTEM_LABELS = frozenset({"name", "owner", "status", "version", "createdAt", "modifiedAt"})

#: when a hook that names no deletion policy is deleted
BEFORE_CREATION = "before-hook-creation"

_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\Z")
_NAME_LENGTH = 53


@dataclass(frozen=True)
class Hook:
    """A hook of a release, with the result of its last run.

    :param events: such as ``pre-install`` and ``test``.
    :param delete_policies: empty for Helm's default, ``before-hook-creation``.
    :param phase: ``""``, ``Running``, ``Succeeded``, ``Failed`` or ``Unknown``.
    :param started_at: RFC 3339, ``""`` when it never ran.
    """

    name: str
    kind: str
    path: str
    manifest: str
    events: tuple[str, ...]
    weight: int = 0
    delete_policies: tuple[str, ...] = ()
    output_log_policies: tuple[str, ...] = ()
    phase: str = field(default="", compare=False)
    started_at: str = field(default="", compare=False)
    completed_at: str = field(default="", compare=False)


@dataclass(frozen=True)
class Release:
    """One revision of a release.

    :param chart: the chart as the record stores it: ``metadata``, ``lock``, ``templates``, ``values``, ``schema``,
        ``files``; file contents in base64.
    :param config: the values that the user gave.
    :param manifest: the objects as one YAML text, each with its ``# Source:`` line.
    :param first_deployed: RFC 3339, as the other times; ``""`` for a time that is not set.
    :param rollback_revision: the revision that this one repeats after a rollback, 0 for none.
    :param apply_method: ``ssa``, ``csa``, or ``""`` as Helm 3 leaves it, which is ``csa``.
    :param labels: the user's labels, Helm's own left out.
    :param annotations: the annotations of the stored Secret or ConfigMap.
    :param resource_version: the version of the stored object, ``""`` for a release that is not stored.
    """

    name: str
    namespace: str
    revision: int = 1
    status: str = UNKNOWN
    chart: dict[str, Any] = field(default_factory=dict, repr=False)
    config: dict[str, Any] = field(default_factory=dict, repr=False)
    manifest: str = field(default="", repr=False)
    hooks: tuple[Hook, ...] = field(default=(), repr=False)
    notes: str = field(default="", repr=False)
    description: str = ""
    first_deployed: str = ""
    last_deployed: str = ""
    deleted: str = ""
    rollback_revision: int = 0
    apply_method: str = SERVER_SIDE
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    resource_version: str = field(default="", compare=False)
    #: unknown fields of the record, kept as they are
    extra: dict[str, Any] = field(default_factory=dict, repr=False)

    def replace(self, **changes: Any) -> Release:
        """Return a copy with some fields changed."""
        return replace(self, **changes)

    @property
    def metadata(self) -> dict[str, Any]:
        """The fields of the chart's Chart.yaml."""
        return self.chart.get("metadata") or {}

    @property
    def chart_name(self) -> str:
        """The name of the chart."""
        return str(self.metadata.get("name") or "")

    @property
    def chart_version(self) -> str:
        """The version of the chart."""
        return str(self.metadata.get("version") or "")

    @property
    def app_version(self) -> str:
        """The version of the application that the chart installs."""
        return str(self.metadata.get("appVersion") or "")

    @property
    def pending(self) -> bool:
        """Whether an operation is in progress or was interrupted."""
        return self.status in PENDING

    @property
    def is_upgrade(self) -> bool:
        """Whether this revision was rendered as an upgrade; the first revision of a history is an install."""
        return self.revision > 1 or self.rollback_revision > 0


def check_name(name: str) -> None:
    """Refuse a release name that Helm refuses.

    :raises ReleaseError: the name is not valid.
    """
    if len(name) > _NAME_LENGTH or not _NAME.match(name):
        raise ReleaseError(
            f"invalid release name {name!r}",
            remedy=f"Use lower-case letters, digits, hyphens and dots, beginning and ending with a letter or digit, "
            f"{_NAME_LENGTH} characters at most.",
        )


def check_labels(labels: dict[str, str]) -> None:
    """Refuse labels that Helm reserves.

    :raises ReleaseError: a label is reserved.
    """
    reserved = sorted(SYSTEM_LABELS & labels.keys())
    if reserved:
        raise ReleaseError(
            f"the labels {', '.join(reserved)} of a release are reserved", remedy="Choose other names for them."
        )


def now() -> str:
    """Return the current time as a record stores it: RFC 3339 in UTC, with a fraction."""
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_time(text: str) -> datetime.datetime | None:
    """Parse a time of a record, with up to nine fractional digits and any time zone; ``None`` for an unset time."""
    match = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)\Z", text or "")
    if match is None or text.startswith("0001-01-01"):
        return None
    moment, fraction, zone = match.groups()
    micro = (fraction or ".0")[1:7].ljust(6, "0")
    zone = "+00:00" if zone == "Z" else zone
    try:
        return datetime.datetime.strptime(f"{moment}.{micro}{zone}", "%Y-%m-%dT%H:%M:%S.%f%z")
    except ValueError:
        return None
