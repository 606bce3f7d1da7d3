# SPDX-License-Identifier: GPL-3.0-or-later
"""A module for each part of the test run: `run(report)` or `run(report, group)`, which returns a Tally."""
