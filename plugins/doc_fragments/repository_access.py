# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twin of ``plugins/module_utils/module/options/repository_access.py``; the aliases of user name and password are each
module's own."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  repo_token:
    description:
      - A bearer token for the repository, instead of a user name and password.
    type: str
  pass_credentials:
    description:
      - Send the user name and password, or the token, to every host that the repository's index names, not to the
        repository's own alone.
    type: bool
    default: false
  chart_ca_cert:
    description:
      - A PEM file with the certificate authorities to verify the repository's server with, used instead of the
        system's.
    type: path
    aliases: [repo_ca_cert]
  chart_ssl_cert_file:
    description:
      - A PEM file with a client certificate to authenticate to the repository with.
    type: path
    aliases: [repo_client_cert]
  chart_ssl_key_file:
    description:
      - A PEM file with the key of O(chart_ssl_cert_file), without a passphrase.
    type: path
    aliases: [repo_client_key]
  insecure_skip_tls_verify:
    description:
      - Do not verify the certificate of the repository's server.
      - This is about downloads; for the API server there is C(validate_certs).
    type: bool
    default: false
    aliases: [skip_tls_certs_check]
  repo_proxy:
    description:
      - The URL of an HTTP proxy on the way to the repository, such as V(http://proxy.example.com:3128). It may hold a
        user name and password.
      - The environment variables of the target name one when this is not set; E(NO_PROXY) counts in any case.
    type: str
  repo_timeout:
    description:
      - Seconds for one whole download of an index or a chart.
    type: int
    default: 120
notes:
  - Downloads go through the proxies that the environment variables E(HTTP_PROXY), E(HTTPS_PROXY) and E(NO_PROXY) of
    the target name.
"""
