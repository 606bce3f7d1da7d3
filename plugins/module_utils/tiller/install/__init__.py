# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller in a cluster: its objects as ``helm init`` makes them, and what brings a cluster to them or frees it of
them."""
