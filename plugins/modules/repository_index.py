#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/repository_index.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: repository_index
short_description: Generate the index of a chart repository
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Generates the C(index.yaml) of a directory with packaged charts, like C(helm repo index), without a C(helm) binary.
    Helm 2, 3 and 4 can read it.
  - The file is only changed if the archives changed. The timestamp of an entry is kept as long as the digest of its
    archive is the same.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
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
      - Directory with packaged charts. Archives in its immediate subdirectories are included.
    type: path
    required: true
    aliases: [folder, dir]
  repo_url:
    description:
      - URL of the repository. If not set, the index contains relative URLs, which work at any location.
    type: str
    aliases: [url]
  merge:
    description:
      - Path of an existing index to add versions from that are not in the directory, for example if older archives are
        stored elsewhere. It is ignored if it does not exist.
    type: path
  format:
    description:
      - Format of C(index.yaml). Helm 3 and 4 parse JSON faster. Helm 2 supports both.
    type: str
    choices: [yaml, json]
    default: yaml
requirements:
  - PyYAML >= 5.1
seealso:
  - module: coxswain.helm.chart_package
  - module: coxswain.helm.repository
"""

EXAMPLES = r"""
- name: Generate the index of a repository
  coxswain.helm.repository_index:
    path: /srv/repository

- name: Generate the index of new charts, including those already published
  coxswain.helm.repository_index:
    path: /srv/new
    repo_url: https://charts.example.com/stable
    merge: /srv/published/index.yaml
"""

RETURN = r"""
path:
  description: Path of the index.
  returned: success
  type: str
charts:
  description: Number of charts in the index.
  returned: success
  type: int
versions:
  description: Number of chart versions in the index.
  returned: success
  type: int
diff:
  description: The index before and after.
  returned: in diff mode
  type: dict
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.repository_index import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
