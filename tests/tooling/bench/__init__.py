# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmarks of `./dev bench`: modules with `run(report, runs)`, which returns a table."""
