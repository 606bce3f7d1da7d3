# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``from_go_yaml``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: from_go_yaml
short_description: Parse YAML like Helm
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Parses YAML by the rules of Go's YAML library, with which Helm reads values files and charts. Dates stay strings,
    C(y) and C(n) are booleans, C(1:30) is a string, and C(010) is eight.
  - Keys are strings. Whole numbers are returned as integers.
options:
  _input:
    description:
      - The YAML text.
    type: str
    required: true
  all:
    description:
      - Return a list of all documents in the text, instead of the first document only.
    type: bool
    default: false
seealso:
  - plugin: coxswain.helm.to_go_yaml
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Parse a values file like Helm
  ansible.builtin.set_fact:
    shop_values: "{{ lookup('ansible.builtin.file', 'shop.yaml') | coxswain.helm.from_go_yaml }}"

- name: Parse a stream of manifests
  ansible.builtin.set_fact:
    manifests: "{{ lookup('ansible.builtin.file', 'all.yaml') | coxswain.helm.from_go_yaml(all=true) }}"
"""

RETURN = r"""
_value:
  description: The parsed document, or a list of all documents with O(all=true).
  type: raw
"""

from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load

as_result = load("module_utils.module.reporting").as_result
errors_as = load("plugin_utils.errors").errors_as
to_builtins = load("plugin_utils.builtin_types").to_builtins
yaml_in = load("module_utils.data.yaml_in")


def from_go_yaml(text: Any, all: bool = False) -> Any:
    """Parse a YAML text.

    :param all: return a list of all documents.
    """
    source = to_builtins(text)
    if not isinstance(source, str):
        raise AnsibleFilterError(f"from_go_yaml: the input must be a string, not {type(source).__name__}")
    with errors_as(AnsibleFilterError, "from_go_yaml"):
        return as_result(yaml_in.load_objects(source) if all else yaml_in.unmarshal_exact(source))


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"from_go_yaml": from_go_yaml}
