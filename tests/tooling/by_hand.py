# SPDX-License-Identifier: GPL-3.0-or-later
"""Run modules and playbooks from the command line, as a user does, for tests in any of the environments."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def run_module(
    module: str, /, *options: str, variables: Mapping[str, str] | None = None, fails: bool = False, **arguments: Any
) -> dict[str, Any]:
    """Run a module on the local host (``ansible localhost -m coxswain.helm.NAME``) and return its result.

    :param options: further options of `ansible`, such as ``--check``.
    :param variables: further environment variables.
    :param fails: whether the module must fail; otherwise it must succeed.
    """
    command = [_program("ansible"), "localhost", "-m", f"coxswain.helm.{module}", "-a", json.dumps(arguments), *options]
    env = os.environ | {"ANSIBLE_LOAD_CALLBACK_PLUGINS": "1", "ANSIBLE_NOCOLOR": "1"} | dict(variables or {})
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    # In diff mode there is output before and after the result.
    head = re.search(r"^localhost \| [A-Z!]+ => (?=\{)", done.stdout, re.M)
    assert head, done.stdout
    result: dict[str, Any] = json.JSONDecoder().raw_decode(done.stdout, head.end())[0]
    return result


@dataclass(frozen=True)
class Played:
    """The result of a playbook: the number of changes by host, and the output."""

    changed: dict[str, int]
    output: str


def run_playbook(
    file: Path, inventory: Mapping[str, Any], folder: Path, *options: str, fails: bool = False, **variables: Any
) -> Played:
    """Run a playbook with local connections.

    :param inventory: group names to hosts to their variables.
    :param folder: the folder in which the inventory is written.
    :param fails: whether the playbook must fail; otherwise it must succeed.
    :param variables: variables of all hosts.
    """
    common = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    groups = {name: {"hosts": hosts} for name, hosts in inventory.items()}
    path = folder / "inventory.json"
    path.write_text(json.dumps({"all": {"vars": common | variables, "children": groups}}))
    command = [_program("ansible-playbook"), "-i", str(path), str(file), *options]
    env = os.environ | {"ANSIBLE_NOCOLOR": "1", "ANSIBLE_INVENTORY_ENABLED": "yaml"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    recap = re.findall(r"^(\S+)\s+: ok=\d+\s+changed=(\d+)", done.stdout, re.M)
    return Played({host: int(changed) for host, changed in recap}, done.stdout + done.stderr)


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))
