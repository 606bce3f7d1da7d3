# SPDX-License-Identifier: GPL-3.0-or-later
"""One module a part of the test run: `run(report)`, which shows what it does and returns a Tally."""
