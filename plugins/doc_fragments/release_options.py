# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twin of ``plugins/module_utils/module/options/release_options.py``."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Wait until every object is ready, or gone where it is deleted, for as long as O(timeout).
    type: bool
    default: false
  wait_for_jobs:
    description:
      - With O(wait=true), wait until Jobs are complete as well.
    type: bool
    default: false
  timeout:
    description:
      - How long each hook may run, and how long O(wait) may wait, as a duration such as V(90s) or V(5m0s), or as a
        number of seconds. Five minutes when this is not set.
    type: str
  wait_timeout:
    description:
      - An older name of O(timeout).
    type: str
  disable_hook:
    description:
      - Run no hooks.
    type: bool
    default: false
  apply:
    description:
      - Who merges what is declared into what is there.
      - V(server) is server-side apply, as Helm 4 has it; V(client) is the merge of the last manifest, the new one and
        the live object that Helm 3 does.
      - V(auto) goes on in the way that the last revision was applied, or for a rollback the revision that is gone back
        to, and begins with V(server). This is the default.
    type: str
    choices: [auto, server, client]
  server_side:
    description:
      - The name of O(apply) in C(kubernetes.core), with V(true) for V(server) and V(false) for V(client).
    type: str
    choices: ['auto', 'true', 'false']
  force:
    description:
      - Put objects in the place of those that are there, instead of patching them. What the release does not declare
        is lost by that, bar fields that another manager rightly holds. Objects are not deleted for it.
      - The revision counts as one that was applied by the client.
    type: bool
    default: false
  force_conflicts:
    description:
      - Take over fields that another field manager owns, instead of failing.
    type: bool
    default: false
  cleanup_on_fail:
    description:
      - When the operation fails, delete the objects that it created.
    type: bool
    default: false
  history_max:
    description:
      - How many revisions to keep, at most; V(0) keeps all. Ten when this is not set.
    type: int
  pending_timeout:
    description:
      - After how long a revision that somebody began and did not end is taken over, when it does not tell who works on
        it; a duration as in O(timeout). Ten minutes when this is not set.
    type: str
  sensitive:
    description:
      - JSON pointers of fields whose values are hidden in diffs, and of values that are hidden in RV(status), such as
        V(/data/password); V(*) is any one key or position.
      - Texts of at least four characters that the pointers name in the values are hidden wherever else they show.
      - The data of Secrets is always hidden in diffs.
    type: list
    elements: str
    default: []
notes:
  - Releases are kept where the environment variable E(HELM_DRIVER) of the target says, in V(secret), the default, or
    V(configmap).
"""
