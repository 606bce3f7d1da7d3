# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual environments: made once, and again when their requirements change.

The collection is linked into each environment's site-packages, where Python and Ansible look for it.
This module runs before there is an environment and imports nothing but the standard library.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.progress import Report, Step

from . import debian_root
from .errors import ToolingError
from .paths import REQUIREMENTS, ROOT, SCRATCH

STAMP = "coxswain-requirements"


@dataclass(frozen=True)
class Environment:
    """One virtual environment.

    :param folder: its folder in the checkout.
    :param requirements: the requirements file below tests/requirements.
    :param constraints: the file that pins indirect requirements, or None.
    :param purpose: its purpose, as shown to the user.
    :param linked: whether the collection is linked into it.
    :param version: the version of Python, when it is that of :mod:`debian_root` and not the one that runs `./dev`.
    :param target: the environment with a target's libraries to test with, when it is not :data:`TARGET`.
    """

    folder: Path
    requirements: str
    constraints: str | None
    purpose: str
    linked: bool = True
    version: str = ""
    target: Environment | None = None

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def program(self, name: str) -> str:
        """Return the path of a program that is installed in it."""
        return str(self.folder / "bin" / name)

    def command(self, command: list[str]) -> list[str]:
        """Return how to run a command where the environment's Python is."""
        return debian_root.command(command) if self.version else command


DEVELOPMENT = Environment(ROOT / ".venv", "dev.txt", "constraints.txt", "checks and playbooks")
OLDEST = Environment(ROOT / ".venv-oldest", "oldest.txt", "oldest-constraints.txt", "the oldest supported set")
BENCH = Environment(ROOT / ".venv-bench", "bench.txt", "constraints.txt", "benchmarks")
IMPORTER = Environment(
    ROOT / ".venv-importer", "importer.txt", "importer-constraints.txt", "the check of the artifact", linked=False
)
TARGET = Environment(ROOT / ".venv-target", "target.txt", "constraints.txt", "a target's libraries", linked=False)

NEWEST_TARGET = Environment(
    ROOT / ".venv-newest-target", "target.txt", "constraints.txt", "a newest target's libraries", False, "3.13"
)
NEWEST = Environment(
    ROOT / ".venv-newest",
    "newest.txt",
    "newest-constraints.txt",
    "the newest supported set",
    version="3.13",
    target=NEWEST_TARGET,
)


def ensure(environment: Environment, report: Report) -> None:
    """Make an environment unless it exists and fits its requirements."""
    digest = _digest(environment)
    if _stamp(environment) == digest:
        return
    with _locked(environment):
        if _stamp(environment) == digest:
            return
        with report.step(f"Make {environment.folder.name} ({environment.purpose})") as step:
            shutil.rmtree(environment.folder, ignore_errors=True)
            _create(environment, step)
            if environment.linked:
                _link(environment)
            (environment.folder / STAMP).write_text(digest)


def inside(environment: Environment) -> bool:
    """Return whether this process runs in an environment."""
    return Path(sys.prefix).resolve() == environment.folder.resolve()


def _create(environment: Environment, step: Step) -> None:
    step.note("virtual environment")
    pip = _create_in_root(environment) if environment.version else _create_here(environment)
    step.note(f"pip install -r tests/requirements/{environment.requirements}")
    command = [*pip, "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if environment.constraints:
        command += ["--constraint", str(REQUIREMENTS / environment.constraints)]
    command += ["--requirement", str(REQUIREMENTS / environment.requirements)]
    _run(environment.command(command), "installing the requirements")


def _create_here(environment: Environment) -> list[str]:
    """Make an empty environment of this Python; return the command of a pip that fills it."""
    # Debian packages ensurepip separately, so an existing pip fills the environment.
    _run([sys.executable, "-m", "venv", "--without-pip", str(environment.folder)], "making a virtual environment")
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        _run([str(environment.python), "-m", "ensurepip", "--default-pip"], "installing pip", "Install pip for Python.")
        return [str(environment.python), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(environment.python)]


def _create_in_root(environment: Environment) -> list[str]:
    """Make an environment of the root's Python, with pip; return the command of that pip."""
    create = ["/usr/bin/python3", "-m", "venv", str(environment.folder)]
    _run(environment.command(create), "making a virtual environment")
    return [str(environment.python), "-m", "pip"]


def _link(environment: Environment) -> None:
    version = environment.version or _own_version()
    namespace = environment.folder / "lib" / f"python{version}" / "site-packages" / "ansible_collections" / "coxswain"
    namespace.mkdir(parents=True)
    (namespace / "helm").symlink_to(os.path.relpath(ROOT, namespace), target_is_directory=True)


def _own_version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _digest(environment: Environment) -> str:
    whole = hashlib.sha256(f"{environment.version or _own_version()} {ROOT}".encode())
    if environment.version:
        whole.update(debian_root.folder().name.encode())
    names = {environment.requirements, environment.constraints, "target.txt"} - {None}
    for name in sorted(str(name) for name in names):
        whole.update(f"\0{name}\0".encode() + (REQUIREMENTS / name).read_bytes())
    return whole.hexdigest()


def _stamp(environment: Environment) -> str:
    with contextlib.suppress(OSError):
        return (environment.folder / STAMP).read_text()
    return ""


@contextlib.contextmanager
def _locked(environment: Environment) -> Iterator[None]:
    SCRATCH.mkdir(exist_ok=True)
    with (SCRATCH / f"{environment.folder.name.lstrip('.')}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run(command: list[str], doing: str, remedy: str = "") -> None:
    # The host's PYTHONPATH must not affect the installation.
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ToolingError(f"{doing} failed:\n{done.stdout.strip()[-3000:]}\n{remedy}".rstrip())
