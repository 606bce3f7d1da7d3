# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert timeouts to whole seconds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...release.request import ReleaseRequest


def timeout_of(request: ReleaseRequest) -> int:
    """Return the timeout of a request in whole seconds, at least 1: with 0, some of Tiller's waits end at once."""
    return max(1, math.ceil(request.timeout))
