# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller in a cluster: install, upgrade, inspect and uninstall it, as ``helm init`` and ``helm reset`` do."""
