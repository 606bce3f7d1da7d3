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
  release_state:
    description:
      - Releases in these states only, of V(all), V(deployed), V(failed), V(pending), V(superseded), V(uninstalled) and
        V(uninstalling).
      - Those that are deployed or failed when this is empty.
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
seealso:
  - module: coxswain.helm.release
  - module: coxswain.helm.release_rollback
"""

EXAMPLES = r"""
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
      description: The objects of the release.
      returned: success
      type: list
      elements: dict
    hooks:
      description: The hooks of the release.
      returned: success
      type: list
      elements: dict
    notes:
      description: What the chart's NOTES.txt says.
      returned: success
      type: str
releases:
  description: The releases, sorted by namespace and name, each with the keys of RV(status) from C(name) to C(updated).
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

from ..module_utils.module import connection, release_info, running


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **connection.PASSWORD_SPEC, **release_info.SPEC},
        required_by={"release_name": ["release_namespace"]},
        required_if=[("history", True, ["release_name"])],
        supports_check_mode=True,
    )
    running.run(module, release_info.run)


if __name__ == "__main__":
    main()
