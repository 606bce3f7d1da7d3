# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of several modules. Each documentation fragment corresponds to a file."""
