#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/chart_dependency.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_dependency
short_description: Update the dependencies of a chart
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Downloads the dependencies of a chart into its C(charts/) directory, like C(helm dependency update) and C(helm
    dependency build), without a C(helm) binary. Dependencies are declared in C(Chart.yaml) and locked in C(Chart.lock),
    or in C(requirements.yaml) and C(requirements.lock) for charts of API version v1. The lock files are the same as
    Helm's.
  - Dependencies may come from repositories by URL or name (C(@NAME), C(alias:NAME)), from directories (C(file://)) and
    from OCI registries.
  - All dependencies are downloaded before anything is written, so that the chart is not modified if one is unavailable.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details:
      - Charts are downloaded into the cache. The chart is not modified.
  diff_mode:
    support: full
    details:
      - Shows the file names in C(charts/) and the lock file.
  idempotent:
    support: full
    details:
      - The task changes if a repository offers a newer version of a dependency.
options:
  chart_ref:
    description:
      - Directory of the chart on the target host.
    type: path
    required: true
    aliases: [chart_path, path]
  operation:
    description:
      - V(update) uses the newest versions that the chart allows, and writes them to the lock file.
      - V(build) uses the versions in the lock file, which must match the dependencies that the chart declares. Without
        a lock file, it is the same as V(update).
    type: str
    choices: [update, build]
    default: update
  lock_format:
    description:
      - With V(helm2), C(requirements.lock) contains the digest that Helm 2 expects. Helm 3 and 4 accept it with a
        warning.
    type: str
    choices: [helm3, helm2]
    default: helm3
  repo_ca_cert:
    description:
      - Path of a PEM file with the CA certificates for repositories that the chart refers to and that were not added.
      - No credentials are sent to such repositories. Use M(coxswain.helm.repository) to add a repository with
        credentials, or M(coxswain.helm.registry_auth) to log in to a registry.
    type: path
    aliases: [chart_ca_cert]
  insecure_skip_tls_verify:
    description:
      - Do not verify the certificates of repositories that were not added.
    type: bool
    default: false
    aliases: [skip_tls_certs_check]
  repo_proxy:
    description:
      - URL of the HTTP proxy for repositories that were not added.
    type: str
  repo_timeout:
    description:
      - Timeout in seconds for the whole download of an index or chart.
    type: int
    default: 120
  plain_http:
    description:
      - Use HTTP instead of HTTPS for OCI registries.
    type: bool
    default: false
  update_repo_cache:
    description:
      - Update the cached indexes of the required repositories first. An index that is not cached is always downloaded.
    type: bool
    default: true
requirements:
  - PyYAML >= 5.1
  - urllib3 (installed with the Python library C(kubernetes))
seealso:
  - module: coxswain.helm.repository
  - module: coxswain.helm.chart_package
"""

EXAMPLES = r"""
- name: Download the newest versions of a chart's dependencies
  coxswain.helm.chart_dependency:
    chart_ref: /srv/charts/shop

- name: Download the versions in the lock file
  coxswain.helm.chart_dependency:
    chart_ref: /srv/charts/shop
    operation: build
"""

RETURN = r"""
path:
  description: Directory of the chart.
  returned: success
  type: str
dependencies:
  description: The dependencies as in the lock file.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the chart.
      returned: success
      type: str
    version:
      description: Version that was selected.
      returned: success
      type: str
    repository:
      description: URL of its repository.
      returned: success
      type: str
added:
  description: Archives that were added to C(charts/), or replaced.
  returned: success
  type: list
  elements: str
removed:
  description: Archives that were deleted from C(charts/).
  returned: success
  type: list
  elements: str
diff:
  description: The file names in C(charts/) before and after, and the lock file if it changes.
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
from ..module_utils.module.chart_dependency import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
