#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/client_home.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: client_home
short_description: Manage the home directory of a Helm 2 client
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Creates the home directory of a Helm 2 client (E(HELM_HOME)), like C(helm init --client-only), without a C(helm)
    binary, and installs the client's TLS files under the names that C(helm) expects.
  - Existing files are kept, as with C(helm init). Only the TLS files are updated.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - Shows paths, but not the contents of files.
  idempotent:
    support: full
options:
  helm_home:
    description:
      - The home directory. Defaults to C(~/.helm) of the user that the task runs as.
      - If the option is not set, the environment variable E(HELM_HOME) is used instead.
    type: path
    aliases: [path]
  state:
    description:
      - Whether the directory should exist. V(absent) deletes it with all its contents if it looks like the home of a
        Helm 2 client.
    type: str
    choices: [present, absent]
    default: present
  stable_repo_url:
    description:
      - URL of the repository C(stable) in a new home. In an existing home, use M(coxswain.helm.repository) to change
        it.
    type: str
    default: https://charts.helm.sh/stable
  local_repo_url:
    description:
      - URL of the repository C(local) in a new home.
    type: str
    default: http://127.0.0.1:8879/charts
  skip_refresh:
    description:
      - Do not download the index of the repository C(stable) if it is missing.
    type: bool
    default: false
  skip_repos:
    description:
      - Do not add repositories to a new home.
    type: bool
    default: false
  tls_ca_cert:
    description:
      - Path of the CA certificate that Tiller's certificate is verified with. Installed as C(ca.pem).
    type: path
  tls_cert:
    description:
      - Path of the client certificate. Installed as C(cert.pem).
    type: path
  tls_key:
    description:
      - Path of the private key of O(tls_cert). Installed as C(key.pem), only readable by its owner.
    type: path
requirements:
  - PyYAML >= 5.1
  - urllib3 (installed with the Python library C(kubernetes)), unless O(skip_refresh=true)
seealso:
  - module: coxswain.helm.certificates
  - module: coxswain.helm.repository
"""

EXAMPLES = r"""
- name: Create the home of a Helm 2 client
  coxswain.helm.client_home:
    skip_refresh: true

- name: Create the home of a client for a Tiller that verifies clients
  coxswain.helm.client_home:
    helm_home: /home/jane/.helm
    stable_repo_url: https://charts.example.com/stable
    tls_ca_cert: /opt/helm/ssl/ca.cert.pem
    tls_cert: /opt/helm/ssl/jane.cert.pem
    tls_key: /opt/helm/ssl/jane.key.pem

- name: Delete the home of the client
  coxswain.helm.client_home:
    state: absent
"""

RETURN = r"""
helm_home:
  description: The home directory.
  returned: success
  type: str
changes:
  description: Paths that were created, replaced or deleted, or would be in check mode.
  returned: success
  type: list
  elements: str
diff:
  description: Paths before and after.
  returned: in diff mode
  type: dict
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.client_home import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
