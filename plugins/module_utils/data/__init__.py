# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts in and out as Go does them: YAML, JSON, TOML, ``--set``, semantic versions, and merging of values."""
