# SPDX-License-Identifier: GPL-3.0-or-later
"""Pulling malicious charts or to unusable destinations: one clear error, and nothing is left behind."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import subprocess
import tarfile
import tracemalloc
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import archive as archives
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError, CoxswainError, RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository.chart_reference import ChartReference
from ansible_collections.coxswain.helm.plugins.module_utils.repository.http_options import HttpOptions
from ansible_collections.coxswain.helm.plugins.module_utils.repository.pull import PullRequest, pull

CHART = b"apiVersion: v2\nname: web\nversion: 1.0.0\n"


def packed(*members: tuple[str, bytes] | tuple[str, bytes, str], chart: bytes = CHART) -> bytes:
    """Return a packaged chart with members: a name, and content or a type of entry and its target."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for name, content, *link in (("web/Chart.yaml", chart), *members):
            member = tarfile.TarInfo(name)
            if link:
                member.type, member.linkname = content, link[0]
                tar.addfile(member)
            else:
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
    return gzip.compress(stream.getvalue(), 1, mtime=0)


def matryoshka(depth: int) -> bytes:
    inner = packed()
    for _level in range(depth):
        inner = packed(("web/charts/web.tgz", inner))
    return inner


def billion_laughs() -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines).encode()


HOSTILE = {
    "climbing out": (packed(("web/../../evil", b"x")), "parent directory|outside the base"),
    "climbing out by a backslash": (packed(("web\\..\\..\\evil", b"x")), "parent directory|outside the base"),
    "an absolute path": (packed(("web//etc/evil", b"x")), "absolute"),
    "a drive": (packed(("web/c:/evil", b"x")), "illegally named"),
    "a symbolic link": (packed(("web/link", tarfile.SYMTYPE, "/etc/passwd")), "contains a link, 'web/link'"),
    "a hard link": (packed(("web/link", tarfile.LNKTYPE, "web/Chart.yaml")), "contains a link, 'web/link'"),
    "a link that later files go through": (
        packed(("web/link", tarfile.SYMTYPE, "/tmp"), ("web/link/evil", b"x")),
        "contains a link",
    ),
    "a device": (packed(("web/null", tarfile.CHRTYPE, "")), "contains a special file"),
    "a pipe": (packed(("web/pipe", tarfile.FIFOTYPE, "")), "contains a special file"),
    "a control character": (packed(("web/a\nb", b"x")), "control characters"),
    "a file where a folder is": (packed(("web/a", b"x"), ("web/a/b", b"x")), "cannot be unpacked"),
    "a name that is too long": (packed((f"web/{'a' * 300}", b"x")), "cannot be unpacked: File name too long"),
    "the same file twice": (packed(("web/a", b"x"), ("web/a", b"y")), "cannot be unpacked: File exists"),
    "a name with a slash": (packed(chart=CHART.replace(b"web", b"../web")), "name"),
    "a name of dots": (packed(chart=CHART.replace(b"web", b"'..'")), "name"),
    "a version that is a path": (packed(chart=CHART.replace(b"1.0.0", b"../../1")), "version"),
    "aliases of aliases": (packed(("web/values.yaml", billion_laughs())), "alias"),
    "charts in charts in charts": (matryoshka(60), "deep"),
    "no chart": (packed(chart=b"a: b\n"), "chart.metadata|name"),
    "not packed": (b"<html>", "gzip"),
    "cut off": (packed()[:-20], "EOF|cannot be read"),
}


def fetch(server, paths, folder, **options):
    reference = ChartReference(f"{server.url}/web-1.0.0.tgz", http_options=HttpOptions(timeout=20))
    return pull(PullRequest(reference, str(folder), **options), paths, lambda text: None)


@pytest.mark.parametrize(("content", "message"), HOSTILE.values(), ids=HOSTILE)
def test_malicious_archives(server, paths, tmp_path, content, message):
    server.page("/web-1.0.0.tgz", content)
    before = sorted(Path("/").iterdir()) + sorted(Path("/tmp").glob("evil*"))
    with pytest.raises(CoxswainError, match=message) as caught:
        fetch(server, paths, tmp_path / "charts", untar=True)
    assert str(caught.value).isprintable()
    assert not (tmp_path / "charts").exists()
    assert not list(tmp_path.rglob("evil*"))
    assert sorted(Path("/").iterdir()) + sorted(Path("/tmp").glob("evil*")) == before


def bomb(size: int) -> bytes:
    """Return an archive with one file of zeros of this size."""
    stream = io.BytesIO()
    packer = gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=9, mtime=0)
    with packer, tarfile.open(fileobj=packer, mode="w|") as tar:
        member = tarfile.TarInfo("web/Chart.yaml")
        member.size = len(CHART)
        tar.addfile(member, io.BytesIO(CHART))
        member = tarfile.TarInfo("web/zeros")
        member.size = size
        tar.addfile(member, _Zeros(size))
    return stream.getvalue()


class _Zeros(io.RawIOBase):
    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        count = min(self.left, size)
        self.left -= count
        return bytes(count)


def test_archive_with_too_much_data(server, paths, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_CHART_SIZE", 1 << 20)
    monkeypatch.setattr(archives, "MAX_ENTRIES", 100)
    monkeypatch.setattr(archives.Budget.__init__, "__defaults__", (1 << 20, 100))
    server.page("/web-1.0.0.tgz", bomb(64 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(ChartError, match="larger than the maximum"):
            fetch(server, paths, tmp_path / "charts", untar=True)
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()
    assert not (tmp_path / "charts").exists()


def test_archive_with_too_many_files(server, paths, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_ENTRIES", 100)
    monkeypatch.setattr(archives.Budget.__init__, "__defaults__", (1 << 20, 100))
    server.page("/web-1.0.0.tgz", packed(*((f"web/{number}", b"") for number in range(200))))
    with pytest.raises(ChartError, match="more than 100 files"):
        fetch(server, paths, tmp_path / "charts", untar=True)
    assert not (tmp_path / "charts").exists()


def test_name_with_a_line_break_is_sanitized(server, paths, tmp_path):
    """Like Helm."""
    server.page("/web-1.0.0.tgz", packed(chart=CHART.replace(b"web", b'"a\\nb"')))
    found = fetch(server, paths, tmp_path / "charts", untar=True)
    assert found.path.isprintable()


def test_only_charts_are_written(server, paths, tmp_path):
    server.page("/web-1.0.0.tgz", b"<html>")
    with pytest.raises(ChartError, match=r"web-1\.0\.0\.tgz.*gzip"):
        fetch(server, paths, tmp_path / "charts")
    assert not (tmp_path / "charts").exists()


def test_file_name_from_the_chart(server, paths, tmp_path):
    server.page("/a%2fb", packed())
    reference = ChartReference(f"{server.url}/a%2fb", http_options=HttpOptions(timeout=20))
    found = pull(PullRequest(reference, str(tmp_path / "charts")), paths, lambda text: None)
    assert found.path == str(tmp_path / "charts" / "web-1.0.0.tgz")


def test_folder_behind_a_symbolic_link_is_not_replaced(server, paths, tmp_path):
    server.page("/web-1.0.0.tgz", packed())
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "web").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ChartError, match="is in the way"):
        fetch(server, paths, tmp_path / "charts", untar=True, force=True)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_destination_is_a_file(server, paths, tmp_path):
    server.page("/web-1.0.0.tgz", packed())
    (tmp_path / "file").write_text("x")
    for options in ({}, {"untar": True}):
        with pytest.raises(CoxswainError, match="file"):
            fetch(server, paths, tmp_path / "file", **options)
        with pytest.raises(CoxswainError, match="file"):
            fetch(server, paths, tmp_path / "file" / "below", **options)
    assert (tmp_path / "file").read_text() == "x"


def test_missing_provenance_file(server, paths, tmp_path):
    server.page("/web-1.0.0.tgz", packed())
    with pytest.raises(RepositoryError, match=r"provenance file cannot be downloaded: the server answered 404"):
        fetch(server, paths, tmp_path / "charts", provenance=True)
    assert not (tmp_path / "charts").exists()
    server.page("/web-1.0.0.tgz.prov", b"signed")
    found = fetch(server, paths, tmp_path / "charts", provenance=True)
    assert Path(found.provenance_path).read_bytes() == b"signed"
    assert not fetch(server, paths, tmp_path / "charts", provenance=True).changed


@contextlib.contextmanager
def small_disk(folder: Path, size: str):
    """Mount a file system of that size."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("no file system can be mounted here: NOTHING about a full disk was tested")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts file systems: NOTHING about a full disk was tested")
@pytest.mark.parametrize("untar", [False, True], ids=["packed", "unpacked"])
def test_a_full_disk(server, paths, tmp_path, untar):
    old, new = packed(), packed(("web/large", os.urandom(300_000)), chart=CHART.replace(b"1.0.0", b"1.1.0"))
    with small_disk(tmp_path / "small", "128k"):
        charts = tmp_path / "small" / "charts"
        server.page("/web-1.0.0.tgz", new)
        with pytest.raises(RepositoryError, match="No space left on device"):
            fetch(server, paths, charts, untar=untar)
        assert not charts.exists()
        # Existing files are not changed.
        server.page("/web-1.0.0.tgz", old)
        fetch(server, paths, charts, untar=untar)
        before = {path.relative_to(charts): path.read_bytes() for path in charts.rglob("*") if path.is_file()}
        server.page("/web-1.0.0.tgz", new)
        with pytest.raises(RepositoryError, match="No space left on device"):
            fetch(server, paths, charts, untar=untar)
        after = {path.relative_to(charts): path.read_bytes() for path in charts.rglob("*") if path.is_file()}
        assert after == before
        assert len(list(charts.iterdir())) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts file systems: NOTHING about a full disk was tested")
def test_a_full_disk_under_the_cache(server, paths, tmp_path):
    server.page("/web-1.0.0.tgz", packed(("web/large", os.urandom(300_000))))
    with small_disk(tmp_path / "cache", "64k"):
        with pytest.raises(RepositoryError, match="No space left on device"):
            fetch(server, paths, tmp_path / "charts")
        assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []
    assert not (tmp_path / "charts").exists()
