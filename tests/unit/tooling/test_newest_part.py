# SPDX-License-Identifier: GPL-3.0-or-later
"""The part `newest`: its output and tally without a root of Debian, and how that root is created and entered."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from harness.progress import Silent
from tooling import debian_root
from tooling.errors import ToolingError
from tooling.parts import newest
from tooling.tally import Tally

#: Why there can be no root, why it could not be made, and the results with and without CI=true.
REASONS = {
    "another user": ("they need root", None, Tally(), Tally()),
    "no mirror": (None, "debootstrap failed", Tally(0, 1), Tally()),
}


@pytest.mark.parametrize("ci", [True, False], ids=["CI", "at home"])
@pytest.mark.parametrize("case", REASONS.values(), ids=REASONS)
def test_skipped_tests_are_announced(case, ci, monkeypatch, capsys):
    obstacle, error, in_ci, at_home = case

    def ensure(_report):
        raise ToolingError(error)

    monkeypatch.setattr(debian_root, "obstacle", lambda: obstacle)
    monkeypatch.setattr(debian_root, "ensure", ensure)
    monkeypatch.setenv("CI", "true" if ci else "")
    expected = in_ci if ci else at_home
    assert newest.run(Silent(), "unit") == expected
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("!!!! FAILED" if expected.failed else "!!!! SKIPPED") and (obstacle or error) in line


MIRRORS = {
    "one, its security mirror and others": (
        "http://m.test/debian/\nhttp://m.test/debian/\nhttp://m.test/debian-security/\nhttps://other.test/nodesource/\n",
        ["http://m.test/debian"],
    ),
    "none": ("", []),
}


@pytest.mark.parametrize(("targets", "expected"), MIRRORS.values(), ids=MIRRORS)
def test_the_mirror_is_that_of_the_host(targets, expected, monkeypatch):
    monkeypatch.setattr(debian_root, "_apt", lambda *_: targets)
    assert debian_root._mirrors() == [*expected, ""]


def stand_in(tmp_path, monkeypatch, fails=()):
    """Put a debootstrap in place that fails for some mirrors; return the mirrors that it was asked for."""
    asked = []

    def make(target, mirror):
        asked.append(mirror)
        target.mkdir(parents=True)
        return f"{mirror} has none" if mirror in fails else None

    monkeypatch.setenv("COXSWAIN_CACHE", str(tmp_path))
    monkeypatch.setattr(debian_root, "_install_debootstrap", lambda _report: None)
    monkeypatch.setattr(debian_root, "_mirrors", lambda: ["http://one.test", "http://two.test"])
    monkeypatch.setattr(debian_root, "_debootstrap", make)
    return asked


def test_it_is_made_once(tmp_path, monkeypatch):
    asked = stand_in(tmp_path, monkeypatch)
    debian_root.ensure(Silent())
    debian_root.ensure(Silent())
    assert asked == ["http://one.test"] and debian_root.folder().is_dir()


def test_the_next_mirror_is_tried(tmp_path, monkeypatch):
    asked = stand_in(tmp_path, monkeypatch, fails=["http://one.test"])
    debian_root.ensure(Silent())
    assert asked == ["http://one.test", "http://two.test"] and debian_root.folder().is_dir()


def test_every_mirror_is_named_when_none_has_it(tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, fails=["http://one.test", "http://two.test"])
    with pytest.raises(ToolingError, match="one.test has none; http://two.test has none"):
        debian_root.ensure(Silent())
    assert not debian_root.folder().exists()


@pytest.mark.skipif(debian_root.obstacle() is not None, reason="it takes root and a mount namespace")
def test_the_mounts_of_a_command_are_its_own(tmp_path, monkeypatch):
    """A root of the host's own programs, linked into place."""
    monkeypatch.setattr(debian_root, "folder", lambda: tmp_path / "root")
    seen = [path for path in ("/usr", "/bin", "/lib", "/lib64") if Path(path).exists()]
    monkeypatch.setattr(debian_root, "_shared", lambda: [*seen, str(tmp_path / "shared"), str(tmp_path / "a file")])
    monkeypatch.setattr(debian_root, "_go", lambda: Path("/some/go"))
    for name in ("proc", "dev", "sys", "run"):
        (tmp_path / "root" / name).mkdir(parents=True)
    (tmp_path / "shared").mkdir()
    (tmp_path / "a file").write_text("words\n")
    before = Path("/proc/self/mounts").read_text()
    script = f'pwd; echo "$PATH"; cat "{tmp_path}/a file"\n'
    script += "test -e /proc/self/status && echo proc; ls -d /etc 2>/dev/null; exit 7"
    command = debian_root.command(["/bin/sh", "-c", script], tmp_path / "shared")
    variables = {"PATH": "/usr/sbin:/usr/bin"}
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (
        7,
        f"{tmp_path}/shared\n/usr/sbin:/usr/bin:/some/go/bin\nwords\nproc\n",
    ), done.stderr
    assert Path("/proc/self/mounts").read_text() == before
    assert list((tmp_path / "root" / "proc").iterdir()) == []
