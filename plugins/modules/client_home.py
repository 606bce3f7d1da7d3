#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/client_home.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: client_home
short_description: Make and remove the folder of a Helm 2 client
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Makes what C(helm init --client-only) of Helm 2 makes below E(HELM_HOME), without a C(helm) binary, and puts the
    client's files for TLS there under the names that C(helm) looks for.
  - What is there already is left alone, as C(helm init) does it. Only the files for TLS follow those that are named
    here.
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
      - Shows the paths, not what files say.
  idempotent:
    support: full
options:
  helm_home:
    description:
      - The folder. C(~/.helm) of the user that the task runs as when this is not set.
      - If the option is not set, the environment variable E(HELM_HOME) is used instead.
    type: path
    aliases: [path]
  state:
    description:
      - Whether the folder should be there. With V(absent) it is deleted with everything in it, if it looks like the
        folder of a Helm 2 client.
    type: str
    choices: [present, absent]
    default: present
  stable_repo_url:
    description:
      - The URL of the repository C(stable) in a new folder. One that is there keeps its own, see
        M(coxswain.helm.repository).
    type: str
    default: https://charts.helm.sh/stable
  local_repo_url:
    description:
      - The URL of the repository C(local) in a new folder.
    type: str
    default: http://127.0.0.1:8879/charts
  skip_refresh:
    description:
      - Do not download the index of the repository C(stable) when it is missing.
    type: bool
    default: false
  skip_repos:
    description:
      - A new folder knows no repositories.
    type: bool
    default: false
  tls_ca_cert:
    description:
      - The authority that Tiller's certificate is verified with; kept as C(ca.pem).
    type: path
  tls_cert:
    description:
      - The client's certificate; kept as C(cert.pem).
    type: path
  tls_key:
    description:
      - The key of O(tls_cert); kept as C(key.pem), for its owner only.
    type: path
notes:
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
seealso:
  - module: coxswain.helm.certificates
  - module: coxswain.helm.repository
"""

EXAMPLES = r"""
- name: Have the folder of a Helm 2 client
  coxswain.helm.client_home:
    skip_refresh: true

- name: Have one with the files for a Tiller that verifies its clients
  coxswain.helm.client_home:
    helm_home: /home/jane/.helm
    stable_repo_url: https://charts.example.com/stable
    tls_ca_cert: /opt/helm/ssl/ca.cert.pem
    tls_cert: /opt/helm/ssl/jane.cert.pem
    tls_key: /opt/helm/ssl/jane.key.pem

- name: Remove it
  coxswain.helm.client_home:
    state: absent
"""

RETURN = r"""
helm_home:
  description: The folder.
  returned: success
  type: str
changes:
  description: The paths that were made, replaced or deleted, or would be in check mode.
  returned: success
  type: list
  elements: str
diff:
  description: The paths before and after.
  returned: in diff mode
  type: dict
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import client_home, runner
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **client_home.SPEC},
        supports_check_mode=True,
    )
    runner.run(module, client_home.run)


if __name__ == "__main__":
    main()
