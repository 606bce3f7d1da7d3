# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``merge_values``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: merge_values
short_description: Merge values as Helm merges values files
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Lays dictionaries over each other, the later ones on top. Dictionaries are merged at every depth, anything else,
    lists included, is replaced.
  - V(null) stays in the result, where it removes a value of the chart.
positional: _input, overrides
options:
  _input:
    description:
      - The values to start from. A list of dictionaries is merged in its order.
    type: raw
    required: true
  overrides:
    description:
      - Dictionaries to lay over them, as further positional arguments.
    type: list
    elements: dict
seealso:
  - plugin: ansible.builtin.combine
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Merge common values and those of a site
  coxswain.helm.release:
    name: shop
    namespace: shop
    chart_ref: internal/shop
    values: "{{ common_values | coxswain.helm.merge_values(site_values, {'replicas': 3}) }}"
"""

RETURN = r"""
_value:
  description: The merged values.
  type: dict
"""

from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.coxswain.helm.plugins.module_utils.chart.values import merge_maps
from ansible_collections.coxswain.helm.plugins.plugin_utils.builtin_types import to_builtins


def merge_values(base: Any, *overrides: Any) -> dict[str, Any]:
    """Lay ``overrides`` over ``base``."""
    first = to_builtins(base)
    layers = [*(first if isinstance(first, list) else [first]), *(to_builtins(override) for override in overrides)]
    merged: dict[str, Any] = {}
    for position, layer in enumerate(layers):
        if layer is None:
            continue
        if not isinstance(layer, dict):
            raise AnsibleFilterError(
                f"merge_values: dictionary {position + 1} of {len(layers)} is of type {type(layer).__name__}"
            )
        merged = merge_maps(merged, layer)
    return merged


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"merge_values": merge_values}
