# SPDX-License-Identifier: GPL-3.0-or-later
"""The key of a cached program, and whether the families match the go.mod files."""

from __future__ import annotations

import dataclasses
import pathlib
import re
import stat

import pytest
from harness import families, places, programs, toolchain
from harness.errors import HarnessError
from harness.families import FAMILIES, Family

FAMILY = Family("tool", {"tool": "example.org/tool/v2"}, {"main.version": "1"})


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    (tmp_path / "tool").mkdir()
    (tmp_path / "tool" / "go.mod").write_text("module x\n")
    (tmp_path / "tool" / "go.sum").write_text("")
    return tmp_path


def test_equal_sources_have_an_equal_key(folder: pathlib.Path) -> None:
    assert programs.digest(FAMILY, "1.26", folder) == programs.digest(FAMILY, "1.26", folder)
    assert re.fullmatch("[0-9a-f]{24}", programs.digest(FAMILY, "1.26", folder))


def test_every_input_changes_the_key(folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [programs.digest(FAMILY, "1.26", folder), programs.digest(FAMILY, "1.27", folder)]
    keys.append(programs.digest(dataclasses.replace(FAMILY, values={"main.version": "2"}), "1.26", folder))
    with monkeypatch.context() as patch:
        patch.setattr(families, "FLAGS", ("-race",))
        keys.append(programs.digest(FAMILY, "1.26", folder))
    (folder / "tool" / "go.mod").write_text("module y\n")
    keys.append(programs.digest(FAMILY, "1.26", folder))
    # The same bytes, divided differently between two files.
    (folder / "tool" / "go.mod").write_text("module ")
    (folder / "tool" / "go.sum").write_text("y\n")
    keys.append(programs.digest(FAMILY, "1.26", folder))
    assert len(set(keys)) == len(keys)


def test_the_error_for_an_unknown_program_lists_the_known_ones() -> None:
    with pytest.raises(HarnessError, match="no program 'helm5'.*helm4"):
        programs.ensure(["helm5"])


def test_cached_programs_are_not_built(
    folder: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COXSWAIN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(toolchain, "find", lambda: toolchain.Toolchain(tmp_path / "no-go", "1.26"))
    family = families.family_of("etcd")
    file = tmp_path / "cache" / "programs" / programs.digest(family, "1.26") / "etcd"
    assert programs.cached(["etcd"]) == {}
    file.parent.mkdir(parents=True)
    file.touch()
    assert programs.ensure(["etcd"]) == {"etcd": file}
    assert programs.cached(["etcd", "kwok"]) == {"etcd": file}


FAKE_GO = """#!/bin/sh
case "$1" in
list) printf 'true\\nfalse\\ntrue\\n' ;;
build)
    echo "$PWD" >"$MARK"
    if [ -e "$MARK.fail" ]; then echo 'tool.go:1:2: undefined: x' >&2; exit 1; fi
    printf 'example.org/lib\\nexample.org/tool\\n' >&2
    while [ "$1" != -o ]; do shift; done
    for package; do case "$package" in example.org/*) echo built >"$2/tool" ;; esac; done ;;
esac
"""


@pytest.fixture
def fake(folder: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """Use a fake toolchain; return the file in which it records the folder of each build."""
    go = tmp_path / "go"
    go.write_text(FAKE_GO)
    go.chmod(go.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("COXSWAIN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MARK", str(tmp_path / "mark"))
    monkeypatch.setattr(toolchain, "find", lambda: toolchain.Toolchain(go, "1.26"))
    for module in (programs, places):
        monkeypatch.setattr(module, "PROGRAMS", folder)
    monkeypatch.setattr(programs, "FAMILIES", (FAMILY,))
    monkeypatch.setattr(programs, "family_of", lambda name: FAMILY)
    monkeypatch.setattr(programs, "digest", lambda family, version: "key")
    return tmp_path / "mark"


def test_missing_programs_are_built_once_in_their_family(fake: pathlib.Path, folder: pathlib.Path) -> None:
    (path,) = programs.ensure(["tool"]).values()
    assert path.read_text() == "built\n"
    assert fake.read_text().strip() == str(folder / "tool")
    assert sorted(file.name for file in path.parent.iterdir()) == [".lock", "tool"]
    fake.unlink()
    programs.ensure(["tool"])
    assert not fake.exists()


def test_a_failed_build_leaves_nothing_behind_and_reports_the_reason(fake: pathlib.Path) -> None:
    fake.with_name("mark.fail").touch()
    with pytest.raises(HarnessError, match="undefined: x"):
        programs.ensure(["tool"])
    assert programs.cached(["tool"]) == {}
    fake.with_name("mark.fail").unlink()
    assert programs.ensure(["tool"])


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.folder)
def test_every_package_is_a_tool_of_its_family(family: Family) -> None:
    """This project's own program is the module of its family and needs no tool line."""
    text = (places.PROGRAMS / family.folder / "go.mod").read_text()
    own = re.findall(r"^module (\S+)$", text, re.M) if list((places.PROGRAMS / family.folder).glob("*.go")) else []
    block = re.search(r"^tool \((.*?)^\)", text, re.M | re.S)
    tools = block[1].split() if block else re.findall(r"^tool (\S+)$", text, re.M)
    assert sorted(family.packages.values()) == sorted(tools + own)
    assert (places.PROGRAMS / family.folder / "go.sum").stat().st_size


def test_real_helm_has_the_kubernetes_version_of_its_modules() -> None:
    text = (places.PROGRAMS / "helm3" / "go.mod").read_text()
    minor = re.search(r"k8s\.io/client-go v0\.(\d+)\.", text)
    assert minor
    values = families.family_of("helm3").values
    assert {value for name, value in values.items() if name.endswith("Minor")} == {minor[1]}


@pytest.mark.parametrize(
    ("text", "version"), [("go1.26.8\n", (1, 26)), ("go1.27rc1", (1, 27)), ("devel +abc", None), ("", None)]
)
def test_versions_of_go(text: str, version: tuple[int, int] | None) -> None:
    assert toolchain.parse_version(text) == version
