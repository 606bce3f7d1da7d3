# SPDX-License-Identifier: GPL-3.0-or-later
"""What `./dev` does: environments, the parts of the test run, and the commands."""
