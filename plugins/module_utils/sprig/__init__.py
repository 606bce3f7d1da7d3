# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sprig's template functions, one file per chapter of sprig's documentation; :mod:`.func_map` registers the files."""

from __future__ import annotations
