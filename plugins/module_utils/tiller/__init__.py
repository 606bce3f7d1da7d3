# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm 2: Tiller itself, releases through Tiller, its records, and the migration to Helm 3."""
