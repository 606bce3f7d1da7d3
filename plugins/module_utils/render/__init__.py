# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Render charts and values to manifests, hooks and notes, byte for byte as each Helm does."""
