# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a request to a manifest: render the chart, patch and post-render it, and compare it with a stored revision."""
