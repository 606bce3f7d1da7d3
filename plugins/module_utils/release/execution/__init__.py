# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out a plan: apply objects, run hooks, wait, and record the outcome."""
