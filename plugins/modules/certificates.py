#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/certificates.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: certificates
short_description: Make, renew and rotate the certificates of Tiller and its clients
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Keeps an authority, the key and certificate of Tiller and those of its clients in a folder, under the names of
    Helm's documents, which are C(ca.cert.pem), C(ca.key.pem), C(tiller.cert.pem), C(tiller.key.pem),
    C(helm.cert.pem) and C(helm.key.pem).
  - What is there and fits is left as it is. A certificate is issued anew when it does not come from the authority, when
    its key, its subject, its names or its purposes are not those that are wanted, or when few days are left.
  - Keys are readable for their owner only, files are replaced in one step, and no key is part of a result or a diff.
  - An authority that was made with C(openssl) by Helm's documents is taken over.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - Shows what the certificates say, never a key.
  idempotent:
    support: full
    details:
      - With O(renew) certificates are issued anew by every run, and O(rotation=introduce) begins a rotation whenever
        none is under way.
options:
  path:
    description:
      - The folder.
    type: path
    default: /opt/helm/ssl
  state:
    description:
      - Whether the files should be there. With V(absent) those of the authority, of Tiller and of O(clients) are
        deleted.
    type: str
    choices: [present, absent]
    default: present
  tiller_namespace:
    description:
      - The namespace of Tiller, for the names under which clients inside the cluster reach it.
    type: str
    default: kube-system
  key_type:
    description:
      - The kind of keys.
    type: str
    choices: [ecdsa-p256, rsa]
    default: ecdsa-p256
  key_size:
    description:
      - The bits of keys with O(key_type=rsa).
    type: int
    default: 3072
  authority:
    description:
      - The subject of an authority that is made. One that is there keeps its own.
    type: dict
    suboptions:
      country:
        description:
          - The country, as two letters.
        type: str
      state_or_province:
        description:
          - The state or province.
        type: str
      locality:
        description:
          - The town.
        type: str
      organization:
        description:
          - The organization.
        type: str
      organizational_unit:
        description:
          - The part of the organization.
        type: str
      common_name:
        description:
          - The name of the authority, V(tiller-ca) by default.
        type: str
      email_address:
        description:
          - The mail address.
        type: str
  authority_days:
    description:
      - The days that an authority which is made holds.
    type: int
    default: 3650
  authority_renew_days:
    description:
      - With fewer days left an authority gets a successor, see O(rotation).
    type: int
    default: 425
  server:
    description:
      - The subject of Tiller's certificate.
    type: dict
    suboptions:
      country:
        description:
          - The country, as two letters.
        type: str
      state_or_province:
        description:
          - The state or province.
        type: str
      locality:
        description:
          - The town.
        type: str
      organization:
        description:
          - The organization.
        type: str
      organizational_unit:
        description:
          - The part of the organization.
        type: str
      common_name:
        description:
          - The name, V(tiller-server) by default.
        type: str
      email_address:
        description:
          - The mail address.
        type: str
  server_names:
    description:
      - Further DNS names and IP addresses of Tiller.
      - Those of a tunnel (V(127.0.0.1) and V(localhost)) and of its Service inside the cluster are always there.
    type: list
    elements: str
    default: []
  server_is_client:
    description:
      - Whether Tiller's certificate is good for a client as well, which C(helm init --wait) uses it for.
    type: bool
    default: true
  clients:
    description:
      - The clients that get a certificate. Every one of them may do everything with Tiller.
      - Without this option there is one, V(helm).
      - Files of a client that leaves this list stay, and so does what its certificate is good for.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of its files.
        type: str
        required: true
      country:
        description:
          - The country, as two letters.
        type: str
      state_or_province:
        description:
          - The state or province.
        type: str
      locality:
        description:
          - The town.
        type: str
      organization:
        description:
          - The organization.
        type: str
      organizational_unit:
        description:
          - The part of the organization.
        type: str
      common_name:
        description:
          - The name of the client, O(clients[].name) by default.
        type: str
      email_address:
        description:
          - The mail address.
        type: str
  days:
    description:
      - The days that a certificate holds, though never longer than its authority.
    type: int
    default: 365
  renew_days:
    description:
      - With fewer days left a certificate is issued anew.
    type: int
    default: 30
  renew:
    description:
      - Names of certificates to issue anew whatever their state, such as V(tiller).
    type: list
    elements: str
    default: []
  rotation:
    description:
      - The step of replacing the authority that this run takes. After each one the files have to reach Tiller and its
        clients; whoever has those of one step can talk to whoever has those of the next.
      - V(introduce) makes a successor. C(ca.cert.pem) then holds both, and certificates still come from the old one.
      - V(switch) issues all certificates anew by the successor. C(ca.cert.pem) still holds both.
      - V(finish) takes the old one out of C(ca.cert.pem).
      - V(auto) takes the step that is due by O(authority_renew_days) and O(overlap_days), if any.
      - V(keep) takes none.
    type: str
    choices: [auto, introduce, switch, finish, keep]
    default: auto
  overlap_days:
    description:
      - The days that each step lasts at least with O(rotation=auto).
    type: int
    default: 1
  requests:
    description:
      - Keep a request for a certificate beside each key, as C(openssl req) makes it, in C(tiller.csr.pem),
        C(helm.csr.pem) and so on. Nothing here reads them; an authority elsewhere may sign them.
    type: bool
    default: false
requirements:
  - cryptography >= 3.4
notes:
  - The authority's key never has to be where a client or a cluster can reach it. With C(ca.key.pem) kept elsewhere the
    module works until a certificate has to be issued.
  - Serial numbers are drawn by chance, so there is no C(ca.srl) that counts them.
  - The connection options are accepted so that C(module_defaults) can set them for every module. No API server is
    asked.
seealso:
  - module: coxswain.helm.tiller
  - module: coxswain.helm.client_home
"""

EXAMPLES = r"""
- name: Have an authority and the certificates of Tiller and one client
  coxswain.helm.certificates:
    path: /opt/helm/ssl

- name: Have one certificate for each user
  coxswain.helm.certificates:
    path: /opt/helm/ssl
    clients:
      - name: jane
        organization: operations
      - name: ci
    renew_days: 60

- name: Begin to replace the authority
  coxswain.helm.certificates:
    path: /opt/helm/ssl
    rotation: introduce
"""

RETURN = r"""
path:
  description: The folder.
  returned: success
  type: str
changes:
  description: What was done, or would be done in check mode.
  returned: success
  type: list
  elements: dict
  contains:
    what:
      description: One of V(make), V(issue), V(request), V(introduce), V(switch), V(finish), V(mode) and V(remove).
      returned: success
      type: str
    name:
      description: V(ca), the name of a certificate, or the path of a file.
      returned: success
      type: str
    reason:
      description: Why.
      returned: success
      type: str
      sample: expires in 12 days
authority:
  description: The authority that certificates come from; null with O(state=absent).
  returned: success
  type: dict
  contains:
    others:
      description: The other authorities in C(ca.cert.pem), while one is replaced.
      returned: success
      type: list
      elements: dict
    certificate_file:
      description: The path of the certificate.
      returned: success
      type: str
    key_file:
      description: The path of the key.
      returned: success
      type: str
    subject:
      description: Whom the certificate is for.
      returned: success
      type: str
      sample: CN=tiller-ca
    issuer:
      description: Who issued it.
      returned: success
      type: str
    key:
      description: The kind of its key.
      returned: success
      type: str
      sample: ecdsa-p256
    not_before:
      description: When its time begins.
      returned: success
      type: str
    not_after:
      description: When its time ends.
      returned: success
      type: str
      sample: '2036-01-01T00:00:00Z'
    remaining_days:
      description: The whole days until then.
      returned: success
      type: int
    serial:
      description: Its serial number in hexadecimal digits.
      returned: success
      type: str
    fingerprint:
      description: Its SHA-256 fingerprint.
      returned: success
      type: str
    hosts:
      description: The DNS names and addresses that it is for.
      returned: success
      type: list
      elements: str
    usages:
      description: What it is for, of V(authority), V(server) and V(client).
      returned: success
      type: list
      elements: str
certificates:
  description:
    - The certificates by their names, V(tiller) and those of O(clients), each with the keys C(certificate_file),
      C(key_file), C(subject), C(issuer), C(key), C(not_before), C(not_after), C(remaining_days), C(serial),
      C(fingerprint), C(hosts) and C(usages), as RV(authority) has them.
  returned: success
  type: dict
diff:
  description: What the certificates said before and say now.
  returned: in diff mode
  type: dict
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import certificates, runner
from ..module_utils.module.options import connection


def main() -> None:
    module = AnsibleModule(
        argument_spec={**connection.SPEC, **certificates.SPEC},
        supports_check_mode=True,
    )
    runner.run(module, certificates.run)


if __name__ == "__main__":
    main()
