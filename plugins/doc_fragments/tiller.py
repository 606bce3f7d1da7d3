# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection to Tiller; see ``plugins/module_utils/module/options/tiller_options.py``."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  tiller_host:
    description:
      - Address of Tiller, such as V(tiller.example.com:44134). If not set, the module connects to the Tiller pod in
        O(tiller_namespace) with a port-forward of the API server. The local end of the port-forward is not accessible
        to other users of the target host.
      - If set, the API server is only used if an option or environment variable of the task selects it, because a
        kubeconfig that happens to exist might belong to another cluster.
      - If the option is not set, the environment variable E(HELM_HOST) is used instead.
    type: str
  tiller_namespace:
    description:
      - Namespace that Tiller runs and stores its records in.
      - If the option is not set, the environment variable E(TILLER_NAMESPACE) is used instead.
    type: str
    default: kube-system
  tls_ca_cert:
    description:
      - Path of a PEM file with the CA certificate that Tiller's certificate is verified with. Defaults to C(ca.pem) in
        E(HELM_HOME).
      - TLS is used if this, O(tls_cert), O(tls_key) or O(tls_hostname) is set, or with O(tls_verify=true).
      - If the option is not set, the environment variable E(HELM_TLS_CA_CERT) is used instead.
    type: path
  tls_cert:
    description:
      - Path of a PEM file with the client certificate. Defaults to C(cert.pem) in E(HELM_HOME).
      - If the option is not set, the environment variable E(HELM_TLS_CERT) is used instead.
    type: path
  tls_key:
    description:
      - Path of a PEM file with the private key of O(tls_cert). Defaults to C(key.pem) in E(HELM_HOME). If the key has a
        passphrase, set the environment variable E(HELM_KEY_PASSPHRASE).
      - If the option is not set, the environment variable E(HELM_TLS_KEY) is used instead.
    type: path
  tls_hostname:
    description:
      - Hostname or address to expect in Tiller's certificate, if it differs from the address connected to, which is
        V(127.0.0.1) with a port-forward.
      - If the option is not set, the environment variable E(HELM_TLS_HOSTNAME) is used instead.
    type: str
  tls_verify:
    description:
      - Whether to verify Tiller's certificate and hostname if TLS is used. Defaults to V(true).
      - With V(false), the connection is encrypted, but the identity of the server is not checked.
    type: bool
"""

    BACKEND = r"""
options:
  backend:
    description:
      - V(direct) manages releases with the API server, in the format of Helm 3 and 4.
      - V(tiller) manages releases of Helm 2 with the Tiller of the cluster. Options that Tiller does not support are an
        error.
    type: str
    choices: [direct, tiller]
    default: direct
requirements:
  - grpcio >= 1.49.1 and protobuf >= 3.20.3, for O(backend=tiller)
"""
