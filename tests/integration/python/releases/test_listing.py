# SPDX-License-Identifier: GPL-3.0-or-later
"""What is listed of releases is what ``helm list`` lists; and the live objects of one."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.selector import parse_selector
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.install_upgrade import install_or_upgrade
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.uninstall import uninstall
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.live_state import live_objects
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.history import ReleaseFilter, list_releases
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.golib.regexp.pattern import compile_pattern

from .conftest import CONFIG_MAP, DEPLOYMENT


@pytest.fixture
def fleet(shop, make_chart):
    """Four releases: one failed, one with a history, one uninstalled with its history kept."""
    folder = make_chart({})
    for name, labels in (("alpha", {"team": "web"}), ("beta", {"team": "db"}), ("gamma", {}), ("delta", {})):
        # Helm sorts by whole seconds.
        time.sleep(1.0)
        request = replace(shop.request(folder, labels=labels), name=name)
        install_or_upgrade(shop.backend(), request)
        if name == "alpha":
            install_or_upgrade(shop.backend(), replace(request, values={"a": "b"}))
        if name == "gamma":
            uninstall(shop.backend(), replace(request, keep_history=True))
    time.sleep(1.0)
    broken = shop.request(make_chart({"x.yaml": CONFIG_MAP + "bad: 1\n"}))
    with pytest.raises(ReleaseError):
        install_or_upgrade(shop.backend(), replace(broken, name="delta"))
    return shop


LISTED = [
    ("everything", [], {}),
    ("a filter", ["--filter", "^.?a?l"], {"named": compile_pattern("^.?a?l").match}),
    ("labels", ["-l", "team in (web, db)"], {"selector": parse_selector("team in (web, db)")}),
    ("no label", ["-l", "!team"], {"selector": parse_selector("!team")}),
    ("failed", ["--failed"], {"statuses": ["failed"]}),
    ("uninstalled", ["--uninstalled"], {"statuses": ["uninstalled"]}),
    ("superseded", ["--superseded"], {"statuses": ["superseded"]}),
    ("deployed and failed", ["--deployed", "--failed"], {"statuses": ["deployed", "failed"]}),
    ("the other way round", ["--reverse"], {"reverse": True}),
    ("by date", ["--date"], {"by_date": True}),
    ("by date, the other way round", ["--date", "--reverse"], {"by_date": True, "reverse": True}),
    ("a page", ["--offset", "1", "--max", "2"], {"offset": 1, "limit": 2}),
    ("behind the end", ["--offset", "9"], {"offset": 9}),
]


def test_what_helm_lists(fleet, helm, namespace):
    for title, arguments, options in LISTED:
        theirs = json.loads(helm(4, "list", "-n", namespace, "-o", "json", *arguments))
        ours = list_releases(fleet.api, namespace, ReleaseFilter(**options))
        assert [(release.name, str(release.revision)) for release in ours] == [
            (release["name"], release["revision"]) for release in theirs
        ], title


def test_live_objects(shop, make_chart):
    generated = CONFIG_MAP.replace("name: {{ .Release.Name }}-settings", "generateName: s-")
    shop.present(make_chart({"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT, "g.yaml": generated}), wait=True)
    found, unreachable = live_objects(shop.api, shop.release())
    assert [(item.ref.kind, item.readiness.status) for item in found] == [
        ("ConfigMap", "Current"),
        ("Deployment", "Current"),
    ]
    assert unreachable == []
    shop.delete("ConfigMap", "shop-settings")
    found, _rest = live_objects(shop.api, shop.release())
    assert (found[0].document, found[0].readiness.status) == (None, "NotFound")
