# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy of the collection for ansible-test, which follows links and must run below ansible_collections.

It contains the files that ``ansible-galaxy collection build`` packs, without those that galaxy.yml excludes.
"""

from __future__ import annotations

import fnmatch
import functools
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from . import process
from .environments import Environment
from .errors import ToolingError
from .paths import ROOT, SCRATCH

COPY = SCRATCH / "sanity" / "ansible_collections" / "coxswain" / "helm"


def copy() -> Path:
    """Update the copy from the files of the checkout that git does not ignore; return its folder."""
    COPY.mkdir(parents=True, exist_ok=True)
    _git(COPY, "init", "--quiet")
    names = {name for name in _listed(ROOT) if _is_packed(name)}
    for name in set(_listed(COPY)) - names:
        (COPY / name).unlink()
    for name in names:
        source, target = ROOT / name, COPY / name
        if not target.exists() or _state(source) != _state(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    _remove_empty(COPY)
    return COPY


def build(environment: Environment, variables: Mapping[str, str], folder: Path) -> process.Outcome:
    """Build the artifact into ``folder``, from the copy."""
    command = [environment.program("ansible-galaxy"), "collection", "build", "--force", "--output-path", str(folder)]
    return process.keep(command, variables, folder=copy(), limit=300)


@functools.cache
def _build_ignore() -> tuple[str, ...]:
    import yaml

    return tuple(yaml.safe_load((ROOT / "galaxy.yml").read_text())["build_ignore"])


def _is_packed(name: str) -> bool:
    parts = Path(name).parts
    places = ["/".join(parts[: index + 1]) for index in range(len(parts))]
    return not any(fnmatch.fnmatch(place, pattern) for place in places for pattern in _build_ignore())


def _listed(folder: Path) -> list[str]:
    listed = _git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    return [name for name in listed if name and (folder / name).is_file()]


def _state(path: Path) -> tuple[int, int, int]:
    state = path.stat()
    return state.st_size, state.st_mtime_ns, state.st_mode


def _remove_empty(folder: Path) -> None:
    for path, folders, files in os.walk(folder, topdown=False):
        if ".git" not in Path(path).parts[len(folder.parts) :] and not folders and not files:
            os.rmdir(path)


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise ToolingError("git is not installed; the part lint needs it to list the files of the collection") from None
    if done.returncode:
        raise ToolingError(f"git {arguments[0]} failed in {folder}: {done.stderr.strip()}")
    return done.stdout
