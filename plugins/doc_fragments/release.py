# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twin of ``plugins/module_utils/module/options/release_name.py``."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  release_name:
    description:
      - The name of the release.
    type: str
    required: true
    aliases: [name]
  release_namespace:
    description:
      - The namespace that the release is kept in.
    type: str
    required: true
    aliases: [namespace]
"""
