# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep what libraries print and log away from the output of Ansible, as for the output of a module."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def captured_output(show: Callable[[str], None]) -> Iterator[None]:
    """Pass what is printed or logged meanwhile to ``show``, at the end and in one piece.

    Python's standard streams are captured, not the file descriptors.
    """
    stream = io.StringIO()
    # With a handler, the functions of logging do not install one for the rest of the process.
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
            yield
    finally:
        root.removeHandler(handler)
        text = stream.getvalue().rstrip()
        if text:
            show(text)
