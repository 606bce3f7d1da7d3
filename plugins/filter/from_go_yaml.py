# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``from_go_yaml``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: from_go_yaml
short_description: Read YAML as Helm does
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Reads a YAML text by the rules of Go's YAML, which Helm reads values files and charts with. Dates stay strings, C(y)
    and C(n) are booleans, C(1:30) is a string, and C(010) is eight.
  - Keys are strings. Whole numbers come out as integers.
options:
  _input:
    description:
      - The YAML text.
    type: str
    required: true
  all:
    description:
      - Read every document of the text and return a list of them. Otherwise the first one is returned.
    type: bool
    default: false
seealso:
  - plugin: coxswain.helm.to_go_yaml
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Read a values file as Helm would
  ansible.builtin.set_fact:
    shop_values: "{{ lookup('ansible.builtin.file', 'shop.yaml') | coxswain.helm.from_go_yaml }}"

- name: Read a stream of manifests
  ansible.builtin.set_fact:
    manifests: "{{ lookup('ansible.builtin.file', 'all.yaml') | coxswain.helm.from_go_yaml(all=true) }}"
"""

RETURN = r"""
_value:
  description: What the text says.
  type: raw
"""

from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.coxswain.helm.plugins.module_utils.data import yaml_in
from ansible_collections.coxswain.helm.plugins.module_utils.module.reporting import as_result
from ansible_collections.coxswain.helm.plugins.plugin_utils.builtin_types import to_builtins
from ansible_collections.coxswain.helm.plugins.plugin_utils.errors import errors_as


def from_go_yaml(text: Any, all: bool = False) -> Any:
    """What ``text`` says.

    :param all: read every document.
    """
    source = to_builtins(text)
    if not isinstance(source, str):
        raise AnsibleFilterError(f"from_go_yaml: the input is of type {type(source).__name__}, and no text")
    with errors_as(AnsibleFilterError, "from_go_yaml"):
        return as_result(yaml_in.load_objects(source) if all else yaml_in.unmarshal_exact(source))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"from_go_yaml": from_go_yaml}
