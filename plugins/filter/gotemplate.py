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
  - Renders a Go template, with Helm's template functions such as C(toYaml), C(default) and C(include).
  - Ansible interprets C({{) as its own template syntax. Read the text from a file with a lookup, or mark it as
    C(!unsafe).
positional: _input, data
options:
  _input:
    description:
      - The template.
    type: str
    required: true
  data:
    description:
      - The data passed to the template (C(.)).
    type: raw
  numbers:
    description:
      - With V(exact), whole numbers are integers in the template. With V(helm), every number is a floating point
        number, as in the values of a chart.
    type: str
    choices: [exact, helm]
    default: exact
  dialect:
    description:
      - The Helm version whose functions and rules to use (4.3, 3.22 or 2.17).
    type: str
    choices: [helm4, helm3, helm2]
    default: helm4
seealso:
  - plugin: coxswain.helm.template
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Render a Go template from the role's files
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
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load

DIALECTS = load("module_utils.dialect").DIALECTS
errors_as = load("plugin_utils.errors").errors_as
to_builtins = load("plugin_utils.builtin_types").to_builtins


def gotemplate(text: Any, data: Any = None, numbers: str = "exact", dialect: str = "helm4") -> str:
    """Render a Go template."""
    source, name = to_builtins(text), to_builtins(dialect)
    if not isinstance(source, str):
        raise AnsibleFilterError(f"gotemplate: the template must be a string, not {type(source).__name__}")
    if name not in DIALECTS:
        raise AnsibleFilterError(f"gotemplate: dialect must be one of {', '.join(sorted(DIALECTS))}, not {name!r}")
    if to_builtins(numbers) not in ("exact", "helm"):
        raise AnsibleFilterError(f"gotemplate: numbers must be exact or helm, not {to_builtins(numbers)!r}")
    with errors_as(AnsibleFilterError, "gotemplate"):
        dot = to_builtins(data)
        codecache = load("module_utils.gotemplate.codecache")
        rendered: str = load("module_utils.render.render_text").render_text(
            source,
            load("module_utils.module.options.values").as_from_file(dot) if to_builtins(numbers) == "helm" else dot,
            DIALECTS[name],
            cache=codecache.CodeCache(codecache.default_folder()),
        )
    return rendered


class FilterModule:
    def filters(self) -> dict[str, Any]:
        return {"gotemplate": gotemplate}
