# SPDX-License-Identifier: GPL-3.0-or-later
"""The virtual environments: made once, and again only when their requirements change.

The collection is linked into each environment's site-packages, where both Python and Ansible look for it.
Standard library only: this runs before there is an environment.
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

from .errors import ToolingError
from .paths import REQUIREMENTS, ROOT, SCRATCH

STAMP = "coxswain-requirements"


@dataclass(frozen=True)
class Environment:
    """One virtual environment.

    :param folder: its folder in the checkout.
    :param requirements: the file below tests/requirements that lists what it holds.
    :param constraints: the file that pins what those pull in, or None.
    :param purpose: what it is for, as shown to the user.
    :param linked: whether the collection is linked into it.
    """

    folder: Path
    requirements: str
    constraints: str | None
    purpose: str
    linked: bool = True

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def program(self, name: str) -> str:
        """The path of a program that is installed in it."""
        return str(self.folder / "bin" / name)


DEVELOPMENT = Environment(ROOT / ".venv", "dev.txt", "constraints.txt", "checks and playbooks")
OLDEST = Environment(ROOT / ".venv-oldest", "oldest.txt", "oldest-constraints.txt", "the oldest supported set")
BENCH = Environment(ROOT / ".venv-bench", "bench.txt", "constraints.txt", "what is measured against")
IMPORTER = Environment(
    ROOT / ".venv-importer", "importer.txt", "importer-constraints.txt", "the check of the artifact", linked=False
)
TARGET = Environment(ROOT / ".venv-target", "target.txt", "constraints.txt", "a target's libraries", linked=False)


def ensure(environment: Environment, report: Report) -> None:
    """Make an environment unless it is there and made from today's requirements."""
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
    """Whether this process runs in an environment."""
    return Path(sys.prefix).resolve() == environment.folder.resolve()


def _create(environment: Environment, step: Step) -> None:
    step.note("virtual environment")
    # Debian splits ensurepip off, so the environment is filled by the pip that is there already.
    _run([sys.executable, "-m", "venv", "--without-pip", str(environment.folder)], "making a virtual environment")
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        _run([str(environment.python), "-m", "ensurepip", "--default-pip"], "installing pip", "Install pip for Python.")
        pip = [str(environment.python), "-m", "pip"]
    else:
        pip = [sys.executable, "-m", "pip", "--python", str(environment.python)]
    step.note(f"pip install -r tests/requirements/{environment.requirements}")
    command = [*pip, "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if environment.constraints:
        command += ["--constraint", str(REQUIREMENTS / environment.constraints)]
    _run([*command, "--requirement", str(REQUIREMENTS / environment.requirements)], "installing the requirements")


def _link(environment: Environment) -> None:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    namespace = environment.folder / "lib" / version / "site-packages" / "ansible_collections" / "coxswain"
    namespace.mkdir(parents=True)
    (namespace / "helm").symlink_to(os.path.relpath(ROOT, namespace), target_is_directory=True)


def _digest(environment: Environment) -> str:
    whole = hashlib.sha256(f"{sys.version_info.major}.{sys.version_info.minor} {ROOT}".encode())
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
    # A host's PYTHONPATH must not leak into what is installed.
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
