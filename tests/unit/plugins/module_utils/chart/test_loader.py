# SPDX-License-Identifier: GPL-3.0-or-later
"""Loading charts from archives and folders, as each Helm does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load, load_archive
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4, Dialect
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError

from .packing import CHART, package

OLD_CHART = "name: boat\nversion: 1.2.3\n"


def names(files: list) -> list[str]:
    return sorted(file.name for file in files)


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


EVERYTHING = {
    "Chart.yaml": OLD_CHART,
    "Chart.lock": "digest: sha256:x",
    "README.md": "read me",
    "charts/_off/Chart.yaml": "never read: [",
    "charts/.git/config": "x",
    "charts/sail-1.0.0.tgz.prov": "signature",
    "crds/a.yaml": "kind: X",
    "requirements.lock": "digest: sha256:y",
    "requirements.yaml": "dependencies: [{name: sail, version: 1.x}]",
    "templates/NOTES.txt": "notes",
    "templates/a.yaml": "a: b",
    "values.schema.json": "{}",
    "values.yaml": "a: 1",
}


def test_file_locations_in_helm_4() -> None:
    chart = load_archive(package(EVERYTHING), HELM4)
    assert names(chart.templates) == ["templates/NOTES.txt", "templates/a.yaml"]
    assert names(chart.files) == [
        "README.md",
        "charts/sail-1.0.0.tgz.prov",
        "crds/a.yaml",
        "requirements.lock",
        "requirements.yaml",
    ]
    assert chart.api_version == "v1"
    assert chart.schema == b"{}"
    assert chart.values == {"a": 1.0}
    assert chart.lock == {"digest": "sha256:y"}
    assert [dependency.name for dependency in chart.declared or []] == ["sail"]
    assert chart.dependencies == []


def test_requirements_are_not_files_in_api_version_v2() -> None:
    chart = load_archive(package({**EVERYTHING, "Chart.yaml": CHART}), HELM3)
    assert "requirements.yaml" not in names(chart.files)
    assert [dependency.name for dependency in chart.declared or []] == ["sail"]


def test_file_locations_in_helm_2() -> None:
    chart = load_archive(package(EVERYTHING), HELM2)
    assert names(chart.files) == [
        "Chart.lock",
        "README.md",
        "charts/sail-1.0.0.tgz.prov",
        "crds/a.yaml",
        "requirements.lock",
        "requirements.yaml",
        "values.schema.json",
    ]
    assert chart.schema is None
    assert chart.declared is None
    assert chart.api_version == ""


def test_subcharts_as_folders_and_archives() -> None:
    inner = package({"Chart.yaml": "name: jib\nversion: 0.1.0\n", "values.yaml": "size: 3"}, top="jib")
    chart = load_archive(
        package(
            {
                "Chart.yaml": CHART,
                "charts/sail/Chart.yaml": "name: sail\nversion: 1.0.0\n",
                "charts/sail/templates/x.yaml": "x",
                "charts/sail/charts/jib-0.1.0.tgz": inner,
            }
        )
    )
    assert [found.full_path for found in chart.walk()] == ["boat", "boat/charts/sail", "boat/charts/sail/charts/jib"]
    jib = chart.dependencies[0].dependencies[0]
    assert jib.values == {"size": 3.0}
    assert not jib.is_root
    assert chart.is_root


#: Files of a packaged chart, the dialect, and the error.
REFUSED = [
    ("nothing of a chart", {"a": ""}, HELM4, "Chart.yaml file is missing"),
    ("nothing of a chart, Helm 2", {"a": ""}, HELM2, "chart metadata (Chart.yaml) missing"),
    ("no name, Helm 2", {"Chart.yaml": "version: 1"}, HELM2, "invalid chart (Chart.yaml): name must not be empty"),
    ("no version", {"Chart.yaml": "name: a"}, HELM3, "validation: chart.metadata.version is required"),
    (
        "the second kind, Helm 2",
        {"Chart.yaml": CHART},
        HELM2,
        "apiVersion 'v2' is not valid. The value must be \"v1\"",
    ),
    (
        "values.toml, Helm 2",
        {"Chart.yaml": OLD_CHART, "values.toml": ""},
        HELM2,
        "values.toml is illegal as of 2.0.0-alpha.2",
    ),
    (
        "metadata is no YAML",
        {"Chart.yaml": "a: b: c"},
        HELM4,
        "cannot load Chart.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context",
    ),
    (
        "values are a list",
        {"Chart.yaml": CHART, "values.yaml": "- a"},
        HELM3,
        "cannot load values.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array "
        "into Go value of "
        "type map[string]interface {}",
    ),
    (
        "values are a list, Helm 4",
        {"Chart.yaml": CHART, "values.yaml": "- a"},
        HELM4,
        "cannot load values.yaml: cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: "
        "json: cannot "
        "unmarshal array into Go value of type map[string]interface {}",
    ),
    (
        "a subchart without metadata",
        {"Chart.yaml": CHART, "charts/sail/values.yaml": ""},
        HELM4,
        "error unpacking subchart sail in boat: Chart.yaml file is missing",
    ),
    (
        "a subchart without metadata, Helm 2",
        {"Chart.yaml": OLD_CHART, "charts/sail/values.yaml": ""},
        HELM2,
        "error unpacking sail in boat: chart metadata (Chart.yaml) missing",
    ),
    (
        "a subchart that is no archive",
        {"Chart.yaml": CHART, "charts/sail.tgz": "no gzip"},
        HELM4,
        "error unpacking subchart sail.tgz in boat: gzip: invalid header",
    ),
]


@pytest.mark.parametrize(("files", "dialect", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused(files: dict[str, str], dialect: Dialect, message: str) -> None:
    with pytest.raises(ChartError) as caught:
        load_archive(package(files), dialect)
    assert caught.value.what == message


def test_helm_2_reports_invalid_values_when_used() -> None:
    chart = load_archive(package({"Chart.yaml": OLD_CHART, "values.yaml": "- a"}), HELM2)
    assert chart.values_error is not None


def test_helm_4_merges_the_documents_of_values() -> None:
    files = {"Chart.yaml": CHART, "values.yaml": "a: {b: 1}\n---\na: {c: 2}\n--- # last\nd: 3\n"}
    assert load_archive(package(files), HELM4).values == {"a": {"b": 1.0, "c": 2.0}, "d": 3.0}
    assert load_archive(package(files), HELM3).values == {"a": {"b": 1.0}}


def test_charts_nested_too_deep() -> None:
    inner = package({"Chart.yaml": CHART})
    for _step in range(60):
        inner = package({"Chart.yaml": CHART, "charts/boat.tgz": inner})
    with pytest.raises(ChartError, match="nested more than"):
        load_archive(inner)


# ------------------------------------------------------------------------------------------------------ folders


def test_folder_with_ignored_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "Chart.yaml": CHART,
            ".helmignore": "*.bak\nsecret/\n/top.txt\n",
            "a.bak": "x",
            "top.txt": "x",
            "deep/top.txt": "kept",
            "secret/key": "x",
            "templates/.hidden.yaml": "x",
            "templates/deep/.kept.yaml": "x",
            "templates/a.yaml": "x",
        },
    )
    chart = load(tmp_path)
    assert names(chart.files) == [".helmignore", "deep/top.txt"]
    assert names(chart.templates) == ["templates/a.yaml", "templates/deep/.kept.yaml"]


def test_folder_with_symbolic_links(tmp_path: Path) -> None:
    write(tmp_path / "shared", {"common.yaml": "shared", "deep/more.yaml": "more"})
    chart = write(tmp_path / "boat", {"Chart.yaml": CHART})
    (chart / "templates").symlink_to(tmp_path / "shared")
    (chart / "linked.txt").symlink_to(tmp_path / "shared" / "common.yaml")
    loaded = load(chart)
    assert names(loaded.templates) == ["templates/common.yaml", "templates/deep/more.yaml"]
    assert names(loaded.files) == ["linked.txt"]


def test_circular_symbolic_links(tmp_path: Path) -> None:
    chart = write(tmp_path / "boat", {"Chart.yaml": CHART, "deep/a": "a"})
    (chart / "deep" / "again").symlink_to(chart)
    with pytest.raises(ChartError, match="points to one of its parent folders"):
        load(chart)


def test_dangling_symbolic_link(tmp_path: Path) -> None:
    chart = write(tmp_path / "boat", {"Chart.yaml": CHART})
    (chart / "lost").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ChartError, match="error evaluating symlink .*lost"):
        load(chart)


def test_refused_file_types(tmp_path: Path) -> None:
    chart = write(tmp_path / "boat", {"Chart.yaml": CHART})
    os.mkfifo(chart / "pipe")
    with pytest.raises(ChartError, match="cannot load irregular file .*pipe as it has file mode type bits set"):
        load(chart)


def test_large_files_of_folders(tmp_path: Path) -> None:
    chart = write(tmp_path / "boat", {"Chart.yaml": CHART, "big": bytes(5 * 1024 * 1024 + 1)})
    assert names(load(chart, HELM4).files) == ["big"]
    with pytest.raises(ChartError, match='chart file "big" is larger than the maximum file size 5242880'):
        load(chart, HELM3)


def test_locations_without_a_chart(tmp_path: Path) -> None:
    write(tmp_path, {"values.yaml": "a: 1", "text": "words", "bytes": bytes(range(256))})
    with pytest.raises(ChartError, match="Chart.yaml file is missing"):
        load(tmp_path)
    with pytest.raises(ChartError, match="no Chart.yaml exists in directory"):
        load(tmp_path, HELM2)
    for name, message in [
        ("values.yaml", "seems to be a YAML file, but expected a gzipped archive"),
        ("text", "does not appear to be a gzipped archive; got 'text/plain; charset=utf-8'"),
        ("bytes", "does not appear to be a gzipped archive; got 'application/octet-stream'"),
        ("nowhere", "No such file or directory"),
    ]:
        with pytest.raises(ChartError, match=message):
            load(tmp_path / name)
