# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backend ``direct``: render here, apply through the API server, and store releases as Helm 3 and Helm 4 do."""
