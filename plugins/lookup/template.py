# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup ``template``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: template
short_description: Render charts on the controller
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Renders charts on the controller, with exactly the output of C(helm template), but without a C(helm) binary or a
    cluster.
options:
  _terms:
    description:
      - The charts, each as the path of a directory or archive on the controller, as C(REPOSITORY/CHART), as the URL of
        an archive, or, with O(repo_url), as a chart name.
      - Relative paths are searched for in the C(files/) directories of the role and playbook first.
    type: list
    elements: str
    required: true
  result:
    description:
      - V(text) returns one text per chart, V(objects) the objects of all charts as dictionaries.
      - Use C(query) with V(objects), because C(lookup) returns a single object without the list around it.
    type: str
    choices: [text, objects]
    default: text
  release_name:
    description:
      - The release name in templates.
    type: str
    default: release-name
    aliases: [name]
  release_namespace:
    description:
      - The release namespace in templates.
    type: str
    default: default
    aliases: [namespace]
  include_crds:
    description:
      - Include the custom resource definitions of the chart's C(crds/) directory.
    type: bool
    default: false
  disable_hook:
    description:
      - Omit hooks.
    type: bool
    default: false
  skip_tests:
    description:
      - Omit test hooks.
    type: bool
    default: false
  show_only:
    description:
      - Return only the output of these templates, given as paths in the chart.
    type: list
    elements: str
    default: []
  is_upgrade:
    description:
      - Set C(.Release.IsUpgrade) instead of C(.Release.IsInstall).
    type: bool
    default: false
  kube_version:
    description:
      - The Kubernetes version in C(.Capabilities.KubeVersion), such as V(1.31.2).
    type: str
  api_versions:
    description:
      - Additional API versions in C(.Capabilities.APIVersions).
    type: list
    elements: str
    default: []
  skip_schema_validation:
    description:
      - Do not validate the values against the chart's C(values.schema.json).
    type: bool
    default: false
  dialect:
    description:
      - The Helm version whose output to reproduce (4.3, 3.22 or 2.17).
    type: str
    choices: [helm4, helm3, helm2]
    default: helm4
extends_documentation_fragment:
  - coxswain.helm.chart
  - coxswain.helm.repository_access
  - coxswain.helm.values
seealso:
  - module: coxswain.helm.template
"""

EXAMPLES = r"""
- name: Show the rendered manifests of a chart
  ansible.builtin.debug:
    msg: "{{ lookup('coxswain.helm.template', 'charts/shop', release_name='shop', values={'replicas': 2}) }}"

- name: Apply the objects of a chart with another module
  kubernetes.core.k8s:
    definition: "{{ query('coxswain.helm.template', 'charts/shop', result='objects', release_namespace='shop') }}"
"""

RETURN = r"""
_raw:
  description: The texts, or the objects.
  type: list
  elements: raw
"""

import os
from typing import Any

from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load

errors_as = load("plugin_utils.errors").errors_as
to_builtins = load("plugin_utils.builtin_types").to_builtins
rendering = load("module_utils.module.rendering")

display = Display()


class LookupModule(LookupBase):
    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[Any]:
        self.set_options(var_options=variables, direct=kwargs)
        options = {name: to_builtins(self.get_option(name)) for name in rendering.SPEC if name != "chart_ref"}
        options["set_values"] = [
            {"value_type": "raw", **item} if isinstance(item, dict) else item for item in options["set_values"] or []
        ]
        options["values_files"] = [self._find(path, variables) for path in options["values_files"]]
        found: list[Any] = []
        for term in to_builtins(terms):
            with errors_as(AnsibleLookupError, "coxswain.helm.template"):
                rendered = rendering.render_from({**options, "chart_ref": self._find(term, variables)}, display.warning)
                if to_builtins(self.get_option("result")) == "objects":
                    found += rendered.objects()
                else:
                    found.append(rendered.text())
        return found

    def _find(self, term: Any, variables: dict[str, Any] | None) -> str:
        """Return the full path of a chart or file on the controller; return anything else unchanged."""
        if not isinstance(term, str):
            raise AnsibleLookupError(f"coxswain.helm.template: {term!r} is not a path")
        path = os.path.expanduser(term)
        if "://" in path or os.path.isabs(path):
            return path
        try:
            return self.find_file_in_search_path(variables, "files", path, ignore_missing=True) or path
        except AnsibleError:
            return path
