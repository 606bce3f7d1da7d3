# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a program of the user's over a rendered manifest, without a shell, as ``helm --post-renderer`` does."""

from __future__ import annotations

import os
import shutil
import subprocess

from ...errors import RenderError

#: the most of a program's error messages that is told
_ERRORS = 2000
#: the most that a program may print, in bytes
_LIMIT = 100 * 1024 * 1024


def run_post_renderer(arguments: tuple[str, ...], manifest: str, timeout: float) -> str:
    """What the program prints when it is given the manifest.

    :param arguments: the program (a path, or a name that is looked for in ``PATH``) and its arguments.
    :param timeout: seconds.
    :raises RenderError: it cannot be started, fails, takes too long or prints nothing.
    """
    program = os.path.expanduser(arguments[0])
    where = f"post_renderer {arguments[0]}"
    found = shutil.which(program)
    if found is None:
        raise RenderError(
            "there is no such program, or it may not be run", where, "Give its path on the host that the task runs on."
        )
    try:
        # The program is the user's own choice, and no shell reads its arguments.
        done = subprocess.run(
            [found, *arguments[1:]],
            input=manifest.encode("utf-8", "surrogateescape"),
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RenderError(
            f"did not end within {timeout:.0f} s", where, "Raise timeout, or look why it hangs."
        ) from None
    except OSError as error:
        raise RenderError(f"cannot be run: {error.strerror}", where, "Check its first line and permissions.") from None
    said = done.stderr.decode("utf-8", "replace").strip()[-_ERRORS:]
    if done.returncode != 0:
        text = f"ended with exit status {done.returncode}"
        raise RenderError(
            f"{text}: {said}" if said else text, where, "Correct it; it reads the manifest from its input."
        )
    if not done.stdout.strip():
        raise RenderError("printed nothing", where, "It has to print the whole manifest.")
    if len(done.stdout) > _LIMIT:
        raise RenderError(f"printed more than {_LIMIT} bytes", where)
    return done.stdout.decode("utf-8", "surrogateescape")
