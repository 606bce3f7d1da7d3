#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/release_test.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: release_test
short_description: Run the tests of a Helm release
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Runs the test hooks of the newest revision one after the other, by weight and name, as C(helm test) does, without a
    C(helm) binary. The first that fails ends the task.
  - How they went is noted in the record of the revision, where C(helm status) and C(helm test) show it.
  - Works on releases of this collection and of Helm 3 and 4.
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
      - The tests are listed and not run.
  diff_mode:
    support: none
  idempotent:
    support: none
    details:
      - Tests run whenever the task runs, and it is changed when there are any.
options:
  include:
    description:
      - The names of the tests to run. All of them when this is empty.
    type: list
    elements: str
    default: []
  exclude:
    description:
      - The names of tests not to run.
    type: list
    elements: str
    default: []
  logs:
    description:
      - Return the logs of the tests' containers. They are read before a deletion policy takes the Pods away.
    type: bool
    default: false
  timeout:
    description:
      - How long each test may run, as a duration such as V(90s) or V(5m0s), or as a number of seconds. Five minutes
        when this is not set.
    type: str
notes:
  - Releases are kept where the environment variable E(HELM_DRIVER) of the target says, in V(secret), the default, or
    V(configmap).
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

- name: Show what the tests said
  ansible.builtin.debug:
    msg: "{{ tested.tests | items2dict(key_name='name', value_name='logs') }}"

- name: Run one test only
  coxswain.helm.release_test:
    name: shop
    namespace: shop
    include:
      - shop-test-connection
"""

RETURN = r"""
tests:
  description:
    - The tests that ran, in their order; in check mode, those that would run.
  returned: when the tests were started
  type: list
  elements: dict
  contains:
    name:
      description: The name of the test's object.
      returned: success
      type: str
    kind:
      description: The kind of the test's object.
      returned: success
      type: str
      sample: Pod
    phase:
      description: How it went, V(Succeeded) or V(Failed); empty in check mode.
      returned: success
      type: str
    started_at:
      description: When it began.
      returned: success
      type: str
    completed_at:
      description: When it ended.
      returned: success
      type: str
    logs:
      description: With O(logs), the lines of each container, by C(POD/CONTAINER).
      returned: success
      type: dict
    trouble:
      description:
        - The objects of a test that failed, each with its C(status), C(message), C(conditions), C(events) and the last
          lines of the C(logs) of its containers.
      returned: success
      type: list
      elements: dict
status:
  description: The release, as M(coxswain.helm.release) returns it.
  returned: when the tests were started
  type: dict
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
  description: The same as RV(tests[].trouble) of the test that failed.
  returned: when a test failed
  type: list
  elements: dict
error:
  description: The failure in parts, with the keys C(kind), C(what), C(where) and C(remedy).
  returned: failure
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils.module import release_test, runner
from ..module_utils.module.options import connection, release_name


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            **connection.SPEC,
            **connection.PASSWORD_SPEC,
            **release_name.SPEC,
            **release_test.SPEC,
        },
        supports_check_mode=True,
    )
    runner.run(module, release_test.run)


if __name__ == "__main__":
    main()
