# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Regular expressions as Go's package regexp has them (RE2): see :mod:`.pattern` for what callers use."""

from __future__ import annotations
