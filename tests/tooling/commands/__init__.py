# SPDX-License-Identifier: GPL-3.0-or-later
"""A module for each command: `add_arguments(parser)` and `run(options, report)`, which returns the exit code."""
