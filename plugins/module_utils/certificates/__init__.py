# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller's TLS certificates: a certificate authority in a directory, what it issues, renewal and rotation."""

from __future__ import annotations
