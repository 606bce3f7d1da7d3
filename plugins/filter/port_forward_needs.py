# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``port_forward_needs``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: port_forward_needs
short_description: Tell which programs a node needs for port-forward, and why
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Tells from what is known of a node which container runtime it has, which programs the runtime starts for
    port-forward, and which packages have them.
  - Tiller, and whatever else is reached by port-forward, needs them on every node that may run it.
positional: _input
options:
  _input:
    description:
      - What is known of the node. Any of the keys C(node) (the C(containerRuntimeVersion) that the API server knows of
        it, such as V(containerd://1.7.2)), C(flags) (command line and settings of its kubelet as text), C(sockets) (a
        list of paths that exist) and C(versions) (a dictionary with what programs of runtimes say of their version).
    type: dict
    required: true
  runtime:
    description:
      - The runtime, if it is known otherwise, such as V(containerd), V(cri-o), V(docker), V(cri-dockerd) and V(k3s).
    type: str
  version:
    description:
      - The version of O(runtime).
    type: str
  manager:
    description:
      - The package manager, as the fact C(pkg_mgr) has it.
    type: str
  also:
    description:
      - Further programs that are needed, of V(socat), V(nsenter) and V(conntrack).
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Say what a node needs
  ansible.builtin.debug:
    msg: "{{ {'node': 'containerd://1.3.9'} | coxswain.helm.port_forward_needs(manager='apt') }}"
"""

RETURN = r"""
_value:
  description:
    - A dictionary with C(runtime), C(version), C(programs) (what is needed), C(reason), C(packages) (by program) and
      C(way) (V(module), V(command), or V(file) where there is no package manager), and with C(command), the words
      before the packages for V(command).
  type: dict
"""

from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.coxswain.helm.plugins.plugin_utils import port_forward
from ansible_collections.coxswain.helm.plugins.plugin_utils.builtin_types import to_builtins


def port_forward_needs(
    facts: Any, runtime: Any = None, version: Any = None, manager: Any = None, also: Any = None
) -> dict[str, Any]:
    """What a node needs for port-forward, why, and where it comes from."""
    facts, name, number, manager, also = (to_builtins(value) for value in (facts, runtime, version, manager, also))
    if not isinstance(facts, dict):
        raise AnsibleFilterError(f"port_forward_needs: the input is of type {type(facts).__name__}, not a dictionary")
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
        "way": port_forward.way(manager or ""),
        "command": list(port_forward.COMMANDS.get(manager or "", [])),
    }


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"port_forward_needs": port_forward_needs}
