# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions of sprig for templates: :func:`.table.functions` makes the table of them."""

from __future__ import annotations
