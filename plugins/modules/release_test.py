#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/release_test.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: release_test
short_description: Run the tests of a Helm release
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Runs the test hooks of the latest revision one after the other, ordered by weight and name, like C(helm test),
    without a C(helm) binary. The task fails at the first test that fails.
  - The results are stored with the revision, so that C(helm status) and C(helm test) show them.
  - Works with releases of this collection, Helm 3 and Helm 4, and with releases of Tiller.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.connection_password
  - coxswain.helm.release
  - coxswain.helm.tiller
  - coxswain.helm.tiller.backend
attributes:
  check_mode:
    support: full
    details:
      - Tests are listed, but not run.
  diff_mode:
    support: none
  idempotent:
    support: none
    details:
      - Tests are run in every run. The task is changed if there are any.
options:
  include:
    description:
      - Names of the tests to run. If empty, all tests are run.
    type: list
    elements: str
    default: []
  exclude:
    description:
      - Names of tests to skip.
    type: list
    elements: str
    default: []
  logs:
    description:
      - Return the logs of the tests' containers. They are read before a deletion policy deletes the Pods.
    type: bool
    default: false
  timeout:
    description:
      - How long each test may run, as a duration such as V(90s) or V(5m0s), or as a number of seconds. Defaults to five
        minutes.
    type: str
    aliases: [wait_timeout]
notes:
  - Releases are stored where the environment variable E(HELM_DRIVER) of the target host says, in V(secret) (the
    default) or V(configmap).
seealso:
  - module: coxswain.helm.release
  - module: coxswain.helm.release_info
"""

EXAMPLES = r"""
- name: Test a release
  coxswain.helm.release_test:
    name: shop
    namespace: shop
    logs: true
    timeout: 2m
  register: tested

- name: Show the logs of the tests
  ansible.builtin.debug:
    msg: "{{ tested.tests | items2dict(key_name='name', value_name='logs') }}"

- name: Run a single test
  coxswain.helm.release_test:
    name: shop
    namespace: shop
    include:
      - shop-test-connection
"""

RETURN = r"""
tests:
  description:
    - The tests that were run, or would be run in check mode, in order.
  returned: when the tests were started
  type: list
  elements: dict
  contains:
    name:
      description: Name of the test's object.
      returned: success
      type: str
    kind:
      description: Kind of the test's object.
      returned: success
      type: str
      sample: Pod
    phase:
      description: Result of the test, V(Succeeded) or V(Failed); empty in check mode.
      returned: success
      type: str
    started_at:
      description: When the test started.
      returned: success
      type: str
    completed_at:
      description: When the test completed.
      returned: success
      type: str
    logs:
      description: With O(logs=true), the log lines of each container, by C(POD/CONTAINER).
      returned: success
      type: dict
    trouble:
      description:
        - The objects of a failed test, each with C(status), C(message), C(conditions), C(events) and the last lines of
          the C(logs) of its containers.
      returned: success
      type: list
      elements: dict
status:
  description: The release, as returned by M(coxswain.helm.release).
  returned: when the tests were started
  type: dict
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
  description: Same as RV(tests[].trouble) of the failed test.
  returned: when a test failed
  type: list
  elements: dict
error:
  description: The error in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import shipped
from ..module_utils.module.release_test import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
