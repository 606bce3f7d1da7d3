# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wanted of a Tiller."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ...data import semver
from ...errors import DataError, TillerError

IMAGE = "ghcr.io/helm/tiller"
VERSION = "v2.17.0"

DEPLOYMENT = "tiller-deploy"
SERVICE = "tiller-deploy"
SECRET = "tiller-secret"

#: where Tiller keeps its records; ``configmap`` is what it does without being told
STORAGES = ("configmap", "secret", "memory")

#: kinds of permissions, see :mod:`.rbac`
NONE, CLUSTER_ADMIN, NAMESPACES, CLUSTER_RULES = "none", "cluster-admin", "namespaces", "cluster-rules"


@dataclass(frozen=True)
class Certificates:
    """The content of the PEM files that Tiller speaks TLS with.

    :param authority: what clients' certificates are verified with; ``None`` to take any client.
    """

    key: bytes
    certificate: bytes
    authority: bytes | None = None


@dataclass(frozen=True)
class Permissions:
    """What Tiller's service account may do.

    :param kind: one of :data:`NONE`, :data:`CLUSTER_ADMIN`, :data:`NAMESPACES` and :data:`CLUSTER_RULES`.
    :param namespaces: where it may deploy, for :data:`NAMESPACES`.
    :param rules: what it may do there; the usual when there are none.
    """

    kind: str = NONE
    namespaces: tuple[str, ...] = ()
    rules: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Wanted:
    """A Tiller as the flags of ``helm init`` describe it, and what it needs around it.

    :param service_account: its name, ``""`` for the namespace's default.
    :param overrides: expressions of ``--set`` over the Deployment.
    :param history_max: revisions that are kept of a release, 0 for all.
    :param local_only: listen on the loopback address alone, where a port-forward ends.
    """

    namespace: str = "kube-system"
    image: str = f"{IMAGE}:{VERSION}"
    canary: bool = False
    replicas: int = 1
    service_account: str = ""
    automount_token: bool = True
    node_selectors: dict[str, str] = field(default_factory=dict)
    overrides: tuple[str, ...] = ()
    history_max: int = 0
    host_network: bool = False
    storage: str = "configmap"
    local_only: bool = False
    certificates: Certificates | None = None
    permissions: Permissions = Permissions()
    create_namespace: bool = False
    allow_downgrade: bool = False

    @property
    def chosen_image(self) -> str:
        """The image that is run."""
        return f"{IMAGE}:canary" if self.canary else self.image


def tag_of(image: str) -> str:
    """The tag of an image, ``""`` when it has none: what follows the last colon behind the last slash."""
    name = image.partition("@")[0].rpartition("/")[2]
    return name.partition(":")[2]


def version_of(image: str) -> semver.Version | None:
    """The version that an image's tag is, ``None`` when it is none (``canary``, a digest)."""
    try:
        return semver.parse(tag_of(image))
    except DataError:
        return None


_SELECTOR_KEY = re.compile(r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\Z")


def check(wanted: Wanted) -> None:
    """:raises TillerError: an option has a value that cannot work."""
    if wanted.history_max < 0:
        raise TillerError(f"is {wanted.history_max}", "history_max", "Use 0 to keep every revision.")
    if not wanted.chosen_image.strip() or any(character.isspace() for character in wanted.chosen_image):
        raise TillerError(f"{wanted.chosen_image!r} is no name of an image", "image")
    for key in wanted.node_selectors:
        if not _SELECTOR_KEY.match(key):
            raise TillerError(f"{key!r} is not the name of a label", "node_selectors")
    permissions = wanted.permissions
    if permissions.kind != NONE and not wanted.service_account:
        raise TillerError(
            f"is {permissions.kind}, and nobody is there to be granted it",
            "rbac",
            "Set service_account, tiller for example.",
        )
    if permissions.kind == CLUSTER_RULES and not permissions.rules:
        raise TillerError(f"is {CLUSTER_RULES} without any rule", "rbac", "Set rbac_rules.")
    if permissions.rules and permissions.kind not in (NAMESPACES, CLUSTER_RULES):
        raise TillerError(f"have no meaning with rbac={permissions.kind}", "rbac_rules")
    if permissions.namespaces and permissions.kind != NAMESPACES:
        raise TillerError(f"have no meaning with rbac={permissions.kind}", "rbac_namespaces")
