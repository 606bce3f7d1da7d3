# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Kubernetes API client: connection, discovery, objects, apply, readiness and waiting."""

from __future__ import annotations
