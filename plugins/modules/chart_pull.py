#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/chart_pull.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_pull
short_description: Download a chart from a repository or registry
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Has a chart in a folder of the target host, packed or unpacked, without a C(helm) binary.
  - What is there already is recognized by its digest or its files. Then the task is not changed, also for a range of
    versions, and nothing is downloaded where the repository's index or the registry tells the digest.
  - Takes the options of M(kubernetes.core.helm_pull) and returns its values.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.repository_access
attributes:
  check_mode:
    support: full
    details:
      - The chart is downloaded into Helm's cache, and checked as it would be otherwise.
  diff_mode:
    support: full
    details:
      - Files are shown by their digests.
  idempotent:
    support: full
options:
  chart_ref:
    description:
      - The chart, as C(REPOSITORY/CHART) of a repository that was added with M(coxswain.helm.repository), as
        C(oci://HOST/PATH/CHART), as the URL or the path of an archive, or, with O(repo_url), by its name alone.
      - A reference to a registry may end with C(:TAG) or C(@sha256:DIGEST).
    type: str
    required: true
  chart_version:
    description:
      - The version of the chart, or a range such as V(^1.2), V(~1.2.3) or V(>=1.0 <2.0), of which the newest version
        is taken.
      - The newest version that is no prerelease when this is not set.
    type: str
  chart_devel:
    description:
      - Take prereleases as well. The same as O(chart_version=>0.0.0-0).
    type: bool
  repo_url:
    description:
      - The URL of the repository that holds the chart, or C(oci://HOST/PATH). The repository need not have been added.
    type: str
    aliases: [url, chart_repo_url]
  repo_username:
    description:
      - The user name for O(repo_url), for the URL of an archive, or for a registry.
      - A repository that was added with M(coxswain.helm.repository) brings its own; for registries there is
        M(coxswain.helm.registry_auth).
    type: str
    aliases: [username, chart_repo_username]
  repo_password:
    description:
      - The password of O(repo_username).
    type: str
    aliases: [password, chart_repo_password]
  update_repo_cache:
    description:
      - Download the index of the repository that the chart is named by, even if the cache has one.
    type: bool
    default: false
  plain_http:
    description:
      - Use HTTP instead of HTTPS for registries.
    type: bool
    default: false
  verify_chart:
    description:
      - Download the chart's provenance file too, and fail unless a key of O(verify_chart_keyring) signed this very
        archive, has not expired and was not revoked.
      - Needs the Python library PGPym on the target host.
    type: bool
    default: false
  verify_chart_keyring:
    description:
      - The keyring of public keys that are trusted, as C(gpg --export) writes it, armored or not, or GnuPG's own
        C(pubring.gpg) or C(pubring.kbx).
      - C(~/.gnupg/pubring.gpg) when this is not set.
    type: path
  provenance:
    description:
      - Keep the provenance file beside the archive. It is not verified by this alone.
    type: bool
    default: false
  untar_chart:
    description:
      - Unpack the chart into a folder of its name.
      - A folder with another version of the chart is replaced. One with the same version and other content is an error,
        unless O(force) is set; files that the archive does not have are left alone as long as nothing else differs.
        Anything else in the folder's place is an error.
    type: bool
    default: false
  untar_dir:
    description:
      - Where the chart's folder is to be, below O(destination) unless it is absolute.
    type: path
    aliases: [untardir]
  destination:
    description:
      - The folder for the chart. It is made when it is missing.
    type: path
    required: true
  force:
    description:
      - Replace a chart's folder that has the wanted version and other content.
    type: bool
    default: false
notes:
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
  - O(username) and O(password) are those of the repository here, while other modules of the action group use these
    names for the API server. Do not set them in C(module_defaults) of the group.
  - An archive with links or devices, with names that lead out of the chart, or that is larger than Helm's limits is
    refused, and nothing of it is written.
seealso:
  - module: coxswain.helm.chart_push
  - module: coxswain.helm.registry_auth
  - module: coxswain.helm.repository
"""

EXAMPLES = r"""
- name: Download a chart of a repository
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

- name: Pin a chart by its digest
  coxswain.helm.chart_pull:
    chart_ref: oci://registry.example.com/charts/web@sha256:5b4a2a0e6f0a4f9a8f0c5d0b7a3f6f0b1f3c1f0e9d8c7b6a5948372615049382
    destination: /srv/charts

- name: Download a chart only if it is signed by somebody who is trusted
  coxswain.helm.chart_pull:
    chart_ref: internal/web
    destination: /srv/charts
    verify_chart: true
    verify_chart_keyring: /etc/charts/trusted.gpg
"""

RETURN = r"""
path:
  description: The archive, or the chart's folder with O(untar_chart=true).
  returned: success
  type: str
  sample: /srv/charts/web-1.4.2.tgz
chart:
  description: What the chart says of itself, with the keys C(name), C(version) and C(app_version).
  returned: success
  type: dict
  sample: {"name": "web", "version": "1.4.2", "app_version": "2.0"}
source:
  description: Where the chart comes from, an address without user name, password and query.
  returned: success
  type: str
  sample: oci://registry.example.com/charts/web:1.4.2
digest:
  description: The digest of the archive.
  returned: success
  type: str
  sample: sha256:c6841b3a895f1444a6738b5d04564a57e860ce42f8519c3be807fb6d9bee7888
manifest_digest:
  description: The digest of the chart's manifest in the registry.
  returned: when the chart comes from a registry
  type: str
provenance_path:
  description: The provenance file beside the archive.
  returned: when O(provenance) or O(verify_chart) is set and O(untar_chart) is not
  type: str
signed_by:
  description: The user ids of the key that signed the chart.
  returned: when O(verify_chart=true)
  type: list
  elements: str
fingerprint:
  description: The fingerprint of that key.
  returned: when O(verify_chart=true)
  type: str
diff:
  description: The files that were or would be written, by their digests.
  returned: in diff mode
  type: dict
stdout:
  description: What C(helm pull) prints, or nothing when nothing was done.
  returned: always
  type: str
stderr:
  description: The error message of a failure; otherwise empty.
  returned: always
  type: str
command:
  description: Always empty, since no command is run.
  returned: always
  type: str
rc:
  description: Always 0.
  returned: success
  type: int
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import chart_pull, runner
from ..module_utils.module.options import connection, repository_access


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **chart_pull.SPEC},
        mutually_exclusive=[*chart_pull.MUTUALLY_EXCLUSIVE, *repository_access.MUTUALLY_EXCLUSIVE],
        required_together=repository_access.REQUIRED_TOGETHER,
        supports_check_mode=True,
    )
    runner.run(module, chart_pull.run)


if __name__ == "__main__":
    main()
