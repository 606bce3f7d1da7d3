# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Basic authentication to the API server; see ``plugins/module_utils/module/options/connection.py``."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  username:
    description:
      - Username for HTTP basic authentication with the API server, or with a proxy in front of it.
      - If the option is not set, the environment variable E(K8S_AUTH_USERNAME) is used instead.
    type: str
  password:
    description:
      - Password for O(username).
      - If the option is not set, the environment variable E(K8S_AUTH_PASSWORD) is used instead.
    type: str
"""
