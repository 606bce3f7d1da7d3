# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desired state of a Tiller."""

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

#: kinds of permissions, see :mod:`.rbac`
NONE, CLUSTER_ADMIN, NAMESPACES, CLUSTER_RULES = "none", "cluster-admin", "namespaces", "cluster-rules"


@dataclass(frozen=True)
class Certificates:
    """The contents of the PEM files for TLS.

    :param authority: the CA that signs client certificates; ``None`` accepts every client.
    """

    key: bytes
    certificate: bytes
    authority: bytes | None = None


@dataclass(frozen=True)
class Permissions:
    """The permissions of Tiller's service account.

    :param kind: one of :data:`NONE`, :data:`CLUSTER_ADMIN`, :data:`NAMESPACES` and :data:`CLUSTER_RULES`.
    :param namespaces: the namespaces that Tiller deploys to, for :data:`NAMESPACES`.
    :param rules: the rules to grant; by default :data:`.rbac.DEFAULT_RULES`.
    """

    kind: str = NONE
    namespaces: tuple[str, ...] = ()
    rules: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class TillerSpec:
    """A Tiller as the flags of ``helm init`` describe it, with its namespace and permissions.

    :param service_account: the name of the service account, ``""`` for the default one of the namespace.
    :param storage: ``configmap``, ``secret`` or ``memory``.
    :param overrides: ``--set`` expressions that are applied to the Deployment.
    :param history_max: how many revisions to keep per release, 0 for all.
    :param local_only: listen on the loopback address only, which port-forwarding reaches.
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
        """The image to run: the canary image overrides ``image``."""
        return f"{IMAGE}:canary" if self.canary else self.image


def tag_of(image: str) -> str:
    """Return the tag of an image reference, ``""`` if there is none."""
    name = image.partition("@")[0].rpartition("/")[2]
    return name.partition(":")[2]


def version_of(image: str) -> semver.Version | None:
    """Return the version in the tag of an image reference, ``None`` for other tags and for digests."""
    try:
        return semver.parse(tag_of(image))
    except DataError:
        return None


_LABEL_KEY = re.compile(r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\Z")


def validate(spec: TillerSpec) -> None:
    """Check the options of a Tiller.

    :raises TillerError: an option is invalid.
    """
    if spec.history_max < 0:
        raise TillerError(
            f"must not be negative, but is {spec.history_max}", "history_max", "Use 0 to keep every revision."
        )
    if not spec.chosen_image.strip() or any(character.isspace() for character in spec.chosen_image):
        raise TillerError(f"{spec.chosen_image!r} is not a valid image reference", "image")
    for key in spec.node_selectors:
        if not _LABEL_KEY.match(key):
            raise TillerError(f"{key!r} is not a valid label key", "node_selectors")
    permissions = spec.permissions
    if permissions.kind != NONE and not spec.service_account:
        raise TillerError(
            f"{permissions.kind} requires a service account", "rbac", "Set service_account, for example to tiller."
        )
    if permissions.kind == CLUSTER_RULES and not permissions.rules:
        raise TillerError(f"{CLUSTER_RULES} requires rules", "rbac", "Set rbac_rules.")
    if permissions.rules and permissions.kind not in (NAMESPACES, CLUSTER_RULES):
        raise TillerError(f"cannot be combined with rbac={permissions.kind}", "rbac_rules")
    if permissions.namespaces and permissions.kind != NAMESPACES:
        raise TillerError(f"cannot be combined with rbac={permissions.kind}", "rbac_namespaces")
