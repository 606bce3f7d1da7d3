#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/template.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: template
short_description: Render chart templates
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Renders a chart to text, objects or files, with the same output as C(helm template), without a C(helm) binary and
    without a cluster.
  - Accepts the options of M(kubernetes.core.helm_template), and returns the same values.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.chart
  - coxswain.helm.chart.ref
  - coxswain.helm.repository_access
  - coxswain.helm.values
attributes:
  check_mode:
    support: full
    details:
      - The chart is rendered and returned. Files in O(output_dir) are compared, but not written.
  diff_mode:
    support: full
    details:
      - Shows the files in O(output_dir) that change. The data of Secrets is redacted.
  idempotent:
    support: full
    details:
      - Charts that generate random values or certificates render differently each time.
options:
  chart_ref:
    required: true
  release_name:
    description:
      - Name of the release to render templates with.
    type: str
    default: release-name
    aliases: [name]
  release_namespace:
    description:
      - Namespace of the release to render templates with.
    type: str
    default: default
    aliases: [namespace]
  output_dir:
    description:
      - Directory on the target host to write the rendered files to, each in a subdirectory with the name of its chart.
        It is created if it does not exist. Other files in it are not modified.
    type: path
  include_crds:
    description:
      - Include the custom resource definitions in the C(crds/) directory of the chart.
    type: bool
    default: false
  disable_hook:
    description:
      - Do not include hooks.
    type: bool
    default: false
  skip_tests:
    description:
      - Do not include test hooks.
    type: bool
    default: false
  show_only:
    description:
      - Only include the output of these templates, as paths in the chart, such as V(templates/service.yaml).
    type: list
    elements: str
    default: []
  is_upgrade:
    description:
      - Render templates as for an upgrade instead of an installation.
    type: bool
    default: false
  kube_version:
    description:
      - Kubernetes version to render templates with, such as V(1.31.2).
    type: str
  api_versions:
    description:
      - Additional API versions to render templates with, such as V(monitoring.coreos.com/v1) or
        V(networking.k8s.io/v1/Ingress).
    type: list
    elements: str
    default: []
  skip_schema_validation:
    description:
      - Do not validate the values against the chart's C(values.schema.json).
    type: bool
    default: false
  dialect:
    description:
      - Version of Helm whose output to produce. V(helm4) is Helm 4.3, V(helm3) is Helm 3.22, and V(helm2) is Helm 2.17.
    type: str
    choices: [helm4, helm3, helm2]
    default: helm4
  insecure_skip_tls_verify:
    aliases: [skip_tls_certs_check, insecure_registry]
requirements:
  - PyYAML >= 5.1
  - urllib3 (installed with the Python library C(kubernetes)), to download charts
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

- name: Write the output to a file
  ansible.builtin.copy:
    content: "{{ rendered.stdout }}"
    dest: /srv/manifests/shop.yaml
    mode: "0644"

- name: Count the Deployments
  ansible.builtin.debug:
    msg: "{{ rendered.objects | selectattr('kind', 'eq', 'Deployment') | length }}"

- name: Render a single template for a given Kubernetes version
  coxswain.helm.template:
    chart_ref: ingress-nginx
    repo_url: https://kubernetes.github.io/ingress-nginx
    kube_version: 1.31.2
    api_versions:
      - monitoring.coreos.com/v1
    show_only:
      - templates/controller-service.yaml

- name: Write the rendered files to a directory
  coxswain.helm.template:
    chart_ref: /srv/charts/shop-1.4.2.tgz
    output_dir: /srv/manifests
    include_crds: true
"""

RETURN = r"""
stdout:
  description: Output of C(helm template), or with O(output_dir), the paths that were written.
  returned: success
  type: str
objects:
  description: The rendered objects in the order of RV(stdout), including hooks and, with O(include_crds=true), custom
    resource definitions.
  returned: success
  type: list
  elements: dict
notes:
  description: Rendered NOTES.txt of the chart.
  returned: success
  type: str
files:
  description: Paths of the rendered files.
  returned: when O(output_dir) is set
  type: list
  elements: str
diff:
  description: The files that change, before and after.
  returned: in diff mode, when O(output_dir) is set
  type: list
  elements: dict
stderr:
  description: Error message, or an empty string.
  returned: always
  type: str
command:
  description: Always empty, because no command is run.
  returned: always
  type: str
rc:
  description: Always 0. For compatibility with M(kubernetes.core.helm_template).
  returned: success
  type: int
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.template import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
