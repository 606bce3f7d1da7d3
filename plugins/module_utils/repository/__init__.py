# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chart repositories: where they are recorded, what they hold, and how a chart reference becomes a chart."""
