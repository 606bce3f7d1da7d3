# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twin of ``plugins/module_utils/module/options/values.py``."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  release_values:
    description:
      - Values for the chart. They win over O(values_files).
    type: dict
    default: {}
    aliases: [values]
  values_files:
    description:
      - Paths of YAML files with values, on the target host; for a lookup, on the controller. A later file wins over an
        earlier one, key by key at every depth.
    type: list
    elements: str
    default: []
  set_values:
    description:
      - Single values in the grammar of C(helm --set). They win over O(release_values).
      - Whatever their order, they are evaluated by type as C(helm) does, V(json) first, then V(raw), V(string),
        V(file), V(literal).
    type: list
    elements: dict
    suboptions:
      value:
        description:
          - Paths and values, such as C(phase=prod) or C(servers[0].port=80,name=a).
        type: str
        required: true
      value_type:
        description:
          - V(raw) takes numbers, booleans and C(null) for what they are, as C(--set).
          - V(string) takes every value as a string, as C(--set-string).
          - V(json) takes every value as JSON, as C(--set-json).
          - V(file) takes every value as the path of a file on the target host that holds it, as C(--set-file).
          - V(literal) takes everything behind the first C(=) as one string, as C(--set-literal).
        type: str
        default: raw
        choices: [raw, string, json, file, literal]
"""
