# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection to the API server; see ``plugins/module_utils/module/options/connection.py``."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  binary_path:
    description:
      - Ignored with a warning, because no C(helm) binary is needed. Accepted for compatibility with C(kubernetes.core).
    type: path
  context:
    description:
      - Context of the kubeconfig to use. Defaults to its current context.
      - If the option is not set, the environment variable E(K8S_AUTH_CONTEXT) is used instead.
    type: str
    aliases: [kube_context]
  kubeconfig:
    description:
      - Kubeconfig, as a path or as a dictionary with its contents.
      - With a local connection, Ansible searches for the path as it does for C(files/), and the file may be encrypted
        with Ansible Vault. With any other connection, it is a path on the target host.
      - If the option is not set, the environment variable E(K8S_AUTH_KUBECONFIG) is used instead, then E(KUBECONFIG),
        then C(~/.kube/config), then the service account of the pod that the task runs in.
    type: raw
    aliases: [kubeconfig_path]
  host:
    description:
      - URL of the API server.
      - If the option is not set, the environment variable E(K8S_AUTH_HOST) is used instead.
    type: str
  api_key:
    description:
      - Bearer token to authenticate to the API server with.
      - If the option is not set, the environment variable E(K8S_AUTH_API_KEY) is used instead.
    type: str
  ca_cert:
    description:
      - Path of a PEM file with the CA certificates that the API server's certificate is verified with.
      - If the option is not set, the environment variable E(K8S_AUTH_SSL_CA_CERT) is used instead.
    type: path
    aliases: [ssl_ca_cert]
  validate_certs:
    description:
      - Whether to verify the API server's certificate. Defaults to the setting of the kubeconfig, or else to V(true).
      - If the option is not set, the environment variable E(K8S_AUTH_VERIFY_SSL) is used instead.
    type: bool
    aliases: [verify_ssl]
  client_cert:
    description:
      - Path of a PEM file with the client certificate to authenticate to the API server with.
      - If the option is not set, the environment variable E(K8S_AUTH_CERT_FILE) is used instead.
    type: path
    aliases: [cert_file]
  client_key:
    description:
      - Path of a PEM file with the private key of O(client_cert).
      - If the option is not set, the environment variable E(K8S_AUTH_KEY_FILE) is used instead.
    type: path
    aliases: [key_file]
  proxy:
    description:
      - URL of the HTTP proxy to connect to the API server through.
      - If the option is not set, the environment variable E(K8S_AUTH_PROXY) is used instead.
    type: str
  no_proxy:
    description:
      - Comma-separated list of hostnames, domains and addresses to connect to without O(proxy).
      - If the option is not set, the environment variable E(K8S_AUTH_NO_PROXY) is used instead.
    type: str
  impersonate_user:
    description:
      - User to impersonate.
      - If the option is not set, the environment variable E(K8S_AUTH_IMPERSONATE_USER) is used instead.
    type: str
  impersonate_groups:
    description:
      - Groups to impersonate.
      - If the option is not set, the environment variable E(K8S_AUTH_IMPERSONATE_GROUPS) is used instead, as a
        comma-separated list.
    type: list
    elements: str
  tls_server_name:
    description:
      - Hostname to expect in the API server's certificate, if it differs from the one in its URL.
      - If the option is not set, the environment variable E(K8S_AUTH_TLS_SERVER_NAME) is used instead.
    type: str
requirements:
  - PyYAML >= 5.1
  - urllib3 (installed with the Python library C(kubernetes))
  - kubernetes >= 24.2.0, for kubeconfigs that authenticate with a command or an auth provider
notes:
  - The connection options, their aliases and their environment variables are those of C(kubernetes.core). No C(helm)
    binary is needed.
"""
