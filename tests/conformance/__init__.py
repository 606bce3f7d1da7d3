# SPDX-License-Identifier: GPL-3.0-or-later
"""Renderings compared with real Helm's output."""
