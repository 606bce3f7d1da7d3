# SPDX-License-Identifier: GPL-3.0-or-later
"""Container images made on the spot: each is one static program, written as an OCI archive."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import pathlib
import platform
import tarfile
from typing import Any

from . import node_packages

PAUSE = "coxswain.test/pause:1"
BUSYBOX = "coxswain.test/busybox:1"
TILLER = "ghcr.io/helm/tiller:v2.17.0"

#: The same Tiller under the name of a mirror.
MIRROR = "coxswain.test/mirror/tiller:v2.17.0"

#: The same Tiller under a tag that is not its version.
MISLABELLED = "coxswain.test/mislabelled/tiller:v2.16.1"

_APPLETS = ("sh", "httpd", "sleep", "cat", "echo", "ls", "wget", "nc", "true", "false", "date")


@dataclasses.dataclass(frozen=True)
class Image:
    """One image: its names, its programs by path, and its command."""

    names: tuple[str, ...]
    files: dict[str, pathlib.Path]
    entrypoint: tuple[str, ...]
    links: dict[str, str] = dataclasses.field(default_factory=dict)
    user: str = ""
    environment: tuple[str, ...] = ()


def images(programs: dict[str, pathlib.Path]) -> list[Image]:
    """Return the images of a node; ``programs`` has the path of Tiller."""
    busybox = node_packages.path_of("busybox")
    return [
        # It only stays: zombies to reap exist only where containers of a pod share its process namespace.
        Image((PAUSE,), {"bin/busybox": busybox}, ("/bin/busybox", "sleep", "2147483647")),
        Image(
            (BUSYBOX,),
            {"bin/busybox": busybox},
            ("/bin/busybox", "sh"),
            {f"bin/{name}": "busybox" for name in _APPLETS},
        ),
        Image(
            (TILLER, MIRROR, MISLABELLED),
            {"tiller": programs["tiller"]},
            ("/tiller",),
            user="65534",
            environment=("HOME=/tmp",),
        ),
    ]


def write(image: Image, path: pathlib.Path) -> None:
    """Write the image to an OCI archive."""
    blobs: dict[str, bytes] = {}

    def keep(content: bytes, kind: str) -> dict[str, Any]:
        digest = hashlib.sha256(content).hexdigest()
        blobs[digest] = content
        return {
            "mediaType": f"application/vnd.oci.image.{kind}",
            "digest": f"sha256:{digest}",
            "size": len(content),
        }

    layer = _layer(image)
    configuration = {
        "architecture": {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine()),
        "os": "linux",
        "config": {
            "Entrypoint": list(image.entrypoint),
            "User": image.user,
            "Env": ["PATH=/bin", *image.environment],
            "WorkingDir": "/",
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"]},
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": keep(_json(configuration), "config.v1+json"),
        "layers": [keep(layer, "layer.v1.tar")],
    }
    descriptor = keep(_json(manifest), "manifest.v1+json")
    index = {
        "schemaVersion": 2,
        "manifests": [descriptor | {"annotations": {"io.containerd.image.name": name}} for name in image.names],
    }
    with tarfile.open(path, "w") as archive:
        _add(archive, "oci-layout", _json({"imageLayoutVersion": "1.0.0"}))
        _add(archive, "index.json", _json(index))
        for digest, content in blobs.items():
            _add(archive, f"blobs/sha256/{digest}", content)


def _layer(image: Image) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, mode in (("bin", 0o755), ("etc", 0o755), ("tmp", 0o1777), ("www", 0o755)):
            folder = tarfile.TarInfo(name)
            folder.type, folder.mode = tarfile.DIRTYPE, mode
            archive.addfile(folder)
        _add(archive, "etc/passwd", b"root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n")
        for name, source in image.files.items():
            _add(archive, name, source.read_bytes(), 0o755)
        for name, target in image.links.items():
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            archive.addfile(link)
    return buffer.getvalue()


def _add(archive: tarfile.TarFile, name: str, content: bytes, mode: int = 0o644) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), mode
    archive.addfile(entry, io.BytesIO(content))


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True).encode()
