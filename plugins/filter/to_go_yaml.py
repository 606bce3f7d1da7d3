# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``to_go_yaml``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: to_go_yaml
short_description: Format YAML like Helm's toYaml
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Formats a value exactly like the template function C(toYaml) of Helm 3 and 4, including the order of keys, quotes
    and line breaks.
  - Like there, the text has no final newline.
options:
  _input:
    description:
      - The value to format.
    type: raw
    required: true
seealso:
  - plugin: coxswain.helm.from_go_yaml
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Write a values file
  ansible.builtin.copy:
    content: "{{ shop_values | coxswain.helm.to_go_yaml }}\n"
    dest: /srv/values/shop.yaml
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The YAML text.
  type: str
"""

from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load

errors_as = load("plugin_utils.errors").errors_as
to_builtins = load("plugin_utils.builtin_types").to_builtins
yaml_out = load("module_utils.data.yaml_out")


def to_go_yaml(value: Any) -> str:
    """Format a value as YAML, without a final newline."""
    with errors_as(AnsibleFilterError, "to_go_yaml"):
        text = yaml_out.marshal(to_builtins(value))
    return text[:-1] if text.endswith("\n") else text


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"to_go_yaml": to_go_yaml}
