#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/chart_lint.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_lint
short_description: Check a chart for problems
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Checks C(Chart.yaml), values, templates, dependencies and custom resource definitions of a chart, like C(helm lint),
    without a C(helm) binary. Severities and paths are those of Helm. Messages are not, except for errors of YAML and
    templates.
  - Reports rendered objects whose API version is deprecated or removed in a Kubernetes version.
  - The task fails if the chart does not pass.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.info_module
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.values
options:
  chart_ref:
    description:
      - Directory or archive of the chart on the target host.
    type: path
    required: true
    aliases: [chart_path, path]
  release_namespace:
    description:
      - Namespace of the release to render templates with.
    type: str
    default: default
    aliases: [namespace]
  strict:
    description:
      - Treat warnings as errors.
    type: bool
    default: false
  with_subcharts:
    description:
      - Also check the charts in C(charts/) as separate charts.
    type: bool
    default: false
  skip_schema_validation:
    description:
      - Do not validate the values against the chart's C(values.schema.json).
    type: bool
    default: false
  kube_version:
    description:
      - Kubernetes version that the chart is intended for, such as V(1.31). Defaults to the newest version that Helm
        knows.
    type: str
  removed_api_versions:
    description:
      - With V(warning), an object whose API version is deprecated or removed in O(kube_version) is a warning, as with
        C(helm lint).
      - With V(error), a removed API version is an error, and custom resource definitions and other kinds are checked,
        which C(helm lint) does not do.
    type: str
    choices: [warning, error]
    default: warning
  fail_on_findings:
    description:
      - Fail if a chart does not pass. If V(false), check RV(passed).
    type: bool
    default: true
  dialect:
    description:
      - Version of Helm whose rules to use. V(helm4) is Helm 4.3, and V(helm3) is Helm 3.22.
    type: str
    choices: [helm4, helm3]
    default: helm4
requirements:
  - PyYAML >= 5.1
seealso:
  - module: coxswain.helm.template
  - module: coxswain.helm.chart_package
"""

EXAMPLES = r"""
- name: Check a chart
  coxswain.helm.chart_lint:
    chart_ref: /srv/charts/shop
    strict: true
    values:
      ingress:
        enabled: true

- name: Check whether a chart is compatible with the next Kubernetes version
  coxswain.helm.chart_lint:
    chart_ref: /srv/charts/shop-1.4.2.tgz
    kube_version: "1.34"
    removed_api_versions: error
"""

RETURN = r"""
passed:
  description: Whether all charts pass.
  returned: always
  type: bool
messages:
  description: All findings.
  returned: always
  type: list
  elements: dict
  contains:
    severity:
      description: V(INFO), V(WARNING) or V(ERROR).
      returned: always
      type: str
    path:
      description: File or directory of the chart; for dependencies, the path of the chart itself.
      returned: always
      type: str
    message:
      description: Description of the finding.
      returned: always
      type: str
charts:
  description: Result of each chart, with C(path), C(passed) and C(messages).
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
      description: Template of the object.
      returned: always
      type: str
    api_version:
      description: API version of the object.
      returned: always
      type: str
    kind:
      description: Kind of the object.
      returned: always
      type: str
    name:
      description: Name of the object.
      returned: always
      type: str
    deprecated_in:
      description: First Kubernetes version in which the API version is deprecated.
      returned: always
      type: str
    removed_in:
      description: First Kubernetes version without the API version, or an empty string.
      returned: always
      type: str
    replacement:
      description: API version and kind to use instead, or an empty string.
      returned: always
      type: str
    removed:
      description: Whether the API version is removed in O(kube_version).
      returned: always
      type: bool
stdout:
  description: All findings as text, one per line.
  returned: always
  type: str
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.chart_lint import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
