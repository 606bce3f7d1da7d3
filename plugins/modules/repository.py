#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/repository.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: repository
short_description: Add, update and remove chart repositories
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Keeps the chart repositories of the user that the task runs as, in the files that Helm 3 and 4 use, or in those of
    Helm 2, without a C(helm) binary.
  - Takes the options of M(kubernetes.core.helm_repository) and returns its values.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.repository_access
attributes:
  check_mode:
    support: full
    details:
      - The index of a repository that is new or changed is downloaded to see that it is there, and not kept.
  diff_mode:
    support: full
    details:
      - Passwords are masked.
  idempotent:
    support: full
options:
  repo_name:
    description:
      - The name of the repository.
      - Without it and without O(repositories), O(update_cache) brings the index of every repository up to date.
    type: str
    aliases: [name]
  repo_url:
    description:
      - The URL of the repository, the folder that holds its C(index.yaml).
      - Another URL under the same name is a change.
      - For a repository that should be there, one of this and O(preset) is needed.
    type: str
    aliases: [url]
  preset:
    description:
      - A repository of Helm 2's days by name, instead of its URL.
      - V(stable) and V(incubator) are the archives at C(charts.helm.sh); the others are mirrors of them in China.
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
      - The user name for the repository.
    type: str
    aliases: [username]
  repo_password:
    description:
      - The password of O(repo_username). It is kept in C(repositories.yaml) as it is, as C(helm) does.
    type: str
    aliases: [password]
  repo_token:
    description:
      - A bearer token for the repository, instead of a user name and password.
      - It is kept in C(repositories.yaml) as it is. C(helm) knows no tokens, and drops it when it writes that file.
    type: str
  repositories:
    description:
      - Several repositories, instead of the one that O(repo_name) names. Their indexes are downloaded at the same time.
      - When one of them cannot be used, nothing is written.
    type: list
    elements: dict
    suboptions:
      repo_name:
        description:
          - The name of the repository.
        type: str
        required: true
        aliases: [name]
      repo_url:
        description:
          - The URL of the repository.
        type: str
        aliases: [url]
      preset:
        description:
          - A repository of Helm 2's days by name, instead of its URL.
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
          - The user name for the repository.
        type: str
        aliases: [username]
      repo_password:
        description:
          - The password of O(repositories[].repo_username).
        type: str
        aliases: [password]
      repo_token:
        description:
          - A bearer token for the repository, instead of a user name and password.
        type: str
      pass_credentials:
        description:
          - Send the user name and password, or the token, to every host that the repository's index names.
        type: bool
        default: false
      chart_ca_cert:
        description:
          - A PEM file with the certificate authorities to verify the repository's server with.
        type: path
        aliases: [repo_ca_cert]
      chart_ssl_cert_file:
        description:
          - A PEM file with a client certificate to authenticate to the repository with.
        type: path
        aliases: [repo_client_cert]
      chart_ssl_key_file:
        description:
          - A PEM file with the key of O(repositories[].chart_ssl_cert_file), without a passphrase.
        type: path
        aliases: [repo_client_key]
      insecure_skip_tls_verify:
        description:
          - Do not verify the certificate of the repository's server.
        type: bool
        default: false
        aliases: [skip_tls_certs_check]
      repo_proxy:
        description:
          - The URL of an HTTP proxy on the way to the repository.
        type: str
  repo_state:
    description:
      - Whether the repositories should be there.
    type: str
    choices: [present, absent]
    default: present
    aliases: [state]
  force_update:
    description:
      - Add the repository anew and download its index, even if nothing differs. The task is then always changed.
    type: bool
    default: false
    aliases: [force]
  update_cache:
    description:
      - Bring the index of a repository that is there already up to date. The task is changed when the index differs.
      - A server that tells the state of its index (C(ETag), C(Last-Modified)) sends it only when it changed.
    type: bool
    default: false
    aliases: [update_repo_cache]
  cache_valid_time:
    description:
      - Bring the index up to date only when its server was last asked longer ago than this many seconds. Implies
        O(update_cache).
    type: int
  layout:
    description:
      - Whose files are kept.
      - V(helm3) stands for those of Helm 3 and 4, which are found through E(HELM_REPOSITORY_CONFIG),
        E(HELM_REPOSITORY_CACHE), E(HELM_CONFIG_HOME), E(HELM_CACHE_HOME), E(XDG_CONFIG_HOME) and E(XDG_CACHE_HOME).
      - V(helm2) stands for those of Helm 2, which are below E(HELM_HOME), or C(~/.helm) when it is not set.
    type: str
    choices: [helm3, helm2]
    default: helm3
notes:
  - O(username) and O(password) are those of the repository here, while other modules of the action group use these
    names for the API server. Do not set them in C(module_defaults) of the group.
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
  - Two tasks, or a task and C(helm), may work on the same files at the same time; they wait for each other by the lock
    that C(helm) uses.
seealso:
  - module: coxswain.helm.repository_info
  - module: coxswain.helm.chart_search
"""

EXAMPLES = r"""
- name: Add a repository
  coxswain.helm.repository:
    name: ingress-nginx
    url: https://kubernetes.github.io/ingress-nginx

- name: Add a private repository
  coxswain.helm.repository:
    name: internal
    url: https://charts.example.com/stable
    username: deploy
    password: "{{ chart_password }}"
    chart_ca_cert: /etc/ssl/certs/internal.pem

- name: Bring its index up to date
  coxswain.helm.repository:
    name: internal
    url: https://charts.example.com/stable
    username: deploy
    password: "{{ chart_password }}"
    chart_ca_cert: /etc/ssl/certs/internal.pem
    update_cache: true

- name: Add several repositories at once
  coxswain.helm.repository:
    repositories:
      - name: stable
        preset: stable
      - name: internal
        url: https://charts.example.com/internal
        repo_token: "{{ chart_token }}"

- name: Bring all indexes up to date that are older than an hour
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
  description: The name of the repository.
  returned: success, when O(repo_name) is set
  type: str
repo_url:
  description: The URL of the repository.
  returned: success, when O(repo_name) is set
  type: str
charts:
  description: How many charts the repository has.
  returned: when O(repo_name) is set and its server was asked
  type: int
repositories:
  description: What was done about each repository.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name of the repository.
      returned: success
      type: str
    changed:
      description: Whether its entry or its index changed.
      returned: success
      type: bool
    charts:
      description: How many charts it has; null when its server was not asked.
      returned: success
      type: int
diff:
  description: The repository's entry before and after; a list of such for several.
  returned: in diff mode
  type: raw
stdout:
  description: A sentence about what was done for each repository.
  returned: always
  type: str
  sample: '"ingress-nginx" has been added to the repositories'
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

from ..module_utils.module import repository, runner
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **repository.SPEC},
        supports_check_mode=True,
        **repository.CHECKS,
    )
    runner.run(module, repository.run)


if __name__ == "__main__":
    main()
