#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/chart_lint.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_lint
short_description: Look for mistakes in a chart
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Gives the verdicts of C(helm lint), without a C(helm) binary, on C(Chart.yaml), values, templates, dependencies and
    custom resource definitions. The severities and paths are those of Helm; the messages are this collection's own,
    bar what Go says of broken YAML and templates.
  - Tells which rendered objects have an API version that is deprecated or removed in the Kubernetes that the chart is
    meant for.
  - The task fails when the chart does.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.info_module
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.values
options:
  chart_path:
    description:
      - The folder or archive of the chart on the target host.
    type: path
    required: true
    aliases: [path, chart_ref]
  release_namespace:
    description:
      - The namespace that templates see.
    type: str
    default: default
    aliases: [namespace]
  strict:
    description:
      - A chart with warnings does not pass.
    type: bool
    default: false
  with_subcharts:
    description:
      - Look at the charts in C(charts/) as charts of their own too.
    type: bool
    default: false
  skip_schema_validation:
    description:
      - Do not hold the values against the chart's C(values.schema.json).
    type: bool
    default: false
  kube_version:
    description:
      - The version of Kubernetes that the chart is meant for, such as V(1.31). The newest that Helm knows when this is
        not set.
    type: str
  removed_api_versions:
    description:
      - With V(warning), an object whose API version is deprecated or removed in that Kubernetes is a warning, as with
        C(helm lint).
      - With V(error), one that is removed is an error, and custom resource definitions and other kinds are looked at as
        well, which C(helm lint) leaves out.
    type: str
    choices: [warning, error]
    default: warning
  fail_on_findings:
    description:
      - Fail when a chart does not pass. Otherwise RV(passed) tells.
    type: bool
    default: true
  dialect:
    description:
      - The Helm whose rules to go by, of 4.3 and 3.22.
    type: str
    choices: [helm4, helm3]
    default: helm4
notes:
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
seealso:
  - module: coxswain.helm.template
  - module: coxswain.helm.chart_package
"""

EXAMPLES = r"""
- name: Look for mistakes in a chart
  coxswain.helm.chart_lint:
    path: /srv/charts/shop
    strict: true
    values:
      ingress:
        enabled: true

- name: See whether a chart fits the next Kubernetes
  coxswain.helm.chart_lint:
    path: /srv/charts/shop-1.4.2.tgz
    kube_version: "1.34"
    removed_api_versions: error
"""

RETURN = r"""
passed:
  description: Whether every chart passes.
  returned: always
  type: bool
messages:
  description: Everything that was found.
  returned: always
  type: list
  elements: dict
  contains:
    severity:
      description: V(INFO), V(WARNING) or V(ERROR).
      returned: always
      type: str
    path:
      description: The file or folder of the chart; that of the chart itself for its dependencies.
      returned: always
      type: str
    message:
      description: What was found.
      returned: always
      type: str
charts:
  description: The same for each chart, with its C(path) and whether it C(passed).
  returned: always
  type: list
  elements: dict
api_versions:
  description: Rendered objects whose API version is deprecated or removed in O(kube_version).
  returned: always
  type: list
  elements: dict
  contains:
    path:
      description: The template.
      returned: always
      type: str
    api_version:
      description: The API version of the object.
      returned: always
      type: str
    kind:
      description: The kind of the object.
      returned: always
      type: str
    name:
      description: The name of the object.
      returned: always
      type: str
    deprecated_in:
      description: The first Kubernetes that it is deprecated in.
      returned: always
      type: str
    removed_in:
      description: The first Kubernetes that does not have it any more, or an empty string.
      returned: always
      type: str
    replacement:
      description: The API version and kind that take its place, or an empty string.
      returned: always
      type: str
    removed:
      description: Whether O(kube_version) does not have it any more.
      returned: always
      type: bool
stdout:
  description: The same as text, a line for each thing that was found.
  returned: always
  type: str
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import chart_lint, runner
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **chart_lint.SPEC},
        supports_check_mode=True,
    )
    runner.run(module, chart_lint.run)


if __name__ == "__main__":
    main()
