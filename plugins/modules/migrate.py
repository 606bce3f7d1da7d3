#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/migrate.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: migrate
short_description: Migrate releases and client configuration from Helm 2 to Helm 3 and 4
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Converts the releases of a Tiller to releases of Helm 3 and 4 in their own namespaces, so that
    M(coxswain.helm.release) and Helm can manage them. The objects of the releases are not modified, and no pods are
    restarted.
  - Tiller does not have to be running. Its records are read from its storage, and kept unless O(delete_records=true).
  - All releases are checked before anything is written. An interrupted migration is continued by the next run, and a
    release that Helm 3 has already upgraded is not modified.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.connection_password
attributes:
  check_mode:
    support: full
    details:
      - Requests are sent as server-side dry runs.
  diff_mode:
    support: full
    details:
      - Shows the revisions of Tiller and Helm 3 before and after, one per line.
  idempotent:
    support: full
options:
  releases:
    description:
      - Names of the releases to migrate. If not set, all releases are migrated; if empty, none.
    type: list
    elements: str
  tiller_namespace:
    description:
      - Namespace that Tiller runs and stores its records in.
      - If the option is not set, the environment variable E(TILLER_NAMESPACE) is used instead.
    type: str
    default: kube-system
  tiller_storage:
    description:
      - Where Tiller stores its records. V(auto) detects it.
    type: str
    choices: [auto, configmap, secret]
    default: auto
  revisions_max:
    description:
      - Maximum number of revisions of each release to migrate, newest first; V(0) means no limit.
    type: int
    default: 10
  rewrite_apis:
    description:
      - In the migrated records, rewrite objects with API versions that the cluster no longer serves, as described for
        O(coxswain.helm.release#module:rewrite_apis). If V(false), the module warns about such objects, and the next
        upgrade of their release fails.
    type: bool
    default: false
  delete_records:
    description:
      - Delete Tiller's records of the migrated releases, including older revisions that are not migrated. Tiller then
        no longer knows these releases.
      - Until then, both Tiller and Helm 3 consider the same objects theirs. Only use one of them.
    type: bool
    default: false
  client_config:
    description:
      - Also migrate the configuration of the Helm 2 client on the target host, which consists of repositories, starters
        and plugins. Existing configuration of Helm 3 is kept, and O(helm_home) is not modified.
    type: bool
    default: false
  helm_home:
    description:
      - Home directory of the Helm 2 client.
      - If the option is not set, the environment variable E(HELM_HOME) is used instead.
    type: path
    default: ~/.helm
requirements:
  - protobuf >= 3.20.3
notes:
  - Releases are stored where the environment variable E(HELM_DRIVER) of the target host says, in V(secret) (the
    default) or V(configmap).
  - The configuration of Helm 3 is located with its environment variables, such as E(HELM_CONFIG_HOME).
seealso:
  - module: coxswain.helm.release
  - module: coxswain.helm.release_info
"""

EXAMPLES = r"""
- name: Show what migrating all releases would do
  coxswain.helm.migrate:
  check_mode: true
  diff: true

- name: Migrate two releases, rewriting API versions that the cluster no longer serves
  coxswain.helm.migrate:
    releases:
      - shop
      - ingress
    rewrite_apis: true

- name: Migrate all releases of a Tiller in another namespace, and delete its records
  coxswain.helm.migrate:
    tiller_namespace: tiller-world
    delete_records: true

- name: Only migrate the configuration of the client
  coxswain.helm.migrate:
    releases: []
    client_config: true
"""

RETURN = r"""
releases:
  description: The releases that were processed, by name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the release.
      returned: success
      type: str
    namespace:
      description: Namespace of the release.
      returned: success
      type: str
    status:
      description: Status of the latest revision, as a status of Helm 3.
      returned: success
      type: str
      sample: deployed
    created:
      description: Revisions that were created, or would be in check mode.
      returned: success
      type: list
      elements: int
    present:
      description: Revisions that already existed in Helm 3.
      returned: success
      type: list
      elements: int
    left:
      description: Older revisions that were not migrated.
      returned: success
      type: list
      elements: int
    moved_on:
      description: Whether Helm 3 has newer revisions than Tiller, in which case nothing is created.
      returned: success
      type: bool
    rewritten:
      description: A sentence for each object that was rewritten for this cluster.
      returned: success
      type: list
      elements: str
    deleted:
      description: Revisions whose records were deleted from Tiller's storage.
      returned: success
      type: list
      elements: int
absent:
  description: Names in O(releases) that exist in Helm 3, but no longer in Tiller.
  returned: success
  type: list
  elements: str
changes:
  description: Records that were created and deleted, or would be in check mode, in order.
  returned: success
  type: list
  elements: dict
client_config:
  description: Configuration of the client that was migrated.
  returned: when O(client_config=true)
  type: dict
  contains:
    repositories:
      description: Names of the repositories that were added.
      returned: success
      type: list
      elements: str
    folders:
      description: Directories of starters and plugins that were created.
      returned: success
      type: list
      elements: str
    repository_config:
      description: Path of the file that the repositories were added to.
      returned: success
      type: str
stdout:
  description: The steps that were taken, one per line.
  returned: always
  type: str
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.migrate import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
