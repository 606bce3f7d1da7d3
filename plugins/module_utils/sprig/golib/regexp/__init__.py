# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Go's package regexp (RE2 syntax); callers use :mod:`.pattern`."""

from __future__ import annotations
