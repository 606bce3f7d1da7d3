# SPDX-License-Identifier: GPL-3.0-or-later
"""One module a command: `add_arguments(parser)` and `run(options, report)`, which returns the exit code."""
