# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm 2, 3 and 4 as references, with a separate home for each user."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import harness.programs
import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.repository.helm_paths import (
    HelmPaths,
    find_helm2_paths,
    find_helm_paths,
)


class User:
    """A user with a home, for this collection and for helm."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.programs = harness.programs.ensure(("helm2", "helm3", "helm4"))
        self.variables = {
            "HOME": str(home),
            "HELM_HOME": str(home / "helm2"),
            "TZ": "UTC",
            **{f"HELM_{kind.upper()}_HOME": str(home / kind) for kind in ("config", "cache", "data")},
        }

    @property
    def paths(self) -> HelmPaths:
        return find_helm_paths(self.variables)

    @property
    def helm2_paths(self) -> HelmPaths:
        return find_helm2_paths(self.variables)

    def run(self, version: int, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run helm without checking its exit code."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HELM_", "XDG_", "KUBE"))}
        return subprocess.run(
            [str(self.programs[f"helm{version}"]), *map(str, arguments)],
            env=kept | self.variables,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.home,
        )

    def helm(self, version: int, *arguments: object) -> str:
        """Run helm, which has to succeed, and return its output."""
        done = self.run(version, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def json(self, version: int, *arguments: object) -> Any:
        """Run helm and return its parsed output."""
        return json.loads(self.helm(version, *arguments, "--output", "json"))


@pytest.fixture
def user(tmp_path) -> User:
    return User(tmp_path)


@pytest.fixture(params=[4, 3], ids=["helm4", "helm3"])
def version(request) -> int:
    return request.param
