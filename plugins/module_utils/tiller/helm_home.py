# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The home directory of a Helm 2 client, $HELM_HOME, as ``helm init --client-only`` creates it."""

from __future__ import annotations

import filecmp
import os
import shutil
import time
from dataclasses import dataclass, field

from ..errors import TillerError
from ..repository import atomic_files
from ..repository.helm_paths import HelmPaths
from ..repository.manage_repositories import UpdatePolicy, ensure_repositories
from ..repository.repositories_file import RepositoriesFile, RepositoryEntry, load, save

STABLE_URL = "https://charts.helm.sh/stable"
LOCAL_URL = "http://127.0.0.1:8879/charts"

_FOLDERS = ("repository", "repository/cache", "repository/local", "plugins", "starters", "cache/archive")
_REPOSITORIES = "repository/repositories.yaml"
_LOCAL_INDEX = "repository/local/index.yaml"
_LOCAL_INDEX_LINK = "repository/cache/local-index.yaml"

#: the client's TLS files: name and permission bits, by key
TLS_FILES = {"ca": ("ca.pem", 0o644), "cert": ("cert.pem", 0o644), "key": ("key.pem", 0o600)}

#: the largest size of a PEM file, in bytes
_PEM_LIMIT = 1024 * 1024


@dataclass(frozen=True)
class HelmHomeSpec:
    """A home directory.

    :param tls: the TLS files to copy, by the keys of :data:`TLS_FILES`.
    :param refresh: download the index of the repository ``stable`` if it is not cached.
    :param repositories: add the repositories ``stable`` and ``local`` to a new home directory.
    """

    folder: str
    stable_url: str = STABLE_URL
    local_url: str = LOCAL_URL
    refresh: bool = True
    repositories: bool = True
    tls: dict[str, str] = field(default_factory=dict)


def ensure_present(spec: HelmHomeSpec, *, check_mode: bool = False) -> list[str]:
    """Create the missing parts of a home directory; return the paths that are, or would be, created or replaced.

    As with Helm, existing files are not changed, except for TLS files that differ from their sources.

    :raises TillerError: a TLS file is invalid, or a directory cannot be created.
    :raises RepositoryError: a file cannot be written, or the index cannot be downloaded.
    """
    changed: list[str] = []
    for name in ("", *_FOLDERS):
        path = os.path.join(spec.folder, name) if name else spec.folder
        if os.path.isdir(path):
            continue
        changed.append(path)
        if not check_mode:
            _create_folder(path)
    changed += _ensure_repositories(spec, check_mode)
    for kind, source in spec.tls.items():
        name, mode = TLS_FILES[kind]
        target = os.path.join(spec.folder, name)
        content = _read_pem(source)
        if _same_content(source, target) and not _exceeds_mode(target, mode):
            continue
        changed.append(target)
        if not check_mode:
            atomic_files.write_file(target, content, mode)
    return changed


def ensure_absent(folder: str, *, check_mode: bool = False) -> bool:
    """Delete a home directory; return whether it existed.

    :raises TillerError: it does not look like the home directory of a client.
    """
    if not os.path.lexists(folder):
        return False
    if os.path.islink(folder) or not os.path.isfile(os.path.join(folder, _REPOSITORIES)):
        raise TillerError(
            "does not look like the home directory of a Helm 2 client, so it is not deleted",
            folder,
            f"It has no {_REPOSITORIES}. Delete it manually if it is not needed.",
        )
    if not check_mode:
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise TillerError(f"cannot be deleted: {error.strerror}", error.filename or folder) from None
    return True


def _ensure_repositories(spec: HelmHomeSpec, check_mode: bool) -> list[str]:
    path = os.path.join(spec.folder, _REPOSITORIES)
    cache = os.path.join(spec.folder, "repository", "cache")
    changed = []
    is_new = not os.path.exists(path)
    if is_new:
        changed.append(path)
        if not check_mode:
            _write_repositories(spec, path)
    if spec.repositories and (is_new or load(path).get("local") is not None):
        changed += _ensure_local_index(spec, check_mode)
    stable = load(path).get("stable") if os.path.exists(path) else None
    if spec.refresh and ((spec.repositories and is_new) or stable is not None):
        paths = HelmPaths(path, cache, os.path.join(spec.folder, "cache", "content"), helm2=True)
        index = paths.index_file("stable")
        if not os.path.exists(index):
            changed.append(index)
            if stable is not None and not check_mode:
                ensure_repositories([stable], paths, update_policy=UpdatePolicy())
    return changed


def _ensure_local_index(spec: HelmHomeSpec, check_mode: bool) -> list[str]:
    changed = []
    index = os.path.join(spec.folder, _LOCAL_INDEX)
    link = os.path.join(spec.folder, _LOCAL_INDEX_LINK)
    if not os.path.exists(index):
        changed.append(index)
        if not check_mode:
            text = f'apiVersion: v1\nentries: {{}}\ngenerated: "{_now()}"\n'
            atomic_files.write_file(index, text.encode("ascii"))
    if not os.path.lexists(link):
        changed.append(link)
        if not check_mode:
            os.symlink(index, link)
    return changed


def _write_repositories(spec: HelmHomeSpec, path: str) -> None:
    entries: tuple[RepositoryEntry, ...] = ()
    if spec.repositories:
        entries = (RepositoryEntry("stable", spec.stable_url), RepositoryEntry("local", spec.local_url))
    with atomic_files.locked(path):
        save(path, RepositoriesFile(entries, {"apiVersion": "v1", "generated": _now()}), helm2=True)


def _create_folder(path: str) -> None:
    try:
        os.makedirs(path, mode=0o755, exist_ok=True)
    except OSError as error:
        raise TillerError(f"cannot be created: {(error.strerror or 'unknown error').lower()}", path) from None


def _read_pem(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            content = stream.read(_PEM_LIMIT + 1)
    except OSError as error:
        raise TillerError(
            f"cannot be read: {(error.strerror or 'unknown error').lower()}",
            path,
            "The file must be on the target host.",
            reason="tls",
        ) from None
    if b"-----BEGIN" not in content or len(content) > _PEM_LIMIT:
        raise TillerError("is not a PEM file", path, reason="tls")
    return content


def _same_content(source: str, target: str) -> bool:
    """Return whether two files have the same content; false if one of them cannot be read."""
    try:
        return filecmp.cmp(source, target, shallow=False)
    except OSError:
        return False


def _exceeds_mode(path: str, mode: int) -> bool:
    """Return whether a file has permission bits beyond ``mode``."""
    return bool(os.stat(path).st_mode & 0o777 & ~mode)


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
