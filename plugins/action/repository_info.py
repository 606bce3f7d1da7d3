# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the module ``repository_info`` without the connection options of the action group."""

from __future__ import annotations

from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load


class ActionModule(load("plugin_utils.offline_action").OfflineAction):
    MODULE = "repository_info"
