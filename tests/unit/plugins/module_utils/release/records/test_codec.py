# SPDX-License-Identifier: GPL-3.0-or-later
"""Records as Helm 3 and Helm 4 write them, and ours."""

from __future__ import annotations

import base64
import gzip
import json

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import Chart, Dependency, File
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError
from ansible_collections.coxswain.helm.plugins.module_utils.release.records import codec
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.model import Hook, Release

RECORD = {
    "name": "shop",
    "info": {
        "first_deployed": "2026-01-02T03:04:05.123456789+01:00",
        "last_deployed": "2026-01-02T03:04:05Z",
        "description": "Install complete",
        "status": "deployed",
        "notes": "Hello",
    },
    "chart": {"metadata": {"name": "shop", "version": "1.2.3", "appVersion": "9"}, "values": {"a": 1}},
    "config": {"a": 2},
    "manifest": "---\n# Source: shop/templates/a.yaml\nkind: ConfigMap\n",
    "hooks": [
        {
            "name": "h",
            "kind": "Job",
            "path": "shop/templates/h.yaml",
            "manifest": "kind: Job",
            "events": ["pre-install"],
            "weight": -5,
            "delete_policies": ["hook-succeeded"],
            "last_run": {"started_at": "2026-01-02T03:04:05Z", "phase": "Succeeded"},
        }
    ],
    "version": 3,
    "namespace": "web",
    "apply_method": "ssa",
}


def packed(record):
    return base64.b64encode(gzip.compress(json.dumps(record).encode())).decode()


def unpacked(text):
    return json.loads(gzip.decompress(base64.b64decode(text)))


def test_a_record_survives_the_round_trip():
    release = codec.decode(packed(RECORD), "x")
    assert (release.name, release.namespace, release.revision, release.status) == ("shop", "web", 3, "deployed")
    assert (release.chart_name, release.chart_version, release.app_version) == ("shop", "1.2.3", "9")
    assert release.hooks[0].weight == -5
    assert unpacked(codec.encode(release)) == RECORD


def test_what_is_not_known_is_kept():
    record = {**RECORD, "future": {"x": 1}, "info": {**RECORD["info"], "resources": {"v1/Pod": []}}}
    assert unpacked(codec.encode(codec.decode(packed(record), "x"))) == record


def test_helm_3_writes_empty_times_and_no_method():
    record = json.loads(json.dumps(RECORD))
    del record["apply_method"]
    record["info"]["deleted"] = ""
    record["hooks"][0]["last_run"] = {"started_at": "", "completed_at": "", "phase": ""}
    release = codec.decode(packed(record), "x")
    assert (release.apply_method, release.deleted, release.hooks[0].started_at) == ("", "", "")


def test_records_from_before_compression():
    assert codec.decode(base64.b64encode(json.dumps(RECORD).encode()), "x").name == "shop"


BROKEN = [
    ("no base64", "%%%"),
    ("no gzip", base64.b64encode(b"\x1f\x8b\x08 nothing").decode()),
    ("cut off", base64.b64encode(gzip.compress(json.dumps(RECORD).encode())[:-20]).decode()),
    ("no JSON", base64.b64encode(gzip.compress(b"{")).decode()),
    ("no release", packed([])),
    ("no name", packed({"info": {}})),
    ("empty", ""),
]


@pytest.mark.parametrize("text", [row[1] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_records_that_are_none(text):
    with pytest.raises(ReleaseError, match="web/sh.helm"):
        codec.decode(text, "web/sh.helm")


def test_a_record_that_blows_up_is_refused(monkeypatch):
    monkeypatch.setattr(codec, "UNPACKED_LIMIT", 1000)
    with pytest.raises(ReleaseError, match="broken"):
        codec.decode(packed({**RECORD, "manifest": "a" * 5000}), "x")


def test_numbers_and_empty_fields_as_go_writes_them():
    release = Release("a", "b", config={"whole": 3.0, "half": 0.5, "large": 1e21, "bytes": b"hi", "no": None})
    text = gzip.decompress(base64.b64decode(codec.encode(release))).decode()
    assert '"config":{"whole":3,"half":0.5,"large":1e+21,"bytes":"aGk=","no":null}' in text
    assert '"deleted"' not in text
    assert '"hooks"' not in text


def test_a_chart_in_a_record():
    chart = Chart(
        metadata={"name": "shop", "version": "1", "type": "application"},
        templates=[File("templates/a.yaml", b"a: 1")],
        values={"n": 1.0},
        schema=b"{}",
        declared=[Dependency(name="db", version="1", repository="https://x", enabled=True)],
        dependencies=[Chart(metadata={"name": "db"})],
    )
    assert codec.chart_record(chart) == {
        "metadata": {
            "name": "shop",
            "version": "1",
            "dependencies": [{"name": "db", "version": "1", "repository": "https://x", "enabled": True}],
            "type": "application",
        },
        "lock": None,
        "templates": [{"name": "templates/a.yaml", "data": "YTogMQ=="}],
        "values": {"n": 1},
        "schema": "e30=",
        "schemamodtime": "0001-01-01T00:00:00Z",
        "files": None,
    }


def test_a_hook_that_never_ran():
    release = Release("a", "b", hooks=(Hook("h", "Job", "p", "m", ("test",)),))
    assert unpacked(codec.encode(release))["hooks"] == [
        {"name": "h", "kind": "Job", "path": "p", "manifest": "m", "events": ["test"], "last_run": {"phase": ""}}
    ]
