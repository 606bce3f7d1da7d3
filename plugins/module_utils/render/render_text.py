# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Render a text as a template without a chart, with Helm's functions and any data as the dot."""

from __future__ import annotations

from typing import Any

from ..dialect import HELM4, Dialect
from ..gotemplate.codecache import CodeCache
from ..gotemplate.limits import Limits, run_deep
from ..sprig.entropy import Entropy
from .capabilities import ClusterQueries
from .engine import Engine
from .helm_functions import function_table


def render_text(
    text: str,
    data: Any,
    dialect: Dialect = HELM4,
    *,
    name: str = "template",
    limits: Limits | None = None,
    cache: CodeCache | None = None,
) -> str:
    """Return the output of ``text`` for ``data``.

    :param name: what error messages call the text.
    :raises RenderError: the text cannot be parsed or executed; the message is Helm's.
    """
    functions = function_table(dialect, Entropy(), ClusterQueries())
    engine = Engine(dialect, functions, limits, cache)
    rendered: str = run_deep(engine.render_text, name, text, data, limits=limits)
    return rendered
