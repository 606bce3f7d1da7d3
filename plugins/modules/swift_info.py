#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/swift_info.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: swift_info
short_description: Get information about Helm 2 releases from Swift
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Queries Swift, which offers Tiller's API over HTTP, through the API server's service proxy with the credentials of
    the connection options, or at its own address.
  - Known bugs of Swift are worked around. The nil pointer error that it returns for an empty list is treated as an
    empty list, the internal error for an unknown release is treated as not found, and its timeout of 30 seconds is
    reported as such.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.info_module
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.connection_password
options:
  swift_url:
    description:
      - URL of Swift, such as V(https://swift.example.com:50055). The connection options except O(kubeconfig),
        O(context) and O(host) then apply to Swift. If not set, Swift is accessed through the API server.
    type: str
    aliases: [url]
  service:
    description:
      - Name of Swift's Service.
    type: str
    default: swift
  service_namespace:
    description:
      - Namespace of the Service.
    type: str
    default: kube-system
  service_port:
    description:
      - Name or number of the Service's port. Swift's chart names it V(pt), and the role P(coxswain.helm.swift#role)
        V(http).
    type: str
    default: http
  service_scheme:
    description:
      - Protocol that the API server uses to connect to Swift.
    type: str
    choices: [http, https]
    default: http
  contexts:
    description:
      - Contexts of the kubeconfig, one for each cluster to query, instead of O(context).
    type: list
    elements: str
    default: []
  release_name:
    description:
      - Name of the release. If not set, RV(releases) lists all releases.
    type: str
    aliases: [name]
  release_namespace:
    description:
      - Only return releases of this namespace.
    type: str
    aliases: [namespace]
  release_state:
    description:
      - Only return releases with one of these statuses. If empty, deployed and failed releases are returned.
    type: list
    elements: str
    choices: [all, deployed, failed, pending, superseded, uninstalled, uninstalling]
    default: []
  filter:
    description:
      - Only list releases whose name matches this regular expression. It may match a part of the name.
    type: str
  history:
    description:
      - Also return the revisions of the release.
    type: bool
    default: false
  show_secrets:
    description:
      - Do not redact the data of Secrets in the manifest in RV(status).
    type: bool
    default: false
notes:
  - Access through the API server requires the verb C(get) on C(services/proxy), with a resource name like
    V(swift:http). Since Swift also performs rollbacks with GET requests, this permission is sufficient to change
    releases.
seealso:
  - module: coxswain.helm.release_info
"""

EXAMPLES = r"""
- name: List the releases of a cluster
  coxswain.helm.swift_info:

- name: List the releases of three clusters, regardless of their status
  coxswain.helm.swift_info:
    contexts:
      - europe
      - america
      - asia
    release_state:
      - all

- name: Get a release and its history, authenticating with a token
  coxswain.helm.swift_info:
    host: https://api.example.com:6443
    api_key: "{{ token }}"
    ca_cert: /etc/kubernetes/pki/ca.crt
    name: shop
    history: true
"""

RETURN = r"""
version:
  description: Version of the Tiller that Swift uses.
  returned: when O(contexts) is empty
  type: str
  sample: v2.14.0
releases:
  description:
    - The releases by namespace and name, each with C(name), C(namespace), C(revision), C(updated), C(status), C(chart)
      and C(app_version), and with C(context) if O(contexts) is set.
  returned: when O(release_name) is not set, or O(contexts) is
  type: list
  elements: dict
clusters:
  description:
    - Result for each cluster, with the keys C(context), C(version), and RV(releases) or RV(status) and RV(history).
  returned: when O(contexts) is set
  type: list
  elements: dict
status:
  description:
    - The release, with the keys returned by M(coxswain.helm.release_info).
  returned: when O(release_name) is set and the release exists
  type: dict
history:
  description: The revisions of the release, oldest first.
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
from ..module_utils.module.swift_info import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
