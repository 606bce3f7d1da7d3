# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twin of ``PASSWORD_SPEC`` in ``plugins/module_utils/module/options/connection.py``."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  username:
    description:
      - The user name for HTTP basic authentication with the API server, or with a proxy of it that asks for one.
      - If the option is not set, the environment variable E(K8S_AUTH_USERNAME) is used instead.
    type: str
  password:
    description:
      - The password of O(username).
      - If the option is not set, the environment variable E(K8S_AUTH_PASSWORD) is used instead.
    type: str
"""
