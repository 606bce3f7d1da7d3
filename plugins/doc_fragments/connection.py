# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twin of ``plugins/module_utils/module/options/connection.py``."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  binary_path:
    description:
      - Accepted so that tasks written for C(kubernetes.core) keep working, and ignored with a warning.
    type: path
  context:
    description:
      - The context of the kubeconfig to use. Its current context is used when this is not set.
      - If the option is not set, the environment variable E(K8S_AUTH_CONTEXT) is used instead.
    type: str
    aliases: [kube_context]
  kubeconfig:
    description:
      - The kubeconfig, as a path or as a dictionary with its content.
      - With a local connection a path is searched as Ansible searches C(files/), and may be encrypted with Ansible
        Vault. With any other connection it is a path on the target host.
      - If the option is not set, the environment variable E(K8S_AUTH_KUBECONFIG) is used instead, then E(KUBECONFIG),
        then C(~/.kube/config), then the service account of the pod that the task runs in.
    type: raw
    aliases: [kubeconfig_path]
  host:
    description:
      - The URL of the API server.
      - If the option is not set, the environment variable E(K8S_AUTH_HOST) is used instead.
    type: str
  api_key:
    description:
      - A bearer token for the API server.
      - If the option is not set, the environment variable E(K8S_AUTH_API_KEY) is used instead.
    type: str
  ca_cert:
    description:
      - A PEM file with the certificate authorities to verify the API server with.
      - If the option is not set, the environment variable E(K8S_AUTH_SSL_CA_CERT) is used instead.
    type: path
    aliases: [ssl_ca_cert]
  validate_certs:
    description:
      - Whether to verify the API server's certificate. The kubeconfig decides when this is not set, and the default is
        to verify.
      - If the option is not set, the environment variable E(K8S_AUTH_VERIFY_SSL) is used instead.
    type: bool
    aliases: [verify_ssl]
  client_cert:
    description:
      - A PEM file with the client certificate to authenticate with.
      - If the option is not set, the environment variable E(K8S_AUTH_CERT_FILE) is used instead.
    type: path
    aliases: [cert_file]
  client_key:
    description:
      - A PEM file with the key of O(client_cert).
      - If the option is not set, the environment variable E(K8S_AUTH_KEY_FILE) is used instead.
    type: path
    aliases: [key_file]
  proxy:
    description:
      - The URL of an HTTP proxy on the way to the API server.
      - If the option is not set, the environment variable E(K8S_AUTH_PROXY) is used instead.
    type: str
  no_proxy:
    description:
      - Host names, domains and addresses, separated by commas, that are reached without O(proxy).
      - If the option is not set, the environment variable E(K8S_AUTH_NO_PROXY) is used instead.
    type: str
  impersonate_user:
    description:
      - The user to act as.
      - If the option is not set, the environment variable E(K8S_AUTH_IMPERSONATE_USER) is used instead.
    type: str
  impersonate_groups:
    description:
      - The groups to act as a member of.
      - If the option is not set, the environment variable E(K8S_AUTH_IMPERSONATE_GROUPS) is used instead, as a list
        separated by commas.
    type: list
    elements: str
  tls_server_name:
    description:
      - The name to expect in the API server's certificate, when it is not the one in its URL.
      - If the option is not set, the environment variable E(K8S_AUTH_TLS_SERVER_NAME) is used instead.
    type: str
requirements:
  - PyYAML >= 5.1
  - urllib3 (comes with the Python library C(kubernetes))
  - kubernetes >= 24.2.0, for kubeconfigs whose user authenticates through a command or a provider
notes:
  - The options, their aliases and environment variables are those of C(kubernetes.core). No C(helm) binary is needed.
"""
