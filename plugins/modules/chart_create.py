#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/chart_create.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_create
short_description: Create a chart
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Creates the directory of a new chart with the same files as C(helm create), without a C(helm) binary.
  - An existing chart is not modified unless O(force=true).
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - Shows the files that are written.
  idempotent:
    support: full
options:
  chart_name:
    description:
      - Name of the chart, and of its directory in O(destination).
    type: str
    required: true
    aliases: [name]
  destination:
    description:
      - Directory on the target host to create the chart's directory in. It is created if it does not exist.
    type: path
    required: true
    aliases: [dest, path]
  starter:
    description:
      - Chart to use as a template, as the path of its directory, or as the name of a directory in C(starters) below
        Helm's data directory (E(HELM_DATA_HOME), E(XDG_DATA_HOME)). If not set, the built-in starter is used.
      - C(<CHARTNAME>) is replaced by the name of the new chart in templates and in C(values.yaml). C(Chart.yaml) is
        generated.
    type: path
  chart_version:
    description:
      - Version of the chart. Defaults to V(0.1.0).
    type: str
    aliases: [version]
  app_version:
    description:
      - Version of the application that the chart installs.
    type: str
  description:
    description:
      - Description of the chart.
    type: str
  chart_type:
    description:
      - Type of the chart. Defaults to V(application).
    type: str
    choices: [application, library]
    aliases: [type]
  force:
    description:
      - Overwrite the files of an existing chart with those of the starter. Other files are not modified.
    type: bool
    default: false
requirements:
  - PyYAML >= 5.1
seealso:
  - module: coxswain.helm.chart_lint
  - module: coxswain.helm.chart_package
"""

EXAMPLES = r"""
- name: Create a chart
  coxswain.helm.chart_create:
    chart_name: shop
    destination: /srv/charts

- name: Create a chart from a starter
  coxswain.helm.chart_create:
    chart_name: shop
    destination: /srv/charts
    starter: /srv/starters/web
    description: The shop
"""

RETURN = r"""
path:
  description: Directory of the chart.
  returned: success
  type: str
files:
  description: The files that were written, relative to the directory of the chart.
  returned: success
  type: list
  elements: str
diff:
  description: The files that were written, before and after.
  returned: in diff mode
  type: list
  elements: dict
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.chart_create import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
