# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user sees of an operation: its result, its diff, and which values are redacted."""
