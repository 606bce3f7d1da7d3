# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``merge_values``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: merge_values
short_description: Merge values like Helm merges values files
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Merges dictionaries recursively; later ones take precedence. Anything but dictionaries, including lists, is
    replaced.
  - V(null) values are kept in the result, so that they remove defaults of the chart.
positional: _input, overrides
options:
  _input:
    description:
      - The base values. A list of dictionaries is merged in order.
    type: raw
    required: true
  overrides:
    description:
      - Dictionaries that override the base values, as further positional arguments.
    type: list
    elements: dict
seealso:
  - plugin: ansible.builtin.combine
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Merge common and site-specific values
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
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load

merge_maps = load("module_utils.chart.values").merge_maps
to_builtins = load("plugin_utils.builtin_types").to_builtins


def merge_values(base: Any, *overrides: Any) -> dict[str, Any]:
    """Merge ``overrides`` into ``base``."""
    first = to_builtins(base)
    layers = [*(first if isinstance(first, list) else [first]), *(to_builtins(override) for override in overrides)]
    merged: dict[str, Any] = {}
    for position, layer in enumerate(layers):
        if layer is None:
            continue
        if not isinstance(layer, dict):
            raise AnsibleFilterError(
                f"merge_values: item {position + 1} of {len(layers)} must be a dictionary, not {type(layer).__name__}"
            )
        merged = merge_maps(merged, layer)
    return merged


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"merge_values": merge_values}
