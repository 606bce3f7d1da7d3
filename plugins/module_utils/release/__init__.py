# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases: install, upgrade, roll back and uninstall them, and keep their history."""
