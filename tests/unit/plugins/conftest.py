# SPDX-License-Identifier: GPL-3.0-or-later
"""Plugins of the controller as Ansible itself calls them, with the values that it hands to them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


class TemplatingError(Exception):
    """Ansible could not template an expression; the text holds every error of the chain."""


@pytest.fixture(scope="session")
def controller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A process in which Ansible finds the collection by its own loader, which this process has not installed."""
    import ansible_collections.coxswain.helm.plugins.module_utils.errors as found

    home = tmp_path_factory.mktemp("ansible")
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(Path(found.__file__).absolute().parents[5]),
        "ANSIBLE_HOME": str(home),
        "ANSIBLE_LOCAL_TEMP": str(home / "tmp"),
    }
    environment.pop("PYTHONPATH", None)
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("controller.py"))],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def template(controller: subprocess.Popen[str]) -> Callable[..., Any]:
    """Templates a Jinja2 expression with variables, filters and lookups included.

    ``_file`` is the text of a file of variables, and ``_vault`` holds variables that are encrypted in it.
    """

    def run(expression: str, _file: str = "", _vault: dict[str, str] | None = None, **variables: Any) -> Any:
        request = {"expression": expression, "variables": variables, "file": _file, "vault": _vault or {}}
        controller.stdin.write(json.dumps(request) + "\n")
        controller.stdin.flush()
        answer = json.loads(controller.stdout.readline())
        if "error" in answer:
            raise TemplatingError(answer["error"])
        return answer["result"]

    return run


@pytest.fixture
def templating_error() -> type[TemplatingError]:
    return TemplatingError
