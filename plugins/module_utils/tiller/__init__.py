# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helm 2's side: Tiller's messages, the way to it, its records, releases through it, and the way out of it."""

from __future__ import annotations
