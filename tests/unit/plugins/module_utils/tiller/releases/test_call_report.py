# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines about a call of Tiller that takes long."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.api import Api
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.discovery import Discovery, Resource
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.readiness import Readiness
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError
from ansible_collections.coxswain.helm.plugins.module_utils.module.progress import Progress
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.releases.call_report import (
    CallReport,
    unready_objects,
)

WEB = Ref("apps/v1", "Deployment", "shop", "web")
ONE = Readiness("InProgress", "1 of 3 replicas ready")


class Screen:
    def __init__(self):
        self.now, self.shown = 0.0, []

    def detail(self, line):
        self.shown.append((self.now, "detail", line))

    def notice(self, line):
        self.shown.append((self.now, "notice", line))


CASES = [
    ("an answer before long", 14, {}, []),
    (
        "objects that are not known",
        31,
        {},
        [
            (15, "detail", "Tiller has not finished after 15 s (timeout 300 s)"),
            (30, "notice", "release shop: Tiller has not finished after 30 s (timeout 300 s)"),
        ],
    ),
    (
        "objects",
        46,
        {WEB: ONE},
        [
            (
                when,
                kind,
                f"{subject}Tiller has not finished after {when} s (timeout 300 s); not ready: {WEB}: {ONE.message}",
            )
            for when, kind, subject in ((15, "detail", ""), (30, "notice", "release shop: "), (45, "detail", ""))
        ],
    ),
]


@pytest.mark.parametrize(("seconds", "awaited", "shown"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_lines(seconds, awaited, shown):
    screen = Screen()
    progress = Progress(screen)
    report = CallReport(progress, "shop", 300, lambda: awaited, lambda: screen.now)
    while screen.now + report.pause() < seconds:
        screen.now += report.pause()
        report.idle()
    assert screen.shown == shown
    assert progress.lines == []


def test_without_a_screen_nothing_is_asked():
    report = CallReport(Progress(), "shop", 300, lambda: pytest.fail("it was asked"))
    assert report.pause() == float("inf")


class Server(Api):
    """Has a Deployment that is not ready, and no Job."""

    def __init__(self, refuses=False):
        self.refuses = refuses
        self.transport = SimpleNamespace(session=SimpleNamespace(latency=0.0))
        kinds = [
            Resource("apps/v1", "Deployment", "deployments", True),
            Resource("v1", "Namespace", "namespaces", False),
        ]
        self._discovery = Discovery(kinds, {"apps": ["v1"], "": ["v1"]}, [], self)

    def request(self, method, path, *_arguments, **_more):
        if self.refuses:
            raise ApiError("forbidden", status=403)
        if path == "/api/v1/namespaces/shop":
            return {
                "apiVersion": "v1",
                "kind": "Namespace",
                "metadata": {"name": "shop"},
                "status": {"phase": "Active"},
            }
        assert path == "/apis/apps/v1/namespaces/shop/deployments/web"
        status = {"replicas": 3, "updatedReplicas": 3, "availableReplicas": 3, "readyReplicas": 1}
        return {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": 3}, "status": status}


DECLARED = [WEB, Ref("v1", "Namespace", "shop", "shop"), Ref("gone/v1", "Old", "shop", "x")]


@pytest.mark.parametrize(("refuses", "found"), [(False, [WEB]), (True, [])])
def test_objects_that_are_not_ready(refuses, found):
    assert list(unready_objects(Server(refuses), DECLARED)) == found
