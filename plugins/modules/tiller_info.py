#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/tiller_info.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: tiller_info
short_description: Get information about Tiller, the server of Helm 2
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Returns whether Tiller is installed, its settings, the state of its pods, the number of its records, the validity of
    its certificate, and whether it responds.
  - The task does not fail if Tiller is not installed, not ready or does not respond.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.info_module
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.connection_password
  - coxswain.helm.tiller
options:
  all_namespaces:
    description:
      - Return the Tillers of all namespaces instead of only that of O(tiller_namespace).
    type: bool
    default: false
  ask:
    description:
      - Query each Tiller for its version.
    type: bool
    default: true
requirements:
  - grpcio >= 1.49.1 and protobuf >= 3.20.3, for O(ask=true)
  - cryptography >= 3.4, for the certificate
seealso:
  - module: coxswain.helm.tiller
"""

EXAMPLES = r"""
- name: Get information about Tiller
  coxswain.helm.tiller_info:
  register: found

- name: Fail if its certificate is about to expire
  ansible.builtin.assert:
    that: found.tillers[0].certificate.remaining_days > 14

- name: List the Tillers of all namespaces without querying them
  coxswain.helm.tiller_info:
    all_namespaces: true
    ask: false
"""

RETURN = r"""
installed:
  description: Whether there is a Tiller.
  returned: success
  type: bool
tillers:
  description: The Tillers; at most one unless O(all_namespaces=true).
  returned: success
  type: list
  elements: dict
  contains:
    namespace:
      description: Namespace of Tiller.
      returned: success
      type: str
    name:
      description: Name of its Deployment.
      returned: success
      type: str
    image:
      description: Image of Tiller.
      returned: success
      type: str
    replicas:
      description: Number of desired replicas.
      returned: success
      type: int
    ready_replicas:
      description: Number of ready replicas.
      returned: success
      type: int
    service_account:
      description: Service account, or an empty string.
      returned: success
      type: str
    service_account_alias:
      description: Service account in the deprecated field C(serviceAccount), which the API server maintains.
      returned: success
      type: str
    automount_token:
      description: Whether the token of the service account is mounted.
      returned: success
      type: bool
    history_max:
      description: Maximum number of revisions of a release to keep, V(0) for no limit; null if unknown.
      returned: success
      type: int
    storage:
      description: Where records are stored, one of V(configmap), V(secret), V(memory) and V(sql).
      returned: success
      type: str
    tls:
      description: V(none), V(encrypt) for TLS without client verification, or V(verify) for TLS with client
        verification.
      returned: success
      type: str
    host_network:
      description: Whether the host network is used.
      returned: success
      type: bool
    local_only:
      description: Whether Tiller only listens on the loopback address of its pod.
      returned: success
      type: bool
    node_selectors:
      description: Labels of the nodes that Tiller may run on.
      returned: success
      type: dict
    pods:
      description:
        - Pods of Tiller, each with the keys C(name), C(phase), C(ready), C(node), C(image) and C(restarts); null if
          there is no permission to list them.
      returned: success
      type: list
      elements: dict
    records:
      description: Number of stored revisions by status; null if there is no permission to list them.
      returned: success
      type: dict
      sample: {"DEPLOYED": 3, "SUPERSEDED": 7}
    certificate:
      description:
        - Tiller's certificate, with the keys C(subject), C(issuer), C(key), C(not_before), C(not_after),
          C(remaining_days), C(serial), C(fingerprint), C(hosts) and C(usages); null if there is none, or if it cannot
          be read.
      returned: success
      type: dict
    reachable:
      description: Whether Tiller responded.
      returned: when O(ask=true)
      type: bool
    version:
      description: Version that Tiller reports.
      returned: when O(ask=true)
      type: str
    trouble:
      description: Why Tiller did not respond.
      returned: when O(ask=true)
      type: str
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.tiller_info import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
