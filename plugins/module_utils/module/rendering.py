# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Render a chart without a cluster, for the module and the lookup ``template``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..dialect import DIALECTS, Dialect
from ..errors import CoxswainError
from .options import chart_reference, values
from .options.chart_reference import Warn
from .reporting import as_result

if TYPE_CHECKING:
    from ..render.render_chart import RenderedChart

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
class TemplateResult:
    """A rendered chart."""

    rendering: RenderedChart
    params: dict[str, Any]
    dialect: Dialect

    def text(self) -> str:
        """Return the output of ``helm template``."""
        from ..render.helm_template_output import template_output

        return template_output(
            self.rendering,
            self.dialect,
            show_only=self.params["show_only"],
            hooks=not self.params["disable_hook"],
            skip_tests=self.params["skip_tests"],
        )

    def files(self) -> dict[str, str]:
        """Return the files of ``helm template --output-dir`` by path, limited by ``show_only``."""
        from ..render.helm_template_output import output_files

        found = output_files(
            self.rendering, self.dialect, hooks=not self.params["disable_hook"], skip_tests=self.params["skip_tests"]
        )
        show_only = self.params["show_only"]
        if not show_only:
            return found
        self.text()  # raises an error if one of them does not exist
        return {path: text for path, text in found.items() if _matches(path.split("/", 1)[-1], show_only)}

    def objects(self) -> list[Any]:
        """Return the objects in :meth:`text`, in order."""
        return documents(self.text())


def render_from(params: dict[str, Any], warn: Warn) -> TemplateResult:
    """Render the chart that the options select.

    :raises CoxswainError: the chart cannot be loaded, the values are not valid, or it does not render.
    """
    from ..gotemplate.codecache import CodeCache, default_folder
    from ..render.capabilities import Capabilities
    from ..render.release_object import ReleaseFacts
    from ..render.render_chart import RenderOptions, render_chart

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
    return TemplateResult(rendering, params, dialect)


def documents(text: str) -> list[Any]:
    """Parse YAML documents to objects. Empty documents are dropped."""
    from ..data import yaml_in

    return [as_result(document) for document in yaml_in.load_objects(text)]


def _matches(name: str, patterns: list[str]) -> bool:
    from ..chart import filepath

    for pattern in patterns:
        try:
            if filepath.match(pattern, name):
                return True
        except CoxswainError:
            continue
    return False
