# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules share: running, reporting and backends. Nothing below this package knows AnsibleModule."""
