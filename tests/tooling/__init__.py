# SPDX-License-Identifier: GPL-3.0-or-later
"""The implementation of `./dev`: environments, the parts of the test run, and the commands."""
