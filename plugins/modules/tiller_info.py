#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/tiller_info.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: tiller_info
short_description: Tell about Tiller, the server of Helm 2
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Tells whether there is a Tiller, how it is declared, what its pods do, how many records it keeps, how long its
    certificate holds, and whether it answers.
  - A Tiller that is not there, not ready or does not answer is a result, not a failure.
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
      - Tell about the Tillers of all namespaces, not only that of O(tiller_namespace).
    type: bool
    default: false
  ask:
    description:
      - Call each Tiller for its version.
    type: bool
    default: true
requirements:
  - grpcio >= 1.49.1 and protobuf >= 3.20.3, for O(ask=true)
  - cryptography >= 3.4, to tell about the certificate
seealso:
  - module: coxswain.helm.tiller
"""

EXAMPLES = r"""
- name: Ask for Tiller
  coxswain.helm.tiller_info:
  register: found

- name: Stop where its certificate is about to end
  ansible.builtin.assert:
    that: found.tillers[0].certificate.remaining_days > 14

- name: List the Tillers of all namespaces without calling them
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
  description: The Tillers, one unless O(all_namespaces).
  returned: success
  type: list
  elements: dict
  contains:
    namespace:
      description: Its namespace.
      returned: success
      type: str
    name:
      description: The name of its Deployment.
      returned: success
      type: str
    image:
      description: Its image.
      returned: success
      type: str
    replicas:
      description: How many pods it should have.
      returned: success
      type: int
    ready_replicas:
      description: How many of them are ready.
      returned: success
      type: int
    service_account:
      description: Its service account, or an empty string.
      returned: success
      type: str
    service_account_alias:
      description: The same by the deprecated field C(serviceAccount), which the API server keeps.
      returned: success
      type: str
    automount_token:
      description: Whether it gets the token of that account.
      returned: success
      type: bool
    history_max:
      description: How many revisions of a release it keeps, V(0) for all; null when it is not told.
      returned: success
      type: int
    storage:
      description: Where it keeps its records, one of V(configmap), V(secret), V(memory) and V(sql).
      returned: success
      type: str
    tls:
      description: V(none), V(encrypt) for TLS with any client, or V(verify) for clients with a certificate only.
      returned: success
      type: str
    host_network:
      description: Whether it uses the network of its node.
      returned: success
      type: bool
    local_only:
      description: Whether it listens on the loopback address of its pod only.
      returned: success
      type: bool
    node_selectors:
      description: Labels of the nodes that it may run on.
      returned: success
      type: dict
    pods:
      description:
        - Its pods, each with the keys C(name), C(phase), C(ready), C(node), C(image) and C(restarts); null when they
          may not be listed.
      returned: success
      type: list
      elements: dict
    records:
      description: How many revisions it has stored, by their status; null when they may not be listed.
      returned: success
      type: dict
      sample: {"DEPLOYED": 3, "SUPERSEDED": 7}
    certificate:
      description:
        - What its certificate says, with the keys C(subject), C(issuer), C(key), C(not_before), C(not_after),
          C(remaining_days), C(serial), C(fingerprint), C(hosts) and C(usages); null when there is none, or it may not
          be read.
      returned: success
      type: dict
    reachable:
      description: Whether it answered.
      returned: when O(ask=true)
      type: bool
    version:
      description: The version that it says it is.
      returned: when O(ask=true)
      type: str
    trouble:
      description: Why it did not answer.
      returned: when O(ask=true)
      type: str
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import runner, tiller_info
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **connection.PASSWORD_SPEC, **tiller_info.SPEC},
        supports_check_mode=True,
    )
    runner.run(module, tiller_info.run)


if __name__ == "__main__":
    main()
