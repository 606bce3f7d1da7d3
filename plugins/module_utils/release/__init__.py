# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases: their records, where they stand, what is to be done about them, and doing it."""

from __future__ import annotations
