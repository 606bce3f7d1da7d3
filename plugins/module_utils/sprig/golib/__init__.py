# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of Go's standard library that template functions build on, each named after its Go package."""

from __future__ import annotations
