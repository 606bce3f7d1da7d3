#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/chart_package.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_package
short_description: Package a chart
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Makes an archive of the folder of a chart, as C(helm package) does, without a C(helm) binary. Helm 2, 3 and 4 read
    it.
  - The same chart is always the same bytes; an archive that holds just what it should is left alone.
  - Files keep their bytes. Of C(Chart.yaml) only O(chart_version) and O(app_version) change something, so comments and
    fields that Helm does not know stay.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
attributes:
  check_mode:
    support: full
    details:
      - With O(dependency_update), charts are downloaded into the cache and nothing is written to the chart.
  diff_mode:
    support: full
    details:
      - Shows the files of the archive with a digest of each.
  idempotent:
    support: full
options:
  chart_path:
    description:
      - The folder of the chart on the target host.
    type: path
    required: true
    aliases: [path, chart_ref]
  destination:
    description:
      - The folder that the archive is put into, as C(NAME-VERSION.tgz). It is made when it is missing.
    type: path
    required: true
    aliases: [dest]
  chart_version:
    description:
      - The version of the packaged chart, instead of the one in C(Chart.yaml).
    type: str
    aliases: [version]
  app_version:
    description:
      - The application's version of the packaged chart, instead of the one in C(Chart.yaml).
    type: str
  dependency_update:
    description:
      - Bring the chart's C(charts/) folder up to date first, as M(coxswain.helm.chart_dependency) does.
    type: bool
    default: false
    aliases: [dep_up]
  sign:
    description:
      - Sign the archive, which makes C(NAME-VERSION.tgz.prov) beside it. A provenance file that vouches for the archive
        already, by that very key, is left alone.
      - Needs the Python library C(PGPym) 0.6.2 or newer.
    type: bool
    default: false
  key:
    description:
      - The user id of the key to sign with, or a part of it that no other key has.
    type: str
  keyring:
    description:
      - The keyring with the secret key. V(~/.gnupg/secring.gpg) when this is not set.
    type: path
  passphrase:
    description:
      - The passphrase of the key.
    type: str
  passphrase_file:
    description:
      - A file whose first line is the passphrase of the key.
    type: path
  chart_ca_cert:
    description:
      - A PEM file with the certificate authorities to verify the servers with of repositories that the chart names and
        that were not added. No credentials are ever sent to these; add a repository with M(coxswain.helm.repository),
        or log in to a registry, to have some.
    type: path
    aliases: [repo_ca_cert]
  insecure_skip_tls_verify:
    description:
      - Do not verify the certificates of such servers.
    type: bool
    default: false
    aliases: [skip_tls_certs_check]
  repo_proxy:
    description:
      - The URL of an HTTP proxy on the way to such servers.
    type: str
  repo_timeout:
    description:
      - Seconds for one whole download of an index or a chart.
    type: int
    default: 120
  plain_http:
    description:
      - Use HTTP instead of HTTPS for OCI registries.
    type: bool
    default: false
  update_repo_cache:
    description:
      - Bring the indexes of the repositories that are needed up to date first. An index that the cache lacks is
        downloaded in any case.
    type: bool
    default: true
notes:
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
  - The time of every file in the archive is 1980-01-01, or what E(SOURCE_DATE_EPOCH) says.
seealso:
  - module: coxswain.helm.repository_index
"""

EXAMPLES = r"""
- name: Package a chart
  coxswain.helm.chart_package:
    path: /srv/charts/shop
    destination: /srv/repository

- name: Package it with a version of the build, and sign it
  coxswain.helm.chart_package:
    path: /srv/charts/shop
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
  description: The path of the archive.
  returned: success
  type: str
name:
  description: The name of the chart.
  returned: success
  type: str
version:
  description: The version of the packaged chart.
  returned: success
  type: str
app_version:
  description: The application's version of the packaged chart.
  returned: success
  type: str
digest:
  description: The digest of the archive, C(sha256:) and hexadecimal digits.
  returned: success
  type: str
size:
  description: The size of the archive in bytes.
  returned: success
  type: int
provenance:
  description: The path of the provenance file.
  returned: when O(sign=true)
  type: str
diff:
  description: The files of the archive, before and after.
  returned: in diff mode
  type: dict
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import chart_package, runner
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **chart_package.SPEC},
        required_if=chart_package.REQUIRED_IF,
        mutually_exclusive=chart_package.MUTUALLY_EXCLUSIVE,
        supports_check_mode=True,
    )
    runner.run(module, chart_package.run)


if __name__ == "__main__":
    main()
