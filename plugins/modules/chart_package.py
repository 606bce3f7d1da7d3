#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/chart_package.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_package
short_description: Package a chart
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Creates the archive of a chart, like C(helm package), without a C(helm) binary. Helm 2, 3 and 4 can read it.
  - Archives are reproducible. An existing archive with the same contents is not replaced.
  - Files are packaged as they are. In C(Chart.yaml), only the fields set by O(chart_version) and O(app_version) change,
    so that comments and fields unknown to Helm are preserved.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
attributes:
  check_mode:
    support: full
    details:
      - With O(dependency_update), charts are downloaded into the cache. The chart is not modified.
  diff_mode:
    support: full
    details:
      - Shows the files of the archive with their digests.
  idempotent:
    support: full
options:
  chart_ref:
    description:
      - Directory of the chart on the target host.
    type: path
    required: true
    aliases: [chart_path, path]
  destination:
    description:
      - Directory for the archive, which is named C(NAME-VERSION.tgz). It is created if it does not exist.
    type: path
    required: true
    aliases: [dest]
  chart_version:
    description:
      - Version of the packaged chart. Defaults to the one in C(Chart.yaml).
    type: str
    aliases: [version]
  app_version:
    description:
      - Application version of the packaged chart. Defaults to the one in C(Chart.yaml).
    type: str
  dependency_update:
    description:
      - Update the chart's C(charts/) directory first, like M(coxswain.helm.chart_dependency).
    type: bool
    default: false
    aliases: [dep_up]
  sign:
    description:
      - Sign the archive, which creates C(NAME-VERSION.tgz.prov) next to it. A provenance file with a valid signature of
        the archive by the same key is not replaced.
      - Requires the Python library C(PGPym) >= 0.6.2.
    type: bool
    default: false
  key:
    description:
      - User ID of the key to sign with, or a part of it that is unique in the keyring.
    type: str
  keyring:
    description:
      - Path of the keyring with the secret key. Defaults to V(~/.gnupg/secring.gpg).
    type: path
  passphrase:
    description:
      - Passphrase of the key.
    type: str
  passphrase_file:
    description:
      - Path of a file whose first line is the passphrase of the key.
    type: path
  repo_ca_cert:
    description:
      - Path of a PEM file with the CA certificates for repositories that the chart refers to and that were not added.
      - No credentials are sent to such repositories. Use M(coxswain.helm.repository) to add a repository with
        credentials, or M(coxswain.helm.registry_auth) to log in to a registry.
    type: path
    aliases: [chart_ca_cert]
  insecure_skip_tls_verify:
    description:
      - Do not verify the certificates of repositories that were not added.
    type: bool
    default: false
    aliases: [skip_tls_certs_check]
  repo_proxy:
    description:
      - URL of the HTTP proxy for repositories that were not added.
    type: str
  repo_timeout:
    description:
      - Timeout in seconds for the whole download of an index or chart.
    type: int
    default: 120
  plain_http:
    description:
      - Use HTTP instead of HTTPS for OCI registries.
    type: bool
    default: false
  update_repo_cache:
    description:
      - With O(dependency_update), update the cached indexes of the required repositories first. An index that is not
        cached is always downloaded.
    type: bool
    default: true
requirements:
  - PyYAML >= 5.1
  - urllib3 (installed with the Python library C(kubernetes)), for O(dependency_update)
notes:
  - The modification time of all files in the archive is 1980-01-01, or the one in E(SOURCE_DATE_EPOCH).
seealso:
  - module: coxswain.helm.repository_index
"""

EXAMPLES = r"""
- name: Package a chart
  coxswain.helm.chart_package:
    chart_ref: /srv/charts/shop
    destination: /srv/repository

- name: Package a chart with the version of a build, and sign it
  coxswain.helm.chart_package:
    chart_ref: /srv/charts/shop
    destination: /srv/repository
    chart_version: "1.4.0+{{ build }}"
    app_version: "{{ tag }}"
    sign: true
    key: charts@example.com
    keyring: /srv/keys/secring.gpg
    passphrase: "{{ key_passphrase }}"
"""

RETURN = r"""
path:
  description: Path of the archive.
  returned: success
  type: str
name:
  description: Name of the chart.
  returned: success
  type: str
version:
  description: Version of the packaged chart.
  returned: success
  type: str
app_version:
  description: Application version of the packaged chart.
  returned: success
  type: str
digest:
  description: Digest of the archive, as C(sha256:) and hexadecimal digits.
  returned: success
  type: str
size:
  description: Size of the archive in bytes.
  returned: success
  type: int
provenance:
  description: Path of the provenance file.
  returned: when O(sign=true)
  type: str
diff:
  description: Files of the archive, before and after.
  returned: in diff mode
  type: dict
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.chart_package import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
