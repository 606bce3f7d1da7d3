#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/registry_auth.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: registry_auth
short_description: Log in to and out of OCI registries
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Manages the logins to OCI registries of the user that the task runs as, in the file that C(helm registry login)
    uses, without a C(helm) binary.
  - As with Helm and Docker, the password is stored by a credential helper instead of the file if the file specifies
    one, or if a default one is installed.
  - Accepts the options of M(kubernetes.core.helm_registry_auth), and returns the same values.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details:
      - The login is checked with the registry.
  diff_mode:
    support: full
    details:
      - Passwords are redacted.
  idempotent:
    support: full
options:
  state:
    description:
      - Whether to be logged in.
      - V(present) checks the credentials with the registry in every run. Without O(repo_username), an existing login is
        checked.
    type: str
    choices: [present, absent]
    default: present
  registry_url:
    description:
      - Hostname of the registry, with a port if necessary. A scheme and a path are ignored.
      - One of this and O(host) is required.
    type: str
  host:
    description:
      - O(registry_url) as it is called in M(kubernetes.core.helm_registry_auth). Ignored if O(registry_url) is set.
      - In other modules of the action group, O(host) is the URL of the API server. Use O(registry_url) if you set it in
        C(module_defaults).
    type: str
  repo_username:
    description:
      - Username for the registry.
      - In modules that contact the API server, O(username) and O(password) are credentials for the API server, so do
        not set them in C(module_defaults) of the action group.
    type: str
    aliases: [username]
  repo_password:
    description:
      - Password or token for O(repo_username).
    type: str
    aliases: [password]
  insecure_skip_tls_verify:
    description:
      - Do not verify the registry's certificate.
    type: bool
    default: false
    aliases: [insecure, skip_tls_certs_check]
  repo_ca_cert:
    description:
      - Path of a PEM file with the CA certificates that the registry's certificate is verified with, instead of the
        system's CA certificates.
    type: path
    aliases: [ca_file]
  repo_client_cert:
    description:
      - Path of a PEM file with the client certificate to authenticate to the registry with.
      - In modules that contact the API server, O(cert_file) and O(key_file) are aliases of C(client_cert) and
        C(client_key), so do not set them in C(module_defaults) of the action group.
    type: path
    aliases: [cert_file]
  repo_client_key:
    description:
      - Path of a PEM file with the private key of O(repo_client_cert), without a passphrase.
    type: path
    aliases: [key_file]
  plain_http:
    description:
      - Use HTTP instead of HTTPS for the registry.
    type: bool
    default: false
  registry_config:
    description:
      - File to store the login in. Docker uses C(~/.docker/config.json), which Helm reads as well if its own file does
        not contain the registry.
      - Defaults to the file that C(helm) uses, according to E(HELM_REGISTRY_CONFIG), E(HELM_CONFIG_HOME) and
        E(XDG_CONFIG_HOME).
    type: path
  repo_timeout:
    description:
      - Timeout in seconds for each request to the registry.
    type: int
    default: 30
    aliases: [registry_timeout]
requirements:
  - urllib3 (installed with the Python library C(kubernetes))
notes:
  - Unless a credential helper is used, the password is stored unencrypted and only readable by the user, as with Helm
    and Docker.
seealso:
  - module: coxswain.helm.chart_pull
  - module: coxswain.helm.chart_push
"""

EXAMPLES = r"""
- name: Log in to a registry
  coxswain.helm.registry_auth:
    registry_url: registry.example.com
    repo_username: deploy
    repo_password: "{{ registry_password }}"

- name: Log in for both Docker and Helm
  coxswain.helm.registry_auth:
    registry_url: registry.example.com:5000
    repo_username: deploy
    repo_password: "{{ registry_password }}"
    repo_ca_cert: /etc/ssl/certs/internal.pem
    registry_config: ~/.docker/config.json

- name: Log out
  coxswain.helm.registry_auth:
    registry_url: registry.example.com
    state: absent
"""

RETURN = r"""
host:
  description: Hostname of the registry.
  returned: success
  type: str
  sample: registry.example.com
username:
  description: User that is logged in, or an empty string.
  returned: success
  type: str
registry_config:
  description: Path of the file that the login is stored in.
  returned: success
  type: str
diff:
  description: User that is logged in before and after.
  returned: in diff mode
  type: dict
stdout:
  description: Output like that of C(helm registry).
  returned: always
  type: str
  sample: "Login Succeeded\n"
stderr:
  description: Error message, or an empty string.
  returned: always
  type: str
command:
  description: Always empty, because no command is run.
  returned: always
  type: str
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.registry_auth import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
