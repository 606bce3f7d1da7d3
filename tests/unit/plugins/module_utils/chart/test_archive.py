# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading packaged charts: valid and refused archives."""

from __future__ import annotations

import gzip
import tarfile
import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import archive
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError

from .packing import archive as make
from .packing import member, package

MARK = b"\xef\xbb\xbf"


def test_names_are_relative_to_the_chart() -> None:
    files = archive.read(package({"Chart.yaml": "a", "templates/x.yaml": "b"}))
    assert files == [("Chart.yaml", b"a"), ("templates/x.yaml", b"b")]


def test_backslashes_are_separators() -> None:
    assert archive.read(make(member("boat\\templates\\x.yaml", b"b"))) == [("templates/x.yaml", b"b")]


def test_folders_are_skipped() -> None:
    data = make(member("boat", kind=tarfile.DIRTYPE), member("boat/a", b"1"))
    assert archive.read(data) == [("a", b"1")]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_empty(kind: bytes) -> None:
    data = make(member("boat/a", b"text"), member("boat/link", kind=kind, link="/etc/passwd"))
    assert archive.read(data) == [("a", b"text"), ("link", b"")]


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [(HELM4, b"text"), (HELM3, b"text"), (HELM2, MARK + b"text")],
    ids=lambda value: str(value)[:20],
)
def test_byte_order_mark(dialect: object, expected: bytes) -> None:
    assert archive.read(make(member("boat/a", MARK + b"text")), dialect) == [("a", expected)]


REFUSED = [
    ("absolute", "boat//etc/passwd", "chart illegally contains absolute paths"),
    ("upwards", "boat/../../etc/passwd", "chart illegally references parent directory"),
    ("upwards hidden", "boat/a/../../../etc/passwd", "chart illegally references parent directory"),
    ("two dots in front", "boat/..hidden", "chart illegally references parent directory"),
    ("no top folder", "values.yaml", 'chart illegally contains content outside the base directory: "values.yaml"'),
    ("the top folder itself", "boat/.", 'chart illegally contains content outside the base directory: "boat/."'),
    ("drive", "boat/c:/windows", "chart contains illegally named files"),
    ("drive behind dots", "boat/./c:/windows", "chart contains illegally named files"),
    ("metadata as a folder", "Chart.yaml/x", "chart yaml not in base directory"),
]


@pytest.mark.parametrize(("name", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused_names(name: str, message: str) -> None:
    with pytest.raises(ChartError) as caught:
        archive.read(make(member(name, b"x")))
    assert caught.value.what == message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"name: boat\n", "gzip: invalid header"),
        (make(), "no files in chart archive"),
        (package({"a": "x"})[:40], "unexpected EOF"),
        (gzip.compress(b"this is no tar file" * 100), "the archive cannot be read"),
        (b"\x1f\x8bnot gzip at all", "the archive cannot be read"),
    ],
    ids=["no gzip", "empty", "cut short", "no tar", "broken gzip"],
)
def test_refused_archives(data: bytes, message: str) -> None:
    with pytest.raises(ChartError, match=message):
        archive.read(data)


def test_only_helm_3_refuses_large_files() -> None:
    data = package({"big": bytes(archive.MAX_FILE_SIZE + 1)})
    assert len(archive.read(data, HELM4)) == 1
    with pytest.raises(ChartError) as caught:
        archive.read(data, HELM3)
    assert caught.value.what == 'decompressed chart file "boat/big" is larger than the maximum file size 5242880'


def test_decompression_bomb_is_refused_quickly() -> None:
    # Ten files of 20 MiB that compress to a few kilobytes.
    data = package({f"zeros{number}": bytes(20 * 1024 * 1024) for number in range(10)})
    started = time.monotonic()
    with pytest.raises(ChartError, match="decompressed chart is larger than the maximum size 104857600"):
        archive.read(data)
    assert time.monotonic() - started < 10


def test_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ChartError, match="more than"):
        archive.read(package({str(number): "" for number in range(4)}), HELM4, archive.Budget(entries=3))
