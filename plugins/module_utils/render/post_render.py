# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes a rendered manifest with a Jinja2 template of the user's, in the sandbox that charts have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..data.yaml_in import load_objects
from ..errors import DataError, RenderError, TemplateError
from ..gotemplate.functions import FunctionTable
from ..gotemplate.limits import Limits
from .jinja_engine import render_jinja_templates

#: what errors call the template
NAME = "post-render"


def post_render(
    template: str,
    manifest: str,
    variables: Mapping[str, Any],
    functions: FunctionTable,
    limits: Limits | None = None,
) -> str:
    """The manifest that the template prints.

    :param template: sees ``objects``, the objects of the manifest as a list of mappings in their order, and
        ``manifest``, its text; ``{{ objects | map("toYaml") | join("\\n---\\n") }}`` changes nothing.
    :param variables: further variables, such as ``Values`` and ``Release``.
    :param functions: those of the rendering (``functions.function_table``), so that chance and ``lookup`` are recorded.
    :raises RenderError: the template fails, or what it prints are not objects.
    :raises MissingLibraryError: there is no Jinja2, or an old one.
    """
    # There are no other templates to include.
    table = {name: record for name, record in functions.items() if name != "include"}
    try:
        seen = {**variables, "objects": load_objects(manifest), "manifest": manifest}
        text = render_jinja_templates([(NAME, template, seen)], table, limits)[NAME]
    except TemplateError as error:
        raise RenderError(str(error)) from error
    except DataError as error:
        raise RenderError(error.what, where="the manifest before the post-render") from error
    try:
        found = load_objects(text)
    except DataError as error:
        raise RenderError(error.what, where="what the post-render printed") from error
    for place, entry in enumerate(found, start=1):
        if not isinstance(entry, dict):
            raise RenderError(f"document {place} is no mapping", where="what the post-render printed")
    return text
