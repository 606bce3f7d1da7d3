# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""One text as a template, without a chart around it: Helm's functions, and the data that it is given as the dot."""

from __future__ import annotations

from typing import Any

from ..dialect import HELM4, Dialect
from ..errors import RenderError, TemplateError
from ..gotemplate.codecache import CodeCache
from ..gotemplate.limits import LimitError, Limits, run_deep
from ..gotemplate.template import ExecError
from ..sprig.sources import Sources
from .capabilities import Questions
from .engine import _NO_VALUE, _chain, _Engine
from .errors import run_error
from .functions import function_table


def render_text(
    text: str,
    data: Any,
    dialect: Dialect = HELM4,
    *,
    name: str = "template",
    limits: Limits | None = None,
    cache: CodeCache | None = None,
) -> str:
    """What ``text`` gives for ``data``.

    :param name: what errors call the text.
    :raises RenderError: the text does not parse or does not run, in Helm's words.
    """
    functions = function_table(dialect, Sources(), Questions())
    rendered: str = run_deep(_TextEngine(dialect, functions, limits, cache).text, name, text, data, limits=limits)
    return rendered


class _TextEngine(_Engine):
    def text(self, name: str, text: str, data: Any) -> str:
        templates = self._new_set()
        self._parse_one(templates, name, text)
        try:
            result = templates.execute(name, data)
        except LimitError as error:
            raise RenderError(error.what, where=name) from error
        except TemplateError as error:
            raise RenderError(run_error(name, _chain(error), isinstance(error, ExecError), self.dialect)) from error
        return result.replace(_NO_VALUE, "")
