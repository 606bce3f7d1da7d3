#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/repository_index.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: repository_index
short_description: Make the index of a folder of packaged charts
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Writes the C(index.yaml) that makes a chart repository of a folder, as C(helm repo index) does, without a C(helm)
    binary. Helm 2, 3 and 4 read it.
  - When the archives did not change, neither does the file. The time of an archive's entry stays as long as its digest
    does.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  path:
    description:
      - The folder with the packaged charts. Those in folders right below it are found as well.
    type: path
    required: true
    aliases: [folder, dir]
  url:
    description:
      - The URL that the folder is served at. Without it, the index has relative addresses, which work anywhere.
    type: str
    aliases: [repo_url]
  merge:
    description:
      - The path of an index whose versions are added where the folder lacks them, such as the one of a repository that
        keeps older archives elsewhere. It may be missing.
    type: path
  format:
    description:
      - Whether C(index.yaml) holds YAML or JSON. Helm 3 and 4 read JSON faster; Helm 2 reads both.
    type: str
    choices: [yaml, json]
    default: yaml
notes:
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
seealso:
  - module: coxswain.helm.chart_package
  - module: coxswain.helm.repository
"""

EXAMPLES = r"""
- name: Make a repository of a folder
  coxswain.helm.repository_index:
    path: /srv/repository

- name: Make the index of new charts, and add what is published already
  coxswain.helm.repository_index:
    path: /srv/new
    url: https://charts.example.com/stable
    merge: /srv/published/index.yaml
"""

RETURN = r"""
path:
  description: The path of the index.
  returned: success
  type: str
charts:
  description: How many charts are in it.
  returned: success
  type: int
versions:
  description: How many versions of them.
  returned: success
  type: int
diff:
  description: The index before and after.
  returned: in diff mode
  type: dict
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import repository_index, runner
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **repository_index.SPEC},
        supports_check_mode=True,
    )
    runner.run(module, repository_index.run)


if __name__ == "__main__":
    main()
