#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/release_info.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: release_info
short_description: Get information about Helm releases
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Returns information about releases of this collection, Helm 3, Helm 4 and Tiller, without a C(helm) binary.
  - Accepts the options of M(kubernetes.core.helm_info), and returns the same values.
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
      - Name of the release. If not set, RV(releases) lists all releases.
    type: str
    aliases: [name]
  release_namespace:
    description:
      - Namespace of the release. Required with O(release_name). If neither is set, releases of all namespaces are
        listed.
    type: str
    aliases: [namespace]
  revision:
    description:
      - Revision to return, regardless of O(release_state). Defaults to the latest.
    type: int
  release_state:
    description:
      - Only return releases with one of these statuses. If empty, deployed and failed releases are returned.
      - The status of a release is that of its latest revision. V(superseded) alone selects all superseded revisions.
    type: list
    elements: str
    choices: [all, deployed, failed, pending, superseded, uninstalled, uninstalling]
    default: []
  get_all_values:
    description:
      - Return all computed values, including the default values of the chart, instead of the user-supplied ones.
    type: bool
    default: false
  history:
    description:
      - Also return the revisions of the release.
    type: bool
    default: false
  resources:
    description:
      - Also return the live objects of the release and their readiness, in RV(status.resources).
    type: bool
    default: false
  filter:
    description:
      - Only list releases whose name matches this regular expression, like C(helm list --filter). It may match a part
        of the name; use V(^name$) to match the whole name.
    type: str
  label_selector:
    description:
      - Only list releases with matching labels, such as V(team=web,env!=test). These are the labels of the release, and
        the labels C(name), C(status) and C(version) that Helm sets.
    type: str
    aliases: [selector]
  sort_by:
    description:
      - Sort RV(releases) by namespace and name, or by date from oldest to newest.
    type: str
    choices: [name, date]
    default: name
  reverse:
    description:
      - Reverse the order of RV(releases).
    type: bool
    default: false
  offset:
    description:
      - Number of releases to skip at the start of the list.
    type: int
    default: 0
  limit:
    description:
      - Maximum number of releases to list; V(0) means no limit.
    type: int
    default: 0
    aliases: [max]
  show_secrets:
    description:
      - Do not redact the data of Secrets in RV(status.manifest), RV(status.hooks) and RV(status.resources).
    type: bool
    default: false
  sensitive:
    description:
      - JSON pointers of additional fields and values to redact, such as V(/data/password). V(*) matches any one key or
        index.
    type: list
    elements: str
    default: []
seealso:
  - module: coxswain.helm.release
  - module: coxswain.helm.release_rollback
"""

EXAMPLES = r"""
- name: Get information about a release
  coxswain.helm.release_info:
    name: ingress
    namespace: ingress-nginx
  register: ingress

- name: Show its notes
  ansible.builtin.debug:
    var: ingress.status.notes

- name: Get the history of a release
  coxswain.helm.release_info:
    name: ingress
    namespace: ingress-nginx
    history: true

- name: Wait until all objects of a release are ready
  coxswain.helm.release_info:
    name: ingress
    namespace: ingress-nginx
    resources: true
  register: ingress
  until: ingress.status.resources | rejectattr('ready') | length == 0
  retries: 30

- name: List the latest releases of a team
  coxswain.helm.release_info:
    label_selector: team=web
    filter: ^shop-
    sort_by: date
    reverse: true
    limit: 20

- name: List the failed releases of all namespaces
  coxswain.helm.release_info:
    release_state:
      - failed

- name: List the releases of a Tiller, from its records if it does not respond
  coxswain.helm.release_info:
    backend: tiller
    tiller_namespace: tiller-world
"""

RETURN = r"""
status:
  description: The release.
  returned: when O(release_name) is set and the release exists
  type: dict
  contains:
    name:
      description: Name of the release.
      returned: success
      type: str
    namespace:
      description: Namespace of the release.
      returned: success
      type: str
    revision:
      description: Number of the revision.
      returned: success
      type: str
      sample: "3"
    status:
      description: Status, such as C(deployed), C(failed) or C(uninstalled).
      returned: success
      type: str
      sample: deployed
    chart:
      description: Name and version of the chart.
      returned: success
      type: str
      sample: ingress-nginx-4.10.1
    app_version:
      description: Version of the application, according to the chart.
      returned: success
      type: str
    updated:
      description: When the revision was created.
      returned: success
      type: str
    release_values:
      description: User-supplied values, or with O(get_all_values=true), all computed values.
      returned: success
      type: dict
    values:
      description: Same as RV(status.release_values).
      returned: success
      type: dict
    manifest:
      description: Objects in the manifest of the release, with the data of Secrets redacted.
      returned: success
      type: list
      elements: dict
    hooks:
      description: Objects of the hooks of the release.
      returned: success
      type: list
      elements: dict
    hook_runs:
      description:
        - Last run of each hook, with the keys C(name), C(kind), C(events), C(weight), C(phase) (empty if it never ran),
          C(started_at) and C(completed_at).
      returned: success
      type: list
      elements: dict
    notes:
      description: Rendered NOTES.txt of the chart.
      returned: success
      type: str
    metadata:
      description:
        - Metadata like that of C(helm get metadata), with the keys C(chart), C(version), C(app_version),
          C(annotations), C(dependencies), C(labels), C(description), C(first_deployed), C(deployed_at),
          C(rollback_revision) and C(apply_method), which is C(server) or C(client).
      returned: success
      type: dict
    resources:
      description:
        - Live objects of the release in the order of its manifest, with the data of Secrets redacted. Objects with
          generated names are not included.
        - Each has the keys C(api_version), C(kind), C(namespace), C(name), C(exists), C(ready), C(status) (as defined
          by kstatus), C(message) and C(resource), which is the object.
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
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.release_info import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
