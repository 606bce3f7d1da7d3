# SPDX-License-Identifier: GPL-3.0-or-later
"""What `./dev bench` measures: one module a kind, with `run(report, runs)` that returns a table."""
