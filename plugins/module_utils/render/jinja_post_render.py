# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Post-render a manifest with a Jinja2 template from the user, in the same sandbox as the templates of charts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..data.yaml_in import load_objects
from ..errors import DataError, RenderError, TemplateError
from ..gotemplate.functions import FunctionTable
from ..gotemplate.limits import Limits
from .jinja_engine import render_jinja_templates

#: How error messages call the template.
NAME = "post-render"


def jinja_post_render(
    template: str,
    manifest: str,
    variables: Mapping[str, Any],
    functions: FunctionTable,
    limits: Limits | None = None,
) -> str:
    """Return the manifest that the template prints.

    :param template: gets ``objects``, the objects of the manifest as a list of mappings in their order, and
        ``manifest``, its text; ``{{ objects | map("toYaml") | join("\\n---\\n") }}`` changes nothing.
    :param variables: additional variables, such as ``Values`` and ``Release``.
    :param functions: the functions of the rendering, so that nondeterminism and ``lookup`` are recorded.
    :raises RenderError: the template fails, or does not print objects.
    :raises MissingLibraryError: Jinja2 is missing or too old.
    """
    # There are no templates to include.
    table = {name: record for name, record in functions.items() if name != "include"}
    try:
        seen = {**variables, "objects": load_objects(manifest), "manifest": manifest}
        text = render_jinja_templates([(NAME, template, seen)], table, limits)[NAME]
    except TemplateError as error:
        raise RenderError(str(error)) from error
    except DataError as error:
        raise RenderError(error.what, where="manifest before post-rendering") from error
    try:
        found = load_objects(text)
    except DataError as error:
        raise RenderError(error.what, where="output of the post-render template") from error
    for place, entry in enumerate(found, start=1):
        if not isinstance(entry, dict):
            raise RenderError(f"document {place} is not a mapping", where="output of the post-render template")
    return text
