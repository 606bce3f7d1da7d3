#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/chart_search.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_search
short_description: Search the chart repositories
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Searches the cached indexes of the repositories that were added with M(coxswain.helm.repository), as
    C(helm search repo) does, and returns what it finds in the same order.
  - A chart whose name fits comes before one whose description fits, and that before one whose keywords fit; charts that
    fit alike are sorted by name, and versions of a chart newest first.
  - No server is asked. M(coxswain.helm.repository) brings the indexes up to date.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.info_module
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
options:
  keyword:
    description:
      - A text that the name of a chart (with or without its repository), its description or its keywords hold, without
        regard to case. Everything is found when this is not set.
    type: str
    default: ''
    aliases: [query]
  regexp:
    description:
      - Take O(keyword) for a regular expression of Go, with regard to case.
    type: bool
    default: false
  chart_version:
    description:
      - A range of versions, such as V(^1.2) or V(>=1.0 <2.0). The newest version inside it is found.
    type: str
    aliases: [version]
  chart_devel:
    description:
      - Find prereleases too. Without effect when O(chart_version) is set.
    type: bool
    default: false
    aliases: [devel]
  versions:
    description:
      - Return every version that fits, not the newest of each chart alone.
    type: bool
    default: false
  repositories:
    description:
      - The names of the repositories to search in; all when this is not set.
    type: list
    elements: str
  limit:
    description:
      - Return this many results at most.
    type: int
  fail_on_no_result:
    description:
      - Fail when nothing is found.
    type: bool
    default: false
  layout:
    description:
      - Whose repositories are searched, those of Helm 3 and 4 or, with V(helm2), those of Helm 2 below E(HELM_HOME).
    type: str
    choices: [helm3, helm2]
    default: helm3
notes:
  - Beside each index a catalog of it is kept, so that an index of many megabytes is read once and not at every search.
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
seealso:
  - module: coxswain.helm.repository
  - module: coxswain.helm.chart_info
"""

EXAMPLES = r"""
- name: Find charts for a web server
  coxswain.helm.chart_search:
    keyword: nginx
  register: found

- name: Find the newest version of one chart with a major version of 4
  coxswain.helm.chart_search:
    keyword: ^ingress-nginx/ingress-nginx$
    regexp: true
    chart_version: ^4
  register: newest

- name: List every version in a repository, prereleases too
  coxswain.helm.chart_search:
    repositories: [internal]
    versions: true
    chart_devel: true
"""

RETURN = r"""
charts:
  description: What was found, best match first.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The chart with its repository, as other modules take it for C(chart_ref).
      returned: success
      type: str
      sample: ingress-nginx/ingress-nginx
    repository:
      description: The name of the repository.
      returned: success
      type: str
    chart:
      description: The name of the chart.
      returned: success
      type: str
    version:
      description: The version of the chart.
      returned: success
      type: str
    app_version:
      description: The version of what the chart installs, as the chart says it.
      returned: success
      type: str
    description:
      description: What the chart says of itself.
      returned: success
      type: str
    keywords:
      description: The words of its keywords.
      returned: success
      type: list
      elements: str
    deprecated:
      description: Whether the version is deprecated.
      returned: success
      type: bool
    created:
      description: When it was added to the repository, as the index says it.
      returned: success
      type: str
total:
  description: How much was found, whatever O(limit) is.
  returned: success
  type: int
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import chart_search, runner
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **chart_search.SPEC},
        supports_check_mode=True,
    )
    runner.run(module, chart_search.run)


if __name__ == "__main__":
    main()
