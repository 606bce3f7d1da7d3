# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inputs of a rendering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ..request import ReleaseRequest


@dataclass(frozen=True)
class RenderInputs:
    """The inputs of a rendering.

    :param values: the user's values, which are stored with the release.
    :param chart_values: replaces the chart's own values unless it is ``None``.
    :param digest: the digest of all of these, see :func:`.fingerprint.digest_of`.
    """

    api: Api
    request: ReleaseRequest
    values: dict[str, Any]
    chart_values: dict[str, Any] | None
    digest: str
