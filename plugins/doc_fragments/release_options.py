# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of modules that change a release; see ``plugins/module_utils/module/options/release_options.py``."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Wait until all objects are ready, or until deleted ones are gone, for at most O(timeout).
    type: bool
    default: false
  wait_for_jobs:
    description:
      - With O(wait=true), also wait until Jobs are complete.
    type: bool
    default: false
  timeout:
    description:
      - How long each hook may run, and how long O(wait) waits, as a duration such as V(90s) or V(5m0s), or as a number
        of seconds. Defaults to five minutes.
    type: str
    aliases: [wait_timeout]
  disable_hook:
    description:
      - Do not run hooks.
    type: bool
    default: false
  apply:
    description:
      - How to apply changes to existing objects.
      - V(server) uses server-side apply, like Helm 4. V(client) uses a three-way merge of the previous manifest, the
        new manifest and the live object, like Helm 3.
      - V(auto) uses the method of the previous revision, or of the target revision in a rollback, and V(server) for a
        new release. This is the default.
    type: str
    choices: [auto, server, client]
  server_side:
    description:
      - O(apply) as it is called in C(kubernetes.core), with V(true) for V(server) and V(false) for V(client).
    type: str
    choices: ['auto', 'true', 'false']
  force:
    description:
      - Replace existing objects instead of patching them. Fields that the release does not declare are lost, except for
        those that another field manager legitimately owns. Objects are not deleted.
      - The revision is recorded as applied client-side.
    type: bool
    default: false
  force_conflicts:
    description:
      - Take over fields that another field manager owns, instead of failing.
    type: bool
    default: false
  cleanup_on_fail:
    description:
      - If the operation fails, delete the objects that it created.
    type: bool
    default: false
  history_max:
    description:
      - Maximum number of revisions to keep; V(0) means no limit. Defaults to ten.
    type: int
  pending_timeout:
    description:
      - When to take over a pending revision that does not identify the process that works on it, as a duration like
        O(timeout). Defaults to ten minutes.
    type: str
  sensitive:
    description:
      - JSON pointers of fields to redact in diffs, and of values to redact in RV(status), such as V(/data/password).
        V(*) matches any one key or index.
      - Strings of at least four characters that the pointers select in the values are redacted everywhere else, too.
      - The data of Secrets is always redacted in diffs.
    type: list
    elements: str
    default: []
notes:
  - Releases are stored where the environment variable E(HELM_DRIVER) of the target host says, in V(secret) (the
    default) or V(configmap).
"""
