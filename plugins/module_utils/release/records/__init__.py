# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stored releases: their fields, encoding, storage, history and state, and the lock on a release."""
