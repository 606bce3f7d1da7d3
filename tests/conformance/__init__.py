# SPDX-License-Identifier: GPL-3.0-or-later
"""Renderings compared with what real Helm prints."""
