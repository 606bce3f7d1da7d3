# SPDX-License-Identifier: GPL-3.0-or-later
"""Images and their versions; options that cannot work."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.server import manifests
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.server.spec import (
    Permissions,
    Wanted,
    check,
    tag_of,
    version_of,
)

#: Image, its tag, and the version that this is.
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

#: Options, and what the one error says.
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a negative history": ({"history_max": -1}, "history_max: is -1"),
    "no image": ({"image": ""}, "image: .*no name of an image"),
    "an image of two words": ({"image": "a b"}, "no name of an image"),
    "a selector that is no label": ({"node_selectors": {"a b": "c"}}, "node_selectors: 'a b' is not the name"),
    "permissions for nobody": ({"permissions": Permissions("cluster-admin")}, "Set service_account"),
    "no rules": (
        {"service_account": "t", "permissions": Permissions("cluster-rules")},
        "rbac: is cluster-rules without any rule",
    ),
    "rules for an administrator": (
        {"service_account": "t", "permissions": Permissions("cluster-admin", rules=(RULE,))},
        "rbac_rules: have no meaning",
    ),
    "namespaces for an administrator": (
        {"service_account": "t", "permissions": Permissions("cluster-admin", ("a",))},
        "rbac_namespaces: have no meaning",
    ),
}


@pytest.mark.parametrize(("fields", "message"), BAD.values(), ids=BAD)
def test_bad_options(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(TillerError, match=message):
        check(Wanted(**fields))


@pytest.mark.parametrize(
    ("override", "message"),
    [("spec", "overrides: 'spec'"), ("spec=1", "no.*Deployment|nothing that is a Deployment"), ("a[x]=1", "overrides")],
)
def test_bad_overrides(override: str, message: str) -> None:
    with pytest.raises(TillerError, match=message):
        manifests.deployment(Wanted(overrides=(override,)))
