#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/repository.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: repository
short_description: Manage chart repositories
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Manages the chart repositories of the user that the task runs as, in the files of Helm 3 and 4 or of Helm 2, without
    a C(helm) binary.
  - Accepts the options of M(kubernetes.core.helm_repository), and returns the same values.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.repository_access
attributes:
  check_mode:
    support: full
    details:
      - The index of a new or changed repository is downloaded to check that it is available, but not saved.
  diff_mode:
    support: full
    details:
      - Passwords are redacted.
  idempotent:
    support: full
options:
  repo_name:
    description:
      - Name of the repository.
      - If neither this nor O(repositories) is set, O(update_repo_cache) updates the indexes of all repositories.
    type: str
    aliases: [name]
  repo_url:
    description:
      - URL of the repository, which is the directory that contains its C(index.yaml).
      - If the repository exists with a different URL, the URL is changed.
      - One of this and O(preset) is required to add a repository.
    type: str
    aliases: [chart_repo_url, url]
  preset:
    description:
      - Name of a well-known repository for Helm 2, instead of its URL.
      - V(stable) and V(incubator) are the archives at C(charts.helm.sh). The others are mirrors of them in China.
    type: str
    choices:
      - incubator
      - incubator-aliyun
      - incubator-azure-china
      - stable
      - stable-aliyun
      - stable-azure-china
  repo_username:
    description:
      - Username for the repository.
    type: str
    aliases: [username, chart_repo_username]
  repo_password:
    description:
      - Password for O(repo_username). It is stored unencrypted in C(repositories.yaml), as with C(helm).
    type: str
    aliases: [password, chart_repo_password]
  repo_token:
    description:
      - Bearer token for the repository, instead of a username and password.
      - It is stored unencrypted in C(repositories.yaml). C(helm) does not support tokens, and removes it when it writes
        the file.
    type: str
  repositories:
    description:
      - Several repositories, instead of O(repo_name). Their indexes are downloaded concurrently.
      - If one of them cannot be used, nothing is changed.
    type: list
    elements: dict
    suboptions:
      repo_name:
        description:
          - Name of the repository.
        type: str
        required: true
        aliases: [name]
      repo_url:
        description:
          - URL of the repository.
        type: str
        aliases: [chart_repo_url, url]
      preset:
        description:
          - Name of a well-known repository for Helm 2, instead of its URL.
        type: str
        choices:
          - incubator
          - incubator-aliyun
          - incubator-azure-china
          - stable
          - stable-aliyun
          - stable-azure-china
      repo_username:
        description:
          - Username for the repository.
        type: str
        aliases: [username, chart_repo_username]
      repo_password:
        description:
          - Password for O(repositories[].repo_username).
        type: str
        aliases: [password, chart_repo_password]
      repo_token:
        description:
          - Bearer token for the repository, instead of a username and password.
        type: str
      pass_credentials:
        description:
          - Send the username and password, or the token, to all hosts that the repository's index refers to.
        type: bool
        default: false
      repo_ca_cert:
        description:
          - Path of a PEM file with the CA certificates that the repository's certificate is verified with.
        type: path
        aliases: [chart_ca_cert]
      repo_client_cert:
        description:
          - Path of a PEM file with the client certificate to authenticate to the repository with.
        type: path
        aliases: [chart_ssl_cert_file]
      repo_client_key:
        description:
          - Path of a PEM file with the private key of O(repositories[].repo_client_cert), without a passphrase.
        type: path
        aliases: [chart_ssl_key_file]
      insecure_skip_tls_verify:
        description:
          - Do not verify the repository's certificate.
        type: bool
        default: false
        aliases: [skip_tls_certs_check]
      repo_proxy:
        description:
          - URL of the HTTP proxy to connect to the repository through.
        type: str
  repo_state:
    description:
      - Whether the repositories should exist.
    type: str
    choices: [present, absent]
    default: present
    aliases: [state]
  force_update:
    description:
      - Replace the repository and download its index even if nothing differs. The task is always changed.
    type: bool
    default: false
    aliases: [force]
  update_repo_cache:
    description:
      - Update the index of an existing repository. The task is changed if the index differs.
      - A server that supports C(ETag) or C(Last-Modified) only sends the index if it changed.
    type: bool
    default: false
    aliases: [update_cache]
  cache_valid_time:
    description:
      - Only update the index if it was last checked more than this number of seconds ago. Implies
        O(update_repo_cache=true).
    type: int
  layout:
    description:
      - Which files to manage.
      - V(helm3) means those of Helm 3 and 4, according to E(HELM_REPOSITORY_CONFIG), E(HELM_REPOSITORY_CACHE),
        E(HELM_CONFIG_HOME), E(HELM_CACHE_HOME), E(XDG_CONFIG_HOME) and E(XDG_CACHE_HOME).
      - V(helm2) means those of Helm 2 in E(HELM_HOME), which defaults to C(~/.helm).
    type: str
    choices: [helm3, helm2]
    default: helm3
requirements:
  - PyYAML >= 5.1
  - urllib3 (installed with the Python library C(kubernetes))
notes:
  - O(username) and O(password) are credentials for the repository, as in M(kubernetes.core.helm_repository). In modules
    that contact the API server they are credentials for the API server, so do not set them in C(module_defaults) of the
    action group.
  - Concurrent tasks, and C(helm), can use the same files. They are locked with the same lock file as with C(helm).
seealso:
  - module: coxswain.helm.repository_info
  - module: coxswain.helm.chart_search
"""

EXAMPLES = r"""
- name: Add a repository
  coxswain.helm.repository:
    name: ingress-nginx
    repo_url: https://kubernetes.github.io/ingress-nginx

- name: Add a private repository
  coxswain.helm.repository:
    name: internal
    repo_url: https://charts.example.com/stable
    repo_username: deploy
    repo_password: "{{ chart_password }}"
    repo_ca_cert: /etc/ssl/certs/internal.pem

- name: Add a private repository, or update its index
  coxswain.helm.repository:
    name: internal
    repo_url: https://charts.example.com/stable
    repo_username: deploy
    repo_password: "{{ chart_password }}"
    repo_ca_cert: /etc/ssl/certs/internal.pem
    update_repo_cache: true

- name: Add several repositories at once
  coxswain.helm.repository:
    repositories:
      - name: stable
        preset: stable
      - name: internal
        repo_url: https://charts.example.com/internal
        repo_token: "{{ chart_token }}"

- name: Update all indexes that are older than an hour
  coxswain.helm.repository:
    cache_valid_time: 3600

- name: Add a repository for Helm 2
  coxswain.helm.repository:
    name: stable
    preset: stable
    layout: helm2

- name: Remove a repository
  coxswain.helm.repository:
    name: ingress-nginx
    state: absent
"""

RETURN = r"""
repo_name:
  description: Name of the repository.
  returned: success, when O(repo_name) is set
  type: str
repo_url:
  description: URL of the repository.
  returned: success, when O(repo_name) is set
  type: str
charts:
  description: Number of charts in the repository.
  returned: when O(repo_name) is set and the repository was contacted
  type: int
repositories:
  description: Result for each repository.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the repository.
      returned: success
      type: str
    changed:
      description: Whether its entry or its index changed.
      returned: success
      type: bool
    charts:
      description: Number of charts in the repository; null if it was not contacted.
      returned: success
      type: int
diff:
  description: Entry of the repository before and after; a list for several repositories.
  returned: in diff mode
  type: raw
stdout:
  description: What was done for each repository, one line each.
  returned: always
  type: str
  sample: '"ingress-nginx" has been added to the repositories'
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
from ..module_utils.module.repository import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
