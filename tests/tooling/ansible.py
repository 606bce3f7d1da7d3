# SPDX-License-Identifier: GPL-3.0-or-later
"""Run Ansible's programs independently of the user's configuration."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from .environments import Environment
from .paths import SCRATCH, TESTS

#: Prefixes of the user's variables that affect Ansible, Python or clients of a cluster.
FOREIGN = ("ANSIBLE_", "PYTHON", "K8S_AUTH_", "KUBECONFIG", "HELM_", "KUBE_", "VIRTUAL_ENV")


def variables(environment: Environment, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables for a program of ``environment``; ``extra`` (such as a cluster's) overrides them."""
    home = SCRATCH / f"ansible{environment.folder.name.removeprefix('.venv')}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    clean.update(
        {
            "PATH": f"{environment.folder / 'bin'}{os.pathsep}{clean.get('PATH', os.defpath)}",
            "VIRTUAL_ENV": str(environment.folder),
            # Ansible requires a UTF-8 locale.
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_CONFIG": str(TESTS / "ansible.cfg"),
            "ANSIBLE_HOME": str(home),
            "ANSIBLE_REMOTE_TMP": str(home / "tmp"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_DEPRECATION_WARNINGS": "true",
            "ANSIBLE_PYTHON_INTERPRETER": str(environment.python),
        }
    )
    clean.update(extra or {})
    return clean


def helm_homes(folder: Path) -> dict[str, str]:
    """Return the variables that keep repositories and caches of charts in a folder instead of the user's home."""
    return {f"HELM_{kind.upper()}_HOME": str(folder / kind) for kind in ("config", "cache", "data")}


def playbook(environment: Environment, file: Path, *options: str) -> list[str]:
    """Return the command that runs a playbook on the local host."""
    return [
        environment.program("ansible-playbook"),
        "--inventory",
        "localhost,",
        "--connection",
        "local",
        str(file),
        *options,
    ]
