# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller's releases as those of Helm 3."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.codec import document
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol import convert
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol.fields import CODES
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol.messages import new
from unit.plugins.module_utils.tiller.messages import revision, timestamp


def test_a_revision_as_helm_3_stores_it():
    hook = new(
        "Hook",
        name="t",
        kind="Pod",
        path="p",
        manifest="m",
        events=[9, 10, 11, 1],
        weight=-1,
        delete_policies=[0, 1, 2],
    )
    message = revision(hooks=[hook])
    suite = message.info.status.last_test_suite_run
    suite.results.add(name="t", status=1, started_at=timestamp(1_600_000_200), completed_at=timestamp(1_600_000_210))
    assert document(convert.release_of(message)) == {
        "name": "shop",
        "info": {
            "first_deployed": "2020-09-13T12:26:40Z",
            "last_deployed": "2020-09-13T12:28:20.12Z",
            "description": "Upgrade complete",
            "status": "deployed",
            "notes": "Ahoy",
        },
        "chart": {
            # Without engine, Tiller version and subcharts.
            "metadata": {"name": "web", "version": "1.0.0", "appVersion": "7", "type": "application"},
            "lock": None,
            "templates": [{"name": "templates/a.yaml", "data": "YTogMQ=="}],
            "values": {"replicas": 2, "ratio": 0.5},
            "schema": None,
            "files": [{"name": "README.md", "data": "/w=="}],
        },
        "config": {"color": "blue"},
        "manifest": "\n---\n# Source: web/templates/a.yaml\na: 1",
        "hooks": [
            {
                "name": "t",
                "kind": "Pod",
                "path": "p",
                "manifest": "m",
                "events": ["test", "crd-install", "pre-install"],
                "weight": -1,
                "delete_policies": ["hook-succeeded", "hook-failed", "before-hook-creation"],
                "last_run": {
                    "started_at": "2020-09-13T12:30:00Z",
                    "completed_at": "2020-09-13T12:30:10Z",
                    "phase": "Succeeded",
                },
            }
        ],
        "version": 3,
        "namespace": "web",
    }


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (0, "unknown"),
        (1, "deployed"),
        (2, "uninstalled"),
        (3, "superseded"),
        (4, "failed"),
        (5, "uninstalling"),
        (6, "pending-install"),
        (7, "pending-upgrade"),
        (8, "pending-rollback"),
        (99, "unknown"),
    ],
)
def test_statuses(code, status):
    assert convert.status_of(code) == status
    assert code > 8 or CODES.index(convert.code_of(status)) == code


@pytest.mark.parametrize("field", ["chart", "info"])
def test_an_incomplete_revision(field):
    message = revision()
    message.ClearField(field)
    with pytest.raises(TillerError, match="revision 3 of release shop: the record has no chart or info"):
        convert.release_of(message)


def test_values_that_are_not_a_mapping():
    with pytest.raises(TillerError, match="its values are not valid YAML"):
        convert.release_of(revision(config=new("Config", raw="[1]")))
