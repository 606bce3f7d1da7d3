#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/registry_auth.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: registry_auth
short_description: Log in to and out of OCI registries
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Has the user that the task runs as logged in to an OCI registry, or not, in the file that C(helm registry login)
    writes, without a C(helm) binary.
  - Credential helpers that the file names, or that are installed where it names nothing, keep the password instead of
    the file, as with Helm and Docker.
  - Takes the options of M(kubernetes.core.helm_registry_auth) and returns its values.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
attributes:
  check_mode:
    support: full
    details:
      - The registry is asked whether it accepts the login.
  diff_mode:
    support: full
    details:
      - Passwords are masked.
  idempotent:
    support: full
options:
  state:
    description:
      - Whether to be logged in.
      - With V(present), the registry has to accept the user name and password in every run, changed or not. Without
        O(username), what is kept already has to be there and to be accepted.
    type: str
    choices: [present, absent]
    default: present
  host:
    description:
      - The registry, as its host name with a port when it has one. A scheme and a path are taken off.
      - Elsewhere in the action group this is the API server. Do not set it in C(module_defaults) of the group.
    type: str
    required: true
    aliases: [registry_url]
  username:
    description:
      - The user name.
    type: str
    aliases: [repo_username]
  password:
    description:
      - The password or token of O(username).
    type: str
    aliases: [repo_password]
  insecure:
    description:
      - Do not verify the certificate of the registry.
    type: bool
    default: false
  ca_file:
    description:
      - A PEM file with the certificate authorities to verify the registry with, used instead of the system's.
    type: path
  cert_file:
    description:
      - A PEM file with a client certificate for the registry.
    type: path
  key_file:
    description:
      - A PEM file with the key of O(cert_file), without a passphrase.
    type: path
  client_cert:
    description:
      - Accepted for C(module_defaults), and not used. It is for the API server; see O(cert_file).
    type: path
    aliases: []
  client_key:
    description:
      - Accepted for C(module_defaults), and not used. It is for the API server; see O(key_file).
    type: path
    aliases: []
  plain_http:
    description:
      - Use HTTP instead of HTTPS for the registry.
    type: bool
    default: false
  registry_config:
    description:
      - The file that keeps the login. Docker has its own in C(~/.docker/config.json), which Helm reads as well when its
        own file has nothing for a registry.
      - When this is not set, the file is found as C(helm) finds it, through E(HELM_REGISTRY_CONFIG),
        E(HELM_CONFIG_HOME) and E(XDG_CONFIG_HOME).
    type: path
  registry_timeout:
    description:
      - Seconds for one request to the registry.
    type: int
    default: 30
notes:
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
  - The password is kept as it is, readable by the user alone, as Helm and Docker keep it, unless a credential helper
    does.
seealso:
  - module: coxswain.helm.chart_pull
  - module: coxswain.helm.chart_push
"""

EXAMPLES = r"""
- name: Log in to a registry
  coxswain.helm.registry_auth:
    host: registry.example.com
    username: deploy
    password: "{{ registry_password }}"

- name: Log in for Docker as well as for Helm
  coxswain.helm.registry_auth:
    host: registry.example.com:5000
    username: deploy
    password: "{{ registry_password }}"
    ca_file: /etc/ssl/certs/internal.pem
    registry_config: ~/.docker/config.json

- name: Log out
  coxswain.helm.registry_auth:
    host: registry.example.com
    state: absent
"""

RETURN = r"""
host:
  description: The registry.
  returned: success
  type: str
  sample: registry.example.com
username:
  description: Who is logged in, or an empty string.
  returned: success
  type: str
registry_config:
  description: The file that keeps the login.
  returned: success
  type: str
diff:
  description: Who is logged in before and after.
  returned: in diff mode
  type: dict
stdout:
  description: What was done, as C(helm registry) tells it.
  returned: always
  type: str
  sample: "Login Succeeded\n"
stderr:
  description: The error message of a failure; otherwise empty.
  returned: always
  type: str
command:
  description: Always empty, since no command is run.
  returned: always
  type: str
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import registry_auth, runner


def main() -> None:
    module = AnsibleModule(
        argument_spec=registry_auth.SPEC,
        required_together=registry_auth.REQUIRED_TOGETHER,
        supports_check_mode=True,
    )
    runner.run(module, registry_auth.run)


if __name__ == "__main__":
    main()
