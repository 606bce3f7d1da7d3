# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twin of ``plugins/module_utils/module/options/tiller_options.py``."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  tiller_host:
    description:
      - The address of Tiller, such as V(tiller.example.com:44134). When this is not set, Tiller's pod is looked for in
        O(tiller_namespace) and reached through the API server's port-forward, which ends in a socket that no other user
        of the machine may use.
      - With an address the API server is used only where an option or variable of this task names it, since a
        kubeconfig that merely lies about may be that of another cluster.
      - If the option is not set, the environment variable E(HELM_HOST) is used instead.
    type: str
  tiller_namespace:
    description:
      - The namespace that Tiller runs in, and keeps its records in.
      - If the option is not set, the environment variable E(TILLER_NAMESPACE) is used instead.
    type: str
    default: kube-system
  tls_ca_cert:
    description:
      - A PEM file with the authority that Tiller's certificate is verified with, C(ca.pem) in E(HELM_HOME) by default.
      - TLS is spoken with Tiller when this, O(tls_cert), O(tls_key), O(tls_hostname) or O(tls_verify=true) is set.
      - If the option is not set, the environment variable E(HELM_TLS_CA_CERT) is used instead.
    type: path
  tls_cert:
    description:
      - A PEM file with the client's certificate, C(cert.pem) in E(HELM_HOME) by default.
      - If the option is not set, the environment variable E(HELM_TLS_CERT) is used instead.
    type: path
  tls_key:
    description:
      - A PEM file with the key of O(tls_cert), C(key.pem) in E(HELM_HOME) by default. The environment variable
        E(HELM_KEY_PASSPHRASE) holds its passphrase, if it has one.
      - If the option is not set, the environment variable E(HELM_TLS_KEY) is used instead.
    type: path
  tls_hostname:
    description:
      - The name or address that Tiller's certificate has to be made out to, when it is not the one that is connected
        to, which is V(127.0.0.1) through the API server.
      - If the option is not set, the environment variable E(HELM_TLS_HOSTNAME) is used instead.
    type: str
  tls_verify:
    description:
      - Whether to verify Tiller's certificate and its name. With V(false) the connection is encrypted, and anybody may
        be at its other end. The default is to verify when TLS is spoken at all.
    type: bool
"""

    BACKEND = r"""
options:
  backend:
    description:
      - Who does the work, and keeps the releases. V(direct) is this collection itself, with the records of Helm 3 and
        4; V(tiller) is the Tiller of Helm 2 in the cluster.
      - Options that Tiller has nothing for are an error with V(tiller).
    type: str
    choices: [direct, tiller]
    default: direct
requirements:
  - grpcio >= 1.49.1 and protobuf >= 3.20.3, for O(backend=tiller)
"""
