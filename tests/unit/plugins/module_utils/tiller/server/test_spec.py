# SPDX-License-Identifier: GPL-3.0-or-later
"""Image versions, and invalid options."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.server import manifests
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.server.spec import (
    Permissions,
    TillerSpec,
    tag_of,
    validate,
    version_of,
)

#: image → its tag, and the version in it
IMAGES = {
    "ghcr.io/helm/tiller:v2.17.0": ("v2.17.0", "2.17.0"),
    "registry.example:5000/tiller:v2.11.0": ("v2.11.0", "2.11.0"),
    "registry.example:5000/tiller": ("", None),
    "tiller:canary": ("canary", None),
    "tiller": ("", None),
    "tiller@sha256:0123": ("", None),
    "tiller:v2.17.0@sha256:0123": ("v2.17.0", "2.17.0"),
    "tiller:v2.17.0-rc.1": ("v2.17.0-rc.1", "2.17.0-rc.1"),
}


@pytest.mark.parametrize(("image", "expected"), IMAGES.items(), ids=IMAGES)
def test_tags_and_versions(image: str, expected: tuple[str, str | None]) -> None:
    version = version_of(image)
    assert (tag_of(image), str(version) if version else None) == expected


RULE = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}

#: options, and the error message
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a negative history": ({"history_max": -1}, "history_max: must not be negative, but is -1"),
    "no image": ({"image": ""}, "image: .*not a valid image reference"),
    "an image of two words": ({"image": "a b"}, "not a valid image reference"),
    "an invalid selector": ({"node_selectors": {"a b": "c"}}, "node_selectors: 'a b' is not a valid label key"),
    "permissions without an account": ({"permissions": Permissions("cluster-admin")}, "Set service_account"),
    "no rules": (
        {"service_account": "t", "permissions": Permissions("cluster-rules")},
        "rbac: cluster-rules requires rules",
    ),
    "rules for an administrator": (
        {"service_account": "t", "permissions": Permissions("cluster-admin", rules=(RULE,))},
        "rbac_rules: cannot be combined",
    ),
    "namespaces for an administrator": (
        {"service_account": "t", "permissions": Permissions("cluster-admin", ("a",))},
        "rbac_namespaces: cannot be combined",
    ),
}


@pytest.mark.parametrize(("fields", "message"), BAD.values(), ids=BAD)
def test_bad_options(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(TillerError, match=message):
        validate(TillerSpec(**fields))


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("spec", "overrides: 'spec'"),
        ("spec=1", "no.*Deployment|result is not a Deployment"),
        ("a[x]=1", "overrides"),
    ],
)
def test_bad_overrides(override: str, message: str) -> None:
    with pytest.raises(TillerError, match=message):
        manifests.deployment(TillerSpec(overrides=(override,)))
