#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/tiller.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: tiller
short_description: Manage Tiller, the server of Helm 2
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Installs, upgrades and removes Tiller, like C(helm init), C(helm init --upgrade) and C(helm reset) of Helm 2,
    without a C(helm) binary.
  - The objects are the same as those of C(helm init) of Helm 2.17 with the same flags. A Tiller that was installed with
    C(helm init) does not change, and C(helm init --upgrade) with the same flags does not change a Tiller that was
    installed with this module.
  - Settings that C(helm init --upgrade) does not change (TLS, history, replicas, node selectors, overrides, host
    network) are updated as well. Fields of the pod template that are not set by an option or override are removed.
  - Pods only read certificates when they start, so they are replaced if the certificates in Tiller's Secret change.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.connection_password
  - coxswain.helm.tiller
attributes:
  check_mode:
    support: full
    details:
      - Requests are sent as dry runs. Changes in a namespace that does not exist yet are predicted.
  diff_mode:
    support: full
    details:
      - Shows the objects before and after. For the data of the Secret, only shows whether it changes.
  idempotent:
    support: full
options:
  state:
    description:
      - Whether Tiller should be installed.
      - V(absent) deletes its Service, Deployment and Secret. Releases are kept. Their records, the service account and
        its permissions are kept as well, unless O(remove_records) and O(remove_rbac) are set.
    type: str
    choices: [present, absent]
    default: present
  image:
    description:
      - Image of Tiller.
      - A downgrade, according to the tags of the images, is an error unless O(force_upgrade=true).
      - If Tiller reports a version other than the tag, the task fails.
    type: str
    default: ghcr.io/helm/tiller:v2.17.0
    aliases: [tiller_image]
  canary_image:
    description:
      - Use the image C(ghcr.io/helm/tiller:canary) instead of O(image), and always pull it.
    type: bool
    default: false
  replicas:
    description:
      - Number of replicas.
    type: int
    default: 1
  service_account:
    description:
      - Service account of Tiller. Defaults to the namespace's default service account.
      - It must exist, unless O(rbac) is not V(none), in which case it is created.
    type: str
  automount_service_account_token:
    description:
      - Whether to mount the token of the service account.
    type: bool
    default: true
  node_selectors:
    description:
      - Labels of the nodes that Tiller may run on.
    type: dict
    default: {}
  overrides:
    description:
      - Values to set in the Deployment, in the syntax of C(helm init --override).
      - Fields that do not exist in a Deployment are an error.
    type: list
    elements: str
    default: []
    aliases: [override]
  history_max:
    description:
      - Maximum number of revisions of a release to keep; V(0) means no limit. With many revisions, Tiller becomes slow
        and uses a lot of memory.
    type: int
    default: 0
  net_host:
    description:
      - Whether to use the host network.
    type: bool
    default: false
  storage:
    description:
      - Where Tiller stores its records. Existing records are not converted to another storage.
    type: str
    choices: [configmap, secret, memory]
    default: configmap
  listen_localhost:
    description:
      - Only listen on the loopback address of the pod. Tiller is then accessible with a port-forward, but not from
        other pods.
    type: bool
    default: false
  tiller_tls:
    description:
      - Enable TLS with O(tiller_tls_cert) and O(tiller_tls_key). Clients are not verified.
    type: bool
    default: false
  tiller_tls_verify:
    description:
      - Enable TLS, and only accept clients with a certificate issued by O(tls_ca_cert).
    type: bool
    default: false
  tiller_tls_cert:
    description:
      - Path of a PEM file with Tiller's certificate.
    type: path
  tiller_tls_key:
    description:
      - Path of a PEM file with the private key of O(tiller_tls_cert).
    type: path
  rbac:
    description:
      - Permissions to grant to O(service_account).
      - V(none) neither grants nor removes permissions, as with C(helm init).
      - V(cluster-admin) grants the cluster role C(cluster-admin), unless an existing C(ClusterRoleBinding) does.
      - V(namespaces) grants O(rbac_rules) in O(rbac_namespaces), and the permissions to store records.
      - V(cluster-rules) grants O(rbac_rules) in the whole cluster.
      - Roles and bindings that an earlier run created and that are no longer needed are deleted.
    type: str
    choices: [none, cluster-admin, namespaces, cluster-rules]
    default: none
  rbac_namespaces:
    description:
      - Namespaces that Tiller may deploy to with O(rbac=namespaces). They must exist. Defaults to O(tiller_namespace).
    type: list
    elements: str
    default: []
  rbac_rules:
    description:
      - Rules, as in a C(Role). If empty, O(rbac=namespaces) grants all permissions in the API groups that charts
        usually need, and permissions to manage roles and role bindings that do not exceed Tiller's own permissions.
    type: list
    elements: dict
    default: []
  scope:
    description:
      - What to manage. V(rbac) means the service account and its permissions, V(tiller) everything else, and V(all)
        both.
    type: str
    choices: [all, rbac, tiller]
    default: all
  create_namespace:
    description:
      - Create O(tiller_namespace) if it does not exist.
    type: bool
    default: false
  force_upgrade:
    description:
      - Allow downgrades.
    type: bool
    default: false
  wait:
    description:
      - Wait until Tiller is ready, see O(wait_for), or with O(state=absent), until its pods are gone.
    type: bool
    default: true
  wait_for:
    description:
      - What to wait for.
      - V(ready) waits until the pods are ready.
      - V(answer) also waits until Tiller responds to a request. With TLS, this uses O(tls_ca_cert), O(tls_cert) and
        O(tls_key). Without a client certificate, Tiller's certificate is used.
    type: str
    choices: [answer, ready]
    default: answer
  timeout:
    description:
      - How long O(wait) waits, as a duration such as V(90s) or V(5m0s), or as a number of seconds.
    type: str
    default: 300s
    aliases: [wait_timeout]
  force:
    description:
      - With O(state=absent), remove Tiller even if it has deployed releases.
    type: bool
    default: false
  remove_rbac:
    description:
      - With O(state=absent), also delete the service account and the permissions granted with O(rbac).
    type: bool
    default: false
  remove_records:
    description:
      - With O(state=absent), also delete Tiller's records of releases. The deployed objects are kept, but can no longer
        be managed as releases.
    type: bool
    default: false
requirements:
  - grpcio >= 1.49.1 and protobuf >= 3.20.3, for O(wait_for=answer)
notes:
  - O(tls_cert) and O(tls_key) are a client's certificate and key, for O(wait_for=answer). Tiller's own are
    O(tiller_tls_cert) and O(tiller_tls_key).
seealso:
  - module: coxswain.helm.tiller_info
  - module: coxswain.helm.certificates
  - module: coxswain.helm.release
"""

EXAMPLES = r"""
- name: Install Tiller as cluster administrator
  coxswain.helm.tiller:
    service_account: tiller
    rbac: cluster-admin
    history_max: 200

- name: Install Tiller with TLS and client verification
  coxswain.helm.tiller:
    service_account: tiller
    rbac: cluster-admin
    tiller_tls_verify: true
    tiller_tls_cert: /opt/helm/ssl/tiller.cert.pem
    tiller_tls_key: /opt/helm/ssl/tiller.key.pem
    tls_ca_cert: /opt/helm/ssl/ca.cert.pem
    tls_cert: /opt/helm/ssl/helm.cert.pem
    tls_key: /opt/helm/ssl/helm.key.pem

- name: Install Tiller for two namespaces, from a mirror
  coxswain.helm.tiller:
    tiller_namespace: tiller-world
    create_namespace: true
    service_account: tiller
    rbac: namespaces
    rbac_namespaces: [staging, production]
    image: registry.example.com/mirror/tiller:v2.17.0
    overrides:
      - spec.template.spec.priorityClassName=system-cluster-critical

- name: Remove Tiller
  coxswain.helm.tiller:
    state: absent
    remove_rbac: true
"""

RETURN = r"""
changes:
  description: The objects that were changed, or would be in check mode, in order.
  returned: success
  type: list
  elements: dict
  contains:
    action:
      description: One of V(create), V(update), V(replace) and V(delete).
      returned: success
      type: str
    api_version:
      description: API version of the object.
      returned: success
      type: str
    kind:
      description: Kind of the object.
      returned: success
      type: str
    namespace:
      description: Namespace of the object, or an empty string.
      returned: success
      type: str
    name:
      description: Name of the object.
      returned: success
      type: str
restarted:
  description: Whether the pods were replaced because of new certificates.
  returned: success
  type: bool
version:
  description: Version that Tiller reports; empty if it was not queried.
  returned: success
  type: str
  sample: v2.17.0
tiller:
  description: State of Tiller after the task, as returned by M(coxswain.helm.tiller_info); null if there is none.
  returned: success
  type: dict
diff:
  description:
    - The objects that differ, before and after.
    - Each has the keys C(before), C(after), C(before_header) and C(after_header).
  returned: in diff mode
  type: list
  elements: dict
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.tiller import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
