# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Docker's credential helpers: programs ``docker-credential-NAME`` that store passwords outside of the configuration.

The user's own configuration refers to them. The protocol is that of the docker-credential-helpers project: an action as
the only argument, a server address or JSON on standard input, JSON on standard output.
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
    """Return the helper that Helm and Docker use by default: that of the platform, if installed; else nothing."""
    if sys.platform == "darwin":
        name = "osxkeychain"
    else:
        name = "pass" if shutil.which("pass") else "secretservice"
    return name if shutil.which(f"docker-credential-{name}") else ""


def get(helper: str, server: str) -> tuple[str, str] | None:
    """Return the user name and secret for ``server``, or None if the helper has none.

    :raises RepositoryError: the helper does not exist or fails.
    """
    output = _run(helper, "get", server)
    if output is None:
        return None
    try:
        found: Any = json.loads(output)
        user, secret = found.get("Username", ""), found.get("Secret", "")
    except (ValueError, AttributeError, RecursionError):
        user = secret = None
    if not isinstance(user, str) or not isinstance(secret, str):
        raise _failure(helper, "its output is invalid")
    return user, secret


def store(helper: str, server: str, user: str, secret: str) -> None:
    """Store a secret.

    :raises RepositoryError: the helper does not exist or fails.
    """
    _run(helper, "store", json.dumps({"ServerURL": server, "Username": user, "Secret": secret}))


def erase(helper: str, server: str) -> None:
    """Remove the secret for ``server``.

    :raises RepositoryError: the helper does not exist or fails.
    """
    _run(helper, "erase", server)


def _run(helper: str, action: str, text: str) -> str | None:
    """Return the output of the helper, or None if it has no credentials. Errors omit the output: it may be secret."""
    if not _NAME.match(helper):
        raise _failure(helper[:64], "the name is invalid")
    program = shutil.which(f"docker-credential-{helper}")
    if program is None:
        raise _failure(helper, f"there is no program docker-credential-{helper} on the PATH")
    try:
        done = subprocess.run(
            [program, action], input=text.encode(), capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _failure(helper, f"it timed out after {_SECONDS} seconds") from error
    except OSError as error:
        raise _failure(helper, f"it cannot be started: {error.strerror}") from error
    output = done.stdout.decode("utf-8", "replace")
    if done.returncode == 0:
        return output
    if _MISSING in output and action != "store":
        return None
    raise _failure(helper, f"its action {action!r} failed with exit code {done.returncode}")


def _failure(helper: str, why: str) -> RepositoryError:
    return RepositoryError(
        f"the credential helper {helper!r} cannot be used: {why}",
        remedy="Install or repair it, or remove it from the registry configuration.",
    )
