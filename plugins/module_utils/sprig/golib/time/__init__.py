# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's package time: times, locations and layouts; durations are in ``gotemplate``."""

from __future__ import annotations
