# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A digest of the files of a chart.

It is the same for a folder and its archive, independent of the order and times of the files and of the packaging of the
charts in ``charts/``.
"""

from __future__ import annotations

import hashlib

from .chart import Chart


def chart_digest(chart: Chart) -> str:
    """Return the SHA-256 of a chart and all its subcharts in hexadecimal digits.

    The chart must be unprocessed: processing dependencies renames and removes subcharts.
    """
    return _digest(chart).hex()


def _digest(chart: Chart) -> bytes:
    total = hashlib.sha256()
    for name, data in sorted(chart.raw):
        encoded = name.encode("utf-8", "surrogateescape")
        total.update(b"file %d %s" % (len(encoded), encoded))
        total.update(hashlib.sha256(data).digest())
    for digest in sorted(_digest(dependency) for dependency in chart.dependencies):
        total.update(b"chart " + digest)
    return total.digest()
