# SPDX-License-Identifier: GPL-3.0-or-later
"""Let tests send SIGINT, which shells ignore for programs in the background and their children."""

from __future__ import annotations

import signal


def accept() -> None:
    """Handle SIGINT as Python does by default, if it is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
