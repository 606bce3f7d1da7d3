# SPDX-License-Identifier: GPL-3.0-or-later
"""A root file system of Debian 13, for a Python and an Ansible that are newer than the host's.

debootstrap creates it from the host's Debian mirror, once for each set of inputs, below the user's cache folder. A
command in it runs in its own mount namespace, in which the checkout, the caches, /tmp, the host's Go, network settings,
certificates and configuration of pip are visible; the kernel removes the mounts with the last process in it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from harness import node_packages
from harness.places import cache_folder, clusters_folder
from harness.progress import Report

from . import mount_namespace
from .errors import ToolingError
from .paths import ROOT

SUITE = "trixie"
PACKAGES = ("ca-certificates", "gnupg", "openssl", "python3", "python3-venv")

#: Mount the host's folders ($2, one per line) below the root ($1), and run the remaining arguments
#: in its folder $3 with $4 at the end of PATH.
_ENTER = """
set -e
root="$1" shared="$2" folder="$3"
shift 3
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
IFS='
'
for path in $shared; do
    if [ -d "$path" ]; then
        mkdir -p "$root$path"
    else
        mkdir -p "$root${path%/*}"
        [ -e "$root$path" ] || : >"$root$path"
    fi
    mount --bind "$path" "$root$path"
done
unset IFS
chroot="$(PATH=/usr/sbin:/sbin:/usr/bin:/bin command -v chroot)"
exec "$chroot" "$root" /bin/sh -c 'cd "$1" && PATH="$PATH:$2" && shift 2 && exec "$@"' sh "$folder" "$@"
"""


def obstacle() -> str | None:
    """Return why this host can never have such a root; None when it can."""
    if sys.platform != "linux" or not shutil.which("apt-get", path=node_packages.PATH):
        return "they need Debian"
    if os.geteuid() != 0:
        return "they need root"
    return mount_namespace.obstacle()


def folder() -> Path:
    """Return the path of the root, which need not exist yet."""
    inputs = "\0".join((SUITE, *PACKAGES, "1"))
    return cache_folder() / "roots" / f"{SUITE}-{hashlib.sha256(inputs.encode()).hexdigest()[:12]}"


def ensure(report: Report) -> None:
    """Create the root unless it exists; ToolingError when that fails."""
    root = folder()
    if root.exists():
        return
    root.parent.mkdir(parents=True, exist_ok=True)
    with _locked(root.with_suffix(".lock")):
        if root.exists():
            return
        _install_debootstrap(report)
        with report.step(f"Create a root of Debian {SUITE}"):
            scratch = root.with_suffix(".part")
            errors = []
            for mirror in _mirrors():
                # A run that was killed may have left something behind.
                shutil.rmtree(scratch, ignore_errors=True)
                error = _debootstrap(scratch, mirror)
                if error is None:
                    shutil.rmtree(scratch / "var" / "cache" / "apt", ignore_errors=True)
                    scratch.rename(root)
                    return
                errors.append(error)
            raise ToolingError(f"debootstrap {SUITE} failed: {'; '.join(errors)}")


def command(inside: list[str], working: Path = ROOT) -> list[str]:
    """Return the command that runs ``inside`` in the root, with ``working`` as its folder."""
    enter = [*mount_namespace.ENTER, "/bin/sh", "-c", _ENTER, "sh"]
    go = _go()
    return [*enter, str(folder()), "\n".join(_shared()), str(working), str(go / "bin") if go else "", *inside]


def _shared() -> list[str]:
    """Return the host's files and folders that are visible in the root, in their own places."""
    folders = [ROOT, ROOT.parent / "shared", cache_folder(), clusters_folder().parent, Path("/tmp")]
    files = [Path("/etc/resolv.conf"), Path("/etc/hosts"), Path("/etc/ssl/certs"), *_pip_files()]
    go = _go()
    paths = [path for path in (*folders, *files, *([go] if go else [])) if path.exists()]
    # A link leads to the same place in the root.
    return [str(path) for path in dict.fromkeys((*(path.resolve() for path in paths), *paths))]


def _go() -> Path | None:
    """Return the folder of the host's Go, whose version is part of the key of cached programs."""
    found = shutil.which("go")
    return Path(found).resolve().parent.parent if found else None


def _pip_files() -> Iterator[Path]:
    """Find pip's configuration, and the files and folders that it names."""
    yield Path("/etc/pip.conf")
    yield Path.home() / ".config" / "pip"
    yield Path.home() / ".pip"
    settings = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    for path in re.findall(r"(?<=['\s])(/[^\s']+)", settings):
        yield Path(path)


def _mirrors() -> list[str]:
    """Return the Debian mirrors that apt uses, the most general first; empty stands for debootstrap's own default."""
    found = _apt("apt-get", "indextargets", "--no-release-info", "--format", "$(REPO_URI)", "Created-By: Packages")
    mirrors = [line.rstrip("/") for line in found.split("\n") if re.search(r"/debian/?$", line)]
    return list(dict.fromkeys((*mirrors, "")))


def _debootstrap(target: Path, mirror: str) -> str | None:
    """Create a root; return the reason when that fails."""
    proxy = re.search(r'^Acquire::http::proxy "(.+)";', _apt("apt-config", "dump"), re.M | re.I)
    environment = dict(os.environ, PATH=node_packages.PATH)
    if proxy:
        environment.setdefault("http_proxy", proxy[1])
    include = f"--include={','.join(PACKAGES)}"
    done = subprocess.run(
        ["debootstrap", "--variant=minbase", include, SUITE, str(target), *filter(None, [mirror])],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return None if not done.returncode else (done.stdout + done.stderr).strip()[-500:]


def _install_debootstrap(report: Report) -> None:
    if shutil.which("debootstrap", path=node_packages.PATH):
        return
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive", PATH=node_packages.PATH)
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "debootstrap"]
    with report.step("Install debootstrap"):
        for step in (install, ["apt-get", "update", "-q"], install):
            done = subprocess.run(step, env=environment, capture_output=True, text=True, check=False)
            if step is install and not done.returncode:
                return
    raise ToolingError(f"installing debootstrap failed: {done.stderr.strip()[-1000:]}")


def _apt(*arguments: str) -> str:
    return subprocess.run(list(arguments), capture_output=True, text=True, check=False).stdout


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
