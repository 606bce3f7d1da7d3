# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections to Tiller: find its pod, forward a port to it, verify TLS, and call it over gRPC."""
