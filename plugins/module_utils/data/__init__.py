# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data formats as Go reads and writes them: YAML, JSON, TOML, ``--set``, semantic versions; and merging of values."""
