#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/chart_pull.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_pull
short_description: Download a chart from a repository or registry
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Downloads a chart to the target host, and optionally unpacks it, like C(helm pull), without a C(helm) binary.
  - An existing chart is recognized by its digest or files, including one selected by a version constraint. If the
    repository index or the registry provides the digest, nothing is downloaded in this case.
  - Accepts the options of M(kubernetes.core.helm_pull), and returns the same values.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.repository_access
attributes:
  check_mode:
    support: full
    details:
      - The chart is downloaded into Helm's cache and checked.
  diff_mode:
    support: full
    details:
      - Shows the digests of files.
  idempotent:
    support: full
options:
  chart_ref:
    description:
      - The chart, as C(REPOSITORY/CHART) for a repository added with M(coxswain.helm.repository), as
        C(oci://HOST/PATH/CHART), as URL or path of an archive, or, with O(repo_url), as the name of the chart.
      - A reference to a registry may end with C(:TAG) or C(@sha256:DIGEST).
    type: str
    required: true
  chart_version:
    description:
      - Version of the chart, or a constraint such as V(^1.2), V(~1.2.3) or V(>=1.0 <2.0), which selects the newest
        matching version.
      - If not set, the newest version that is not a prerelease is used.
    type: str
  chart_devel:
    description:
      - Include prereleases. Equivalent to O(chart_version=>0.0.0-0).
    type: bool
  repo_url:
    description:
      - URL of the repository that contains the chart, or C(oci://HOST/PATH). The repository does not have to be added
        first.
    type: str
    aliases: [chart_repo_url, url]
  repo_username:
    description:
      - Username for O(repo_url), the URL of an archive, or an OCI registry.
      - Not needed for a repository added with M(coxswain.helm.repository), or for a registry logged in to with
        M(coxswain.helm.registry_auth).
    type: str
    aliases: [username, chart_repo_username]
  repo_password:
    description:
      - Password for O(repo_username).
    type: str
    aliases: [password, chart_repo_password]
  update_repo_cache:
    description:
      - Download the index of the chart's repository even if it is cached.
    type: bool
    default: false
  plain_http:
    description:
      - Use HTTP instead of HTTPS for OCI registries.
    type: bool
    default: false
  verify_chart:
    description:
      - Also download the provenance file, and fail unless the archive was signed with a key in O(verify_chart_keyring)
        that has neither expired nor been revoked.
      - Requires the Python library C(PGPym) >= 0.6.2.
    type: bool
    default: false
  verify_chart_keyring:
    description:
      - Path of the keyring with trusted public keys, as exported by C(gpg --export) (armored or not), or GnuPG's
        C(pubring.gpg) or C(pubring.kbx).
      - Defaults to V(~/.gnupg/pubring.gpg).
    type: path
  provenance:
    description:
      - Also save the provenance file, without verifying it.
    type: bool
    default: false
  untar_chart:
    description:
      - Unpack the chart into a directory with its name.
      - An existing directory with another version of the chart is replaced. If its version is the same but files
        differ, the task fails unless O(force=true). Additional files alone are kept. Anything else at this path is an
        error.
    type: bool
    default: false
  untar_dir:
    description:
      - Directory to unpack the chart in, relative to O(destination).
    type: path
    aliases: [untardir]
  destination:
    description:
      - Directory for the chart. It is created if it does not exist.
    type: path
    required: true
    aliases: [dest]
  force:
    description:
      - Replace an unpacked chart that has the same version but different files.
    type: bool
    default: false
requirements:
  - PyYAML >= 5.1
  - urllib3 (installed with the Python library C(kubernetes))
notes:
  - O(username) and O(password) are credentials for the repository, as in M(kubernetes.core.helm_pull). In modules that
    contact the API server they are credentials for the API server, so do not set them in C(module_defaults) of the
    action group.
  - Archives that contain links or devices, that contain paths outside of the chart, or that exceed Helm's size limits
    are rejected before anything is written.
seealso:
  - module: coxswain.helm.chart_push
  - module: coxswain.helm.registry_auth
  - module: coxswain.helm.repository
"""

EXAMPLES = r"""
- name: Download a chart from a repository
  coxswain.helm.chart_pull:
    chart_ref: redis
    repo_url: https://charts.example.com/stable
    chart_version: ^18
    destination: /srv/charts

- name: Unpack a chart from a registry
  coxswain.helm.chart_pull:
    chart_ref: oci://registry.example.com/charts/web
    chart_version: 1.4.2
    destination: /srv/charts
    untar_chart: true

- name: Download a chart by digest
  coxswain.helm.chart_pull:
    chart_ref: oci://example.com/charts/web@sha256:5b4a2a0e6f0a4f9a8f0c5d0b7a3f6f0b1f3c1f0e9d8c7b6a5948372615049382
    destination: /srv/charts

- name: Download a chart only if it is signed with a trusted key
  coxswain.helm.chart_pull:
    chart_ref: internal/web
    destination: /srv/charts
    verify_chart: true
    verify_chart_keyring: /etc/charts/trusted.gpg
"""

RETURN = r"""
path:
  description: Path of the archive, or of the chart's directory with O(untar_chart=true).
  returned: success
  type: str
  sample: /srv/charts/web-1.4.2.tgz
chart:
  description: Metadata of the chart, with the keys C(name), C(version) and C(app_version).
  returned: success
  type: dict
  sample: {"name": "web", "version": "1.4.2", "app_version": "2.0"}
source:
  description: Location of the chart, without username, password and query.
  returned: success
  type: str
  sample: oci://registry.example.com/charts/web:1.4.2
digest:
  description: Digest of the archive.
  returned: success
  type: str
  sample: sha256:c6841b3a895f1444a6738b5d04564a57e860ce42f8519c3be807fb6d9bee7888
manifest_digest:
  description: Digest of the chart's manifest in the registry.
  returned: when the chart comes from a registry
  type: str
provenance_path:
  description: Path of the provenance file.
  returned: when O(provenance) or O(verify_chart) is set and O(untar_chart) is not
  type: str
signed_by:
  description: User IDs of the key that signed the chart.
  returned: when O(verify_chart=true)
  type: list
  elements: str
fingerprint:
  description: Fingerprint of the key that signed the chart.
  returned: when O(verify_chart=true)
  type: str
diff:
  description: Digests of the files that were written, or would be written in check mode.
  returned: in diff mode
  type: dict
stdout:
  description: Output of C(helm pull), or an empty string if nothing changed.
  returned: always
  type: str
stderr:
  description: Error message, or an empty string.
  returned: always
  type: str
command:
  description: Always empty, because no command is run.
  returned: always
  type: str
rc:
  description: Always 0.
  returned: success
  type: int
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.chart_pull import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
