# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the programs of the cluster from pinned modules, once for each machine.

``ensure(["etcd", "helm4"])`` returns the paths of the programs and builds missing ones. The cache's key is a
digest of all inputs of the build, so a changed go.mod never uses an old program.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pathlib
import platform
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator

from . import toolchain as toolchains
from .errors import HarnessError
from .families import CLUSTER, FAMILIES, HELM2, NODE, ORACLES, Family, family_of
from .places import PROGRAMS, cache_folder
from .progress import Report, Silent, Step
from .toolchain import Toolchain

__all__ = ["CLUSTER", "HELM2", "NODE", "ORACLES", "cached", "digest", "ensure"]


def ensure(names: Iterable[str], report: Report | None = None) -> dict[str, pathlib.Path]:
    """Build missing programs of ``names`` and return the paths, program name to file.

    Raises HarnessError for an unknown name, a missing toolchain or a failed build.
    """
    report = report or Silent()
    wanted = list(dict.fromkeys(names))
    with _known(wanted):
        families = [family for family in FAMILIES if any(name in family.packages for name in wanted)]
        for name in wanted:
            family_of(name)
    toolchain = toolchains.find()
    paths = {name: _path(name, toolchain) for name in wanted}
    missing = {
        family.folder: [name for name in family.packages if name in paths and not paths[name].exists()]
        for family in families
    }
    due = [family for family in families if missing[family.folder]]
    if due:
        toolchains.install(toolchain, report)
        # While one family compiles, download the modules of the next and count its packages.
        surveys = [_Survey(family, missing[family.folder], toolchain) for family in due]
        surveys[0].start()
        for index, family in enumerate(due):
            if index + 1 < len(surveys):
                surveys[index + 1].start()
            _build(family, missing[family.folder], toolchain, surveys[index], report, f"{index + 1}/{len(due)}")
    return paths


def cached(names: Iterable[str]) -> dict[str, pathlib.Path]:
    """Return the paths of the programs of ``names`` that exist, and build nothing."""
    toolchain = toolchains.find()
    paths = {name: _path(name, toolchain) for name in names}
    return {name: path for name, path in paths.items() if path.exists()}


def digest(family: Family, version: str, folder: pathlib.Path = PROGRAMS) -> str:
    """Return a family's cache key: 24 hex digits over its files, flags, platform and Go's ``version`` (1.26)."""
    parts = [
        (folder / family.folder / "go.mod").read_bytes(),
        (folder / family.folder / "go.sum").read_bytes(),
        *(path.read_bytes() for path in sorted((folder / family.folder).glob("*.go"))),
        "\0".join([*family.flags(), family.link_flags(), *sorted(family.packages.values())]).encode(),
        f"go{version} {platform.system()} {platform.machine()}".encode(),
    ]
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()[:24]


def _path(name: str, toolchain: Toolchain) -> pathlib.Path:
    return cache_folder() / "programs" / digest(family_of(name), toolchain.version) / name


@contextlib.contextmanager
def _known(names: list[str]) -> Iterator[None]:
    try:
        yield
    except KeyError as error:
        known = ", ".join(name for family in FAMILIES for name in family.packages)
        raise HarnessError(f"there is no program {error} to build; there are {known}") from None


class _Survey:
    """Count the packages that a build will compile, in a thread; this downloads the modules too."""

    def __init__(self, family: Family, names: list[str], toolchain: Toolchain) -> None:
        self.stale = 0
        self._family = family
        self._names = names
        self._toolchain = toolchain
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wait(self) -> int:
        """Return the number of packages to compile; 0 when unknown, since it only serves the progress bar."""
        self._thread.join()
        return self.stale

    def _run(self) -> None:
        command = [str(self._toolchain.go), "list", *_arguments(self._family), "-deps", "-f", "{{.Stale}}"]
        with contextlib.suppress(OSError):
            done = subprocess.run(
                [*command, *_packages(self._family, self._names)],
                cwd=PROGRAMS / self._family.folder,
                env=self._toolchain.environment(),
                capture_output=True,
                text=True,
                check=False,
            )
            self.stale = done.stdout.split().count("true")


def _arguments(family: Family) -> list[str]:
    return [*family.flags(), "-ldflags", family.link_flags()]


def _packages(family: Family, names: list[str]) -> list[str]:
    return [family.packages[name] for name in names]


def _build(family: Family, names: list[str], toolchain: Toolchain, survey: _Survey, report: Report, place: str) -> None:
    target = _path(names[0], toolchain).parent
    target.mkdir(parents=True, exist_ok=True)
    with report.step(f"Build {', '.join(names)} ({place})") as step, _locked(target / ".lock", step):
        names = [name for name in names if not (target / name).exists()]
        if not names:
            step.finish("built by another run")
            return
        step.note("downloading modules")
        total = survey.wait()
        step.progress(0, total, "compiling" if total > len(names) else "linking")
        scratch = target / ".build"
        # The lock is held, so these files are from a run that was killed.
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        try:
            _compile(family, names, toolchain, scratch, step, total)
            for name in names:
                (scratch / _file_name(family.packages[name])).rename(target / name)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _compile(
    family: Family, names: list[str], toolchain: Toolchain, scratch: pathlib.Path, step: Step, total: int
) -> None:
    """Build the programs into ``scratch`` under the names that Go gives them; shared packages are compiled once."""
    with subprocess.Popen(
        [str(toolchain.go), "build", "-v", *_arguments(family), "-o", f"{scratch}{os.sep}", *_packages(family, names)],
        cwd=PROGRAMS / family.folder,
        env=toolchain.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        assert process.stderr
        said: list[str] = []
        compiled = 0
        for line in process.stderr:
            said.append(line)
            # With -v the compiler prints each package on its own line; any other line has a space or a colon.
            if not (" " in line or ":" in line):
                compiled += 1
                step.progress(compiled, max(total, compiled), "linking" if compiled >= total else "")
    if process.returncode:
        tail = "".join(line for line in said if " " in line or ":" in line)[-2000:].strip()
        raise HarnessError(f"building {', '.join(names)} in programs/{family.folder} failed: {tail}")


def _file_name(package: str) -> str:
    """Return the name that ``go build`` gives to a program: the last element of its path, but for a major version."""
    parts = package.split("/")
    return parts[-2] if parts[-1][:1] == "v" and parts[-1][1:].isdigit() else parts[-1]


@contextlib.contextmanager
def _locked(path: pathlib.Path, step: Step) -> Iterator[None]:
    """Hold a lock file; the kernel releases the lock when the process ends, even when it is killed."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            step.note("waiting for another run that is building it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
