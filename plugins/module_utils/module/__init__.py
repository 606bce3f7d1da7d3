# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementations of the modules, and their common parts. Packages below this one do not use AnsibleModule."""
