#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/migrate.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: migrate
short_description: Move releases and configuration from Helm 2 to Helm 3 and 4
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Writes the releases of a Tiller as the releases of Helm 3 and 4, in their own namespaces, so that
    M(coxswain.helm.release) and Helm go on with them. No object of a release is touched, and no pod restarts.
  - Tiller need not run. Its records are read from where it keeps them, and stay until O(delete_records) is set.
  - Everything is looked at before anything is written. A run that was cut off is taken up by the next one, and a
    release that Helm 3 has gone on with is left alone.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.connection_password
attributes:
  check_mode:
    support: full
    details:
      - The records are sent as server-side dry runs.
  diff_mode:
    support: full
    details:
      - The revisions that Tiller and Helm 3 have before and after, a line each.
  idempotent:
    support: full
options:
  releases:
    description:
      - The names of the releases to move. All of them when this is not set, and none when it is an empty list.
    type: list
    elements: str
  tiller_namespace:
    description:
      - The namespace that Tiller runs in, and keeps its records in.
      - If the option is not set, the environment variable E(TILLER_NAMESPACE) is used instead.
    type: str
    default: kube-system
  tiller_storage:
    description:
      - What Tiller keeps its records in; V(auto) for whichever there are.
    type: str
    choices: [auto, configmap, secret]
    default: auto
  revisions_max:
    description:
      - How many revisions of each release to move, the newest ones; V(0) for all.
    type: int
    default: 10
  rewrite_apis:
    description:
      - Rewrite objects of API versions that the cluster does not serve any more in what is stored, as
        O(coxswain.helm.release#module:rewrite_apis) describes it. Without it such objects are a warning, and the next
        upgrade of their release stumbles over them.
    type: bool
    default: false
  delete_records:
    description:
      - Delete Tiller's records of the releases that are moved, older revisions that stay behind included. Tiller knows
        nothing of them from then on.
      - As long as they are there, two sides manage the same objects. Use one of them only.
    type: bool
    default: false
  client_config:
    description:
      - Move the configuration of Helm 2's client on the target host as well, namely repositories, starters and plugins.
        What Helm 3 has already stays as it is, and O(helm_home) is not changed.
    type: bool
    default: false
  helm_home:
    description:
      - The home of Helm 2's client.
      - If the option is not set, the environment variable E(HELM_HOME) is used instead.
    type: path
    default: ~/.helm
requirements:
  - protobuf >= 3.20.3
notes:
  - Releases are written where the environment variable E(HELM_DRIVER) of the target says, in V(secret), the default, or
    V(configmap).
  - The places of the configuration are those of Helm 3, with its variables such as E(HELM_CONFIG_HOME).
seealso:
  - module: coxswain.helm.release
  - module: coxswain.helm.release_info
"""

EXAMPLES = r"""
- name: See what moving all releases would be
  coxswain.helm.migrate:
  check_mode: true
  diff: true

- name: Move two of them, with objects that this cluster still serves
  coxswain.helm.migrate:
    releases:
      - shop
      - ingress
    rewrite_apis: true

- name: Move all of a Tiller with a namespace of its own, and have it forget them
  coxswain.helm.migrate:
    tiller_namespace: tiller-world
    delete_records: true

- name: Move the configuration of the client alone
  coxswain.helm.migrate:
    releases: []
    client_config: true
"""

RETURN = r"""
releases:
  description: The releases that were looked at, by name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name of the release.
      returned: success
      type: str
    namespace:
      description: Its namespace.
      returned: success
      type: str
    status:
      description: The status of its newest revision, as Helm 3 names it.
      returned: success
      type: str
      sample: deployed
    created:
      description: The revisions that were written, or would be in check mode.
      returned: success
      type: list
      elements: int
    present:
      description: The revisions that Helm 3 had already.
      returned: success
      type: list
      elements: int
    left:
      description: Older revisions that were not moved.
      returned: success
      type: list
      elements: int
    moved_on:
      description: Whether Helm 3 has newer revisions than Tiller, so that nothing is written any more.
      returned: success
      type: bool
    rewritten:
      description: A sentence for each object that was rewritten for this cluster.
      returned: success
      type: list
      elements: str
    deleted:
      description: The revisions whose records were deleted from Tiller's storage.
      returned: success
      type: list
      elements: int
absent:
  description: The names of O(releases) that Tiller has no records of any more, and Helm 3 has.
  returned: success
  type: list
  elements: str
changes:
  description: The records that were written and deleted, or would be in check mode, in order.
  returned: success
  type: list
  elements: dict
client_config:
  description: What was moved of the configuration of the client.
  returned: when O(client_config=true)
  type: dict
  contains:
    repositories:
      description: The names of the repositories that were added.
      returned: success
      type: list
      elements: str
    folders:
      description: The folders of starters and plugins that were made.
      returned: success
      type: list
      elements: str
    repository_config:
      description: The file that the repositories were added to.
      returned: success
      type: str
stdout:
  description: What was done, a line a step.
  returned: always
  type: str
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import migrate, runner
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **connection.PASSWORD_SPEC, **migrate.SPEC},
        supports_check_mode=True,
    )
    runner.run(module, migrate.run)


if __name__ == "__main__":
    main()
