# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``port_forward_needs``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: port_forward_needs
short_description: Determine which programs a node needs for port forwarding, and why
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Determines the container runtime of a node from facts about it, the programs that the runtime starts for port
    forwarding, and the packages that provide them.
  - Tiller, like any pod that is reached through port forwarding, needs these programs on every node that may run it.
positional: _input
options:
  _input:
    description:
      - Facts about the node, with any of the keys C(node) (the C(containerRuntimeVersion) in its status, such as
        V(containerd://1.7.2)), C(flags) (the command line and configuration of its kubelet, as text), C(sockets) (a
        list of existing socket paths) and C(versions) (a dictionary of the version output of runtime programs).
    type: dict
    required: true
  runtime:
    description:
      - The runtime, such as V(containerd), V(cri-o), V(docker), V(cri-dockerd) or V(k3s). By default it is detected.
    type: str
  version:
    description:
      - The version of O(runtime).
    type: str
  manager:
    description:
      - The package manager, as in the fact C(ansible_facts.pkg_mgr).
    type: str
  also:
    description:
      - Further required programs, of V(socat), V(nsenter) and V(conntrack).
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Show what a node needs
  ansible.builtin.debug:
    msg: "{{ {'node': 'containerd://1.3.9'} | coxswain.helm.port_forward_needs(manager='apt') }}"
"""

RETURN = r"""
_value:
  description:
    - A dictionary with C(runtime), C(version), C(programs) (the required programs), C(reason), C(packages) (by
      program), C(install_method) (V(module), V(command), or V(file) without a package manager) and
      C(command) (the install command without the packages, for V(command)).
  type: dict
"""

from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load

port_forward = load("plugin_utils.port_forward")
to_builtins = load("plugin_utils.builtin_types").to_builtins


def port_forward_needs(
    facts: Any, runtime: Any = None, version: Any = None, manager: Any = None, also: Any = None
) -> dict[str, Any]:
    """Return the programs that a node needs for port forwarding, the reason, and their packages."""
    facts, name, number, manager, also = (to_builtins(value) for value in (facts, runtime, version, manager, also))
    if not isinstance(facts, dict):
        raise AnsibleFilterError(f"port_forward_needs: the input must be a dictionary, not {type(facts).__name__}")
    try:
        found = (name, number or "") if name else port_forward.find_runtime(facts)
        needs = port_forward.needs(str(found[0]), str(found[1]))
        programs = list(dict.fromkeys([*needs.programs, *(also or [])]))
        by_program = {program: port_forward.packages([program], manager or "")[0] for program in programs}
    except ValueError as error:
        raise AnsibleFilterError(f"port_forward_needs: {error}") from error
    return {
        **needs.as_dict(),
        "programs": programs,
        "packages": by_program,
        "install_method": port_forward.install_method(manager or ""),
        "command": list(port_forward.COMMANDS.get(manager or "", [])),
    }


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"port_forward_needs": port_forward_needs}
