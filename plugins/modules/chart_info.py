#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/chart_info.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_info
short_description: Tell what a chart holds
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Returns the metadata, values, documentation, custom resource definitions, dependencies, templates and images of a
    chart, as C(helm show) and more, from a folder, an archive, a URL, a repository or an OCI registry, without a
    C(helm) binary.
  - Verifies who signed it, on request.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.info_module
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.connection_password
  - coxswain.helm.repository_access
  - coxswain.helm.values
options:
  chart_ref:
    description:
      - The chart, as the path of a folder or archive on the target host, as C(REPOSITORY/CHART) of a repository that
        was added with M(coxswain.helm.repository), as C(oci://HOST/PATH/CHART), as the URL of an archive, or, with
        O(chart_repo_url), by its name alone.
    type: path
    required: true
  chart_repo_url:
    description:
      - The URL of the repository that holds the chart. The repository need not have been added.
    type: str
  chart_version:
    description:
      - The version of the chart, or a range of which the newest version is taken.
    type: str
  update_repo_cache:
    description:
      - Download the index of the repository first, even if the cache has one.
    type: bool
    default: false
  plain_http:
    description:
      - Use HTTP instead of HTTPS for OCI registries.
    type: bool
    default: false
  repo_username:
    description:
      - The user name for O(chart_repo_url), for the URL of an archive, or for a registry.
    type: str
    aliases: [chart_repo_username]
  repo_password:
    description:
      - The password of O(repo_username).
    type: str
    aliases: [chart_repo_password]
  gather:
    description:
      - What to return of the chart.
      - V(images) renders it, with the values of the task.
    type: list
    elements: str
    choices: [metadata, values, schema, readme, crds, dependencies, templates, files, images]
    default: [metadata, values, dependencies]
  verify_chart:
    description:
      - Download the chart's provenance file too, and fail unless a key of O(verify_chart_keyring) signed this very
        chart.
      - Needs the Python library C(PGPym) 0.6.2 or newer.
    type: bool
    default: false
  verify_chart_keyring:
    description:
      - The keyring with the public keys that are trusted. V(~/.gnupg/pubring.gpg) when this is not set.
    type: path
  release_name:
    description:
      - The name of the release that templates see, for V(images).
    type: str
    default: release-name
    aliases: [name]
  release_namespace:
    description:
      - The namespace that templates see, for V(images).
    type: str
    default: default
    aliases: [namespace]
  kube_version:
    description:
      - The version of Kubernetes that templates see, for V(images).
    type: str
  api_versions:
    description:
      - Further API versions that templates see, for V(images).
    type: list
    elements: str
    default: []
notes:
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
  - Images are those of containers and volumes, and of fields of custom resources that are called image. One that stands
    in an argument or a ConfigMap is not found.
seealso:
  - module: coxswain.helm.chart_search
  - module: coxswain.helm.chart_pull
  - module: coxswain.helm.template
"""

EXAMPLES = r"""
- name: Look at a chart of a repository
  coxswain.helm.chart_info:
    chart_ref: ingress-nginx
    chart_repo_url: https://kubernetes.github.io/ingress-nginx
    chart_version: ^4
  register: chart

- name: List the images that an installation would need
  coxswain.helm.chart_info:
    chart_ref: /srv/charts/shop
    gather: [images]
    values:
      metrics:
        enabled: true
  register: shop

- name: Make sure that a chart was signed by somebody who is trusted
  coxswain.helm.chart_info:
    chart_ref: /srv/charts/shop-1.4.2.tgz
    gather: []
    verify_chart: true
    verify_chart_keyring: /etc/charts/trusted.gpg
"""

RETURN = r"""
name:
  description: The name of the chart.
  returned: success
  type: str
version:
  description: The version of the chart.
  returned: success
  type: str
app_version:
  description: The version of what the chart installs.
  returned: success
  type: str
source:
  description: Where the chart was found, without user name and password.
  returned: success
  type: str
digest:
  description: The digest of the archive, C(sha256:) and hexadecimal digits, or null for a folder.
  returned: success
  type: str
verification:
  description: Who signed the chart, with the keys C(signed_by), C(fingerprint), C(file_name) and C(file_hash).
  returned: when O(verify_chart=true)
  type: dict
metadata:
  description: What C(Chart.yaml) says, with the dependencies of a C(requirements.yaml).
  returned: when asked for
  type: dict
default_values:
  description: The chart's values.
  returned: when V(values) are asked for
  type: dict
values_text:
  description: The text of C(values.yaml), with its comments.
  returned: when V(values) are asked for
  type: str
schema:
  description: The text of C(values.schema.json), or null.
  returned: when asked for
  type: str
readme:
  description: The text of the README, or null.
  returned: when asked for
  type: str
crds:
  description: The custom resource definitions, each with C(path) and C(content), those of subcharts included.
  returned: when asked for
  type: list
  elements: dict
dependencies:
  description: What the chart depends on, and what it holds without declaring it.
  returned: when asked for
  type: list
  elements: dict
  contains:
    name:
      description: The name of the chart.
      returned: success
      type: str
    version:
      description: The version or range that is declared.
      returned: success
      type: str
    repository:
      description: Its repository.
      returned: success
      type: str
    alias:
      description: Its other name, or an empty string.
      returned: success
      type: str
    condition:
      description: The paths of values that decide whether it takes part, or an empty string.
      returned: success
      type: str
    tags:
      description: The tags that decide the same.
      returned: success
      type: list
      elements: str
    enabled:
      description: Whether it takes part with the values of the task.
      returned: success
      type: bool
    held:
      description: The version in the chart's C(charts/) folder that fits, or null.
      returned: success
      type: str
templates:
  description: The templates, each with C(path) and C(content).
  returned: when asked for
  type: list
  elements: dict
files:
  description: Every file of the chart itself, with C(path), C(size) and C(sha256).
  returned: when asked for
  type: list
  elements: dict
images:
  description: The images that a rendering with the values of the task names, sorted.
  returned: when asked for
  type: list
  elements: str
image_uses:
  description: The same with where each is named, as C(image), C(kind), C(name) and C(container).
  returned: when V(images) are asked for
  type: list
  elements: dict
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import chart_info, runner
from ..module_utils.module.options import connection, repository_access


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **connection.PASSWORD_SPEC, **chart_info.SPEC},
        required_together=repository_access.REQUIRED_TOGETHER,
        mutually_exclusive=repository_access.MUTUALLY_EXCLUSIVE,
        supports_check_mode=True,
    )
    runner.run(module, chart_info.run)


if __name__ == "__main__":
    main()
