# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller's error messages and their explanations."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol.refusals import refusal


@pytest.mark.parametrize(
    ("text", "reason", "message"),
    [
        ('release: "shop" not found', "not-found", 'release: "shop" not found'),
        ('getting deployed release "shop": release: "shop" not found', "not-found", "not found"),
        ("getting release 'shop' (v3): release: \"shop.v3\" not found", "not-found", "shop.v3"),
        ('"shop" has no deployed releases', "not-deployed", "has no deployed releases"),
        (
            "a release named shop already exists.\nRun: helm ls --all shop; to check the status of the release",
            "exists",
            "a release with this name already exists",
        ),
        ("a release named shop is in use, cannot re-use a name that is still in use", "exists", "is in use"),
        ("another operation (install/upgrade/rollback) is in progress", "locked", "in progress"),
        ('release: "shop.v2" already exists', "locked", "in progress"),
        ('the release named "shop" is already deleted', "deleted", "already deleted"),
        ("incompatible versions client[v2.18.0] server[v2.17.0]", "version", "incompatible versions"),
        (
            "current release manifest contains removed kubernetes api(s) for this kubernetes version and it is "
            "therefore unable to build the kubernetes objects",
            "removed-api",
            "removed kubernetes api",
        ),
        (
            'kind Pod with the name "x" already exists in the cluster and wasn\'t defined in the previous release',
            "conflict",
            "already exists in the cluster",
        ),
        ("release shop failed: timed out waiting for the condition", "timeout", "timed out"),
        ("Chart requires kubernetesVersion: >=1.99 which is incompatible with Kubernetes v1.36.3", "chart", "requires"),
        ("release shop failed: no objects visited", "chart", "the chart renders no objects"),
        ("YAML parse error on shop/templates/x.yaml: error converting YAML to JSON", "chart", "YAML parse error"),
        (
            'release shop failed: configmaps is forbidden: User "tiller" cannot create resource',
            "forbidden",
            "forbidden",
        ),
        ('release name "xxx" exceeds max length of 53', "name", "exceeds max length"),
        ("grpc: received message larger than max (30000000 vs. 20971520)", "too-large", "20 MiB"),
        ("something else entirely", "failed", "something else entirely"),
        ("", "failed", "failed without an error message"),
    ],
)
def test_explanations(text, reason, message):
    error = refusal(text, "release shop")
    assert (error.reason, message in str(error)) == (reason, True)
    assert str(error).startswith("release shop: ")
    assert "\n" not in str(error)
