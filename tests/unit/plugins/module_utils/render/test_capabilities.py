# SPDX-License-Identifier: GPL-3.0-or-later
"""Kubernetes versions, default API versions, and the record of what templates ask of the cluster."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4, Dialect
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RenderError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.template import TemplateSet
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities import (
    Capabilities,
    ClusterQueries,
    KubeVersion,
)
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities_object import capabilities_object

#: The user's input, and version, normalized version, major and minor in Helm 4.
VERSIONS = [
    ("1.36.3", ("v1.36.3", "v1.36.3", "1", "36")),
    ("v1.36.3", ("v1.36.3", "v1.36.3", "1", "36")),
    ("1.36", ("v1.36", "v1.36", "1", "36")),
    ("v1.33.4-gke.1245000", ("v1.33.4-gke.1245000", "v1.33.4", "1", "33")),
    ("1.20+", ("v1.20+", "v1.20", "1", "20")),
]


@pytest.mark.parametrize(("text", "expected"), VERSIONS, ids=[row[0] for row in VERSIONS])
def test_kube_version(text: str, expected: tuple[str, str, str, str]) -> None:
    found = KubeVersion.parse(text, HELM4)
    assert (found.version, found.normalized, found.major, found.minor) == expected
    assert KubeVersion.parse(text, HELM3).version == expected[1]


def test_kube_version_of_helm_2_has_no_patch() -> None:
    assert KubeVersion.parse("1.36", HELM2).version == "v1.36.0"
    assert KubeVersion.parse("1.36.3", HELM2).version == "v1.36.0"


@pytest.mark.parametrize("text", ["", "thirty", "1", "1.x", "-1.2", "01.2"])
@pytest.mark.parametrize("dialect", [HELM3, HELM4], ids=lambda dialect: dialect.name)
def test_invalid_kube_version(text: str, dialect: Dialect) -> None:
    with pytest.raises(RenderError, match="invalid kube version"):
        KubeVersion.parse(text, dialect)


def test_defaults() -> None:
    assert Capabilities.default(HELM4).kube_version.version == "v1.37.0"
    assert Capabilities.default(HELM2).kube_version.version == "v1.14.0"
    assert "apps/v1" in Capabilities.default(HELM3).api_versions
    assert "apps/v1/Deployment" not in Capabilities.default(HELM3).api_versions
    assert "extensions/v1beta1/Ingress" in Capabilities.default(HELM2).api_versions


def test_additional_api_versions() -> None:
    more = Capabilities.default(HELM4).with_api_versions(["x/v1", "x/v1/X"])
    assert more.api_versions[-2:] == ("x/v1", "x/v1/X")
    assert "v1" in more.api_versions
    assert Capabilities.default(HELM2).with_api_versions(["x/v1"], HELM2).api_versions == ("v1", "x/v1")
    assert Capabilities.default(HELM2).with_api_versions([], HELM2) == Capabilities.default(HELM2)


def asked(text: str, dialect: Dialect) -> ClusterQueries:
    """Return what a template asks of the cluster."""
    queries = ClusterQueries()
    shown = capabilities_object(Capabilities.default(dialect), dialect, queries)
    templates = TemplateSet({})
    templates.parse("t", text)
    templates.execute("t", {"Capabilities": shown})
    shown.finish()
    return queries


@pytest.mark.parametrize("dialect", [HELM2, HELM3, HELM4], ids=lambda dialect: dialect.name)
def test_queries(dialect: Dialect) -> None:
    none = asked("nothing", dialect)
    assert none == ClusterQueries()
    some = asked('{{ .Capabilities.APIVersions.Has "apps/v1" }}{{ .Capabilities.APIVersions.Has "x/v1" }}', dialect)
    assert some.api_versions == {"apps/v1": True, "x/v1": False}
    assert not some.all_api_versions
    assert some.kube_version is None
    assert asked("{{ .Capabilities.KubeVersion.Minor }}", dialect).kube_version is not None
    assert asked("{{ range .Capabilities.APIVersions }}{{ end }}", dialect).all_api_versions
    assert asked("{{ $all := .Capabilities.APIVersions }}{{ len $all }}", dialect).all_api_versions


#: A template and what Helm 4 and Helm 3 print for it, with Kubernetes v1.33.4-gke.1.
PRINTED = [
    ("{{ .Capabilities.KubeVersion }}", "v1.33.4", "v1.33.4"),
    ("{{ .Capabilities.KubeVersion.Version }}", "v1.33.4-gke.1", "v1.33.4"),
    ("{{ .Capabilities.KubeVersion.GitVersion }}", "v1.33.4-gke.1", "v1.33.4"),
    ("{{ .Capabilities.KubeVersion.String }}", "v1.33.4", "v1.33.4"),
    ('{{ printf "%v" .Capabilities.KubeVersion }}', "{v1.33.4-gke.1 v1.33.4 1 33}", "{v1.33.4 1 33}"),
    ("{{ .Capabilities.HelmVersion.Version }}", "v4.3.1", "v3.22.0"),
]


@pytest.mark.parametrize(("text", "helm4", "helm3"), PRINTED, ids=[row[0] for row in PRINTED])
def test_printed(text: str, helm4: str, helm3: str) -> None:
    for dialect, expected in ((HELM4, helm4), (HELM3, helm3)):
        given = Capabilities.default(dialect).with_kube_version("v1.33.4-gke.1", dialect)
        templates = TemplateSet({})
        templates.parse("t", text)
        assert (
            templates.execute("t", {"Capabilities": capabilities_object(given, dialect, ClusterQueries())}) == expected
        )
