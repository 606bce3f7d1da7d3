# SPDX-License-Identifier: GPL-3.0-or-later
"""Render Jinja2 templates of one chart with all template objects, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import Chart, File
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM4
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.functions import FunctionTable
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.limits import Limits
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities import Capabilities, ClusterQueries
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities_object import capabilities_object
from ansible_collections.coxswain.helm.plugins.module_utils.render.chart_object import chart_object
from ansible_collections.coxswain.helm.plugins.module_utils.render.files_object import files_object
from ansible_collections.coxswain.helm.plugins.module_utils.render.helm_functions import function_table
from ansible_collections.coxswain.helm.plugins.module_utils.render.jinja_engine import (
    JinjaTemplates,
    render_jinja_templates,
)
from ansible_collections.coxswain.helm.plugins.module_utils.render.release_object import ReleaseFacts, release_object
from ansible_collections.coxswain.helm.plugins.module_utils.render.values_object import values_type
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import Entropy

#: The path of the template under test.
PATH = "web/templates/page.yaml"

#: As everywhere, numbers in values are floats.
VALUES: dict[str, Any] = {
    "name": "web",
    "port": 8080.0,
    "ratio": 0.5,
    "on": True,
    "off": False,
    "empty": "",
    "nothing": None,
    "list": [3.0, 1.0, 2.0],
    "words": ["b", "a", "C"],
    "table": {"z": "last", "a": {"b": "deep"}, "items": "a key"},
    "people": [{"name": "Ann", "age": 40.0}, {"name": "Bob", "age": 30.0}, {"name": "Cid", "age": 40.0}],
}


def variables(values: dict[str, Any] | None = None) -> Any:
    """Return the variables of a template, as the engine passes them."""
    entropy = Entropy(seed=1)
    chart = Chart(metadata={"name": "web", "version": "1.2.3", "appVersion": "9", "apiVersion": "v2"})
    chart.files = [File("config/motd.txt", b"Fair winds.\n")]
    dot = values_type(HELM4)
    return dot(
        {
            "Chart": chart_object(chart, HELM4),
            "Files": files_object(chart.files, HELM4),
            "Release": release_object(ReleaseFacts("rel", "ns"), HELM4, entropy),
            "Capabilities": capabilities_object(Capabilities.default(HELM4), HELM4, ClusterQueries()),
            "Values": dot(VALUES if values is None else values),
            "Subcharts": {},
            "Template": dot({"Name": PATH, "BasePath": "web/templates"}),
        }
    )


def render(
    text: str, others: dict[str, str] | None = None, values: dict[str, Any] | None = None, limits: Limits | None = None
) -> str:
    """Return the output of a text as a template of a chart; ``others`` are its other templates by name."""
    shown = variables(values)
    templates = [(PATH, text, shown)]
    for name, other in (others or {}).items():
        templates.append((name if name.startswith("web/") else f"web/templates/{name}", other, shown))
    return render_jinja_templates(templates, functions(), limits)[PATH]


def many(texts: Iterable[str]) -> list[Callable[[], str]]:
    """Return functions that return the output of each text; all are templates of one chart."""
    templates = {f"web/templates/{number}.yaml": text for number, text in enumerate(texts)}
    engine = JinjaTemplates(templates, functions())
    shown = variables()
    return [partial(engine.render, path, shown) for path in templates]


def functions() -> FunctionTable:
    """Return the functions of Helm 4 without the ``include`` of Go templates."""
    table = function_table(HELM4, Entropy(seed=1), ClusterQueries())
    del table["include"]
    return table
