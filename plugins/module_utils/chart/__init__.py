# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts: what they hold, how they are loaded, and how their values come together."""
