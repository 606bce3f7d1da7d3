# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""``.Chart`` as the templates of each Helm see it."""

from __future__ import annotations

from typing import Any

from ..chart.chart import Chart, Dependency
from ..dialect import Dialect
from ..gotemplate.functions import method
from ..gotemplate.kinds import GoStruct, NilList, NilMap, StringList, StringMap, TypedList
from ..gotemplate.strconv import quote


class _NilStringMap(NilMap):
    """A nil map[string]string."""

    go_type = "map[string]string"
    go_elem = "string"


class _NilStringList(NilList, StringList):
    """A nil []string."""

    go_type = "[]string"
    go_elem = "string"


def _strings(entries: Any) -> StringList:
    return StringList(entries) if entries else _NilStringList()


def _annotations(chart: Chart) -> Any:
    annotations = chart.metadata.get("annotations")
    return StringMap(annotations) if annotations else _NilStringMap()


class _Maintainer(GoStruct):
    go_type = "*chart.Maintainer"
    go_fields = {"Name": "string", "Email": "string", "URL": "string"}
    json_fields = {"Name": "name,omitempty", "Email": "email,omitempty", "URL": "url,omitempty"}

    def __init__(self, maintainer: dict[str, str]) -> None:
        self.Name = maintainer.get("name", "")
        self.Email = maintainer.get("email", "")
        self.URL = maintainer.get("url", "")


class _Maintainer2(_Maintainer):
    go_fields = {"Name": "string", "Email": "string", "Url": "string"}
    json_fields = {"Name": "name,omitempty", "Email": "email,omitempty", "Url": "url,omitempty"}

    def __init__(self, maintainer: dict[str, str]) -> None:
        super().__init__(maintainer)
        self.Url = self.URL


class _Maintainers(TypedList):
    go_type = "[]*chart.Maintainer"
    go_elem = "*chart.Maintainer"


class _Dependency(GoStruct):
    go_type = "*chart.Dependency"
    go_fields = {
        "Name": "string",
        "Version": "string",
        "Repository": "string",
        "Condition": "string",
        "Tags": "[]string",
        "Enabled": "bool",
        "ImportValues": "[]interface {}",
        "Alias": "string",
    }
    json_fields = {
        "Name": "name",
        "Version": "version,omitempty",
        "Repository": "repository",
        "Condition": "condition,omitempty",
        "Tags": "tags,omitempty",
        "Enabled": "enabled,omitempty",
        "ImportValues": "import-values,omitempty",
        "Alias": "alias,omitempty",
    }

    def __init__(self, dependency: Dependency) -> None:
        self.Name = dependency.name
        self.Version = dependency.version
        self.Repository = dependency.repository
        self.Condition = dependency.condition
        self.Tags = _strings(dependency.tags)
        self.Enabled = dependency.enabled
        self.ImportValues = list(dependency.import_values) or NilList()
        self.Alias = dependency.alias


class _Dependencies(TypedList):
    go_type = "[]*chart.Dependency"
    go_elem = "*chart.Dependency"


_METADATA_FIELDS = {
    "Name": "string",
    "Home": "string",
    "Sources": "[]string",
    "Version": "string",
    "Description": "string",
    "Keywords": "[]string",
    "Maintainers": "[]*chart.Maintainer",
    "Icon": "string",
    "APIVersion": "string",
    "Condition": "string",
    "Tags": "string",
    "AppVersion": "string",
    "Deprecated": "bool",
    "Annotations": "map[string]string",
    "KubeVersion": "string",
    "Dependencies": "[]*chart.Dependency",
    "Type": "string",
}


class _Metadata(GoStruct):
    """Helm 3's chart.Metadata."""

    go_type = "chart.Metadata"
    go_fields = _METADATA_FIELDS
    json_fields = {
        "Name": "name,omitempty",
        "Home": "home,omitempty",
        "Sources": "sources,omitempty",
        "Version": "version,omitempty",
        "Description": "description,omitempty",
        "Keywords": "keywords,omitempty",
        "Maintainers": "maintainers,omitempty",
        "Icon": "icon,omitempty",
        "APIVersion": "apiVersion,omitempty",
        "Condition": "condition,omitempty",
        "Tags": "tags,omitempty",
        "AppVersion": "appVersion,omitempty",
        "Deprecated": "deprecated,omitempty",
        "Annotations": "annotations,omitempty",
        "KubeVersion": "kubeVersion,omitempty",
        "Dependencies": "dependencies,omitempty",
        "Type": "type,omitempty",
    }

    def __init__(self, chart: Chart) -> None:
        metadata = chart.metadata
        self.Name = chart.name
        self.Home = metadata.get("home", "")
        self.Sources = _strings(metadata.get("sources"))
        self.Version = chart.version
        self.Description = metadata.get("description", "")
        self.Keywords = _strings(metadata.get("keywords"))
        self.Maintainers = _Maintainers(_Maintainer(entry) for entry in metadata.get("maintainers", ()))
        self.Icon = metadata.get("icon", "")
        self.APIVersion = chart.api_version
        self.Condition = metadata.get("condition", "")
        self.Tags = metadata.get("tags", "")
        self.AppVersion = chart.app_version
        self.Deprecated = chart.deprecated
        self.Annotations = _annotations(chart)
        self.KubeVersion = chart.kube_version
        self.Dependencies = _Dependencies(_Dependency(entry) for entry in chart.declared or ())
        self.Type = chart.type


class _Chart3(_Metadata):
    """``.Chart`` in Helm 3: a struct that embeds the metadata."""

    go_type = "struct { chart.Metadata; IsRoot bool }"
    go_fields = {"Metadata": "chart.Metadata", "IsRoot": "bool"}
    go_promoted = _METADATA_FIELDS
    json_fields = {**_Metadata.json_fields, "IsRoot": "IsRoot"}

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self.Metadata = _Metadata(chart)
        self.IsRoot = chart.is_root


class _Chart2(GoStruct):
    """``.Chart`` in Helm 2: a protobuf message."""

    go_type = "*chart.Metadata"
    go_fields = {
        "Name": "string",
        "Home": "string",
        "Sources": "[]string",
        "Version": "string",
        "Description": "string",
        "Keywords": "[]string",
        "Maintainers": "[]*chart.Maintainer",
        "Engine": "string",
        "Icon": "string",
        "ApiVersion": "string",
        "Condition": "string",
        "Tags": "string",
        "AppVersion": "string",
        "Deprecated": "bool",
        "TillerVersion": "string",
        "Annotations": "map[string]string",
        "KubeVersion": "string",
    }
    json_fields = {field: f"{field[0].lower()}{field[1:]},omitempty" for field in go_fields}

    def __init__(self, chart: Chart) -> None:
        metadata = chart.metadata
        for field, kind in self.go_fields.items():
            value = metadata.get(field[0].lower() + field[1:])
            if kind == "string":
                setattr(self, field, value or "")
            elif kind == "[]string":
                setattr(self, field, _strings(value))
        self.Deprecated = chart.deprecated
        self.Maintainers = _Maintainers(_Maintainer2(entry) for entry in metadata.get("maintainers", ()) if entry)
        self.Annotations = _annotations(chart)

    @method("String", result="string")
    def go_string(self) -> str:
        parts = []
        for field in self.go_fields:
            value = getattr(self, field)
            name = field[0].lower() + field[1:]
            if isinstance(value, str) and value:
                parts.append(f"{name}:{quote(value)} ")
            elif isinstance(value, StringList):
                parts.extend(f"{name}:{quote(entry)} " for entry in value)
            elif value is True:
                parts.append(f"{name}:true ")
        return "".join(parts)


def _chart4(chart: Chart) -> dict[str, Any]:
    """Return ``.Chart`` in Helm 4: a map with the names of the struct's fields, where missing names are no error."""
    metadata = chart.metadata
    return {
        "Name": chart.name,
        "Home": metadata.get("home", ""),
        "Sources": list(metadata.get("sources", ())),
        "Version": chart.version,
        "Description": metadata.get("description", ""),
        "Keywords": list(metadata.get("keywords", ())),
        "Maintainers": [
            {"Name": entry.get("name", ""), "Email": entry.get("email", ""), "URL": entry.get("url", "")}
            for entry in metadata.get("maintainers", ())
        ],
        "Icon": metadata.get("icon", ""),
        "APIVersion": chart.api_version,
        "Condition": metadata.get("condition", ""),
        "Tags": metadata.get("tags", ""),
        "AppVersion": chart.app_version,
        "Deprecated": chart.deprecated,
        "Annotations": _annotations(chart),
        "KubeVersion": chart.kube_version,
        "Dependencies": [
            {
                "Name": entry.name,
                "Version": entry.version,
                "Repository": entry.repository,
                "Condition": entry.condition,
                "Tags": list(entry.tags),
                "Enabled": entry.enabled,
                "ImportValues": list(entry.import_values),
                "Alias": entry.alias,
            }
            for entry in chart.declared or ()
        ],
        "Type": chart.type,
        "IsRoot": chart.is_root,
    }


def chart_object(chart: Chart, dialect: Dialect) -> Any:
    """Return the value of ``.Chart`` in a dialect."""
    if dialect.major >= 4:
        return _chart4(chart)
    return _Chart3(chart) if dialect.major == 3 else _Chart2(chart)
