#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/template.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: template
short_description: Render a chart to text, objects or files
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Renders a chart as C(helm template) does, byte for byte, without a C(helm) binary and without a cluster.
  - Takes the options of M(kubernetes.core.helm_template) and returns its values.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.connection_password
  - coxswain.helm.chart
  - coxswain.helm.chart.ref
  - coxswain.helm.repository_access
  - coxswain.helm.values
attributes:
  check_mode:
    support: full
    details:
      - The chart is rendered and returned as in a run; files in O(output_dir) are compared and not written.
  diff_mode:
    support: full
    details:
      - Shows the files in O(output_dir) that change. The data of Secrets is masked.
  idempotent:
    support: full
    details:
      - A chart that makes random values or certificates renders differently each time.
options:
  chart_ref:
    required: true
  release_name:
    description:
      - The name of the release that templates see.
    type: str
    default: release-name
    aliases: [name]
  release_namespace:
    description:
      - The namespace of the release that templates see.
    type: str
    default: default
    aliases: [namespace]
  output_dir:
    description:
      - A folder on the target host to write the rendered files to, each below a folder with the name of its chart. It
        is made when it is missing; other files in it are left alone.
    type: path
  include_crds:
    description:
      - Render the custom resource definitions of the chart's C(crds/) folder as well.
    type: bool
    default: false
  disable_hook:
    description:
      - Leave hooks out.
    type: bool
    default: false
  skip_tests:
    description:
      - Leave test hooks out.
    type: bool
    default: false
  show_only:
    description:
      - Only what these templates render, each a path in the chart, such as V(templates/service.yaml).
    type: list
    elements: str
    default: []
  is_upgrade:
    description:
      - Let templates see an upgrade instead of an installation.
    type: bool
    default: false
  kube_version:
    description:
      - The version of Kubernetes that templates see, such as V(1.31.2).
    type: str
  api_versions:
    description:
      - Further API versions that templates see, such as V(monitoring.coreos.com/v1) or V(networking.k8s.io/v1/Ingress).
    type: list
    elements: str
    default: []
  skip_schema_validation:
    description:
      - Do not hold the values against the chart's C(values.schema.json).
    type: bool
    default: false
  dialect:
    description:
      - The Helm whose output to give, of 4.3, 3.22 or 2.17.
    type: str
    choices: [helm4, helm3, helm2]
    default: helm4
  insecure_skip_tls_verify:
    aliases: [skip_tls_certs_check, insecure_registry]
notes:
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
seealso:
  - module: coxswain.helm.release
  - plugin: coxswain.helm.template
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Render a chart
  coxswain.helm.template:
    name: shop
    namespace: shop
    chart_ref: /srv/charts/shop
    values:
      replicas: 2
  register: rendered

- name: Write everything to one file
  ansible.builtin.copy:
    content: "{{ rendered.stdout }}"
    dest: /srv/manifests/shop.yaml
    mode: "0644"

- name: Count the Deployments
  ansible.builtin.debug:
    msg: "{{ rendered.objects | selectattr('kind', 'eq', 'Deployment') | length }}"

- name: Render one template of a chart of a repository for a given Kubernetes
  coxswain.helm.template:
    chart_ref: ingress-nginx
    chart_repo_url: https://kubernetes.github.io/ingress-nginx
    kube_version: 1.31.2
    api_versions:
      - monitoring.coreos.com/v1
    show_only:
      - templates/controller-service.yaml

- name: Write a chart's files to a folder
  coxswain.helm.template:
    chart_ref: /srv/charts/shop-1.4.2.tgz
    output_dir: /srv/manifests
    include_crds: true
"""

RETURN = r"""
stdout:
  description: What C(helm template) prints. With O(output_dir) these are the paths that were written.
  returned: success
  type: str
objects:
  description: The rendered objects, hooks and, with O(include_crds), custom resource definitions included, in the
    order of RV(stdout).
  returned: success
  type: list
  elements: dict
notes:
  description: What the chart's NOTES.txt says.
  returned: success
  type: str
files:
  description: The paths of the files that the chart renders to.
  returned: when O(output_dir) is set
  type: list
  elements: str
diff:
  description: The files that change, before and after.
  returned: in diff mode, when O(output_dir) is set
  type: list
  elements: dict
stderr:
  description: The error message of a failure; otherwise empty.
  returned: always
  type: str
command:
  description: Always empty, since no command is run.
  returned: always
  type: str
rc:
  description: Always 0; there for tasks written for M(kubernetes.core.helm_template).
  returned: success
  type: int
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import runner, template
from ..module_utils.module.options import connection, repository_access


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **connection.PASSWORD_SPEC, **template.SPEC},
        required_together=repository_access.REQUIRED_TOGETHER,
        supports_check_mode=True,
    )
    runner.run(module, template.run)


if __name__ == "__main__":
    main()
