#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, argument spec and one call; the work is in ``module_utils/module/release_rollback.py``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: release_rollback
short_description: Bring a Helm release back to an earlier revision
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Applies the objects of an earlier revision and records them as a new one, as C(helm rollback) does, without a
    C(helm) binary.
extends_documentation_fragment:
  - coxswain.helm.attributes
  - coxswain.helm.attributes.actiongroup
  - coxswain.helm.connection
  - coxswain.helm.connection_password
  - coxswain.helm.release
  - coxswain.helm.release_options
  - coxswain.helm.tiller
  - coxswain.helm.tiller.backend
attributes:
  check_mode:
    support: full
    details:
      - The requests of the run are sent as server-side dry runs. Hooks are listed and not run.
  diff_mode:
    support: full
    details:
      - The data of Secrets is masked.
  idempotent:
    support: full
    details:
      - A release that already is what the revision was is left alone.
options:
  revision:
    description:
      - The revision to go back to.
      - When this is not set, a release that is not in order goes back to the last revision that was, and one that is
        in order is left alone.
    type: int
  rewrite_apis:
    description:
      - Rewrite objects of API versions that the cluster does not serve any more to those that it does, as
        O(coxswain.helm.release#module:rewrite_apis) describes it.
    type: bool
    default: false
seealso:
  - module: coxswain.helm.release
  - module: coxswain.helm.release_info
"""

EXAMPLES = r"""
- name: Go back to revision 3
  coxswain.helm.release_rollback:
    name: ingress
    namespace: ingress-nginx
    revision: 3

- name: Go back to the last revision that worked, if the present one does not
  coxswain.helm.release_rollback:
    name: ingress
    namespace: ingress-nginx
    wait: true
    timeout: 10m
"""

RETURN = r"""
status:
  description: The release as it is after the task; in check mode, as it would be.
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
      sample: "4"
    status:
      description: The status, such as C(deployed) or C(failed).
      returned: success
      type: str
      sample: deployed
    chart:
      description: Name and version of the chart.
      returned: success
      type: str
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
    - What was done, or would be done in check mode, one of C(rolled back) and C(unchanged).
  returned: success
  type: str
  sample: rolled back
changes:
  description:
    - What was changed, or would be in check mode, object by object and in order.
    - C(predicted) is true where check mode could not ask the API server.
  returned: success
  type: list
  elements: dict
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

from ..module_utils.module import release_rollback, runner
from ..module_utils.module.options import connection, release_name, release_options


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            **connection.SPEC,
            **connection.PASSWORD_SPEC,
            **release_name.SPEC,
            **release_rollback.SPEC,
        },
        mutually_exclusive=release_options.MUTUALLY_EXCLUSIVE,
        supports_check_mode=True,
    )
    runner.run(module, release_rollback.run)


if __name__ == "__main__":
    main()
