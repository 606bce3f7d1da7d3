#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/repository_info.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: repository_info
short_description: List chart repositories
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Tells which chart repositories the user that the task runs as has, and what their cached indexes hold.
  - Passwords and tokens are not returned.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.info_module
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
options:
  repo_name:
    description:
      - The repository to tell about; all when this is not set.
    type: str
    aliases: [name]
  charts:
    description:
      - Read the cached index of each repository as well, and return its charts with their versions, newest first.
    type: bool
    default: false
  layout:
    description:
      - Whose files are read, those of Helm 3 and 4 or, with V(helm2), those of Helm 2 below E(HELM_HOME).
    type: str
    choices: [helm3, helm2]
    default: helm3
notes:
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
seealso:
  - module: coxswain.helm.repository
"""

EXAMPLES = r"""
- name: List the repositories
  coxswain.helm.repository_info:
  register: known

- name: Show the versions of the charts of one repository
  coxswain.helm.repository_info:
    name: ingress-nginx
    charts: true
"""

RETURN = r"""
repositories:
  description: The repositories, in the order of the file.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name of the repository.
      returned: success
      type: str
    url:
      description: The URL of the repository.
      returned: success
      type: str
    username:
      description: The user name for the repository, or an empty string.
      returned: success
      type: str
    has_password:
      description: Whether a password is kept.
      returned: success
      type: bool
    has_token:
      description: Whether a bearer token is kept.
      returned: success
      type: bool
    proxy:
      description: The proxy to the repository, without its user name and password, or an empty string.
      returned: success
      type: str
    pass_credentials:
      description: Whether credentials go to other hosts as well.
      returned: success
      type: bool
    insecure_skip_tls_verify:
      description: Whether the server's certificate is not verified.
      returned: success
      type: bool
    chart_ca_cert:
      description: The file of certificate authorities, or an empty string.
      returned: success
      type: str
    chart_ssl_cert_file:
      description: The file of the client certificate, or an empty string.
      returned: success
      type: str
    chart_ssl_key_file:
      description: The file of the client certificate's key, or an empty string.
      returned: success
      type: str
    cached:
      description: When the index in the cache was written, in seconds since the epoch; null when there is none.
      returned: success
      type: float
    cache_age:
      description: Seconds since the server was last asked for it, as far as is known; null when there is none.
      returned: success
      type: float
    charts:
      description: The names of the charts, each with its versions, newest first.
      returned: when O(charts=true)
      type: dict
      sample: {"ingress-nginx": ["4.10.1", "4.10.0"]}
repository_config:
  description: The path of C(repositories.yaml).
  returned: success
  type: str
repository_cache:
  description: The folder of the cached indexes.
  returned: success
  type: str
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import repository_info, runner
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **repository_info.SPEC},
        supports_check_mode=True,
    )
    runner.run(module, repository_info.run)


if __name__ == "__main__":
    main()
