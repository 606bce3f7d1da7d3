#!/usr/bin/python
# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec; see ``module_utils/module/release_rollback.py`` for the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: release_rollback
short_description: Roll a Helm release back to an earlier revision
version_added: 0.1.0
author:
  - The coxswain.helm authors (@coxswain)
description:
  - Applies the objects of an earlier revision and records them as a new revision, like C(helm rollback), without a
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
      - Requests are sent as server-side dry runs. Hooks are listed, but not run.
  diff_mode:
    support: full
    details:
      - The data of Secrets is redacted.
  idempotent:
    support: full
    details:
      - Nothing changes if the release already matches the revision.
options:
  revision:
    description:
      - Revision to roll back to.
      - If not set, a failed release is rolled back to its last good revision, and any other release is not changed.
    type: int
  rewrite_apis:
    description:
      - Rewrite objects with API versions that the cluster no longer serves, as described for
        O(coxswain.helm.release#module:rewrite_apis).
    type: bool
    default: false
seealso:
  - module: coxswain.helm.release
  - module: coxswain.helm.release_info
"""

EXAMPLES = r"""
- name: Roll back to revision 3
  coxswain.helm.release_rollback:
    name: ingress
    namespace: ingress-nginx
    revision: 3

- name: Roll back to the last good revision if the release failed
  coxswain.helm.release_rollback:
    name: ingress
    namespace: ingress-nginx
    wait: true
    timeout: 10m
"""

RETURN = r"""
status:
  description: The release after the task, or as it would be in check mode.
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
      sample: "4"
    status:
      description: Status, such as C(deployed) or C(failed).
      returned: success
      type: str
      sample: deployed
    chart:
      description: Name and version of the chart.
      returned: success
      type: str
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
    - What was done, or would be done in check mode, one of C(rolled back) and C(unchanged).
  returned: success
  type: str
  sample: rolled back
changes:
  description:
    - The objects that were changed, or would be in check mode, in order.
    - C(predicted) is true if a change could not be sent to the API server as a dry run in check mode.
  returned: success
  type: list
  elements: dict
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
from ..module_utils.module.release_rollback import MODULE


def main() -> None:
    module = AnsibleModule(argument_spec=MODULE.argument_spec, supports_check_mode=True, **MODULE.conditions)
    shipped.run(module, MODULE)


if __name__ == "__main__":
    main()
