# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done to a release, one file per Helm command: the order of the steps, and nothing else."""
