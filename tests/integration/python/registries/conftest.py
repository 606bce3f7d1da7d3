# SPDX-License-Identifier: GPL-3.0-or-later
"""Registries, a ChartMuseum, keyrings, and helm as the reference, with a separate home for each user.

The environment variables ``HELM4`` and ``HELM3`` are the paths of the programs.
"""

from __future__ import annotations

import dataclasses
import gzip
import io
import os
import subprocess
import tarfile
from pathlib import Path

import harness
import harness.places
import harness.registry
import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.repository.helm_paths import HelmPaths, find_helm_paths
from ansible_collections.coxswain.helm.plugins.module_utils.repository.http_options import HttpOptions
from harness.authority import Authority

USERS = {"ann": "s3cret-word"}


def pack(name: str = "web", version: str = "1.0.0", /, mtime: int = 0, metadata: str = "", **files: str) -> bytes:
    """Return a packaged chart; another ``mtime`` changes the archive but not its content."""
    content = {
        "Chart.yaml": f"apiVersion: v2\nname: {name}\nversion: {version}\n{metadata}",
        "templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
        **{path.replace("__", "/"): text for path, text in files.items()},
    }
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for path, text in content.items():
            member = tarfile.TarInfo(f"{name}/{path}")
            member.size, member.mtime = len(text.encode()), mtime
            tar.addfile(member, io.BytesIO(text.encode()))
    return gzip.compress(stream.getvalue(), mtime=mtime)


@dataclasses.dataclass(frozen=True)
class Served:
    """A running registry.

    :param flags: what Helm has to be told about it.
    """

    host: str
    folder: Path
    http_options: HttpOptions
    flags: tuple[str, ...]


class User:
    """A user with a home, for this collection and for helm."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.variables = {
            "HOME": str(home),
            "TZ": "UTC",
            **{f"HELM_{kind.upper()}_HOME": str(home / kind) for kind in ("config", "cache", "data")},
        }

    @property
    def paths(self) -> HelmPaths:
        return find_helm_paths(self.variables)

    def helm(self, version: int, *arguments: str, fails: bool = False, text: str | None = None) -> str:
        """Run Helm 3 or 4 and return its output."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("HELM_", "DOCKER_", "XDG_"))}
        done = subprocess.run(
            [os.environ[f"HELM{version}"], *arguments],
            env=clean | self.variables,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.home,
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def path(self, path: str) -> None:
        """Prepend a folder to the PATH of helm."""
        self.variables["PATH"] = f"{path}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture(params=[4, 3], ids=["helm4", "helm3"])
def version(request) -> int:
    return request.param


@pytest.fixture
def user(tmp_path, monkeypatch) -> User:
    home = tmp_path / "home"
    home.mkdir()
    # The programs are the same for every home.
    monkeypatch.setenv("COXSWAIN_CACHE", str(harness.places.cache_folder()))
    # Code that uses the environment finds the files of this user.
    for name in ("DOCKER_CONFIG", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HELM_REGISTRY_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    found = User(home)
    for name, value in found.variables.items():
        monkeypatch.setenv(name, value)
    return found


@pytest.fixture(scope="session")
def authority(tmp_path_factory) -> Authority:
    made = Authority(tmp_path_factory.mktemp("authority"))
    made.establish()
    return made


def _plain(tmp_path_factory, **options):
    folder = tmp_path_factory.mktemp("registry")
    with harness.registry.serve(folder, **options) as host:
        yield Served(host, folder, HttpOptions(plain_http=True, timeout=20), ("--plain-http",))


@pytest.fixture(scope="session")
def open_registry(tmp_path_factory):
    yield from _plain(tmp_path_factory)


@pytest.fixture(scope="session")
def password_registry(tmp_path_factory):
    yield from _plain(tmp_path_factory, users=USERS)


@pytest.fixture(scope="session")
def token_registry(tmp_path_factory):
    yield from _plain(tmp_path_factory, users=USERS, tokens=True)


@pytest.fixture(scope="session")
def tls_registry(tmp_path_factory, authority):
    folder = tmp_path_factory.mktemp("registry")
    pair = authority.client("puller", "puller")
    files = {"ca_file": authority.certificate, "cert_file": pair.certificate, "key_file": pair.key}
    flags = (f"--ca-file={files['ca_file']}", f"--cert-file={files['cert_file']}", f"--key-file={files['key_file']}")
    with harness.registry.serve(folder, users=USERS, authority=authority, clients=True) as host:
        http_options = HttpOptions(timeout=20, **{name: str(path) for name, path in files.items()})
        yield Served(host, folder, http_options, flags)


@pytest.fixture
def registry(open_registry, request) -> tuple[Served, str]:
    """Return the address of a folder for this test in the open registry."""
    return open_registry, f"oci://{open_registry.host}/t{abs(hash(request.node.nodeid)) % 10**12}"


@pytest.fixture
def archive(tmp_path):
    """Return a function that writes a packaged chart and returns its path."""

    def write(name: str = "web", version: str = "1.0.0", **options) -> Path:
        folder = tmp_path / "packed"
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}-{version}.tgz"
        path.write_bytes(pack(name, version, **options))
        os.utime(path, (1_767_225_600, 1_767_225_600))
        return path

    return write
