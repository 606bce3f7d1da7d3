# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller's TLS material: an authority in a folder, what it issues, and their renewal."""
