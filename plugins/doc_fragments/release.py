# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that select a release; see ``plugins/module_utils/module/options/release_name.py``."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  release_name:
    description:
      - Name of the release.
    type: str
    required: true
    aliases: [name]
  release_namespace:
    description:
      - Namespace of the release.
    type: str
    required: true
    aliases: [namespace]
"""
