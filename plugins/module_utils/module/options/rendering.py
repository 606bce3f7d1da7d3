# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options for rendering a chart without a cluster, shared by the module and the lookup ``template``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...dialect import DIALECTS, Dialect
from ...errors import CoxswainError
from ..reporting import as_result
from . import chart_reference, values
from .chart_reference import Warn

if TYPE_CHECKING:
    from ...render.render_chart import RenderedChart

SPEC: dict[str, dict[str, Any]] = {
    **chart_reference.SPEC,
    **values.SPEC,
    "chart_ref": {"type": "path", "required": True},
    "release_name": {"type": "str", "default": "release-name", "aliases": ["name"]},
    "release_namespace": {"type": "str", "default": "default", "aliases": ["namespace"]},
    "include_crds": {"type": "bool", "default": False},
    "disable_hook": {"type": "bool", "default": False},
    "skip_tests": {"type": "bool", "default": False},
    "show_only": {"type": "list", "elements": "str", "default": []},
    "is_upgrade": {"type": "bool", "default": False},
    "kube_version": {"type": "str"},
    "api_versions": {"type": "list", "elements": "str", "default": []},
    "skip_schema_validation": {"type": "bool", "default": False},
    "dialect": {"type": "str", "choices": ["helm4", "helm3", "helm2"], "default": "helm4"},
}


@dataclass(frozen=True)
class Rendered:
    """A chart rendered as the options say."""

    rendering: RenderedChart
    params: dict[str, Any]
    dialect: Dialect

    def text(self) -> str:
        """What ``helm template`` prints."""
        from ...render.helm_template_output import template_output

        return template_output(
            self.rendering,
            self.dialect,
            show_only=self.params["show_only"],
            hooks=not self.params["disable_hook"],
            skip_tests=self.params["skip_tests"],
        )

    def files(self) -> dict[str, str]:
        """The files that ``helm template --output-dir`` writes, by path; with ``show_only`` those that it names."""
        from ...render.helm_template_output import output_files

        found = output_files(
            self.rendering, self.dialect, hooks=not self.params["disable_hook"], skip_tests=self.params["skip_tests"]
        )
        wanted = self.params["show_only"]
        if not wanted:
            return found
        self.text()  # raises when one of them is not there
        return {path: text for path, text in found.items() if _fits(path.split("/", 1)[-1], wanted)}

    def objects(self) -> list[Any]:
        """The objects of :meth:`text`, in its order."""
        return documents(self.text())


def render_from(params: dict[str, Any], warn: Warn) -> Rendered:
    """Render the chart that the options name.

    :raises CoxswainError: the chart cannot be had, the values are refused, or it does not render.
    """
    from ...gotemplate.codecache import CodeCache, default_folder
    from ...render.capabilities import Capabilities
    from ...render.release_object import ReleaseFacts
    from ...render.render_chart import RenderOptions, render_chart

    dialect = DIALECTS[params["dialect"]]
    capabilities = Capabilities.default(dialect)
    if params.get("kube_version"):
        capabilities = capabilities.with_kube_version(params["kube_version"], dialect)
    if params.get("api_versions"):
        capabilities = capabilities.with_api_versions(params["api_versions"], dialect)
    chart = chart_reference.chart_from(params, warn, dialect)
    rendering = render_chart(
        chart,
        values.values_from(params, dialect),
        ReleaseFacts.for_template(
            params["release_name"], params["release_namespace"], is_upgrade=bool(params["is_upgrade"]), dialect=dialect
        ),
        dialect=dialect,
        capabilities=capabilities,
        options=RenderOptions(
            include_crds=params["include_crds"], skip_schema_validation=params["skip_schema_validation"]
        ),
        cache=CodeCache(default_folder()),
    )
    return Rendered(rendering, params, dialect)


def documents(text: str) -> list[Any]:
    """The objects of a text of YAML documents; empty documents are left out."""
    from ...data import yaml_in

    return [as_result(document) for document in yaml_in.load_objects(text)]


def _fits(name: str, patterns: list[str]) -> bool:
    from ...chart import filepath

    for pattern in patterns:
        try:
            if filepath.match(pattern, name):
                return True
        except CoxswainError:
            continue
    return False
