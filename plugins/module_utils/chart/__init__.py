# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts: load, validate, lint, package and sign them, process their dependencies and coalesce their values."""
