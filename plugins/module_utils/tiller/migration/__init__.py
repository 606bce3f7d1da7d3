# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrate releases and client configuration from Helm 2 to Helm 3 and 4."""
