#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/chart_dependency.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_dependency
short_description: Bring the charts that a chart depends on into its folder
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Does what C(helm dependency update) and C(helm dependency build) do, without a C(helm) binary. For charts of API
    version v2 these are the C(dependencies) of C(Chart.yaml) and C(Chart.lock), for those of v1 C(requirements.yaml)
    and C(requirements.lock). The locks are those of Helm.
  - Dependencies come from repositories by URL, by name (C(@NAME), C(alias:NAME)), from folders (C(file://)) and from
    OCI registries.
  - Everything is fetched before anything is written. When something cannot be had, the chart stays as it is.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
attributes:
  check_mode:
    support: full
    details:
      - Charts are downloaded into the cache, and nothing is written to the chart.
  diff_mode:
    support: full
    details:
      - Shows the names in C(charts/) and the lock file.
  idempotent:
    support: full
    details:
      - A newer version of a dependency in its repository is a change.
options:
  chart_path:
    description:
      - The folder of the chart on the target host.
    type: path
    required: true
    aliases: [path, chart_ref]
  operation:
    description:
      - V(update) takes the newest versions that the chart allows, and writes them to the lock file.
      - V(build) takes the versions of the lock file, which has to fit what the chart declares. Without a lock file it
        does what V(update) does.
    type: str
    choices: [update, build]
    default: update
  lock_format:
    description:
      - With V(helm2), C(requirements.lock) gets the digest that Helm 2 wants. Helm 3 and 4 take it too, with a warning.
    type: str
    choices: [helm3, helm2]
    default: helm3
  chart_ca_cert:
    description:
      - A PEM file with the certificate authorities to verify the servers with of repositories that the chart names and
        that were not added. No credentials are ever sent to these; add a repository with M(coxswain.helm.repository),
        or log in to a registry, to have some.
    type: path
    aliases: [repo_ca_cert]
  insecure_skip_tls_verify:
    description:
      - Do not verify the certificates of such servers.
    type: bool
    default: false
    aliases: [skip_tls_certs_check]
  repo_proxy:
    description:
      - The URL of an HTTP proxy on the way to such servers.
    type: str
  repo_timeout:
    description:
      - Seconds for one whole download of an index or a chart.
    type: int
    default: 120
  plain_http:
    description:
      - Use HTTP instead of HTTPS for OCI registries.
    type: bool
    default: false
  update_repo_cache:
    description:
      - Bring the indexes of the repositories that are needed up to date first. An index that the cache lacks is
        downloaded in any case.
    type: bool
    default: true
notes:
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
seealso:
  - module: coxswain.helm.repository
  - module: coxswain.helm.chart_package
"""

EXAMPLES = r"""
- name: Fetch the newest versions of what a chart depends on
  coxswain.helm.chart_dependency:
    path: /srv/charts/shop

- name: Fetch the versions of the lock file
  coxswain.helm.chart_dependency:
    path: /srv/charts/shop
    operation: build
"""

RETURN = r"""
path:
  description: The folder of the chart.
  returned: success
  type: str
dependencies:
  description: The dependencies, as the lock file has them.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name of the chart.
      returned: success
      type: str
    version:
      description: The version that was chosen.
      returned: success
      type: str
    repository:
      description: The URL of its repository.
      returned: success
      type: str
added:
  description: The archives that are new in C(charts/), or changed.
  returned: success
  type: list
  elements: str
removed:
  description: The archives that are deleted from C(charts/).
  returned: success
  type: list
  elements: str
diff:
  description: The names in C(charts/) before and after, and the lock file where it changes.
  returned: in diff mode
  type: list
  elements: dict
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import chart_dependency, runner
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **chart_dependency.SPEC},
        supports_check_mode=True,
    )
    runner.run(module, chart_dependency.run)


if __name__ == "__main__":
    main()
