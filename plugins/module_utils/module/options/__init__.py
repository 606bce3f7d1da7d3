# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that several modules share: each file is the twin of a documentation fragment."""
