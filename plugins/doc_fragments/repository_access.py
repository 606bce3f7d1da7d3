# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access to chart repositories; see ``plugins/module_utils/module/options/repository_access.py``.

``repo_username`` and ``repo_password`` are documented by each module or by the fragment ``chart``, since their aliases
differ.
"""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  repo_token:
    description:
      - Bearer token for the repository, instead of a username and password.
    type: str
  pass_credentials:
    description:
      - Send the username and password, or the token, to all hosts that the repository's index refers to, instead of
        only to the host of the repository.
    type: bool
    default: false
  repo_ca_cert:
    description:
      - Path of a PEM file with the CA certificates that the repository's certificate is verified with, instead of the
        system's CA certificates.
    type: path
    aliases: [chart_ca_cert]
  repo_client_cert:
    description:
      - Path of a PEM file with the client certificate to authenticate to the repository with.
    type: path
    aliases: [chart_ssl_cert_file]
  repo_client_key:
    description:
      - Path of a PEM file with the private key of O(repo_client_cert), without a passphrase.
    type: path
    aliases: [chart_ssl_key_file]
  insecure_skip_tls_verify:
    description:
      - Do not verify the repository's certificate.
      - This only affects downloads. For the API server, use C(validate_certs).
    type: bool
    default: false
    aliases: [skip_tls_certs_check]
  repo_proxy:
    description:
      - URL of the HTTP proxy to connect to the repository through, such as V(http://proxy.example.com:3128). It may
        include a username and password.
      - Defaults to the proxy variables in the environment of the target host. E(NO_PROXY) applies in both cases.
    type: str
  repo_timeout:
    description:
      - Timeout in seconds for the whole download of an index or chart.
    type: int
    default: 120
"""
