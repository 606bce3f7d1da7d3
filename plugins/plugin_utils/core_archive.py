# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The code of the collection as one archive, for sessions on targets.

It contains ``module_utils`` as a package below ``_coxswain_helm``, and of ansible-core the files that it imports, from
the installation of this process. Equal files make equal bytes. The archive is built once and kept in the user's cache;
its name is the SHA-256 of its content.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import io
import os
import time
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

import ansible
from ansible import constants as C
from ansible.release import __version__

from ..module_utils import private_folder
from .core import NAME

#: The directory of ansible-core.
ANSIBLE = os.path.dirname(os.path.abspath(ansible.__file__))
#: The directory that contains ``module_utils``.
PLUGINS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

#: Days that archives are kept which no task has used.
_KEPT = 30
_TIME = (1980, 1, 1, 0, 0, 0)
#: The package itself: its own file imports what only a controller has.
_ANSIBLE_PACKAGE = '__version__ = "{version}"\n__author__ = "{author}"\n'


class Archive(NamedTuple):
    """An archive on the controller.

    :param digest: the SHA-256 of its content, in hexadecimal digits.
    """

    path: str
    digest: str


class Source(NamedTuple):
    """What the archive is made of.

    :param plugins: the directory that contains ``module_utils``.
    :param core: the directory of ansible-core.
    """

    plugins: str = PLUGINS
    core: str = ANSIBLE
    version: str = __version__


def current(source: Source | None = None) -> Archive:
    """Return the archive of the code as it is now, built unless it is in the cache."""
    source = source or Source()
    folder = private_folder.in_cache("core-archives")
    if folder is None:
        # Only for this run of Ansible.
        folder = os.path.join(C.DEFAULT_LOCAL_TMP, "coxswain-helm-core-archives")
        os.makedirs(folder, mode=0o700, exist_ok=True)
    reference = os.path.join(folder, f"{_key(source)}.digest")
    with contextlib.suppress(OSError):
        with open(reference, encoding="ascii") as stream:
            digest = stream.read()
        found = Archive(os.path.join(folder, f"{digest}.zip"), digest)
        used = os.stat(found.path).st_mtime
        if time.time() - used > 24 * 3600:
            for path in (reference, found.path):
                os.utime(path)
        return found
    content = build(source)
    digest = hashlib.sha256(content).hexdigest()
    path = os.path.join(folder, f"{digest}.zip")
    private_folder.write(path, content)
    private_folder.write(reference, digest.encode("ascii"))
    _clean(folder)
    return Archive(path, digest)


def is_intact(archive: Archive) -> bool:
    """Return whether the content of an archive is what its name says."""
    try:
        with open(archive.path, "rb") as stream:
            return hashlib.sha256(stream.read()).hexdigest() == archive.digest
    except OSError:
        return False


def discard(archive: Archive) -> None:
    """Remove an archive, so that the next task builds it again."""
    with contextlib.suppress(OSError):
        os.unlink(archive.path)


def build(source: Source) -> bytes:
    """Return the content of the archive."""
    files = {f"{NAME}/{name}": path for name, path in _python_files(source.plugins, "module_utils")}
    roots = {name for path in files.values() for name in _imports(path, ())}
    files.update(closure(source.core, roots))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as opened:
        package = _ANSIBLE_PACKAGE.format(version=source.version, author="Ansible, Inc.")
        opened.writestr(_entry("ansible/__init__.py"), package)
        for name in sorted(files):
            with open(files[name], "rb") as file:
                opened.writestr(_entry(name), file.read())
    return stream.getvalue()


def closure(folder: str, roots: set[str]) -> dict[str, str]:
    """Return the files of ``ansible.module_utils`` that some modules import, directly or indirectly.

    :param folder: the directory of ansible-core.
    :param roots: names below ``ansible``; those that are not modules are ignored.
    :returns: name in the archive to path.
    """
    found: dict[str, str] = {}
    waiting, seen = sorted(roots), set()
    while waiting:
        name = waiting.pop()
        parts = tuple(name.split("."))
        if name in seen or parts[:2] != ("ansible", "module_utils"):
            continue
        seen.add(name)
        path = _module_file(folder, parts)
        if path is None:
            continue
        found["/".join(("ansible", *os.path.relpath(path, folder).split(os.sep)))] = path
        package = parts if os.path.basename(path) == "__init__.py" else parts[:-1]
        waiting += [".".join(parts[:length]) for length in range(2, len(parts))]
        waiting += _imports(path, package)
    return found


def _module_file(folder: str, parts: tuple[str, ...]) -> str | None:
    base = os.path.join(folder, *parts[1:])
    for path in (os.path.join(base, "__init__.py"), f"{base}.py"):
        if os.path.isfile(path):
            return path
    return None


def _imports(path: str, package: tuple[str, ...]) -> Iterator[str]:
    """Yield the names below ``ansible`` that a file imports, also those in functions.

    :param package: the package that relative imports start from, empty to ignore them.
    """
    with open(path, "rb") as stream:
        tree = ast.parse(stream.read())
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("ansible."))
        elif isinstance(node, ast.ImportFrom):
            parts = tuple((node.module or "").split(".")) if node.module else ()
            if node.level:
                parts = (*package[: len(package) - node.level + 1], *parts) if package else ()
            if parts[:1] == ("ansible",):
                yield ".".join(parts)
                yield from (".".join((*parts, alias.name)) for alias in node.names)


def _python_files(folder: str, below: str) -> Iterator[tuple[str, str]]:
    """Yield name in the archive and path of the Python files below a directory."""
    for directory, folders, names in os.walk(os.path.join(folder, below)):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            if name.endswith(".py"):
                path = os.path.join(directory, name)
                yield "/".join(os.path.relpath(path, folder).split(os.sep)), path


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o100600 << 16
    entry.create_system = 3
    return entry


def _key(source: Source) -> str:
    """Return what changes whenever the archive may change, without reading the files."""
    digest = hashlib.sha256(repr(source).encode("utf-8", "surrogateescape"))
    files = [*_python_files(source.plugins, "module_utils"), *_python_files(source.core, "module_utils")]
    for path in sorted(path for dummy, path in files):
        status = os.stat(path)
        line = f"{path} {status.st_mtime_ns} {status.st_size}\n"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _clean(folder: str) -> None:
    """Remove what no task has used for a long time."""
    for entry in os.scandir(folder):
        with contextlib.suppress(OSError):
            if time.time() - entry.stat().st_mtime > _KEPT * 24 * 3600:
                os.unlink(entry.path)
