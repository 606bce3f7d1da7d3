# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of a chart; see ``plugins/module_utils/module/options/values.py``."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  release_values:
    description:
      - Values for the chart. They take precedence over O(values_files).
    type: dict
    default: {}
    aliases: [values]
  values_files:
    description:
      - Paths of YAML files with values, on the target host (for a lookup, on the controller). Files are merged
        recursively, and later files take precedence.
    type: list
    elements: str
    default: []
  set_values:
    description:
      - Single values in the syntax of C(helm --set). They take precedence over O(release_values).
      - Regardless of their order in the list, they are evaluated by type as in C(helm), in the order V(json), V(raw),
        V(string), V(file), V(literal).
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
          - V(raw) interprets numbers, booleans and C(null), like C(--set).
          - V(string) treats all values as strings, like C(--set-string).
          - V(json) parses all values as JSON, like C(--set-json).
          - V(file) reads the values from files on the target host, like C(--set-file).
          - V(literal) treats everything after the first C(=) as one string, like C(--set-literal).
        type: str
        default: raw
        choices: [raw, string, json, file, literal]
"""
