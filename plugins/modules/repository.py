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
  - Keeps the chart repositories of the user that the task runs as, in the files that Helm 3 and 4 use, without a
    C(helm) binary.
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
    type: str
    required: true
    aliases: [name]
  repo_url:
    description:
      - The URL of the repository, the folder that holds its C(index.yaml).
      - Another URL under the same name is a change.
    type: str
    aliases: [url]
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
  repo_state:
    description:
      - Whether the repository should be there.
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
      - Download the index of a repository that is there already. The task is changed when the index differs.
    type: bool
    default: false
notes:
  - O(username) and O(password) are those of the repository here, while other modules of the action group use these
    names for the API server. Do not set them in C(module_defaults) of the group.
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
  - Files are found as C(helm) finds them, through E(HELM_REPOSITORY_CONFIG), E(HELM_REPOSITORY_CACHE),
    E(HELM_CONFIG_HOME), E(HELM_CACHE_HOME), E(XDG_CONFIG_HOME) and E(XDG_CACHE_HOME).
seealso:
  - module: coxswain.helm.repository_info
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

- name: Remove a repository
  coxswain.helm.repository:
    name: ingress-nginx
    state: absent
"""

RETURN = r"""
repo_name:
  description: The name of the repository.
  returned: success
  type: str
repo_url:
  description: The URL of the repository.
  returned: success
  type: str
charts:
  description: How many charts the repository has.
  returned: when its index was downloaded
  type: int
diff:
  description: The repository's entry before and after.
  returned: in diff mode
  type: dict
stdout:
  description: One sentence about what was done.
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

from ..module_utils.module import connection, repository, repository_access, running


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **repository.SPEC},
        required_if=[("repo_state", "present", ["repo_url"])],
        required_together=repository_access.REQUIRED_TOGETHER,
        supports_check_mode=True,
    )
    running.run(module, repository.run)


if __name__ == "__main__":
    main()
