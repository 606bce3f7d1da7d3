# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The directory of compiled templates: used if it is private, ignored otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import codecache
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import template as template_module
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.codecache import CodeCache
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.exec_errors import ExecError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.functions import make_function
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.template import TemplateSet

TEXT = '{{define "x"}}<{{.}}>{{end}}{{template "x" .a}}{{len .b}}'


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    """Start each test like a new process."""
    template_module._memory.clear()
    yield
    template_module._memory.clear()


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of texts that were parsed instead of taken from the cache."""
    seen: list[str] = []
    original = template_module.parse

    def parse(name: str, text: str, *rest: object) -> object:
        seen.append(text)
        return original(name, text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(template_module, "parse", parse)
    return seen


def run(path: Path, text: str = TEXT, **options: object) -> str:
    template_module._memory.clear()
    templates = TemplateSet({}, cache=CodeCache(str(path)), **options)  # type: ignore[arg-type]
    return templates.parse("m", text).execute({"a": 1, "b": "bc"})


def test_a_second_process_does_not_parse(tmp_path: Path, parses: list[str]) -> None:
    assert run(tmp_path / "cache") == "<1>2"
    assert run(tmp_path / "cache") == "<1>2"
    assert parses == [TEXT]


def test_errors_of_cached_code_are_located_by_parsing_again(tmp_path: Path, parses: list[str]) -> None:
    for expected in (2, 3):
        with pytest.raises(ExecError) as caught:
            run(tmp_path / "cache", "a\n {{len .a}}")
        assert str(caught.value).startswith('template: m:2:3: executing "m" at <len .a>: error calling len')
        assert len(parses) == expected


def test_one_rendering_stores_a_limited_number_of_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codecache, "MAX_STORED", 3)
    cache = CodeCache(str(tmp_path / "cache"))
    for number in range(5):
        cache.store(f"{number:x}", number)
    assert len(list((tmp_path / "cache").iterdir())) == 3


def test_the_older_half_is_removed_if_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codecache, "MAX_ENTRIES", 4)
    path = tmp_path / "cache"
    for number in range(6):
        CodeCache(str(path)).store(f"{number:x}", number)
        os.utime(path / f"{number:x}.gotc", (number, number))
    # The sixth one found five entries and kept the newest three.
    assert sorted(entry.stem for entry in path.iterdir()) == ["2", "3", "4", "5"]


def test_everything_that_affects_the_code_is_part_of_the_key(tmp_path: Path, parses: list[str]) -> None:
    path = tmp_path / "cache"
    run(path)
    run(path, TEXT + " ")
    run(path, missing_key="error")
    run(path, eager_logic=True)
    run(path, "<<.a>>" + TEXT, delims=("<<", ">>"))
    assert len(parses) == 5
    templates = TemplateSet({"f": make_function("f", len, "string")}, cache=CodeCache(str(path)))
    templates.parse("m", TEXT)
    assert len(parses) == 6


def test_the_directory_and_its_files_are_private(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "cache"
    run(path)
    assert path.stat().st_mode & 0o777 == 0o700
    files = list(path.iterdir())
    assert len(files) == 1
    assert files[0].stat().st_mode & 0o777 == 0o600


def test_a_directory_that_others_can_read_is_ignored(tmp_path: Path, parses: list[str]) -> None:
    path = tmp_path / "cache"
    path.mkdir(mode=0o755)
    path.chmod(0o755)
    assert run(path) == run(path) == "<1>2"
    assert list(path.iterdir()) == []
    assert len(parses) == 2


def test_a_symbolic_link_is_ignored(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir(mode=0o700)
    link = tmp_path / "cache"
    link.symlink_to(real)
    assert run(link) == "<1>2"
    assert list(real.iterdir()) == []


def test_an_entry_that_is_a_symbolic_link_is_not_read(tmp_path: Path, parses: list[str]) -> None:
    path = tmp_path / "cache"
    run(path)
    entry = next(path.iterdir())
    entry.rename(tmp_path / "elsewhere")
    entry.symlink_to(tmp_path / "elsewhere")
    assert run(path) == "<1>2"
    assert len(parses) == 2


def test_a_directory_of_another_user_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cache"
    path.mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    assert run(path) == "<1>2"
    assert list(path.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"x", b"other version\nzzz", None])
def test_a_damaged_entry_is_replaced(tmp_path: Path, parses: list[str], damage: bytes | None) -> None:
    path = tmp_path / "cache"
    run(path)
    entry = next(path.iterdir())
    entry.write_bytes(entry.read_bytes()[:-20] if damage is None else damage)
    assert run(path) == "<1>2"
    assert run(path) == "<1>2"
    assert len(parses) == 2


def test_a_path_that_cannot_be_a_directory_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert run(tmp_path / "file") == "<1>2"
    assert run(tmp_path / "file" / "below") == "<1>2"


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "cache"
    run(path)
    assert [entry.suffix for entry in path.iterdir()] == [".gotc"]
