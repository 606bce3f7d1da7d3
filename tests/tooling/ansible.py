# SPDX-License-Identifier: GPL-3.0-or-later
"""Running Ansible's programs so that nothing of the user's own configuration plays a part."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from .environments import Environment
from .paths import SCRATCH, TESTS

#: A user's variables that change what Ansible, Python or a cluster client does.
FOREIGN = ("ANSIBLE_", "PYTHON", "K8S_AUTH_", "KUBECONFIG", "HELM_", "KUBE_", "VIRTUAL_ENV")


def variables(environment: Environment, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables for a program of ``environment``; ``extra`` (such as a cluster's) is added last."""
    home = SCRATCH / f"ansible{environment.folder.name.removeprefix('.venv')}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    clean.update(
        {
            "PATH": f"{environment.folder / 'bin'}{os.pathsep}{clean.get('PATH', os.defpath)}",
            "VIRTUAL_ENV": str(environment.folder),
            # Ansible refuses to start in a locale that is not UTF-8.
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
    """Variables that keep repositories and caches of charts in a folder, away from the user's own."""
    return {f"HELM_{kind.upper()}_HOME": str(folder / kind) for kind in ("config", "cache", "data")}


def playbook(environment: Environment, file: Path, *options: str) -> list[str]:
    """The command that runs a playbook on the local host."""
    return [
        environment.program("ansible-playbook"),
        "--inventory",
        "localhost,",
        "--connection",
        "local",
        str(file),
        *options,
    ]
