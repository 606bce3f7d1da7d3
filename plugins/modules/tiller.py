#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/tiller.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: tiller
short_description: Install, change and remove Tiller, the server of Helm 2
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Does what C(helm init), C(helm init --upgrade) and C(helm reset) of Helm 2 do, without a C(helm) binary.
  - The objects are those that C(helm init) of Helm 2.17 makes for the same flags. A Tiller that C(helm init) has made
    is taken over without a change, and C(helm init --upgrade) with the same flags leaves one that was made here as it
    is.
  - What C(helm init --upgrade) leaves alone (TLS, history, replicas, node selectors, overrides, host network) is
    brought to what is wanted as well. Fields of the pods that neither an option nor an override names are taken out.
  - When certificates in Tiller's Secret are replaced, its pods are replaced too, since they read them at their start
    only.
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
      - Every request is sent as a dry run; what belongs into a namespace that is yet to be made is predicted.
  diff_mode:
    support: full
    details:
      - Shows the objects before and after; of the values in the Secret only whether they change.
  idempotent:
    support: full
options:
  state:
    description:
      - Whether Tiller should be there.
      - With V(absent) its Service, Deployment and Secret are deleted. Releases, their records, the service account and
        its permissions stay, unless O(remove_records) and O(remove_rbac) are set.
    type: str
    choices: [present, absent]
    default: present
  image:
    description:
      - Tiller's image.
      - An image whose tag is an older version than that of the image which runs is refused unless O(force_upgrade).
      - It is an error when Tiller answers with another version than the one that the tag says.
    type: str
    default: ghcr.io/helm/tiller:v2.17.0
    aliases: [tiller_image]
  canary_image:
    description:
      - Use the image C(ghcr.io/helm/tiller:canary) instead of O(image), and pull it at every start.
    type: bool
    default: false
  replicas:
    description:
      - How many Tillers run.
    type: int
    default: 1
  service_account:
    description:
      - The service account that Tiller uses, the namespace's default one when this is not set.
      - It has to exist, unless O(rbac) is something else than V(none), which makes it.
    type: str
  automount_service_account_token:
    description:
      - Whether Tiller gets the token of its service account.
    type: bool
    default: true
  node_selectors:
    description:
      - Labels of the nodes that Tiller may run on.
    type: dict
    default: {}
  overrides:
    description:
      - Values that are put into the Deployment, each as C(helm init --override) takes it.
      - Fields that a Deployment does not have are an error.
    type: list
    elements: str
    default: []
    aliases: [override]
  history_max:
    description:
      - How many revisions of a release are kept; V(0) keeps all of them. Tiller gets slow and large with many.
    type: int
    default: 0
  net_host:
    description:
      - Whether Tiller uses the network of its node.
    type: bool
    default: false
  storage:
    description:
      - Where Tiller keeps its records. Those of another storage are not taken along.
    type: str
    choices: [configmap, secret, memory]
    default: configmap
  listen_localhost:
    description:
      - Let Tiller listen on the loopback address of its pod only. A port-forward still reaches it, other pods do not.
    type: bool
    default: false
  tiller_tls:
    description:
      - Let Tiller speak TLS, with O(tiller_tls_cert) and O(tiller_tls_key). Any client may still use it.
    type: bool
    default: false
  tiller_tls_verify:
    description:
      - Let Tiller speak TLS, and take only clients with a certificate of O(tls_ca_cert).
    type: bool
    default: false
  tiller_tls_cert:
    description:
      - A PEM file with Tiller's certificate.
    type: path
  tiller_tls_key:
    description:
      - A PEM file with the key of O(tiller_tls_cert).
    type: path
  rbac:
    description:
      - What is granted to O(service_account).
      - V(none) grants nothing, as C(helm init) does, and leaves what is there.
      - V(cluster-admin) makes it an administrator of the cluster, unless some C(ClusterRoleBinding) does so already.
      - V(namespaces) lets it deploy to O(rbac_namespaces), by the rules of O(rbac_rules), and keep its records.
      - V(cluster-rules) grants O(rbac_rules) in the whole cluster.
      - Roles and bindings that an earlier run has made and that are no longer wanted are deleted.
    type: str
    choices: [none, cluster-admin, namespaces, cluster-rules]
    default: none
  rbac_namespaces:
    description:
      - The namespaces that Tiller may deploy to with O(rbac=namespaces), O(tiller_namespace) by default. They have to
        exist.
    type: list
    elements: str
    default: []
  rbac_rules:
    description:
      - Rules as a C(Role) has them. Without any, O(rbac=namespaces) grants everything in the API groups that charts
        usually need, and roles and role bindings that grant no more than Tiller has itself.
    type: list
    elements: dict
    default: []
  scope:
    description:
      - What of it a task looks after. V(rbac) stands for the service account and its permissions only, V(tiller) for
        all but them.
    type: str
    choices: [all, rbac, tiller]
    default: all
  create_namespace:
    description:
      - Make O(tiller_namespace) when it does not exist.
    type: bool
    default: false
  force_upgrade:
    description:
      - Allow an image of an older version than that which runs.
    type: bool
    default: false
  wait:
    description:
      - Wait until Tiller works; with O(state=absent) until its pods have ended.
    type: bool
    default: true
  wait_for:
    description:
      - What is waited for.
      - V(ready) stands for pods that are ready.
      - V(answer) wants Tiller to answer a call as well, which needs what the release modules need for O(tiller_tls), in
        O(tls_ca_cert), O(tls_cert) and O(tls_key). Without a client's certificate that of Tiller is shown.
    type: str
    choices: [answer, ready]
    default: answer
  wait_timeout:
    description:
      - How long to wait, as a number of seconds or as V(5m0s).
    type: str
    default: 300s
  force:
    description:
      - With O(state=absent), remove Tiller even if releases are deployed by it.
    type: bool
    default: false
  remove_rbac:
    description:
      - With O(state=absent), delete the service account and what was granted to it by O(rbac) too.
    type: bool
    default: false
  remove_records:
    description:
      - With O(state=absent), delete Tiller's records of releases too. What they have deployed stays, and nothing knows
        of it any more.
    type: bool
    default: false
requirements:
  - grpcio >= 1.49.1 and protobuf >= 3.20.3, for O(wait_for=answer)
notes:
  - With O(wait_for=answer) the options O(tls_cert) and O(tls_key) are a client's. Tiller's own are O(tiller_tls_cert)
    and O(tiller_tls_key).
seealso:
  - module: coxswain.helm.tiller_info
  - module: coxswain.helm.certificates
  - module: coxswain.helm.release
"""

EXAMPLES = r"""
- name: Have Tiller, an administrator of the cluster
  coxswain.helm.tiller:
    service_account: tiller
    rbac: cluster-admin
    history_max: 200

- name: Have a Tiller that takes only clients with a certificate
  coxswain.helm.tiller:
    service_account: tiller
    rbac: cluster-admin
    tiller_tls_verify: true
    tiller_tls_cert: /opt/helm/ssl/tiller.cert.pem
    tiller_tls_key: /opt/helm/ssl/tiller.key.pem
    tls_ca_cert: /opt/helm/ssl/ca.cert.pem
    tls_cert: /opt/helm/ssl/helm.cert.pem
    tls_key: /opt/helm/ssl/helm.key.pem

- name: Have a Tiller for two namespaces, from a mirror
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
      description: The API version of the object.
      returned: success
      type: str
    kind:
      description: Its kind.
      returned: success
      type: str
    namespace:
      description: Its namespace, or an empty string.
      returned: success
      type: str
    name:
      description: Its name.
      returned: success
      type: str
restarted:
  description: Whether the pods were replaced because of new certificates.
  returned: success
  type: bool
version:
  description: The version that Tiller says it is; empty when it was not asked.
  returned: success
  type: str
  sample: v2.17.0
tiller:
  description: What is known of Tiller afterwards, as M(coxswain.helm.tiller_info) returns it; null when there is none.
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
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import runner, tiller
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **connection.PASSWORD_SPEC, **tiller.SPEC},
        supports_check_mode=True,
    )
    runner.run(module, tiller.run)


if __name__ == "__main__":
    main()
