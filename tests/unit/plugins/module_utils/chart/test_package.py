# SPDX-License-Identifier: GPL-3.0-or-later
"""Packaging charts: archives are reproducible and contain all files."""

from __future__ import annotations

import gzip
import io
import os
import tarfile

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import loader, package
from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import File
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError

CHART = b"# a comment\napiVersion: v2\nname: web\nversion: 1.0.0  # first\nengine: jinja2\n"
FILES = {
    "Chart.yaml": CHART,
    "values.yaml": b"a: 1\n",
    "templates/a.yaml": b"x",
    "templates/_b.tpl": b"y",
    "README.md": b"z",
    "crds/c.yaml": b"k: v\n",
    "caf\u00e9/" + "long" * 60: b"",
}


def chart(files: dict[str, bytes] | None = None, **more: bytes):
    found = {**(FILES if files is None else files), **{name.replace("__", "/"): data for name, data in more.items()}}
    return loader.load_files([File(name, data) for name, data in found.items()])


def members(content: bytes) -> list[tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(content))) as archive:
        return archive.getmembers()


def test_catalog_round_trip():
    again = loader.load_archive(package.pack(chart()))
    assert dict(again.raw) == FILES
    assert package.file_name(again) == "web-1.0.0.tgz"


def test_archives_are_reproducible_in_any_order():
    files = dict(reversed(FILES.items()))
    assert package.pack(chart(files)) == package.pack(chart())
    assert package.pack(loader.load_archive(package.pack(chart()))) == package.pack(chart())


def test_members_are_regular_files_without_owner():
    found = members(package.pack(chart()))
    assert {(one.mode, one.uid, one.gid, one.uname, one.mtime, one.isreg()) for one in found} == {
        (0o644, 0, 0, "", package.EPOCH, True)
    }
    names = [one.name for one in found]
    assert names[:2] == ["web/Chart.yaml", "web/values.yaml"]
    assert names[2:4] == ["web/templates/_b.tpl", "web/templates/a.yaml"]


def test_a_time_from_the_environment(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert {one.mtime for one in members(package.pack(chart()))} == {1700000000}


def test_folder_and_archive_give_the_same_archive(tmp_path):
    for name, data in FILES.items():
        path = tmp_path / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "web" / ".helmignore").write_text("*.md\n.helmignore\n")
    without = {name: data for name, data in FILES.items() if name != "README.md"}
    assert package.pack(loader.load(tmp_path / "web")) == package.pack(chart(without))


class TestSubcharts:
    def test_subcharts_become_folders(self):
        inner = package.pack(chart({"Chart.yaml": b"apiVersion: v2\nname: db\nversion: 2.0.0\n", "a": b"b"}))
        found = members(package.pack(chart(**{"charts/db-2.0.0.tgz": inner})))
        assert [one.name for one in found][-2:] == ["web/charts/db/Chart.yaml", "web/charts/db/a"]

    def test_two_versions_of_a_subchart(self):
        def packed(version):
            return package.pack(chart({"Chart.yaml": f"apiVersion: v2\nname: db\nversion: {version}\n".encode()}))

        files = {f"charts/db-{version}.tgz": packed(version) for version in ("1.0.0", "2.0.0", "2.0.1")}
        again = loader.load_archive(package.pack(chart(**files)))
        assert [(one.name, one.version) for one in again.dependencies] == [
            ("db", "1.0.0"),
            ("db", "2.0.0"),
            ("db", "2.0.1"),
        ]


class TestVersions:
    def test_comments_and_unknown_fields_are_preserved(self):
        changed = package.with_versions(chart(), "2.0.0-rc.1", "1.10")
        text = next(file.data for file in changed.raw if file.name == "Chart.yaml").decode()
        assert text == (
            '# a comment\napiVersion: v2\nname: web\nversion: 2.0.0-rc.1\nengine: jinja2\nappVersion: "1.10"\n'
        )
        assert (changed.version, changed.app_version) == ("2.0.0-rc.1", "1.10")

    @pytest.mark.parametrize(
        "text",
        [
            "{apiVersion: v2, name: web, version: 1.0.0}",
            "apiVersion: v2\nname: web\nversion: >-\n  1.0.0\n",
            "apiVersion: v2\nname: web\nversion: 1.0.0\ndescription: |\n  x\nannotations:\n  a: |\n    version: y\n",
            "apiVersion: v2\nname: web\nversion:\n  1.0.0\n",
        ],
        ids=["flow", "folded", "a text with a version in it", "on the next line"],
    )
    def test_index_formats(self, text):
        changed = package.with_versions(chart({"Chart.yaml": text.encode()}), "3.0.0")
        before = chart({"Chart.yaml": text.encode()}).source_metadata
        assert changed.source_metadata == {**before, "version": "3.0.0"}

    def test_same_entry_is_no_change(self):
        same = chart()
        assert package.with_versions(same, "1.0.0") is same

    def test_subcharts_are_kept(self):
        inner = {"charts/db/Chart.yaml": b"apiVersion: v2\nname: db\nversion: 2.0.0\n"}
        changed = package.with_versions(chart(**inner), "9.0.0")
        assert [(one.name, one.parent) for one in changed.dependencies] == [("db", changed)]

    def test_no_version(self):
        with pytest.raises(ChartError, match="no semantic version|not a semantic version"):
            package.with_versions(chart(), "one")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"values.schema.json": b"{"}, "values.schema.json is not JSON"),
        ({"Chart.yaml": CHART + b"dependencies:\n- {name: db, version: 1.x, repository: https://h}\n"}, "missing in"),
    ],
    ids=["schema", "missing dependency"],
)
def test_charts_that_are_not_packaged(files, message):
    with pytest.raises(ChartError, match=message):
        package.check(chart(**files))


def test_memory_use_of_many_entries():
    found = package.entries(chart())
    assert found[0] == ("web/Chart.yaml", CHART)
    assert os.path.commonprefix([name for name, _data in found]) == "web/"
