# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Post-render a manifest with a program, without a shell, as ``helm --post-renderer`` does."""

from __future__ import annotations

import os
import shutil
import subprocess

from ...errors import RenderError

#: how many characters of a program's error messages are reported
_ERRORS = 2000
#: how many bytes a program may print
_LIMIT = 100 * 1024 * 1024


def run_post_renderer(arguments: tuple[str, ...], manifest: str, timeout: float) -> str:
    """Return what a program prints for a manifest.

    :param arguments: the program (a path, or a name to look up in ``PATH``) and its arguments.
    :param timeout: seconds.
    :raises RenderError: it cannot be started, fails, takes too long or prints nothing.
    """
    program = os.path.expanduser(arguments[0])
    where = f"post_renderer {arguments[0]}"
    found = shutil.which(program)
    if found is None:
        raise RenderError(
            "the program does not exist or is not executable", where, "Give its path on the host that the task runs on."
        )
    try:
        # The user chooses the program, and no shell reads its arguments.
        done = subprocess.run(
            [found, *arguments[1:]],
            input=manifest.encode("utf-8", "surrogateescape"),
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RenderError(
            f"did not end within {timeout:.0f} s", where, "Raise timeout, or find out why it hangs."
        ) from None
    except OSError as error:
        raise RenderError(f"cannot be run: {error.strerror}", where, "Check its first line and permissions.") from None
    output = done.stderr.decode("utf-8", "replace").strip()[-_ERRORS:]
    if done.returncode != 0:
        text = f"ended with exit status {done.returncode}"
        raise RenderError(
            f"{text}: {output}" if output else text, where, "Correct it; it reads the manifest from standard input."
        )
    if not done.stdout.strip():
        raise RenderError("printed nothing", where, "It must print the whole manifest.")
    if len(done.stdout) > _LIMIT:
        raise RenderError(f"printed more than {_LIMIT} bytes", where)
    return done.stdout.decode("utf-8", "surrogateescape")
