# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The capabilities of a cluster that a chart is rendered for, and a record of what templates asked about them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..dialect import HELM4, Dialect
from ..errors import RenderError
from . import default_api_versions

#: The version of Kubernetes that each Helm assumes offline.
DEFAULT_KUBE_VERSION = {2: "v1.14.0", 3: "v1.37.0", 4: "v1.37.0"}

_NUMBER = r"(?:0|[1-9][0-9]*)"
_GENERIC_VERSION = re.compile(rf"\s*v?({_NUMBER}(?:\.{_NUMBER})*)(.*)", re.ASCII)
_HELM2_VERSION = re.compile(r"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")


@dataclass(frozen=True)
class KubeVersion:
    """A version of Kubernetes.

    :param version: as reported by the server, with a leading ``v`` and suffixes.
    :param normalized: the numbers only, with a leading ``v``.
    """

    version: str
    normalized: str
    major: str
    minor: str

    @classmethod
    def parse(cls, text: str, dialect: Dialect = HELM4) -> KubeVersion:
        """Parse a version from a user (``--kube-version``), with the rules of the dialect.

        :raises RenderError: the text is not a valid version.
        """
        if dialect.major == 2:
            found = _HELM2_VERSION.fullmatch(text)
            if found is None:
                raise RenderError("could not parse a kubernetes version: Invalid Semantic Version")
            major, minor = str(int(found.group(1))), str(int(found.group(2) or 0))
            version = f"v{major}.{minor}.0"
            return cls(version, version, major, minor)
        found = _GENERIC_VERSION.fullmatch(text)
        if found is None:
            raise RenderError(
                f"invalid kube version '{text}': could not parse \"{text}\" as version",
                remedy="Use a version such as 1.2.3.",
            )
        parts = found.group(1).split(".")
        if len(parts) < 2:
            raise RenderError(f"invalid kube version '{text}': illegal version string \"{text}\"")
        numbers = [str(int(part)) for part in parts]
        normalized = "v" + ".".join(numbers)
        version = text if text.startswith("v") else f"v{text}"
        if dialect.major == 3:
            version = normalized
        return cls(version, normalized, numbers[0], numbers[1])


@dataclass(frozen=True)
class Capabilities:
    """The capabilities of a cluster.

    :param api_versions: the groups and versions (``apps/v1``) that are served and, for a live cluster and for Helm 2,
        the kinds (``apps/v1/Deployment``), in the order in which templates list them.
    """

    kube_version: KubeVersion
    api_versions: tuple[str, ...]

    @classmethod
    def default(cls, dialect: Dialect = HELM4) -> Capabilities:
        """Return the capabilities that Helm assumes without a cluster."""
        version = KubeVersion.parse(DEFAULT_KUBE_VERSION[dialect.major], dialect)
        return cls(version, default_api_versions.OFFLINE[dialect.major])

    def with_kube_version(self, text: str, dialect: Dialect = HELM4) -> Capabilities:
        """Return a copy with another version of Kubernetes (``--kube-version``)."""
        return replace(self, kube_version=KubeVersion.parse(text, dialect))

    def with_api_versions(self, versions: Iterable[str], dialect: Dialect = HELM4) -> Capabilities:
        """Return a copy with additional API versions (``--api-versions``); for Helm 2 they replace all but ``v1``."""
        given = tuple(versions)
        if not given:
            return self
        if dialect.major == 2:
            return replace(self, api_versions=tuple(sorted({*given, "v1"})))
        return replace(self, api_versions=self.api_versions + given)


@dataclass
class ClusterQueries:
    """What templates asked of the cluster, with the answers: clusters with the same answers render the same.

    :param api_versions: each API version that was passed to ``.Capabilities.APIVersions.Has``, and the result.
    :param all_api_versions: whether the list was used as a whole, so that any change of it matters.
    :param kube_version: the version of Kubernetes, if it was used.
    :param lookups: the arguments of each ``lookup``.
    """

    api_versions: dict[str, bool] = field(default_factory=dict)
    all_api_versions: bool = False
    kube_version: str | None = None
    lookups: list[tuple[str, str, str, str]] = field(default_factory=list)
