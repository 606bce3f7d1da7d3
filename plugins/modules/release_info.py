#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/release_info.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: release_info
short_description: Tell about Helm releases
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Reads releases that this collection or Helm 3 or 4 made, without a C(helm) binary.
  - Takes the options of M(kubernetes.core.helm_info) and returns its values.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.info_module
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.connection_password
  - coxswain.helm.tiller
  - coxswain.helm.tiller.backend
options:
  release_name:
    description:
      - The name of the release. RV(releases) lists all of them when this is not set.
    type: str
    aliases: [name]
  release_namespace:
    description:
      - The namespace that the release is kept in. Every namespace when neither this nor O(release_name) is set.
    type: str
    aliases: [namespace]
  revision:
    description:
      - The revision to tell about, whatever its state is. The newest one when this is not set.
    type: int
  release_state:
    description:
      - Releases in these states only, of V(all), V(deployed), V(failed), V(pending), V(superseded), V(uninstalled) and
        V(uninstalling).
      - Those that are deployed or failed when this is empty.
      - Only the newest revision of a release counts, but for V(superseded) alone, which lists every one that is.
    type: list
    elements: str
    choices: [all, deployed, failed, pending, superseded, uninstalled, uninstalling]
    default: []
  get_all_values:
    description:
      - Return the computed values, those of the chart included, instead of those that the user gave.
    type: bool
    default: false
  history:
    description:
      - Return the revisions of the release as well.
    type: bool
    default: false
  resources:
    description:
      - Return the live objects of the release and how far each of them has come, in RV(status.resources).
    type: bool
    default: false
  filter:
    description:
      - List the releases whose names this regular expression finds something in, as C(helm list --filter) does. Write
        V(^name$) for a whole name.
    type: str
  label_selector:
    description:
      - List the releases whose labels fit, such as V(team=web,env!=test). The labels are those that the release was
        given, and Helm's own C(name), C(status) and C(version).
    type: str
    aliases: [selector]
  sort_by:
    description:
      - The order of RV(releases), by namespace and name, or by date with the oldest first.
    type: str
    choices: [name, date]
    default: name
  reverse:
    description:
      - List them the other way round.
    type: bool
    default: false
  offset:
    description:
      - How many releases to leave out at the beginning of the list.
    type: int
    default: 0
  limit:
    description:
      - How many releases to list at most; V(0) for all.
    type: int
    default: 0
    aliases: [max]
  show_secrets:
    description:
      - Return the data of Secrets in RV(status.manifest), RV(status.hooks) and RV(status.resources), which is hidden
        otherwise.
    type: bool
    default: false
  sensitive:
    description:
      - JSON pointers of further fields and values that are hidden, such as V(/data/password); V(*) is any one key or
        position.
    type: list
    elements: str
    default: []
seealso:
  - module: coxswain.helm.release
  - module: coxswain.helm.release_rollback
"""

EXAMPLES = r"""
- name: List the releases of a Tiller, from its records when it does not answer
  coxswain.helm.release_info:
    backend: tiller
    tiller_namespace: tiller-world

- name: Look at a release
  coxswain.helm.release_info:
    name: ingress
    namespace: ingress-nginx
  register: ingress

- name: Show its notes
  ansible.builtin.debug:
    var: ingress.status.notes

- name: Show its history
  coxswain.helm.release_info:
    name: ingress
    namespace: ingress-nginx
    history: true

- name: Wait until everything that a release made is ready
  coxswain.helm.release_info:
    name: ingress
    namespace: ingress-nginx
    resources: true
  register: ingress
  until: ingress.status.resources | rejectattr('ready') | length == 0
  retries: 30

- name: List the releases of a team, the newest first
  coxswain.helm.release_info:
    label_selector: team=web
    filter: ^shop-
    sort_by: date
    reverse: true
    limit: 20

- name: List the failed releases of the whole cluster
  coxswain.helm.release_info:
    release_state:
      - failed
"""

RETURN = r"""
status:
  description: The release.
  returned: when O(release_name) is set and there is such a release
  type: dict
  contains:
    name:
      description: The name of the release.
      returned: success
      type: str
    namespace:
      description: The namespace of the release.
      returned: success
      type: str
    revision:
      description: The number of the revision.
      returned: success
      type: str
      sample: "3"
    status:
      description: The status, such as C(deployed), C(failed) or C(uninstalled).
      returned: success
      type: str
      sample: deployed
    chart:
      description: Name and version of the chart.
      returned: success
      type: str
      sample: ingress-nginx-4.10.1
    app_version:
      description: The version of the application, as the chart tells it.
      returned: success
      type: str
    updated:
      description: When the revision was made.
      returned: success
      type: str
    release_values:
      description: The values that the user gave, or with O(get_all_values) the computed ones.
      returned: success
      type: dict
    values:
      description: The same as RV(status.release_values).
      returned: success
      type: dict
    manifest:
      description: The objects of the release as its manifest has them, with the data of Secrets hidden.
      returned: success
      type: list
      elements: dict
    hooks:
      description: The hooks of the release.
      returned: success
      type: list
      elements: dict
    hook_runs:
      description:
        - How the last run of each hook went, with the keys C(name), C(kind), C(events), C(weight), C(phase) (empty for
          one that never ran), C(started_at) and C(completed_at).
      returned: success
      type: list
      elements: dict
    notes:
      description: What the chart's NOTES.txt says.
      returned: success
      type: str
    metadata:
      description:
        - What C(helm get metadata) tells, with the keys C(chart), C(version), C(app_version), C(annotations),
          C(dependencies), C(labels), C(description), C(first_deployed), C(deployed_at), C(rollback_revision) and
          C(apply_method), which is C(server) or C(client).
      returned: success
      type: dict
    resources:
      description:
        - The live objects of the release in the order of its manifest, with the data of Secrets hidden. Objects whose
          names the API server makes are left out.
        - Each has the keys C(api_version), C(kind), C(namespace), C(name), C(exists), C(ready), C(status) (as kstatus
          names it), C(message) and C(resource), the object itself.
      returned: when O(resources=true)
      type: list
      elements: dict
releases:
  description: The releases in the order of O(sort_by), each with the keys of RV(status) from C(name) to C(updated).
  returned: when O(release_name) is not set
  type: list
  elements: dict
history:
  description: The revisions of the release, oldest first, each with the keys of RV(status) from C(name) to C(updated),
    and C(description).
  returned: when O(history=true)
  type: list
  elements: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import release_info, runner
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **connection.PASSWORD_SPEC, **release_info.SPEC},
        required_by=release_info.REQUIRED_BY,
        required_if=release_info.REQUIRED_IF,
        supports_check_mode=True,
    )
    runner.run(module, release_info.run)


if __name__ == "__main__":
    main()
