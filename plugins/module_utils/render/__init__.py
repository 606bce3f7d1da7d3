# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendering: from a chart and values to manifests, hooks and notes, byte for byte as each Helm does it."""
