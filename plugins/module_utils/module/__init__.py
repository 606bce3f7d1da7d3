# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules share: argument specs, checks of options, running and reporting. Nothing below knows
AnsibleModule."""
