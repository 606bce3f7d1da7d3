#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/release.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: release
short_description: Install, upgrade and uninstall Helm releases without Helm
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Renders a chart, applies its objects through the API server and keeps the history of the release, as C(helm upgrade
    --install) and C(helm uninstall) do, in Python and without a C(helm) binary.
  - Releases are kept in the Secrets that Helm 3 and 4 use, so that either side can go on where the other stopped.
  - Takes the options of M(kubernetes.core.helm) and returns its values.
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
      - The requests of the run are sent as server-side dry runs. Hooks are listed and not run, charts are downloaded
        into the cache only.
  diff_mode:
    support: full
    details:
      - The data of Secrets is masked.
  idempotent:
    support: full
options:
  release_state:
    description:
      - V(present) installs the release, upgrades it when the chart, its version or the values differ, and corrects
        objects that were changed by somebody else.
      - V(absent) uninstalls it.
    type: str
    choices: [present, absent]
    default: present
    aliases: [state]
  create_namespace:
    description:
      - Create the namespace of the release when it does not exist.
    type: bool
    default: false
  namespace_labels:
    description:
      - Labels for the namespace, whether O(create_namespace) creates it or it is there already. Labels that the task
        does not name stay.
    type: dict
  reset_values:
    description:
      - On an upgrade, start from the values of the chart, so that the values of the task are the whole truth.
      - This is the default unless O(reuse_values) or O(reset_then_reuse_values) is set, and V(true) wins over both.
      - With V(false) and neither of them, the values of the last revision are kept when the task gives none.
    type: bool
  reuse_values:
    description:
      - On an upgrade, start from the values of the last revision and merge those of the task into them.
    type: bool
  reset_then_reuse_values:
    description:
      - On an upgrade, start from the values of the new chart, then those that the user gave for the last revision,
        then those of the task.
    type: bool
    default: false
  drift:
    description:
      - What to do about objects of the release whose fields were changed on the cluster, or that were deleted.
      - V(correct) applies the release's own state to those objects, V(report) lists them in RV(changes) without
        touching them, and V(ignore) does not look.
    type: str
    choices: [correct, report, ignore]
    default: correct
  drift_ignore:
    description:
      - JSON pointers of fields whose drift does not count, such as V(/spec/replicas), with V(*) for any one key or
        position.
    type: list
    elements: str
    default: []
  atomic:
    description:
      - When an upgrade fails, roll back to the last revision; when an installation fails, uninstall it.
    type: bool
    default: false
  crds:
    description:
      - What to do about the custom resource definitions of the chart's C(crds/) folder.
      - V(create) makes those that are missing, and leaves the others as they are. This is the default.
      - V(upgrade) brings those that are there to what the chart says as well. A definition that lacks a version in
        which objects may still be stored (C(status.storedVersions)) is an error; one that belongs to another release
        is left alone with a warning.
      - V(skip) looks at none of them.
      - They stay when the release is uninstalled.
    type: str
    choices: [create, upgrade, skip]
  skip_crds:
    description:
      - The same as O(crds=skip).
    type: bool
    default: false
  purge:
    description:
      - With O(release_state=absent), delete the history of the release. With V(false) it is kept, and the release
        counts as uninstalled.
    type: bool
    default: true
  deletion_propagation:
    description:
      - How objects are deleted, as Kubernetes names it.
    type: str
    choices: [background, foreground, orphan]
    default: background
  take_ownership:
    description:
      - Take over objects that exist and belong to no release, or to another one.
      - Objects that carry the marks of this release are adopted without it.
    type: bool
    default: false
    aliases: [adopt]
  rewrite_apis:
    description:
      - Rewrite objects of API versions that the cluster does not serve any more to those that it does, such as a
        Deployment of C(extensions/v1beta1) or a PodDisruptionBudget of C(policy/v1beta1), in what the chart renders
        and in the manifest that is stored of the release. The release is recorded with the rewritten objects, so that
        Helm can go on with it.
      - Fields are converted as Kubernetes did it itself, and defaults that have changed are written down. Objects of
        kinds that are gone for good, such as PodSecurityPolicy, are left out with a warning.
      - When this is not set, such objects are an error that names all of them, and nothing is changed.
    type: bool
    default: false
  skip_schema_validation:
    description:
      - Do not hold the values against the chart's C(values.schema.json).
    type: bool
    default: false
  description:
    description:
      - The description of the revision, as C(helm history) shows it.
    type: str
  labels:
    description:
      - Labels for the Secret that keeps the revision.
    type: dict
  replace:
    description:
      - The name of a release that was uninstalled with O(purge=false) is always used again, so that this has no effect.
    type: bool
    default: false
  patches:
    description:
      - Changes of the rendered objects, in their order, as kustomize has them.
      - The order of making a manifest is the rendering, then O(patches), then O(post_render), then O(post_renderer).
        Hooks take part in it. Each is a part of what the release is made from, so that another patch is an upgrade.
    type: list
    elements: dict
    default: []
    suboptions:
      patch:
        description:
          - A mapping, or YAML text of one, is a strategic merge patch. Without O(patches[].target) it names its object
            by C(apiVersion), C(kind) and C(metadata.name); C($patch) and the other directives work.
          - A list, or YAML text of one, is a JSON patch (RFC 6902) and needs O(patches[].target).
        type: raw
        required: true
      target:
        description:
          - Which objects to change. What is left out fits every object. A target that fits none is a warning.
          - Group, version, kind, name and namespace are regular expressions that have to fit the whole text.
        type: dict
        suboptions:
          group:
            description: The API group.
            type: str
          version:
            description: The version in the group.
            type: str
          kind:
            description: The kind.
            type: str
          name:
            description: The name.
            type: str
          namespace:
            description: The namespace; that of the release for objects that name none.
            type: str
          label_selector:
            description: A selector of labels, such as V(tier=web,env in (a, b\)).
            type: str
            aliases: [labelSelector]
          annotation_selector:
            description: A selector of annotations.
            type: str
            aliases: [annotationSelector]
  post_render:
    description:
      - A Jinja2 template that prints the objects anew. It runs in a sandbox, and sees C(objects), the list of them,
        C(manifest), their text, C(Values) and C(Release). The functions of charts are its functions and filters.
      - A task's own templating comes first, so write it with C(!unsafe), or read it from a file with the lookup
        P(ansible.builtin.file#lookup).
    type: str
  post_renderer:
    description:
      - A program on the target host that reads the manifest and prints it anew, as a list of the program and its
        arguments, or as its path alone. No shell is involved. It may run for O(timeout).
      - It runs in check mode too, and whenever the task runs, since only its output tells whether something changes.
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

- name: Install a chart of the repository, and keep it as this task says
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

- name: Install a chart straight from a repository, with credentials, and wait until it is ready
  coxswain.helm.release:
    name: shop
    namespace: shop
    chart_ref: shop
    chart_repo_url: https://charts.example.com/stable
    repo_username: deploy
    repo_password: "{{ chart_password }}"
    chart_version: 1.4.2
    wait: true
    timeout: 10m
    atomic: true

- name: Change what a chart renders before it is applied
  coxswain.helm.release:
    name: shop
    namespace: shop
    chart_ref: shop
    chart_repo_url: https://charts.example.com/stable
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

- name: Keep the definitions of an operator current, and its password out of results
  coxswain.helm.release:
    name: operator
    namespace: operators
    chart_ref: operator
    chart_repo_url: https://charts.example.com/stable
    crds: upgrade
    values:
      admin:
        password: "{{ admin_password }}"
    sensitive:
      - /admin/password
      - /data/admin.conf

- name: Have a release of Helm 2 through the Tiller of the cluster
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
    - The release as it is after the task; in check mode, as it would be.
    - Null when there is none.
  returned: success
  type: dict
  contains:
    name:
      description: The name of the release.
      returned: success
      type: str
    namespace:
      description: The namespace of the release.
      returned: success
      type: str
    revision:
      description: The number of the revision.
      returned: success
      type: str
      sample: "3"
    status:
      description: The status, such as C(deployed), C(failed) or C(uninstalled).
      returned: success
      type: str
      sample: deployed
    chart:
      description: Name and version of the chart.
      returned: success
      type: str
      sample: ingress-nginx-4.10.1
    app_version:
      description: The version of the application, as the chart tells it.
      returned: success
      type: str
    updated:
      description: When the revision was made.
      returned: success
      type: str
    release_values:
      description: The values that the user gave for the revision.
      returned: success
      type: dict
    values:
      description: The same as RV(status.release_values).
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
    - What was changed, or would be in check mode, object by object and in order.
    - C(predicted) is true where check mode could not ask the API server.
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
  description: Objects that were not as the release declares them, with the fields that differ.
  returned: success
  type: list
  elements: dict
foreign:
  description: Objects with fields that belong to another field manager, such as an autoscaler, and were left to it.
  returned: success
  type: list
  elements: dict
notes:
  description: What the chart's NOTES.txt says.
  returned: success
  type: str
diff:
  description:
    - The objects that differ, before and after, with the data of Secrets masked.
    - Each has the keys C(before), C(after), C(before_header) and C(after_header).
  returned: in diff mode
  type: list
  elements: dict
stdout:
  description: What was done, a line a step.
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
unready:
  description:
    - The objects that did not get ready in time, each with its C(status), C(message), C(conditions), C(events) and the
      last lines of the C(logs) of its containers.
  returned: when waiting failed
  type: list
  elements: dict
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import release, runner
from ..module_utils.module.options import chart_reference, connection, release_name, repository_access, values


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            **connection.SPEC,
            **connection.PASSWORD_SPEC,
            **release_name.SPEC,
            **chart_reference.SPEC,
            **values.SPEC,
            **release.SPEC,
        },
        required_if=[("release_state", "present", ["chart_ref"])],
        required_together=repository_access.REQUIRED_TOGETHER,
        mutually_exclusive=release.MUTUALLY_EXCLUSIVE,
        supports_check_mode=True,
    )
    runner.run(module, release.run)


if __name__ == "__main__":
    main()
