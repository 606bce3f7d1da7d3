# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of a Helm 2 client, $HELM_HOME: what ``helm init --client-only`` makes of it."""

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

STABLE = "https://charts.helm.sh/stable"
LOCAL = "http://127.0.0.1:8879/charts"

_FOLDERS = ("repository", "repository/cache", "repository/local", "plugins", "starters", "cache/archive")
_REPOSITORIES = "repository/repositories.yaml"
_LOCAL_INDEX = "repository/local/index.yaml"
_LOCAL_LINK = "repository/cache/local-index.yaml"

#: the client's files for TLS with Tiller, by what they are, with their permission bits
TLS_FILES = {"ca": ("ca.pem", 0o644), "cert": ("cert.pem", 0o644), "key": ("key.pem", 0o600)}

_LIMIT = 1024 * 1024


@dataclass(frozen=True)
class Wanted:
    """A client's folder.

    :param tls: the files to copy, by the keys of :data:`TLS_FILES`.
    :param refresh: have the index of the repository ``stable``.
    :param repositories: whether a new folder knows the repositories ``stable`` and ``local``.
    """

    folder: str
    stable_url: str = STABLE
    local_url: str = LOCAL
    refresh: bool = True
    repositories: bool = True
    tls: dict[str, str] = field(default_factory=dict)


def bring(wanted: Wanted, *, check: bool = False) -> list[str]:
    """Have the folder as it is wanted; gives back the paths that are, or would be, made or replaced.

    What is there already is left alone, as Helm does it; only files for TLS follow those that they are copies of.

    :raises TillerError: a file cannot be read, or a path is in the way.
    :raises RepositoryError: a file cannot be written, or the index cannot be had.
    """
    changed: list[str] = []
    for name in ("", *_FOLDERS):
        path = os.path.join(wanted.folder, name) if name else wanted.folder
        if os.path.isdir(path):
            continue
        changed.append(path)
        if not check:
            _make(path)
    changed += _repositories(wanted, check)
    for kind, source in wanted.tls.items():
        name, mode = TLS_FILES[kind]
        target = os.path.join(wanted.folder, name)
        content = _read(source)
        if files_equal(source, target) and not _looser(target, mode):
            continue
        changed.append(target)
        if not check:
            atomic_files.write_file(target, content, mode)
    return changed


def remove(folder: str, *, check: bool = False) -> bool:
    """Delete the folder with everything in it; false when there is none.

    :raises TillerError: it does not look like a client's folder.
    """
    if not os.path.lexists(folder):
        return False
    if os.path.islink(folder) or not os.path.isfile(os.path.join(folder, _REPOSITORIES)):
        raise TillerError(
            "does not look like the folder of a Helm 2 client, so it is not deleted",
            folder,
            f"It would have a {_REPOSITORIES}. Delete it yourself if it is to go.",
        )
    if not check:
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise TillerError(f"cannot be deleted: {error.strerror}", error.filename or folder) from None
    return True


def files_equal(one: str, other: str) -> bool:
    """Whether two files have the same content; false when there is no other."""
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


def _repositories(wanted: Wanted, check: bool) -> list[str]:
    path = os.path.join(wanted.folder, _REPOSITORIES)
    cache = os.path.join(wanted.folder, "repository", "cache")
    changed = []
    if not os.path.exists(path):
        changed.append(path)
        if not check:
            _write_repositories(wanted, path)
    if wanted.repositories and (changed or load(path).get("local") is not None):
        index = os.path.join(wanted.folder, _LOCAL_INDEX)
        link = os.path.join(wanted.folder, _LOCAL_LINK)
        if not os.path.exists(index):
            changed.append(index)
            if not check:
                text = f'apiVersion: v1\nentries: {{}}\ngenerated: "{_now()}"\n'
                atomic_files.write_file(index, text.encode("ascii"))
        if not os.path.lexists(link):
            changed.append(link)
            if not check:
                os.symlink(index, link)
    stable = load(path).get("stable") if os.path.exists(path) else None
    new = wanted.repositories and bool(changed) and changed[0] == path
    if wanted.refresh and (new or stable is not None):
        paths = HelmPaths(path, cache, os.path.join(wanted.folder, "cache", "content"), helm2=True)
        index = paths.index_file("stable")
        if not os.path.exists(index):
            changed.append(index)
            if stable is not None and not check:
                ensure_repositories([stable], paths, update_policy=UpdatePolicy())
    return changed


def _write_repositories(wanted: Wanted, path: str) -> None:
    entries: tuple[RepositoryEntry, ...] = ()
    if wanted.repositories:
        entries = (RepositoryEntry("stable", wanted.stable_url), RepositoryEntry("local", wanted.local_url))
    with atomic_files.locked(path):
        save(path, RepositoriesFile(entries, {"apiVersion": "v1", "generated": _now()}), helm2=True)


def _make(path: str) -> None:
    try:
        os.makedirs(path, mode=0o755, exist_ok=True)
    except OSError as error:
        raise TillerError(f"cannot be made: {(error.strerror or 'unknown error').lower()}", path) from None


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            content = stream.read(_LIMIT + 1)
    except OSError as error:
        raise TillerError(
            f"cannot be read: {(error.strerror or 'unknown error').lower()}",
            path,
            "It has to be on the host that the task runs on.",
            reason="tls",
        ) from None
    if b"-----BEGIN" not in content or len(content) > _LIMIT:
        raise TillerError("is not PEM", path, reason="tls")
    return content


def _looser(path: str, mode: int) -> bool:
    """Whether others may do more with a file than they should."""
    return bool(os.stat(path).st_mode & 0o777 & ~mode)


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
