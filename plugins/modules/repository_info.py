#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/repository_info.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: repository_info
short_description: Get information about chart repositories
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Returns the chart repositories of the user that the task runs as, and the contents of their cached indexes.
  - Passwords and tokens are not returned.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.info_module
  - coxswain.helm.attributes.actiongroup
options:
  repo_name:
    description:
      - Name of the repository to return. Defaults to all repositories.
    type: str
    aliases: [name]
  charts:
    description:
      - Also read the cached index of each repository, and return its charts with their versions, newest first.
    type: bool
    default: false
  layout:
    description:
      - Which files to read. V(helm3) means those of Helm 3 and 4, and V(helm2) those of Helm 2 in E(HELM_HOME).
    type: str
    choices: [helm3, helm2]
    default: helm3
requirements:
  - PyYAML >= 5.1
seealso:
  - module: coxswain.helm.repository
"""

EXAMPLES = r"""
- name: List repositories
  coxswain.helm.repository_info:
  register: known

- name: List the chart versions of a repository
  coxswain.helm.repository_info:
    name: ingress-nginx
    charts: true
"""

RETURN = r"""
repositories:
  description: The repositories in the order of the file.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the repository.
      returned: success
      type: str
    url:
      description: URL of the repository.
      returned: success
      type: str
    username:
      description: Username for the repository, or an empty string.
      returned: success
      type: str
    has_password:
      description: Whether a password is stored.
      returned: success
      type: bool
    has_token:
      description: Whether a bearer token is stored.
      returned: success
      type: bool
    proxy:
      description: Proxy for the repository without username and password, or an empty string.
      returned: success
      type: str
    pass_credentials:
      description: Whether credentials are sent to other hosts.
      returned: success
      type: bool
    insecure_skip_tls_verify:
      description: Whether the repository's certificate is not verified.
      returned: success
      type: bool
    chart_ca_cert:
      description: Path of the CA certificates, or an empty string.
      returned: success
      type: str
    chart_ssl_cert_file:
      description: Path of the client certificate, or an empty string.
      returned: success
      type: str
    chart_ssl_key_file:
      description: Path of the private key of the client certificate, or an empty string.
      returned: success
      type: str
    cached:
      description: Modification time of the cached index, in seconds since the epoch; null if it is not cached.
      returned: success
      type: float
    cache_age:
      description: Number of seconds since the index was last checked, as far as known; null if it is not cached.
      returned: success
      type: float
    charts:
      description: Names of the charts, each with its versions, newest first.
      returned: when O(charts=true)
      type: dict
      sample: {"ingress-nginx": ["4.10.1", "4.10.0"]}
repository_config:
  description: Path of C(repositories.yaml).
  returned: success
  type: str
repository_cache:
  description: Directory of the cached indexes.
  returned: success
  type: str
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.repository_info import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
