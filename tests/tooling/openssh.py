# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenSSH's server: the host's, or the one of a Debian package that is unpacked below the user's cache folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from harness import node_packages
from harness.places import cache_folder
from harness.progress import Report

from .errors import ToolingError

#: The server, and the one library of its that other packages seldom require.
PACKAGES = ("openssh-server", "libwrap0")
#: Since OpenSSH 9.8 the server has helper programs: file name to the setting with its path.
HELPERS = {"sshd-session": "SshdSessionPath", "sshd-auth": "SshdAuthPath"}


@dataclass(frozen=True)
class Program:
    """The server's program, the folder of its libraries (None: the system's), and settings that it requires."""

    path: Path
    libraries: Path | None = None
    settings: tuple[str, ...] = ()

    def environment(self) -> dict[str, str]:
        """Return the variables to run it with; sessions do not inherit them."""
        return dict(os.environ, LD_LIBRARY_PATH=str(self.libraries)) if self.libraries else dict(os.environ)


def obstacle() -> str | None:
    """Return why this host cannot run the server and connect to it; None when it can, perhaps after :func:`ensure`."""
    for name in ("ssh", "ssh-keygen"):
        if not shutil.which(name):
            return f"there is no {name}"
    if _installed() is None and not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return "there is no sshd, and it is downloaded on Debian only"
    return None


def ensure(report: Report) -> Program:
    """Return the server, after downloading it when the host has none; ToolingError when that fails."""
    installed = _installed()
    if installed:
        return Program(installed)
    folder = cache_folder() / "programs" / "openssh-server"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with report.step("Download openssh-server"), tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            root = Path(scratch, "root")
            _unpack(Path(scratch), root)
            # Another run may have been faster.
            if not folder.exists():
                root.rename(folder)
    return _unpacked(folder)


def _installed() -> Path | None:
    found = shutil.which("sshd", path=node_packages.PATH)
    return Path(found) if found else None


def _unpack(scratch: Path, root: Path) -> None:
    download = ["apt-get", "download", "-q", *PACKAGES]
    done = _call(download, scratch)
    if done.returncode:
        _call(["apt-get", "update", "-q"], scratch)
        done = _call(download, scratch)
    for package in [] if done.returncode else sorted(scratch.glob("*.deb")):
        done = _call(["dpkg-deb", "-x", package.name, str(root)], scratch)
        if done.returncode:
            break
    if done.returncode:
        raise ToolingError(f"{' '.join(done.args[:2])} failed: {done.stderr.strip()[-1000:]}")


def _unpacked(folder: Path) -> Program:
    helpers = {name: folder / "usr" / "lib" / "openssh" / name for name in HELPERS}
    settings = tuple(f"{HELPERS[name]} {path}" for name, path in helpers.items() if path.exists())
    library = next(folder.glob("usr/lib/*/libwrap.so.*"), None)
    return Program(folder / "usr" / "sbin" / "sshd", library.parent if library else None, settings)


def _call(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
