#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/chart_push.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_push
short_description: Upload a packaged chart to a registry or repository
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Uploads a packaged chart to an OCI registry, or to a repository with the API of ChartMuseum, without a C(helm)
    binary. Harbor supports both.
  - Charts in a registry have the same format as those pushed with C(helm push), so Helm 3 and 4 can pull them.
  - A chart that already exists with the same files is not replaced, even if it was packaged differently.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.repository_access
attributes:
  check_mode:
    support: full
    details:
      - Checks whether the chart exists. Whether the server would accept the chart is not known.
  diff_mode:
    support: full
    details:
      - Shows the digests of the archives.
  idempotent:
    support: full
options:
  chart_ref:
    description:
      - Path of the packaged chart on the target host, as created by M(coxswain.helm.chart_package) or C(helm package).
      - If a provenance file exists next to it, with the same name followed by C(.prov), it is uploaded as well.
    type: path
    required: true
    aliases: [chart, path]
  repo_url:
    description:
      - Where to upload the chart to, as C(oci://HOST/PATH), to which the name and version of the chart are appended, as
        URL of a repository, or as name of a repository added with M(coxswain.helm.repository).
    type: str
    required: true
    aliases: [remote, url]
  repo_username:
    description:
      - Username for O(repo_url).
      - Not needed for a repository added with M(coxswain.helm.repository), or for a registry logged in to with
        M(coxswain.helm.registry_auth).
    type: str
    aliases: [username, chart_repo_username]
  repo_password:
    description:
      - Password for O(repo_username).
    type: str
    aliases: [password, chart_repo_password]
  plain_http:
    description:
      - Use HTTP instead of HTTPS for an OCI registry.
    type: bool
    default: false
  force:
    description:
      - Replace a different chart with the same name and version instead of failing.
      - Servers with immutable versions still refuse it.
    type: bool
    default: false
requirements:
  - PyYAML >= 5.1
  - urllib3 (installed with the Python library C(kubernetes))
notes:
  - O(username) and O(password) are credentials for the registry or repository. In modules that contact the API server
    they are credentials for the API server, so do not set them in C(module_defaults) of the action group.
seealso:
  - module: coxswain.helm.chart_pull
  - module: coxswain.helm.registry_auth
  - module: coxswain.helm.repository
"""

EXAMPLES = r"""
- name: Push a chart to a registry
  coxswain.helm.chart_push:
    chart_ref: /srv/build/web-1.4.2.tgz
    repo_url: oci://registry.example.com/charts

- name: Upload a chart to a repository
  coxswain.helm.chart_push:
    chart_ref: /srv/build/web-1.4.2.tgz
    repo_url: https://charts.example.com/stable
    repo_username: publisher
    repo_password: "{{ publisher_password }}"
"""

RETURN = r"""
target:
  description: Location of the chart, without username, password and query.
  returned: success
  type: str
  sample: oci://registry.example.com/charts/web:1.4.2
chart:
  description: Metadata of the chart, with the keys C(name), C(version) and C(app_version).
  returned: success
  type: dict
  sample: {"name": "web", "version": "1.4.2", "app_version": "2.0"}
digest:
  description: Digest of the archive on the server.
  returned: success
  type: str
  sample: sha256:c6841b3a895f1444a6738b5d04564a57e860ce42f8519c3be807fb6d9bee7888
manifest_digest:
  description: Digest of the chart's manifest in the registry.
  returned: with a registry, except for a push predicted in check mode
  type: str
provenance:
  description: Whether the registry contains a provenance file for the chart, or one was uploaded to the repository.
  returned: success
  type: bool
diff:
  description: Digests of the archive before and after.
  returned: in diff mode
  type: dict
stdout:
  description: Output like that of C(helm push).
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
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.chart_push import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
