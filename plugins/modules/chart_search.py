#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/chart_search.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_search
short_description: Search for charts in repositories
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Searches the cached indexes of repositories added with M(coxswain.helm.repository), like C(helm search repo), and
    returns the results in the same order.
  - Charts that match by name come first, then those that match by description, then those that match by keyword. Equal
    matches are sorted by name, and versions of a chart from newest to oldest.
  - Servers are not contacted. Use M(coxswain.helm.repository) to update the indexes.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.info_module
  - coxswain.helm.attributes.actiongroup
options:
  keyword:
    description:
      - Text to search for in names (with and without repository), descriptions and keywords of charts, ignoring case.
        If empty, all charts match.
    type: str
    default: ''
    aliases: [query]
  regexp:
    description:
      - Interpret O(keyword) as a case-sensitive regular expression with the syntax of Go.
    type: bool
    default: false
  chart_version:
    description:
      - Version constraint, such as V(^1.2) or V(>=1.0 <2.0). The newest matching version of each chart is returned.
    type: str
    aliases: [version]
  chart_devel:
    description:
      - Include prereleases. Has no effect if O(chart_version) is set.
    type: bool
    default: false
    aliases: [devel]
  versions:
    description:
      - Return all matching versions instead of the newest version of each chart.
    type: bool
    default: false
  repositories:
    description:
      - Names of the repositories to search. Defaults to all.
    type: list
    elements: str
  limit:
    description:
      - Maximum number of results.
    type: int
  fail_on_no_result:
    description:
      - Fail if there is no result.
    type: bool
    default: false
  layout:
    description:
      - Which repositories to search. V(helm3) means those of Helm 3 and 4, and V(helm2) those of Helm 2 in
        E(HELM_HOME).
    type: str
    choices: [helm3, helm2]
    default: helm3
requirements:
  - PyYAML >= 5.1
notes:
  - A search catalog is cached next to each index, so that large indexes are parsed only once.
seealso:
  - module: coxswain.helm.repository
  - module: coxswain.helm.chart_info
"""

EXAMPLES = r"""
- name: Search for charts of a web server
  coxswain.helm.chart_search:
    keyword: nginx
  register: found

- name: Find the newest 4.x version of a chart
  coxswain.helm.chart_search:
    keyword: ^ingress-nginx/ingress-nginx$
    regexp: true
    chart_version: ^4
  register: newest

- name: List all versions in a repository, including prereleases
  coxswain.helm.chart_search:
    repositories: [internal]
    versions: true
    chart_devel: true
"""

RETURN = r"""
charts:
  description: The results, best matches first.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Repository and name of the chart, suitable for C(chart_ref) of other modules.
      returned: success
      type: str
      sample: ingress-nginx/ingress-nginx
    repository:
      description: Name of the repository.
      returned: success
      type: str
    chart:
      description: Name of the chart.
      returned: success
      type: str
    version:
      description: Version of the chart.
      returned: success
      type: str
    app_version:
      description: Version of the application that the chart installs.
      returned: success
      type: str
    description:
      description: Description of the chart.
      returned: success
      type: str
    keywords:
      description: Words in the chart's keywords.
      returned: success
      type: list
      elements: str
    deprecated:
      description: Whether the version is deprecated.
      returned: success
      type: bool
    created:
      description: When the version was added to the repository, according to the index.
      returned: success
      type: str
total:
  description: Number of results, regardless of O(limit).
  returned: success
  type: int
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.chart_search import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
