# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules run as a user runs them by hand: ``ansible localhost -m coxswain.helm.NAME``."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def run_module(
    module: str, /, *options: str, variables: dict[str, str] | None = None, fails: bool = False, **arguments: Any
) -> dict[str, Any]:
    """Run a module on the local host and return its result.

    :param options: further options of `ansible`, such as ``--check``.
    :param variables: further environment variables.
    :param fails: whether the module has to fail; otherwise it must not.
    """
    program = Path(sys.executable).parent / "ansible"
    command = [str(program), "localhost", "-m", f"coxswain.helm.{module}", "-a", json.dumps(arguments), *options]
    env = os.environ | {"ANSIBLE_LOAD_CALLBACK_PLUGINS": "1", "ANSIBLE_NOCOLOR": "1"} | (variables or {})
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    # In diff mode the result stands between what is shown before and after it.
    head = re.search(r"^localhost \| [A-Z!]+ => (?=\{)", done.stdout, re.M)
    assert head, done.stdout
    result: dict[str, Any] = json.JSONDecoder().raw_decode(done.stdout, head.end())[0]
    return result


@pytest.fixture(scope="session")
def module() -> Callable[..., dict[str, Any]]:
    """:func:`run_module`."""
    return run_module
