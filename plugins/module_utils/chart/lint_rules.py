# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the linter except those for templates: Chart.yaml, values, dependencies and custom resources.

Results, severities and paths are those of ``helm lint``. The messages are those of this collection, except for Go's
errors about invalid YAML.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from ..data import semver, yaml_in
from ..data.merge import coalesce_tables, deep_copy
from ..dialect import HELM3, HELM4, Dialect
from ..errors import ChartError, CoxswainError, DataError
from ..gotemplate.strconv import quote
from . import email_url, go_struct, metadata, values_schema
from .lint_findings import ChartFiles, Findings, Severity
from .values import read_values, text_of

_CHART = "Chart.yaml"
_VALUES = "values.yaml"
_CRDS = "crds"


def lint_chart_file(findings: Findings, chart: ChartFiles, dialect: Dialect = HELM4) -> None:
    """Check Chart.yaml."""
    if chart.is_folder(_CHART):
        findings.add(Severity.ERROR, _CHART, "is a folder, but must be a file")
    try:
        text = text_of(chart.read(_CHART))
        document = yaml_in.decode(text)
        fields = metadata.decode(document, dialect)
    except CoxswainError as error:
        findings.add(Severity.ERROR, _CHART, f"cannot be parsed as YAML: {error.what}")
        return
    if dialect.major >= 4:
        findings.add(Severity.WARNING, _CHART, _strict_fields(text, document, dialect))
    raw = document if isinstance(document, dict) else {}
    for message in (
        _name(fields.get("name", "")),
        _api_version(fields.get("apiVersion", "")),
        _type_of("version", raw),
        _version(fields.get("version", "")),
        _type_of("appVersion", raw),
        _maintainers(fields.get("maintainers") or []),
        _sources(fields.get("sources") or []),
    ):
        findings.add(Severity.ERROR, _CHART, message)
    icon = fields.get("icon", "")
    if not icon:
        findings.add(Severity.INFO, _CHART, "an icon is recommended")
    elif not email_url.is_request_url(icon):
        findings.add(Severity.ERROR, _CHART, f"the icon {icon!r} is not a valid URL")
    if fields.get("apiVersion") != "v2":
        for key in ("type", "dependencies"):
            if fields.get(key):
                findings.add(Severity.ERROR, _CHART, f"{key} requires apiVersion v2")
    if dialect.major >= 4:
        findings.add(Severity.WARNING, _CHART, _strict_version(fields.get("version", "")))


def lint_values(
    findings: Findings,
    chart: ChartFiles,
    overrides: dict[str, Any],
    dialect: Dialect = HELM4,
    skip_schema_validation: bool = False,
) -> None:
    """Check that values.yaml is valid YAML and, with the given values, matches the schema of the chart."""
    if not chart.is_file(_VALUES):
        if chart.is_folder(_VALUES):
            findings.add(Severity.ERROR, _VALUES, "is a folder, but must be a file")
        else:
            findings.add(Severity.INFO, _VALUES, "does not exist")
        return
    try:
        # The linter of every Helm only reads the first document.
        values = read_values(chart.read(_VALUES), HELM3)
    except DataError as error:
        findings.add(Severity.ERROR, _VALUES, f"cannot be parsed as YAML: {error.what}")
        return
    schema = chart.read("values.schema.json")
    if not schema or (skip_schema_validation and dialect.major >= 4):
        return
    merged = coalesce_tables(deep_copy(overrides), values, dialect=dialect) or {}
    found = values_schema.check(merged, schema).rstrip("\n")
    findings.add(Severity.ERROR, _VALUES, found or None)


def lint_dependencies(findings: Findings, chart: ChartFiles, dialect: Dialect = HELM4) -> None:
    """Check that the declared dependencies and the charts in ``charts/`` match."""
    try:
        loaded = chart.load(dialect)
    except ChartError as error:
        findings.add(Severity.ERROR, "", f"the chart cannot be loaded: {error.what}")
        return
    declared = loaded.declared or []
    named = {dependency.name for dependency in declared}
    present = {subchart.name for subchart in loaded.dependencies}
    undeclared = [subchart.name for subchart in loaded.dependencies if subchart.name not in named]
    if undeclared:
        findings.add(
            Severity.ERROR,
            chart.path,
            f"charts/ contains charts that are not declared: {','.join(undeclared)}",
        )
    keys = [dependency.alias or dependency.name for dependency in declared]
    duplicates = [key for place, key in enumerate(keys) if key in keys[:place]]
    if duplicates:
        findings.add(
            Severity.ERROR, chart.path, f"several dependencies have the same name or alias: {','.join(duplicates)}"
        )
    missing = [dependency.name for dependency in declared if dependency.name not in present]
    if missing:
        findings.add(Severity.WARNING, chart.path, f"dependencies are missing in charts/: {','.join(missing)}")


def lint_crds(findings: Findings, chart: ChartFiles, dialect: Dialect = HELM4) -> None:
    """Check the custom resource definitions in ``crds/`` (Helm 4 only)."""
    if dialect.major < 4 or not (chart.is_folder(_CRDS) or chart.is_file(_CRDS)):
        return
    where = f"{_CRDS}/"
    if not chart.is_folder(_CRDS):
        findings.add(Severity.ERROR, where, "is not a directory")
        return
    try:
        loaded = chart.load(dialect)
    except ChartError as error:
        findings.add(Severity.ERROR, where, error.what)
        return
    for file in loaded.crds:
        try:
            for found in documents(text_of(file.data), dialect):
                if not found.get("apiVersion", "").startswith("apiextensions.k8s.io"):
                    findings.add(Severity.ERROR, file.name, "its apiVersion is not in the group apiextensions.k8s.io")
                if found.get("Kind", "") != "CustomResourceDefinition":
                    findings.add(Severity.ERROR, file.name, "its kind is not CustomResourceDefinition")
        except DataError as error:
            # Like Helm, stop at the first error.
            findings.add(Severity.ERROR, file.name, f"cannot be parsed as YAML: {error.what}")
            return


# ------------------------------------------------------------------------------------------------------ documents


def _object_type(name: str) -> go_struct.Struct:
    inner = go_struct.Struct("k8sYamlMetadata", "rules.k8sYamlMetadata", [("Namespace", "string"), ("Name", "string")])
    return go_struct.Struct(name, f"rules.{name}", [("apiVersion", "string"), ("Kind", "string"), ("Metadata", inner)])


_OBJECT = {3: _object_type("K8sYamlStruct"), 4: _object_type("k8sYamlStruct")}


def documents(text: str, dialect: Dialect = HELM4) -> Iterator[dict[str, Any]]:
    """Yield ``apiVersion``, ``Kind`` and ``Metadata`` (``Name``, ``Namespace``) of each object in a YAML stream.

    :raises DataError: a document is not valid YAML or not an object; with Go's text, after the objects before it.
    """
    for document in _split(text):
        value = yaml_in.decode(document)
        if value is not None:
            yield go_struct.decode(value, _OBJECT[max(3, dialect.major)])


def _split(text: str) -> Iterator[str]:
    """Split a stream into documents at lines that begin with three dashes."""
    lines: list[str] = []
    for line in text.split("\n"):
        line = line.removesuffix("\r")
        if line.startswith("---"):
            rest = line[3:].strip()
            if rest and not rest.startswith("#"):
                raise DataError(f"invalid Yaml document separator: {rest}")
            if lines:
                yield "\n".join(lines) + "\n"
            lines = []
        else:
            lines.append(line)
    if lines:
        yield "\n".join(lines) + "\n"


# ------------------------------------------------------------------------------------------------------ Chart.yaml


def _strict_fields(text: str, document: Any, dialect: Dialect) -> str | None:
    """Return the error of strict parsing: a duplicate or unknown field."""
    try:
        yaml_in.unmarshal(text, strict=True)
    except DataError as error:
        return f"is not valid YAML in strict mode: {error.what}"
    unknown = go_struct.unknown_field(document, metadata.struct(dialect))
    return None if unknown is None else f"contains the unknown field {quote(unknown)}"


def _name(name: str) -> str | None:
    if not name:
        return "a name is required"
    if posixpath.basename(name.rstrip("/") or "/") != name and name != "/":
        return f"the name {quote(name)} is invalid"
    return None


def _api_version(version: str) -> str | None:
    if version in ("v1", "v2"):
        return None
    problem = f"{version!r} is invalid" if version else "is required"
    return f"apiVersion {problem}: it must be v1 or v2"


def _type_of(key: str, document: dict[str, Any]) -> str | None:
    if key not in document or isinstance(document[key], str):
        return None
    value = document[key]
    kind = "null" if value is None else {bool: "boolean", dict: "mapping", list: "list"}.get(type(value), "number")
    return f"{key} is a {kind}, but must be a string"


def _version(text: str) -> str | None:
    if not text:
        return "a version is required"
    try:
        version = semver.parse(text)
    except DataError:
        return f"version {text!r} is not a semantic version"
    reasons = semver.Constraint(">0.0.0-0").validate(version)
    return f"version {reasons[0]}" if reasons else None


def _strict_version(text: str) -> str | None:
    try:
        semver.parse_strict(text)
    except DataError:
        return f"version {text!r} is not a strict semantic version (2.0.0)"
    return None


def _maintainers(maintainers: list[Any]) -> str | None:
    for maintainer in maintainers:
        if maintainer is None:
            return "maintainers contains an empty entry"
        name, email, url = (maintainer.get(key, "") for key in ("name", "email", "url"))
        if not name:
            return "each maintainer requires a name"
        if email and not email_url.is_email(email):
            return f"the e-mail address {email!r} of maintainer {name!r} is invalid"
        if url and not email_url.is_url(url):
            return f"the URL {url!r} of maintainer {name!r} is invalid"
    return None


def _sources(sources: list[str]) -> str | None:
    for source in sources:
        if not email_url.is_request_url(source):
            return f"the source {source!r} is not a valid URL"
    return None
