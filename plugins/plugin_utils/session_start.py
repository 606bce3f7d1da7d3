# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start a session on a target: find the code of the collection in the user's cache, or unpack it there, and run it.

The controller sends the text of this file with each task, so it may not import anything beside the standard library.
The code is in ``~/.cache/coxswain-helm/core/DIGEST``, where DIGEST is the SHA-256 of the archive that it came in. It is
executed, so nobody else may be able to write to it.

The answer is one line on standard output: the mark of the request, a word, and JSON. The words are:

=========== ===========================================================================================
result      the result of the task; its work may have failed
missing     the archive is needed, as its digest is not here; the work has not started
unusable    no session is possible, for the reason that follows; the work has not started
=========== ===========================================================================================
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import json
import os
import stat
import sys
import time
from typing import Any

#: The package of the core that contains the implementations of modules.
_MODULES = "_coxswain_helm.module_utils.module"

DAY = 24 * 3600
#: Seconds after which code that no task has used is removed.
KEPT = 30 * DAY
#: Bytes that have to be free before the archive is asked for.
SPACE = 32 << 20


class Unusable(Exception):
    """No session is possible."""


class Missing(Exception):
    """The archive is needed."""


def main(request: dict[str, Any]) -> None:
    """Answer a request.

    :param request: ``mark``; ``digest``; ``archive``, the path of the archive, or ``None``; ``module``; ``options``;
        ``settings``, see ``module_utils/module/session.py``.
    """
    answers = _reserved_stdout()
    _forget_the_working_directory()
    try:
        run, definition, lock = _start(request)
    except Missing:
        word, content = "missing", None
    except Exception as error:
        # The work has not started, so the controller reports the reason with -vvv and ships the module instead.
        word, content = "unusable", str(error) or type(error).__name__
    else:
        word, content = "result", run(definition, request["options"], request["settings"])
        os.close(lock)
    line = f"\n{request['mark']} {word} {json.dumps(content)}\n"
    with os.fdopen(answers, "w", encoding="ascii") as stream:
        stream.write(line)


def _reserved_stdout() -> int:
    """Return a copy of standard output, which from now on is standard error for everybody else."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


def _forget_the_working_directory() -> None:
    """Import nothing from the directory of the script, and leave it if ``become`` has made it unreadable."""
    script = os.path.dirname(os.path.abspath(sys.argv[0])) if sys.argv[0] not in ("", "-") else None
    sys.path[:] = [entry for entry in sys.path if entry not in ("", script)]
    for directory in (os.curdir, os.path.expanduser("~"), "/"):
        if os.access(directory, os.R_OK | os.X_OK):
            os.chdir(directory)
            break


def _start(request: dict[str, Any]) -> tuple[Any, Any, int]:
    """Return what does the work, the definition of the module, and a descriptor that keeps the code in place."""
    core = core_folder()
    path = os.path.join(core, request["digest"])
    if request["archive"] is not None:
        if not os.path.lexists(path):
            unpack(request["archive"], request["digest"], core)
        clean(core, request["digest"])
    lock = occupy(path)
    sys.path.insert(0, path)
    # Bytecode is trusted as the code is, so it must not be anywhere else.
    sys.pycache_prefix = None
    sys.dont_write_bytecode = False
    try:
        run = importlib.import_module(f"{_MODULES}.session").run
        return run, importlib.import_module(f"{_MODULES}.{request['module']}").MODULE, lock
    except (ImportError, SyntaxError, EOFError, ValueError, AttributeError) as error:
        if request["archive"] is not None:
            raise Unusable(f"the code cannot be imported: {type(error).__name__}: {error}") from error
        # Such as after a power failure, before the files were written.
        os.close(lock)
        remove(path)
        raise Missing from error


def core_folder() -> str:
    """Return the directory of all digests, which exists afterwards and may be written to.

    :raises Unusable: there is no such directory.
    """
    base = os.environ.get("XDG_CACHE_HOME")
    if not base:
        home = os.path.expanduser("~")
        if not os.path.isdir(home):
            raise Unusable(f"the user has no home: {home} is not a directory")
        base = os.path.join(home, ".cache")
    if not os.path.isabs(base):
        raise Unusable(f"the path of the cache is not absolute: {base}")
    # Without symbolic links, which somebody might change after the checks.
    base = os.path.realpath(base)
    parent = os.path.join(base, "coxswain-helm")
    core = os.path.join(parent, "core")
    # HOME may be another user's after become, and what root creates there would be in the way of that user.
    check_ancestors(_existing(base))
    try:
        if not os.path.isdir(core):
            os.makedirs(base, mode=0o700, exist_ok=True)
            make(parent)
            make(core)
    except OSError as error:
        raise Unusable(f"{core} cannot be created: {error.strerror}") from None
    check_ancestors(base)
    check(parent, 0o022)
    check(core, 0o077)
    return core


def _existing(path: str) -> str:
    """Return the first of a path and the directories above it that exists."""
    while not os.path.lexists(path):
        path = os.path.dirname(path)
    return path


def make(path: str) -> None:
    """Create a private directory, unless another process is faster."""
    with contextlib.suppress(FileExistsError):
        os.mkdir(path, mode=0o700)


def check(path: str, forbidden: int) -> None:
    """Check that a path is a directory of this user.

    :param forbidden: permissions that it may not give.
    :raises FileNotFoundError: there is nothing.
    :raises Unusable: the owner, the kind or the permissions are wrong.
    """
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode):
        raise Unusable(f"{path} is not a directory")
    if status.st_uid != os.geteuid():
        raise Unusable(f"{path} belongs to another user")
    if status.st_mode & forbidden:
        raise Unusable(f"{path} has the permissions {stat.S_IMODE(status.st_mode):04o}, so other users can access it")


def check_ancestors(path: str) -> None:
    """Check that no other user than root can replace a directory on a path.

    :raises Unusable: somebody can.
    """
    while True:
        status = os.stat(path)
        if status.st_uid not in (0, os.geteuid()):
            raise Unusable(f"{path} belongs to another user")
        if status.st_mode & 0o022 and not status.st_mode & stat.S_ISVTX:
            raise Unusable(
                f"{path} has the permissions {stat.S_IMODE(status.st_mode):04o}, so other users can change it"
            )
        if path == os.path.dirname(path):
            return
        path = os.path.dirname(path)


def occupy(path: str) -> int:
    """Return a descriptor that keeps code from being removed, and note that the code is used.

    :param path: the directory of a digest.
    :raises Missing: it is not here; there is place for it.
    :raises Unusable: it is not here, and there is no place for it, or it cannot be trusted.
    """
    try:
        check(path, 0o077)
        lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        _check_place(os.path.dirname(path))
        raise Missing from None
    if not _is_kept(path, lock):
        os.close(lock)
        raise Missing
    if time.time() - os.fstat(lock).st_mtime > DAY:
        with contextlib.suppress(OSError):
            os.utime(path)
    return lock


def _is_kept(path: str, lock: int) -> bool:
    """Lock a directory, and return whether no other process is removing it or has removed it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # A file system without locks; what is used is not old enough to be removed.
        pass
    try:
        return os.path.samestat(os.fstat(lock), os.stat(path))
    except FileNotFoundError:
        return False


def _check_place(core: str) -> None:
    if not os.access(core, os.W_OK | os.X_OK):
        raise Unusable(f"{core} is not writable")
    status = os.statvfs(core)
    if status.f_bavail * status.f_frsize < SPACE:
        raise Unusable(f"{core} has no space left")


def unpack(archive: str, digest: str, core: str) -> None:
    """Unpack the archive, unless another process has done so.

    :raises Unusable: the archive is not the one that the digest belongs to, or cannot be unpacked.
    """
    import compileall
    import hashlib
    import io
    import shutil
    import tempfile
    import zipfile

    with open(archive, "rb") as stream:
        content = stream.read()
    if hashlib.sha256(content).hexdigest() != digest:
        raise Unusable("the archive was damaged on its way")
    path = os.path.join(core, digest)
    temporary = tempfile.mkdtemp(prefix=".new-", dir=core)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            opened.extractall(temporary)
        # The paths in the bytecode, which tracebacks show, are those of the final place.
        compileall.compile_dir(temporary, maxlevels=32, ddir=path, quiet=2)
        os.utime(temporary)
        try:
            os.rename(temporary, path)
        except OSError:
            # Another process was faster; whether its result can be used is checked as always.
            if not os.path.lexists(path):
                raise
    except OSError as error:
        raise Unusable(f"{core} cannot be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def clean(core: str, digest: str) -> None:
    """Remove code that no task has used for a long time, and what interrupted processes have left.

    :param digest: is kept.
    """
    with os.scandir(core) as entries:
        found = [entry for entry in entries if entry.name != digest and entry.is_dir(follow_symlinks=False)]
    for entry in found:
        try:
            unused = time.time() - entry.stat(follow_symlinks=False).st_mtime
        except OSError:
            continue
        if unused > (DAY if entry.name.startswith(".") else KEPT):
            remove(entry.path)


def remove(path: str) -> None:
    """Remove the directory of a digest, unless a process uses it."""
    import shutil
    import tempfile

    try:
        lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return
    # It stays if it is in use, or if the file system has no locks.
    with contextlib.suppress(OSError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        gone = tempfile.mkdtemp(prefix=".old-", dir=os.path.dirname(path))
        os.rename(path, gone)
        shutil.rmtree(gone, ignore_errors=True)
    os.close(lock)
