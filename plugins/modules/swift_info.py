#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/swift_info.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: swift_info
short_description: Tell about the releases of Helm 2 through swift
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Asks swift, which offers Tiller's calls over HTTP, through the API server's service proxy with the credentials of
    the connection options, or at an address of its own.
  - Swift's faults are minded. An empty list, which it answers with a nil pointer, is an empty list; a release that it
    answers with an internal error for is not there; and its limit of 30 seconds is told as such.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.info_module
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.connection_password
options:
  url:
    description:
      - Swift's own address, such as V(https://swift.example.com:50055). The connection options then say how to speak to
        it, apart from O(kubeconfig), O(context) and O(host). It is asked through the API server when this is not set.
    type: str
  service:
    description:
      - The name of its Service.
    type: str
    default: swift
  service_namespace:
    description:
      - The namespace of its Service.
    type: str
    default: kube-system
  service_port:
    description:
      - The name or number of the Service's port; its chart calls it V(pt), and the role P(coxswain.helm.swift#role)
        V(http).
    type: str
    default: http
  service_scheme:
    description:
      - How the API server speaks to it.
    type: str
    choices: [http, https]
    default: http
  contexts:
    description:
      - Contexts of the kubeconfig, one for each cluster that is to be asked, in the place of O(context).
    type: list
    elements: str
    default: []
  release_name:
    description:
      - The name of the release. RV(releases) lists all of them when this is not set.
    type: str
    aliases: [name]
  release_namespace:
    description:
      - Releases of this namespace only.
    type: str
    aliases: [namespace]
  release_state:
    description:
      - Releases in these states only. Those that are deployed or failed when this is empty.
    type: list
    elements: str
    choices: [all, deployed, failed, pending, superseded, uninstalled, uninstalling]
    default: []
  filter:
    description:
      - List the releases whose names this regular expression finds something in.
    type: str
  history:
    description:
      - Return the revisions of the release as well.
    type: bool
    default: false
  show_secrets:
    description:
      - Return the data of Secrets in the manifest of RV(status), which is hidden otherwise.
    type: bool
    default: false
notes:
  - Going through the API server takes the verb get on services/proxy, with the name in the form V(swift:http). As swift
    rolls back with GET, that right alone is enough to change releases.
seealso:
  - module: coxswain.helm.release_info
"""

EXAMPLES = r"""
- name: List the releases of a cluster
  coxswain.helm.swift_info:

- name: List those of three clusters, whatever their state is
  coxswain.helm.swift_info:
    contexts:
      - europe
      - america
      - asia
    release_state:
      - all

- name: Look at a release and its history, with a token
  coxswain.helm.swift_info:
    host: https://api.example.com:6443
    api_key: "{{ token }}"
    ca_cert: /etc/kubernetes/pki/ca.crt
    name: shop
    history: true
"""

RETURN = r"""
version:
  description: The version of the Tiller behind swift.
  returned: when O(contexts) is empty
  type: str
  sample: v2.14.0
releases:
  description:
    - The releases by namespace and name, each with C(name), C(namespace), C(revision), C(updated), C(status), C(chart)
      and C(app_version), and with C(context) where there are several.
  returned: when O(release_name) is not set, or O(contexts) is
  type: list
  elements: dict
clusters:
  description:
    - What each cluster answered, with the keys C(context), C(version), and RV(releases) or RV(status) and RV(history).
  returned: when O(contexts) is set
  type: list
  elements: dict
status:
  description:
    - The release, with the keys that M(coxswain.helm.release_info) returns.
  returned: when O(release_name) is set and there is such a release
  type: dict
history:
  description: The revisions of the release, oldest first.
  returned: when O(history=true)
  type: list
  elements: dict
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import runner, swift_info
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **connection.PASSWORD_SPEC, **swift_info.SPEC},
        required_if=[("history", True, ["release_name"])],
        mutually_exclusive=[("url", "contexts"), ("context", "contexts")],
        supports_check_mode=True,
    )
    runner.run(module, swift_info.run)


if __name__ == "__main__":
    main()
