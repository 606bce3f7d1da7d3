# SPDX-License-Identifier: GPL-3.0-or-later
"""When a rendering is known to come out as before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import Chart, File
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering.fingerprint import (
    ANNOTATION,
    Fingerprint,
    digest_of,
    fingerprint,
)
from ansible_collections.coxswain.helm.plugins.module_utils.release.request import ReleaseRequest


class FakeDiscovery:
    version = {"gitVersion": "v1.36.3"}

    def api_versions(self):
        return ["apps/v1", "v1"]


ROWS = [
    ("the same digest", Fingerprint("d"), True),
    ("another digest", Fingerprint("e"), False),
    ("lists of objects were looked at", Fingerprint("d", lookup=True), False),
    ("single objects were looked at, which the caller judges", Fingerprint("d", lookups={"x": "y"}), True),
    ("chance had a part", Fingerprint("d", volatile=True), True),
    ("the version is as it was", Fingerprint("d", kube_version="v1.36.3"), True),
    ("the version is another", Fingerprint("d", kube_version="v1.35.0"), False),
    ("answers as they were", Fingerprint("d", api_versions={"apps/v1": True, "x/v1": False}), True),
    ("an API version is gone", Fingerprint("d", api_versions={"y/v1": True}), False),
    ("an API version has come", Fingerprint("d", api_versions={"v1": False}), False),
    ("all of them as they were", Fingerprint("d", all_api_versions=fingerprint(["apps/v1", "v1"])), True),
    ("all of them, others", Fingerprint("d", all_api_versions=fingerprint(["v1"])), False),
]


@pytest.mark.parametrize(("inputs", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_still_holds(inputs, expected):
    assert inputs.still_holds("d", FakeDiscovery()) is expected
    assert Fingerprint.of(inputs.annotation()) == inputs


NOTHING = ["", "{", "[]", "{}", '{"generation":0,"digest":"d"}', '{"generation":1,"x":1}']
NOTHING += ['{"generation":1,"digest":"d","lookups":["x"]}', '{"generation":1,"digest":"d","api_versions":"v1"}']


@pytest.mark.parametrize("text", NOTHING)
def test_annotations_that_say_nothing(text):
    assert Fingerprint.of({ANNOTATION: text}) is None


def test_the_version_is_not_asked_for_without_need():
    class Unasked(FakeDiscovery):
        @property
        def version(self):
            raise AssertionError

    assert Fingerprint("d").still_holds("d", Unasked())


def test_one_that_is_too_large_is_left_out():
    assert Fingerprint("d", api_versions={f"group-{n}.example.org/v1": True for n in range(5000)}).annotation() == {}


def request(values=None, name="shop", content=b"x"):
    chart = Chart(metadata={"name": "c"}, raw=[File("templates/a", content)])
    return ReleaseRequest(name, "web", chart, values=values or {})


def test_what_the_digest_covers():
    base = digest_of(request(), {"a": 1.0, "b": 2.0})
    assert digest_of(request(), {"b": 2, "a": 1}) == base
    assert digest_of(request(), {"a": 1.0}) != base
    assert digest_of(request(name="x"), {"a": 1.0, "b": 2.0}) != base
    assert digest_of(replace(request(), rewrite_apis=True), {"a": 1.0, "b": 2.0}) != base
    assert digest_of(request(content=b"y"), {"a": 1.0, "b": 2.0}) != base
    assert digest_of(request(), {"a": 1.0, "b": 2.0}, {"c": 1}) != base
