# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller's messages, and their conversion to and from the types of :mod:`..release`."""
