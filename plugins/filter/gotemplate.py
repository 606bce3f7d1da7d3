# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``gotemplate``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: gotemplate
short_description: Render a Go template
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Renders a text as a Go template, with the functions of Helm, such as C(toYaml), C(default) and C(include).
  - As Ansible takes C({{) for its own, the text should come from a file or a lookup, or be marked as C(!unsafe).
positional: _input, data
options:
  _input:
    description:
      - The template.
    type: str
    required: true
  data:
    description:
      - What the template sees as its dot.
    type: raw
  numbers:
    description:
      - V(exact) lets the template see whole numbers as integers, V(helm) every number as a floating point number, as
        values of a chart are.
    type: str
    choices: [exact, helm]
    default: exact
  dialect:
    description:
      - The Helm whose functions and rules to use, of 4.3, 3.22 or 2.17.
    type: str
    choices: [helm4, helm3, helm2]
    default: helm4
seealso:
  - plugin: coxswain.helm.template
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Render a Go template of the role's files
  ansible.builtin.copy:
    content: "{{ lookup('ansible.builtin.file', 'motd.gotmpl') | coxswain.helm.gotemplate({'hosts': groups['all']}) }}"
    dest: /etc/motd
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The rendered text.
  type: str
"""

from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import DIALECTS
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.codecache import CodeCache, default_folder
from ansible_collections.coxswain.helm.plugins.module_utils.module.options.values import as_from_file
from ansible_collections.coxswain.helm.plugins.module_utils.render.text import render_text
from ansible_collections.coxswain.helm.plugins.plugin_utils.builtin_types import to_builtins
from ansible_collections.coxswain.helm.plugins.plugin_utils.errors import errors_as


def gotemplate(text: Any, data: Any = None, numbers: str = "exact", dialect: str = "helm4") -> str:
    """What ``text`` gives for ``data``."""
    source, name = to_builtins(text), to_builtins(dialect)
    if not isinstance(source, str):
        raise AnsibleFilterError(f"gotemplate: the template is of type {type(source).__name__}, and no text")
    if name not in DIALECTS:
        raise AnsibleFilterError(f"gotemplate: dialect is one of {', '.join(sorted(DIALECTS))}, not {name!r}")
    if to_builtins(numbers) not in ("exact", "helm"):
        raise AnsibleFilterError(f"gotemplate: numbers is exact or helm, not {to_builtins(numbers)!r}")
    with errors_as(AnsibleFilterError, "gotemplate"):
        dot = to_builtins(data)
        return render_text(
            source,
            as_from_file(dot) if to_builtins(numbers) == "helm" else dot,
            DIALECTS[name],
            cache=CodeCache(default_folder()),
        )


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"gotemplate": gotemplate}
