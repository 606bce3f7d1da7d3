# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""From manifests and live objects to a plan: what to create, patch, replace, keep and delete."""
