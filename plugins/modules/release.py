#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/release.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: release
short_description: Manage Helm releases without Helm
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Installs, upgrades and uninstalls releases of charts, like C(helm upgrade --install) and C(helm uninstall), in
    Python and without a C(helm) binary.
  - Releases are stored in the format of Helm 3 and 4, so that both Helm and this collection can manage them.
  - Accepts the options of M(kubernetes.core.helm), and returns the same values.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.connection_password
  - coxswain.helm.release
  - coxswain.helm.chart
  - coxswain.helm.chart.ref
  - coxswain.helm.repository_access
  - coxswain.helm.values
  - coxswain.helm.release_options
  - coxswain.helm.tiller
  - coxswain.helm.tiller.backend
attributes:
  check_mode:
    support: full
    details:
      - Requests are sent as server-side dry runs. Hooks are listed, but not run. Charts are only downloaded into the
        cache.
  diff_mode:
    support: full
    details:
      - The data of Secrets is redacted.
  idempotent:
    support: full
options:
  release_state:
    description:
      - V(present) installs the release, upgrades it if the chart, its version or the values differ, and corrects
        objects that were changed by others, see O(drift). Requires O(chart_ref).
      - V(absent) uninstalls the release.
    type: str
    choices: [present, absent]
    default: present
    aliases: [state]
  create_namespace:
    description:
      - Create the namespace of the release if it does not exist.
    type: bool
    default: false
  namespace_labels:
    description:
      - Labels to set on the namespace of the release, regardless of O(create_namespace). Other labels are kept.
    type: dict
  reset_values:
    description:
      - On an upgrade, start from the default values of the chart, so that the values of the task replace those of the
        last revision.
      - Defaults to V(true) unless O(reuse_values) or O(reset_then_reuse_values) is set. V(true) takes precedence over
        both.
      - With V(false) and neither of them, the values of the last revision are reused if the task sets none.
    type: bool
  reuse_values:
    description:
      - On an upgrade, merge the values of the task into those of the last revision.
    type: bool
  reset_then_reuse_values:
    description:
      - On an upgrade, start from the default values of the new chart, then merge the user-supplied values of the last
        revision, then those of the task.
    type: bool
    default: false
  drift:
    description:
      - How to handle objects of the release whose fields were changed in the cluster, or that were deleted.
      - V(correct) restores these objects. V(report) returns them in RV(changes) without modifying them. V(ignore) does
        not check them.
    type: str
    choices: [correct, report, ignore]
    default: correct
  drift_ignore:
    description:
      - JSON pointers of fields to ignore for O(drift), such as V(/spec/replicas). V(*) matches any one key or index.
    type: list
    elements: str
    default: []
  atomic:
    description:
      - If an upgrade fails, roll back to the last revision. If an installation fails, uninstall the release.
    type: bool
    default: false
  crds:
    description:
      - How to handle custom resource definitions in the C(crds/) directory of the chart.
      - V(create) creates missing definitions, but does not update existing ones. This is the default.
      - V(upgrade) also updates existing definitions. It fails if a definition lacks a version in which objects may be
        stored (C(status.storedVersions)), and warns about definitions that belong to another release, which it does not
        modify.
      - V(skip) ignores the directory.
      - Definitions are not deleted when the release is uninstalled.
    type: str
    choices: [create, upgrade, skip]
  skip_crds:
    description:
      - Same as O(crds=skip).
    type: bool
    default: false
  purge:
    description:
      - With O(release_state=absent), delete the history of the release. With V(false), the history is kept, and the
        status of the release is C(uninstalled).
    type: bool
    default: true
  deletion_propagation:
    description:
      - Propagation policy for deleting objects.
    type: str
    choices: [background, foreground, orphan]
    default: background
  take_ownership:
    description:
      - Adopt existing objects that do not belong to a release, or that belong to another one.
      - Objects with the labels and annotations of this release are always adopted.
    type: bool
    default: false
    aliases: [adopt]
  rewrite_apis:
    description:
      - Rewrite objects with API versions that the cluster no longer serves, such as Deployments of
        C(extensions/v1beta1) or PodDisruptionBudgets of C(policy/v1beta1), to served ones. This applies to rendered
        objects and to the stored manifest of the release. The release is stored with the rewritten objects, so that
        Helm can upgrade it.
      - Fields are converted as in Kubernetes, and defaults that differ are set explicitly. Objects of kinds that were
        removed without a replacement, such as PodSecurityPolicy, are dropped with a warning.
      - If V(false), the task fails with a list of such objects before it changes anything.
    type: bool
    default: false
  skip_schema_validation:
    description:
      - Do not validate the values against the chart's C(values.schema.json).
    type: bool
    default: false
  description:
    description:
      - Description of the revision, as shown by C(helm history).
    type: str
  labels:
    description:
      - Labels for the Secret or ConfigMap that stores the revision.
    type: dict
  replace:
    description:
      - Has no effect, because the name of a release that was uninstalled with O(purge=false) is always reused.
    type: bool
    default: false
  patches:
    description:
      - Patches for the rendered objects, in order, as in kustomize.
      - The manifest is rendered, then modified by O(patches), then by O(post_render), then by O(post_renderer). Hooks
        are included. A change of any of these is an upgrade.
    type: list
    elements: dict
    default: []
    suboptions:
      patch:
        description:
          - A dictionary, or its YAML, is a strategic merge patch. Without O(patches[].target), it selects its object by
            C(apiVersion), C(kind) and C(metadata.name). C($patch) and the other directives are supported.
          - A list, or its YAML, is a JSON patch (RFC 6902), which requires O(patches[].target).
        type: raw
        required: true
      target:
        description:
          - Objects to patch. A criterion that is not set matches all objects. The module warns if nothing matches.
          - Group, version, kind, name and namespace are regular expressions that must match the whole string.
        type: dict
        suboptions:
          group:
            description: API group.
            type: str
          version:
            description: Version in the API group.
            type: str
          kind:
            description: Kind.
            type: str
          name:
            description: Name.
            type: str
          namespace:
            description: Namespace; objects without one are in the namespace of the release.
            type: str
          label_selector:
            description: Label selector, such as V(tier=web,env in (a, b\)).
            type: str
            aliases: [labelSelector]
          annotation_selector:
            description: Annotation selector.
            type: str
            aliases: [annotationSelector]
  post_render:
    description:
      - Jinja2 template that outputs the modified objects as YAML. It runs in a sandbox with the variables C(objects) (a
        list), C(manifest) (a string), C(Values) and C(Release). Template functions of charts are available as functions
        and filters.
      - To prevent Ansible from templating it, use C(!unsafe), or read it from a file with the lookup
        P(ansible.builtin.file#lookup).
    type: str
  post_renderer:
    description:
      - Program on the target host that reads the manifest from its standard input and writes the modified one to its
        standard output, as a list of the program and its arguments, or as a path. It is run without a shell, for at
        most O(timeout).
      - The program is also run in check mode and if nothing else changed, because the change depends on its output.
    type: raw
seealso:
  - module: coxswain.helm.release_info
  - module: coxswain.helm.release_rollback
  - module: coxswain.helm.template
"""

EXAMPLES = r"""
- name: Add a repository
  coxswain.helm.repository:
    name: ingress-nginx
    url: https://kubernetes.github.io/ingress-nginx

- name: Install or upgrade a release of a chart in the repository
  coxswain.helm.release:
    name: ingress
    namespace: ingress-nginx
    create_namespace: true
    chart_ref: ingress-nginx/ingress-nginx
    chart_version: ^4.10
    values:
      controller:
        replicaCount: 2

- name: Show what an upgrade would change
  coxswain.helm.release:
    name: ingress
    namespace: ingress-nginx
    chart_ref: ingress-nginx/ingress-nginx
    values_files:
      - /etc/charts/ingress.yaml
    set_values:
      - value: controller.replicaCount=3
  check_mode: true
  diff: true

- name: Install a chart from a repository with credentials, and wait until it is ready
  coxswain.helm.release:
    name: shop
    namespace: shop
    chart_ref: shop
    repo_url: https://charts.example.com/stable
    repo_username: deploy
    repo_password: "{{ chart_password }}"
    chart_version: 1.4.2
    wait: true
    timeout: 10m
    atomic: true

- name: Patch the rendered objects of a chart
  coxswain.helm.release:
    name: shop
    namespace: shop
    chart_ref: shop
    repo_url: https://charts.example.com/stable
    patches:
      - patch:
          spec:
            template:
              spec:
                priorityClassName: important
        target:
          kind: Deployment|StatefulSet
          label_selector: tier=web
      - patch:
          - op: remove
            path: /spec/type
        target:
          kind: Service
          name: shop
    post_render: "{{ lookup('ansible.builtin.file', 'team-labels.yaml.j2') }}"

- name: Keep the custom resource definitions of an operator up to date, and redact its password
  coxswain.helm.release:
    name: operator
    namespace: operators
    chart_ref: operator
    repo_url: https://charts.example.com/stable
    crds: upgrade
    values:
      admin:
        password: "{{ admin_password }}"
    sensitive:
      - /admin/password
      - /data/admin.conf

- name: Install a release of Helm 2 with Tiller
  coxswain.helm.release:
    name: db
    namespace: shop
    chart_ref: /srv/charts/mysql-1.6.9.tgz
    backend: tiller
    tls_ca_cert: /opt/helm/ssl/ca.cert.pem
    tls_cert: /opt/helm/ssl/helm.cert.pem
    tls_key: /opt/helm/ssl/helm.key.pem

- name: Uninstall a release
  coxswain.helm.release:
    name: shop
    namespace: shop
    state: absent
    wait: true
"""

RETURN = r"""
status:
  description:
    - The release after the task, or as it would be in check mode.
    - Null if there is no release.
  returned: success
  type: dict
  contains:
    name:
      description: Name of the release.
      returned: success
      type: str
    namespace:
      description: Namespace of the release.
      returned: success
      type: str
    revision:
      description: Number of the revision.
      returned: success
      type: str
      sample: "3"
    status:
      description: Status, such as C(deployed), C(failed) or C(uninstalled).
      returned: success
      type: str
      sample: deployed
    chart:
      description: Name and version of the chart.
      returned: success
      type: str
      sample: ingress-nginx-4.10.1
    app_version:
      description: Version of the application, according to the chart.
      returned: success
      type: str
    updated:
      description: When the revision was created.
      returned: success
      type: str
    release_values:
      description: User-supplied values of the revision.
      returned: success
      type: dict
    values:
      description: Same as RV(status.release_values).
      returned: success
      type: dict
action:
  description:
    - What was done, or would be done in check mode, one of C(installed), C(upgraded), C(corrected), C(uninstalled) and
      C(unchanged).
  returned: success
  type: str
  sample: upgraded
changes:
  description:
    - The objects that were changed, or would be in check mode, in order.
    - C(predicted) is true if a change could not be sent to the API server as a dry run in check mode.
  returned: success
  type: list
  elements: dict
  sample:
    - action: patch
      api_version: apps/v1
      kind: Deployment
      name: ingress-controller
      namespace: ingress-nginx
      predicted: false
drift:
  description: Objects that differed from the release's manifest, with the fields that differed.
  returned: success
  type: list
  elements: dict
foreign:
  description: Objects with fields that another field manager owns, such as an autoscaler, and that were not changed.
  returned: success
  type: list
  elements: dict
notes:
  description: Rendered NOTES.txt of the chart.
  returned: success
  type: str
diff:
  description:
    - The objects that differ, before and after, with the data of Secrets redacted.
    - Each has the keys C(before), C(after), C(before_header) and C(after_header).
  returned: in diff mode
  type: list
  elements: dict
stdout:
  description: The steps that were taken, one per line.
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
unready:
  description:
    - The objects that did not become ready in time, each with C(status), C(message), C(conditions), C(events) and the
      last lines of the C(logs) of its containers.
  returned: when waiting failed
  type: list
  elements: dict
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.release import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
