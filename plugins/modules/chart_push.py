#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/chart_push.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_push
short_description: Upload a packaged chart to a registry or repository
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Has a packaged chart in an OCI registry, or in a repository whose server has the API of ChartMuseum, without a
    C(helm) binary. Harbor offers both.
  - In a registry the chart is laid down as C(helm push) does it, so that Helm 3 and 4 read it.
  - A chart that is there already with the same files is left alone, however it was packed.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.repository_access
attributes:
  check_mode:
    support: full
    details:
      - The registry or repository is asked what it has. Whether it would take the chart shows in a run only.
  diff_mode:
    support: full
    details:
      - The digests of the archives are shown.
  idempotent:
    support: full
options:
  chart:
    description:
      - The path of the packaged chart on the target host, as C(helm package) makes it.
      - A provenance file beside it, with the same name and C(.prov) appended, is uploaded along.
    type: path
    required: true
    aliases: [path]
  remote:
    description:
      - Where the chart is to be, as C(oci://HOST/PATH), to which the chart's name and version are appended, as the URL
        of a repository, or as the name of one that was added with M(coxswain.helm.repository).
    type: str
    required: true
    aliases: [repo_url, url]
  repo_username:
    description:
      - The user name for O(remote).
      - A repository that was added with M(coxswain.helm.repository) brings its own; for registries there is
        M(coxswain.helm.registry_auth).
    type: str
    aliases: [username, chart_repo_username]
  repo_password:
    description:
      - The password of O(repo_username).
    type: str
    aliases: [password, chart_repo_password]
  plain_http:
    description:
      - Use HTTP instead of HTTPS for a registry.
    type: bool
    default: false
  force:
    description:
      - Replace another chart that is there under the same name and version. Without this it is an error.
      - A server that keeps versions for ever still refuses.
    type: bool
    default: false
notes:
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
  - O(username) and O(password) are those of the registry or repository here, while other modules of the action group
    use these names for the API server. Do not set them in C(module_defaults) of the group.
seealso:
  - module: coxswain.helm.chart_pull
  - module: coxswain.helm.registry_auth
  - module: coxswain.helm.repository
"""

EXAMPLES = r"""
- name: Push a chart to a registry
  coxswain.helm.chart_push:
    chart: /srv/build/web-1.4.2.tgz
    remote: oci://registry.example.com/charts

- name: Upload a chart to a repository
  coxswain.helm.chart_push:
    chart: /srv/build/web-1.4.2.tgz
    remote: https://charts.example.com/stable
    username: publisher
    password: "{{ publisher_password }}"
"""

RETURN = r"""
target:
  description: Where the chart is, an address without user name, password and query.
  returned: success
  type: str
  sample: oci://registry.example.com/charts/web:1.4.2
chart:
  description: What the chart says of itself, with the keys C(name), C(version) and C(app_version).
  returned: success
  type: dict
  sample: {"name": "web", "version": "1.4.2", "app_version": "2.0"}
digest:
  description: The digest of the archive that is there.
  returned: success
  type: str
  sample: sha256:c6841b3a895f1444a6738b5d04564a57e860ce42f8519c3be807fb6d9bee7888
manifest_digest:
  description: The digest of the chart's manifest in the registry.
  returned: with a registry, except for a push that check mode only predicts
  type: str
provenance:
  description: Whether a provenance file is beside the chart in the registry, or went along to the repository.
  returned: success
  type: bool
diff:
  description: The digests of the archive there before and after.
  returned: in diff mode
  type: dict
stdout:
  description: What was done, as C(helm push) tells it.
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
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import chart_push, runner
from ..module_utils.module.options import connection, repository_access


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **chart_push.SPEC},
        mutually_exclusive=repository_access.MUTUALLY_EXCLUSIVE,
        required_together=repository_access.REQUIRED_TOGETHER,
        supports_check_mode=True,
    )
    runner.run(module, chart_push.run)


if __name__ == "__main__":
    main()
