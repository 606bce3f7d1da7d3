# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller's revisions in Helm 3's terms, its records, and charts as they are sent."""

from __future__ import annotations

import base64
import gzip

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import File
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load_files
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError, CoxswainError, TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.codec import document
from ansible_collections.coxswain.helm.plugins.module_utils.tiller import records
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol import charts, convert
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol.fields import CODES
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol.messages import new


def stamp(seconds, nanos=0):
    return new("Timestamp", seconds=seconds, nanos=nanos)


def revision(name="shop", version=3, code=1, **fields):
    info = new(
        "Info",
        status=new("Status", code=code, notes="Ahoy", resources="==> v1/Pod"),
        first_deployed=stamp(1_600_000_000),
        last_deployed=stamp(1_600_000_100, 120_000_000),
        Description="Upgrade complete",
    )
    metadata = new("Metadata", name="web", version="1.0.0", engine="gotpl", tillerVersion=">2", appVersion="7")
    chart = new(
        "Chart",
        metadata=metadata,
        templates=[new("Template", name="templates/a.yaml", data=b"a: 1")],
        values=new("Config", raw="replicas: 2\nratio: 0.5\n"),
        files=[new("File", type_url="README.md", value=b"\xff")],
        dependencies=[new("Chart", metadata=new("Metadata", name="sub"))],
    )
    return new(
        "Release",
        **{
            "name": name,
            "namespace": "web",
            "version": version,
            "info": info,
            "chart": chart,
            "config": new("Config", raw="color: blue\n"),
            "manifest": "\n---\n# Source: web/templates/a.yaml\na: 1",
            **fields,
        },
    )


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
    suite.results.add(name="t", status=1, started_at=stamp(1_600_000_200), completed_at=stamp(1_600_000_210))
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
            # The engine, Tiller's version and the subcharts have no place there.
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
def test_a_revision_that_lacks_what_each_has(field):
    message = revision()
    message.ClearField(field)
    with pytest.raises(TillerError, match="revision 3 of release shop: the record holds no chart or no info"):
        convert.release_of(message)


def test_values_that_are_no_mapping():
    with pytest.raises(TillerError, match="its values are not YAML"):
        convert.release_of(revision(config=new("Config", raw="[1]")))


@pytest.mark.parametrize("compressed", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("storage", ["configmap", "secret"])
def test_records_of_each_kind(storage, compressed):
    octets = revision().SerializeToString()
    text = base64.b64encode(gzip.compress(octets) if compressed else octets)
    if storage == "secret":
        text = base64.b64encode(text)
    stored = {"metadata": {"name": "shop.v3", "namespace": "t"}, "data": {"release": text.decode()}}
    assert records.decode(stored, storage) == revision()


def test_a_record_is_written_as_it_is_read():
    stored = {"metadata": {}, "data": {"release": records.encode(revision())}}
    assert records.decode(stored, "configmap") == revision()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "AAAA",
        base64.b64encode(gzip.compress(b"\xff\xff")).decode(),
        base64.b64encode(b"\x1f\x8b\x08xx").decode(),
    ],
    ids=["empty", "no base64", "no message", "no message in gzip", "cut off"],
)
def test_a_broken_record(text):
    with pytest.raises(TillerError, match="record t/shop.v1: the record is broken"):
        records.decode({"metadata": {"name": "shop.v1", "namespace": "t"}, "data": {"release": text}}, "configmap")


class Lists:
    """An API server that lists records; what it may not list is refused."""

    def __init__(self, **found):
        self.found = found

    def items(self, path, query):
        found = self.found.get(path.rpartition("/")[2])
        if found is None:
            raise ApiError("forbidden", status=403)
        return found


def stored(name, version):
    data = {"release": records.encode(revision(name, version))}
    return {"metadata": {"name": f"{name}.v{version}", "namespace": "t"}, "data": data}


def test_broken_records_are_passed_over():
    broken = {"metadata": {"name": "x.v1", "namespace": "t"}, "data": {}}
    api = Lists(configmaps=[stored("b", 10), broken, stored("b", 9), stored("a", 1)], secrets=[])
    found = records.Records(api, "t")
    assert [(record.name, record.revision) for record in found.read()] == [("a", 1), ("b", 9), ("b", 10)]
    assert "record t/x.v1: the record is broken" in found.warnings[0]


def test_records_that_may_not_be_read():
    assert len(records.Records(Lists(configmaps=[stored("a", 1)]), "t").read()) == 1
    with pytest.raises(ApiError):
        records.Records(Lists(), "t").read()


def chart(files, values=None):
    made = load_files([File(name, text.encode()) for name, text in files.items()], HELM2)
    return charts.chart_message(made, values or {})


FILES = {
    "Chart.yaml": "name: web\nversion: 1.0.0\n",
    "values.yaml": "# kept\na: 1\n",
    "templates/x.yaml": "x",
    "R": "r",
}


def test_a_chart_as_it_is_sent():
    message = chart(FILES)
    assert message.metadata.name == "web"
    assert message.values.raw == "# kept\na: 1\n"
    assert [(entry.name, entry.data) for entry in message.templates] == [("templates/x.yaml", b"x")]
    assert [(entry.type_url, entry.value) for entry in message.files] == [("R", b"r")]
    # Never unset, or Tiller ends.
    assert chart({"Chart.yaml": "name: web\n"}).HasField("values")


def test_imported_values_are_sent():
    files = {
        **FILES,
        "requirements.yaml": "dependencies: [{name: sub, version: 1.0.0, import-values: [data]}]\n",
        "charts/sub/Chart.yaml": "name: sub\nversion: 1.0.0\n",
        "charts/sub/values.yaml": "exports: {data: {b: 2}}\n",
    }
    assert "b: 2" in chart(files).values.raw
    assert [entry.metadata.name for entry in chart(files).dependencies] == ["sub"]


def test_a_chart_that_lacks_what_it_requires():
    with pytest.raises(CoxswainError, match="missing in charts/ directory: sub"):
        chart({**FILES, "requirements.yaml": "dependencies: [{name: sub, version: 1.0.0}]\n"})


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"values.yaml": "a:   1\n"}, True),
        ({"values.yaml": "a: 2\n"}, False),
        ({"templates/x.yaml": "y"}, False),
        ({"R": "s"}, False),
        ({"Chart.yaml": "name: web\nversion: 1.0.1\n"}, False),
        ({"charts/sub/Chart.yaml": "name: sub\n"}, False),
    ],
)
def test_charts_that_are_the_same(changes, same):
    assert charts.same_chart(chart(FILES), chart({**FILES, **changes})) is same


def test_values_may_be_left_out_of_it():
    assert charts.same_chart(chart(FILES), chart({**FILES, "values.yaml": "a: 2\n"}), values=False)
