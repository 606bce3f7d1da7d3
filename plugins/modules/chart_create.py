#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/chart_create.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_create
short_description: Make a new chart
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Makes the folder of a new chart, with the files that C(helm create) makes, without a C(helm) binary.
  - A chart that is there already is left alone.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
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
  name:
    description:
      - The name of the chart. Its folder in O(path) has the same name.
    type: str
    required: true
    aliases: [chart_name]
  path:
    description:
      - The folder on the target host that the chart's folder is made in. It is made when it is missing.
    type: path
    required: true
    aliases: [destination, dest]
  starter:
    description:
      - A chart to start from, instead of the built-in one, as the path of its folder, or as the name of a folder in the
        C(starters) of Helm's data folder (E(HELM_DATA_HOME), E(XDG_DATA_HOME)).
      - In its templates and its C(values.yaml) the name of the new chart takes the place of C(<CHARTNAME>). Its
        C(Chart.yaml) is made anew.
    type: path
  chart_version:
    description:
      - The version of the new chart, V(0.1.0) when this is not set.
    type: str
    aliases: [version]
  app_version:
    description:
      - The version of what the new chart installs.
    type: str
  description:
    description:
      - What the new chart says of itself.
    type: str
  chart_type:
    description:
      - The type of the new chart, V(application) when this is not set.
    type: str
    choices: [application, library]
    aliases: [type]
  force:
    description:
      - Write the files of the starter again when the chart is there already. Other files of the chart are left alone.
    type: bool
    default: false
notes:
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
seealso:
  - module: coxswain.helm.chart_lint
  - module: coxswain.helm.chart_package
"""

EXAMPLES = r"""
- name: Start a new chart
  coxswain.helm.chart_create:
    name: shop
    path: /srv/charts

- name: Start one from the company's own starter
  coxswain.helm.chart_create:
    name: shop
    path: /srv/charts
    starter: /srv/starters/web
    description: The shop
"""

RETURN = r"""
path:
  description: The folder of the chart.
  returned: success
  type: str
files:
  description: The files that were written, by their path in the chart.
  returned: success
  type: list
  elements: str
diff:
  description: The files that are written, before and after.
  returned: in diff mode
  type: list
  elements: dict
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import chart_create, runner
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **chart_create.SPEC},
        supports_check_mode=True,
    )
    runner.run(module, chart_create.run)


if __name__ == "__main__":
    main()
