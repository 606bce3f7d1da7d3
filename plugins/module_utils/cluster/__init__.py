# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is said to a Kubernetes API server: connecting, discovery, objects, applying and waiting."""

from __future__ import annotations
