#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/chart_info.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_info
short_description: Get information about a chart
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Returns metadata, values, README, custom resource definitions, dependencies, templates and images of a chart from a
    directory, archive, URL, repository or OCI registry, like C(helm show) and more, without a C(helm) binary.
  - Optionally verifies the signature of the chart.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.info_module
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.chart.ref
  - coxswain.helm.repository_access
  - coxswain.helm.values
options:
  chart_ref:
    required: true
  repo_url:
    description:
      - URL of the repository that contains the chart. The repository does not have to be added first.
    type: str
    aliases: [chart_repo_url]
  chart_version:
    description:
      - Version of the chart, or a constraint that selects the newest matching version.
    type: str
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
  repo_username:
    description:
      - Username for O(repo_url), the URL of an archive, or an OCI registry.
    type: str
    aliases: [chart_repo_username]
  repo_password:
    description:
      - Password for O(repo_username).
    type: str
    aliases: [chart_repo_password]
  gather:
    description:
      - What to return.
      - V(images) requires rendering the chart, which uses the values of the task.
    type: list
    elements: str
    choices: [metadata, values, schema, readme, crds, dependencies, templates, files, images]
    default: [metadata, values, dependencies]
  verify_chart:
    description:
      - Also download the provenance file of the chart, and fail unless the chart was signed with a key in
        O(verify_chart_keyring).
      - Requires the Python library C(PGPym) >= 0.6.2.
    type: bool
    default: false
  verify_chart_keyring:
    description:
      - Path of the keyring with trusted public keys. Defaults to V(~/.gnupg/pubring.gpg).
    type: path
  release_name:
    description:
      - Name of the release to render templates with, for V(images).
    type: str
    default: release-name
    aliases: [name]
  release_namespace:
    description:
      - Namespace of the release to render templates with, for V(images).
    type: str
    default: default
    aliases: [namespace]
  kube_version:
    description:
      - Kubernetes version to render templates with, for V(images).
    type: str
  api_versions:
    description:
      - Additional API versions to render templates with, for V(images).
    type: list
    elements: str
    default: []
requirements:
  - PyYAML >= 5.1
  - urllib3 (installed with the Python library C(kubernetes))
notes:
  - Images are those of containers and volumes, and fields of custom resources named C(image). Images in arguments or
    ConfigMaps are not found.
seealso:
  - module: coxswain.helm.chart_search
  - module: coxswain.helm.chart_pull
  - module: coxswain.helm.template
"""

EXAMPLES = r"""
- name: Get information about a chart in a repository
  coxswain.helm.chart_info:
    chart_ref: ingress-nginx
    repo_url: https://kubernetes.github.io/ingress-nginx
    chart_version: ^4
  register: chart

- name: List the images that a release of a chart would use
  coxswain.helm.chart_info:
    chart_ref: /srv/charts/shop
    gather: [images]
    values:
      metrics:
        enabled: true
  register: shop

- name: Fail unless a chart is signed with a trusted key
  coxswain.helm.chart_info:
    chart_ref: /srv/charts/shop-1.4.2.tgz
    gather: []
    verify_chart: true
    verify_chart_keyring: /etc/charts/trusted.gpg
"""

RETURN = r"""
name:
  description: Name of the chart.
  returned: success
  type: str
version:
  description: Version of the chart.
  returned: success
  type: str
app_version:
  description: Version of the application that the chart installs.
  returned: success
  type: str
source:
  description: Location of the chart, without username and password.
  returned: success
  type: str
digest:
  description: Digest of the archive, as C(sha256:) and hexadecimal digits; null for a directory.
  returned: success
  type: str
verification:
  description: Result of the verification, with the keys C(signed_by), C(fingerprint), C(file_name) and C(file_hash).
  returned: when O(verify_chart=true)
  type: dict
metadata:
  description: Contents of C(Chart.yaml), including dependencies in C(requirements.yaml).
  returned: when O(gather) contains V(metadata)
  type: dict
default_values:
  description: Default values of the chart.
  returned: when O(gather) contains V(values)
  type: dict
values_text:
  description: Text of C(values.yaml), including comments.
  returned: when O(gather) contains V(values)
  type: str
schema:
  description: Text of C(values.schema.json), or null.
  returned: when O(gather) contains V(schema)
  type: str
readme:
  description: Text of the README, or null.
  returned: when O(gather) contains V(readme)
  type: str
crds:
  description: Custom resource definitions of the chart and its subcharts, each with C(path) and C(content).
  returned: when O(gather) contains V(crds)
  type: list
  elements: dict
dependencies:
  description: Dependencies that the chart declares, and charts that it contains without declaring them.
  returned: when O(gather) contains V(dependencies)
  type: list
  elements: dict
  contains:
    name:
      description: Name of the chart.
      returned: success
      type: str
    version:
      description: Version or constraint that is declared.
      returned: success
      type: str
    repository:
      description: Repository of the dependency.
      returned: success
      type: str
    alias:
      description: Alias of the dependency, or an empty string.
      returned: success
      type: str
    condition:
      description: Paths of values that enable the dependency, or an empty string.
      returned: success
      type: str
    tags:
      description: Tags that enable the dependency.
      returned: success
      type: list
      elements: str
    enabled:
      description: Whether the dependency is enabled by the values of the task.
      returned: success
      type: bool
    held:
      description: Matching version in the chart's C(charts/) directory, or null.
      returned: success
      type: str
templates:
  description: Templates, each with C(path) and C(content).
  returned: when O(gather) contains V(templates)
  type: list
  elements: dict
files:
  description: All files of the chart without its subcharts, each with C(path), C(size) and C(sha256).
  returned: when O(gather) contains V(files)
  type: list
  elements: dict
images:
  description: Images that the rendered objects use, sorted.
  returned: when O(gather) contains V(images)
  type: list
  elements: str
image_uses:
  description: Where each image is used, with the keys C(image), C(kind), C(name) and C(container).
  returned: when O(gather) contains V(images)
  type: list
  elements: dict
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.chart_info import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
