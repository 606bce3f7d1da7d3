# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chart repositories and OCI registries: configuration, credentials, indexes, search, and downloading charts."""
