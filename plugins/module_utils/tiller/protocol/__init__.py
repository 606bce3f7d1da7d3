# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller's protobuf messages, and their conversion to and from charts and releases."""
