# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's text/template in Python: templates are parsed by Go's rules and compiled to Python code."""
