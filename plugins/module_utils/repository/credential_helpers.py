# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Docker's credential helpers: programs ``docker-credential-NAME`` that keep passwords in the place of a file.

They are what the user's own configuration names; the protocol is that of the docker-credential-helpers project: one
word as the only argument, a server address or JSON on standard input, JSON on standard output.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import Any

from ..errors import RepositoryError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
_MISSING = "credentials not found in native keychain"
_SECONDS = 30


def default_helper() -> str:
    """The helper that Helm and Docker take when a configuration says nothing: the platform's own, if installed."""
    if sys.platform == "darwin":
        name = "osxkeychain"
    else:
        name = "pass" if shutil.which("pass") else "secretservice"
    return name if shutil.which(f"docker-credential-{name}") else ""


def get(helper: str, server: str) -> tuple[str, str] | None:
    """User name and secret that ``helper`` has for ``server``; None when it has none.

    :raises RepositoryError: there is no such helper, or it fails.
    """
    answer = _run(helper, "get", server)
    if answer is None:
        return None
    try:
        found: Any = json.loads(answer)
        user, secret = found.get("Username", ""), found.get("Secret", "")
    except (ValueError, AttributeError, RecursionError):
        user = secret = None
    if not isinstance(user, str) or not isinstance(secret, str):
        raise _failure(helper, "its answer is not what the protocol says")
    return user, secret


def store(helper: str, server: str, user: str, secret: str) -> None:
    """Have ``helper`` keep a secret.

    :raises RepositoryError: there is no such helper, or it fails.
    """
    _run(helper, "store", json.dumps({"ServerURL": server, "Username": user, "Secret": secret}))


def erase(helper: str, server: str) -> None:
    """Have ``helper`` forget what it has for ``server``.

    :raises RepositoryError: there is no such helper, or it fails.
    """
    _run(helper, "erase", server)


def _run(helper: str, action: str, text: str) -> str | None:
    """The helper's answer; None when it has nothing. What it says in a failure may hold secrets and is not shown."""
    if not _NAME.match(helper):
        raise _failure(helper[:64], "that is not the name of one")
    program = shutil.which(f"docker-credential-{helper}")
    if program is None:
        raise _failure(helper, f"there is no program docker-credential-{helper} on the PATH")
    try:
        done = subprocess.run(
            [program, action], input=text.encode(), capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _failure(helper, f"it does not end within {_SECONDS} seconds") from error
    except OSError as error:
        raise _failure(helper, f"it cannot be started: {error.strerror}") from error
    answer = done.stdout.decode("utf-8", "replace")
    if done.returncode == 0:
        return answer
    if _MISSING in answer and action != "store":
        return None
    raise _failure(helper, f"its {action} fails with exit code {done.returncode}")


def _failure(helper: str, why: str) -> RepositoryError:
    return RepositoryError(
        f"the credential helper {helper!r} cannot be used: {why}",
        remedy="Install or repair it, or take it out of the registry configuration.",
    )
