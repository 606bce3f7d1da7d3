#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/certificates.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: certificates
short_description: Manage the certificates of Tiller and its clients
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Manages a certificate authority and the keys and certificates of Tiller and its clients in a directory. The files
    are named as in Helm's documentation, C(ca.cert.pem), C(ca.key.pem), C(tiller.cert.pem), C(tiller.key.pem),
    C(helm.cert.pem) and C(helm.key.pem).
  - Valid certificates are kept. A certificate is reissued if it was not issued by the current authority, if its key,
    subject, names or purposes differ from the options, or if it is about to expire.
  - Private keys are only readable by their owner, files are replaced atomically, and keys are never part of a result or
    diff.
  - An authority that was created with C(openssl) according to Helm's documentation is used as it is.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - Shows the contents of certificates, but not private keys.
  idempotent:
    support: full
    details:
      - O(renew) reissues certificates in every run, and O(rotation=introduce) starts a rotation in every run unless one
        is in progress.
options:
  path:
    description:
      - Directory for the keys and certificates.
    type: path
    default: /opt/helm/ssl
  state:
    description:
      - Whether the files should exist. V(absent) deletes the files of the authority, of Tiller and of O(clients).
    type: str
    choices: [present, absent]
    default: present
  tiller_namespace:
    description:
      - Namespace of Tiller, which is part of the hostnames that clients in the cluster use.
    type: str
    default: kube-system
  key_type:
    description:
      - Type of private keys.
    type: str
    choices: [ecdsa-p256, rsa]
    default: ecdsa-p256
  key_size:
    description:
      - Size of private keys in bits, for O(key_type=rsa).
    type: int
    default: 3072
  authority:
    description:
      - Subject of a new authority. The subject of an existing authority is not changed.
    type: dict
    suboptions:
      country:
        description:
          - Country as a two-letter code.
        type: str
      state_or_province:
        description:
          - State or province.
        type: str
      locality:
        description:
          - Locality.
        type: str
      organization:
        description:
          - Organization.
        type: str
      organizational_unit:
        description:
          - Organizational unit.
        type: str
      common_name:
        description:
          - Common name. Defaults to V(tiller-ca).
        type: str
      email_address:
        description:
          - Email address.
        type: str
  authority_days:
    description:
      - Validity of a new authority in days.
    type: int
    default: 3650
  authority_renew_days:
    description:
      - Number of remaining days below which an authority is replaced, see O(rotation).
    type: int
    default: 425
  server:
    description:
      - Subject of Tiller's certificate.
    type: dict
    suboptions:
      country:
        description:
          - Country as a two-letter code.
        type: str
      state_or_province:
        description:
          - State or province.
        type: str
      locality:
        description:
          - Locality.
        type: str
      organization:
        description:
          - Organization.
        type: str
      organizational_unit:
        description:
          - Organizational unit.
        type: str
      common_name:
        description:
          - Common name. Defaults to V(tiller-server).
        type: str
      email_address:
        description:
          - Email address.
        type: str
  server_names:
    description:
      - Additional DNS names and IP addresses of Tiller.
      - V(127.0.0.1) and V(localhost), which port-forwards use, and the names of its Service are always included.
    type: list
    elements: str
    default: []
  server_is_client:
    description:
      - Whether Tiller's certificate may also be used by a client, which C(helm init --wait) does.
    type: bool
    default: true
  clients:
    description:
      - Clients to issue certificates for. Every client has full access to Tiller.
      - Defaults to a single client V(helm).
      - If a client is removed from this list, its files are not deleted, and its certificate is not revoked.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Base name of the client's files.
        type: str
        required: true
      country:
        description:
          - Country as a two-letter code.
        type: str
      state_or_province:
        description:
          - State or province.
        type: str
      locality:
        description:
          - Locality.
        type: str
      organization:
        description:
          - Organization.
        type: str
      organizational_unit:
        description:
          - Organizational unit.
        type: str
      common_name:
        description:
          - Common name. Defaults to O(clients[].name).
        type: str
      email_address:
        description:
          - Email address.
        type: str
  days:
    description:
      - Validity of certificates in days. A certificate never outlives its authority.
    type: int
    default: 365
  renew_days:
    description:
      - Number of remaining days below which a certificate is reissued.
    type: int
    default: 30
  renew:
    description:
      - Names of certificates to reissue in any case, such as V(tiller).
    type: list
    elements: str
    default: []
  rotation:
    description:
      - Which step of replacing the authority to take. After each step, distribute the files to Tiller and its clients.
        Hosts with the files of one step can communicate with hosts that have the files of the next.
      - V(introduce) creates a new authority. C(ca.cert.pem) then contains both, and the old one still issues
        certificates.
      - V(switch) reissues all certificates from the new authority. C(ca.cert.pem) still contains both.
      - V(finish) removes the old authority from C(ca.cert.pem).
      - V(auto) takes the step that is due according to O(authority_renew_days) and O(overlap_days), if any.
      - V(keep) takes no step.
    type: str
    choices: [auto, introduce, switch, finish, keep]
    default: auto
  overlap_days:
    description:
      - Minimum number of days between two steps with O(rotation=auto).
    type: int
    default: 1
  requests:
    description:
      - Also create a certificate signing request for each key, like C(openssl req), in C(tiller.csr.pem),
        C(helm.csr.pem) and so on. The module does not use them, but another authority can sign them.
    type: bool
    default: false
requirements:
  - cryptography >= 3.4
notes:
  - The private key of the authority is only needed to issue certificates. Until then, C(ca.key.pem) can be stored where
    neither clients nor the cluster have access to it.
  - Serial numbers are random, so there is no C(ca.srl).
seealso:
  - module: coxswain.helm.tiller
  - module: coxswain.helm.client_home
"""

EXAMPLES = r"""
- name: Create an authority and the certificates of Tiller and one client
  coxswain.helm.certificates:
    path: /opt/helm/ssl

- name: Create a certificate for each user
  coxswain.helm.certificates:
    path: /opt/helm/ssl
    clients:
      - name: jane
        organization: operations
      - name: ci
    renew_days: 60

- name: Start replacing the authority
  coxswain.helm.certificates:
    path: /opt/helm/ssl
    rotation: introduce
"""

RETURN = r"""
path:
  description: Directory of the keys and certificates.
  returned: success
  type: str
changes:
  description: The changes that were made, or would be made in check mode.
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
      description: Reason for the change.
      returned: success
      type: str
      sample: expires in 12 days
authority:
  description: The authority that issues certificates; null with O(state=absent).
  returned: success
  type: dict
  contains:
    others:
      description: The other authorities in C(ca.cert.pem) during a rotation.
      returned: success
      type: list
      elements: dict
    certificate_file:
      description: Path of the certificate.
      returned: success
      type: str
    key_file:
      description: Path of the private key.
      returned: success
      type: str
    subject:
      description: Subject of the certificate.
      returned: success
      type: str
      sample: CN=tiller-ca
    issuer:
      description: Issuer of the certificate.
      returned: success
      type: str
    key:
      description: Type of the key.
      returned: success
      type: str
      sample: ecdsa-p256
    not_before:
      description: Start of the validity period.
      returned: success
      type: str
    not_after:
      description: End of the validity period.
      returned: success
      type: str
      sample: '2036-01-01T00:00:00Z'
    remaining_days:
      description: Number of whole days until the certificate expires.
      returned: success
      type: int
    serial:
      description: Serial number in hexadecimal.
      returned: success
      type: str
    fingerprint:
      description: SHA-256 fingerprint.
      returned: success
      type: str
    hosts:
      description: DNS names and IP addresses that the certificate is valid for.
      returned: success
      type: list
      elements: str
    usages:
      description: What the certificate may be used for, out of V(authority), V(server) and V(client).
      returned: success
      type: list
      elements: str
certificates:
  description:
    - The certificates by name, V(tiller) and those of O(clients). Each has the keys C(certificate_file), C(key_file),
      C(subject), C(issuer), C(key), C(not_before), C(not_after), C(remaining_days), C(serial), C(fingerprint), C(hosts)
      and C(usages), as in RV(authority).
  returned: success
  type: dict
diff:
  description: Contents of the certificates before and after.
  returned: in diff mode
  type: dict
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.certificates import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
