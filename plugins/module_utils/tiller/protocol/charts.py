# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert charts to Tiller's messages, as Helm 2's client does, and compare such messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...chart import dependencies
from ...data import yaml_in, yaml_out
from ...dialect import HELM2
from ...errors import ChartError, DataError
from .messages import new

if TYPE_CHECKING:
    from ...chart.chart import Chart

_TEXTS = (
    "name",
    "home",
    "version",
    "description",
    "engine",
    "icon",
    "apiVersion",
    "condition",
    "tags",
    "appVersion",
    "tillerVersion",
    "kubeVersion",
)


def chart_message(chart: Chart, values: dict[str, Any]) -> Any:
    """Return the message for a chart, without disabled subcharts, since Tiller does not evaluate conditions and tags.

    :param chart: a chart that was loaded in the dialect of Helm 2.
    :param values: the user's values.
    :raises ChartError: a required subchart is missing, or the chart contains text that is not UTF-8.
    :raises ValuesError: the values for a subchart are not a mapping.
    """
    dependencies.check(chart, HELM2)
    try:
        return _message(dependencies.process(chart, values, HELM2), chart)
    except UnicodeError:
        raise ChartError("its metadata or values are not UTF-8, which Tiller requires", chart.name) from None


def values_text(values: dict[str, Any]) -> str:
    """Return the user's values as YAML."""
    return yaml_out.marshal(values)


def same_chart(one: Any, other: Any, *, values: bool = True) -> bool:
    """Return whether two messages contain the same chart.

    :param values: whether to compare the charts' own values too.
    """
    if one.metadata.SerializeToString(deterministic=True) != other.metadata.SerializeToString(deterministic=True):
        return False
    if {entry.name: entry.data for entry in one.templates} != {entry.name: entry.data for entry in other.templates}:
        return False
    if {entry.type_url: entry.value for entry in one.files} != {entry.type_url: entry.value for entry in other.files}:
        return False
    if values and _values(one) != _values(other):
        return False
    mine = sorted(one.dependencies, key=lambda chart: chart.metadata.name)
    theirs = sorted(other.dependencies, key=lambda chart: chart.metadata.name)
    return len(mine) == len(theirs) and all(map(same_chart, mine, theirs))


def _values(chart: Any) -> Any:
    try:
        return yaml_in.unmarshal_map(chart.values.raw) or {}
    except DataError:
        return chart.values.raw


def _message(chart: Chart, source: Chart | None) -> Any:
    metadata = chart.metadata
    fields: dict[str, Any] = {name: str(metadata[name]) for name in _TEXTS if metadata.get(name)}
    for name in ("sources", "keywords"):
        fields[name] = [str(entry) for entry in metadata.get(name) or [] if entry is not None]
    fields["maintainers"] = [
        new("Maintainer", **{key: str(entry[key]) for key in ("name", "email", "url") if entry.get(key)})
        for entry in metadata.get("maintainers") or []
        if entry is not None
    ]
    fields["annotations"] = {str(key): str(value) for key, value in (metadata.get("annotations") or {}).items()}
    fields["deprecated"] = bool(metadata.get("deprecated"))
    return new(
        "Chart",
        metadata=new("Metadata", **fields),
        templates=[new("Template", name=file.name, data=file.data) for file in chart.templates],
        dependencies=[_message(subchart, None) for subchart in chart.dependencies],
        values=new("Config", raw=_raw(chart)),
        files=[new("File", type_url=file.name, value=file.data) for file in chart.files],
    )


def _raw(chart: Chart) -> str:
    """Return the chart's values as YAML: its values.yaml, unless import-values changed the values."""
    text = (chart.values_text or b"").decode("utf-8")
    try:
        if chart.values == (yaml_in.unmarshal_map(text) or {}):
            return text
    except DataError:
        return text
    return yaml_out.marshal(chart.values)
