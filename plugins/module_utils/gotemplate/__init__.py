# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's text/template in Python: templates are parsed as Go parses them and compiled to Python code."""
