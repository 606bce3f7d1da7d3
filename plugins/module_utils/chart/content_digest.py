# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A digest of what a chart holds, file by file.

It is the same for a folder and for the archive that is packed from it, whatever their order and times, and however
the charts below ``charts/`` are packed.
"""

from __future__ import annotations

import hashlib

from .chart import Chart


def chart_digest(chart: Chart) -> str:
    """The SHA-256 of a chart and of every chart below it, in hexadecimal.

    It is meant for a chart as it was loaded: processing dependencies renames and drops subcharts.
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
