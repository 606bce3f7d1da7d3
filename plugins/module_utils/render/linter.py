# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lint a chart: run all rules, and the rules for templates, for which the chart is rendered.

Charts are rendered as ``helm lint`` does: as release ``test-release``, revision 0, neither install nor upgrade, and
with ``required`` and ``fail`` passing. The rules that need no rendering are in ``chart/lint.py``.
"""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import dataclass, field
from typing import Any

from ..chart import dependencies, lint_rules, values_schema
from ..chart.coalesce import coalesce_values
from ..chart.lint_findings import ChartFiles, Finding, Findings, Severity
from ..data import yaml_in
from ..dialect import HELM4, Dialect
from ..errors import ChartError, CoxswainError, DataError, RenderError, ValuesError
from ..gotemplate.strconv import quote
from ..sprig.entropy import Entropy
from .api_lifecycle import Lifecycle, find_lifecycle
from .capabilities import Capabilities, ClusterQueries
from .capabilities_object import capabilities_object
from .engine import render_templates
from .helm_functions import function_table
from .release_object import ReleaseFacts, release_object

_TEMPLATES = "templates"
_TEMPLATES_PATH = "templates/"

_CRD_HOOK = re.compile(rb'"?helm\.sh/hook"?:[\t\n\f\r ]+crd-install')
_SUBDOMAIN = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\Z")
_LABEL = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\Z")
_OLD_LABEL = re.compile(r"[a-z](?:[-a-z0-9]*[a-z0-9])?\Z")
_ROLES = ("role", "clusterrole", "rolebinding", "clusterrolebinding")
_SELECTING = ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")


@dataclass(frozen=True)
class LintOptions:
    """Options of the linter.

    :param kube_version: the target version of Kubernetes, such as ``1.31``; the newest that Helm knows if empty.
    :param removed_is_error: report API versions that the target does not serve as errors, and also deprecations that
        ``helm lint`` does not report; otherwise, removed API versions are warnings, as with ``helm lint``.
    """

    namespace: str = "default"
    kube_version: str = ""
    skip_schema_validation: bool = False
    removed_is_error: bool = False
    dialect: Dialect = HELM4


@dataclass(frozen=True)
class DeprecatedObject:
    """A rendered object whose API version is deprecated.

    :param path: the template's path.
    :param removed: whether the target Kubernetes does not serve the API version.
    """

    path: str
    name: str
    lifecycle: Lifecycle
    removed: bool


@dataclass
class LintResult:
    """The findings of the linter in one chart.

    :param deprecated: objects whose API version is deprecated or removed in the target Kubernetes, whether
        ``helm lint`` reports them or not.
    """

    path: str
    findings: list[Finding] = field(default_factory=list)
    deprecated: list[DeprecatedObject] = field(default_factory=list)

    def worst(self) -> Severity | None:
        """Return the highest severity, or ``None`` without findings."""
        return max((finding.severity for finding in self.findings), default=None)

    def failed(self, strict: bool = False) -> bool:
        """Return whether the chart fails: it has errors or, if ``strict``, warnings."""
        worst = self.worst()
        return worst is not None and worst >= (Severity.WARNING if strict else Severity.ERROR)


def lint_chart(path: str, values: dict[str, Any] | None = None, options: LintOptions | None = None) -> LintResult:
    """Lint the chart in a directory or archive.

    :raises ChartError: there is no chart.
    """
    options = options or LintOptions()
    values = values or {}
    chart = ChartFiles(path)
    if not (chart.is_file("Chart.yaml") or chart.is_folder("Chart.yaml")):
        raise ChartError("is not a chart: it has no Chart.yaml", path, "Give the directory or the archive of a chart.")
    findings = Findings()
    result = LintResult(chart.path, findings.found)
    lint_rules.lint_chart_file(findings, chart, options.dialect)
    lint_rules.lint_values(findings, chart, values, options.dialect, options.skip_schema_validation)
    _TemplateRules(findings, result, chart, values, options).lint()
    lint_rules.lint_dependencies(findings, chart, options.dialect)
    lint_rules.lint_crds(findings, chart, options.dialect)
    return result


class _TemplateRules:
    """The rules for templates and for the objects that they render."""

    def __init__(
        self, findings: Findings, result: LintResult, chart: ChartFiles, values: dict[str, Any], options: LintOptions
    ) -> None:
        self._findings = findings
        self._result = result
        self._chart = chart
        self._values = values
        self._options = options
        self._dialect = options.dialect

    def lint(self) -> None:
        """Run the rules; add what they find to the findings and the result."""
        if not self._check_folder():
            return
        capabilities = Capabilities.default(self._dialect)
        if self._options.kube_version:
            capabilities = capabilities.with_kube_version(self._options.kube_version, self._dialect)
        version = capabilities.kube_version
        self._target = int(version.major), int(version.minor.rstrip("+"))
        try:
            chart = self._chart.load(self._dialect)
        except ChartError as error:
            self._findings.add(Severity.ERROR, _TEMPLATES_PATH, error.what)
            return
        try:
            processed = dependencies.process(chart, self._values, self._dialect)
            # Twice, as in Helm: the second pass sees the nulls that the first one resolved.
            coalesced = coalesce_values(processed, self._values, self._dialect)
            coalesced = coalesce_values(processed, coalesced, self._dialect)
        except CoxswainError:
            # As in Helm, the linter ignores what makes an installation fail here.
            return
        try:
            if not self._options.skip_schema_validation:
                values_schema.validate(processed, coalesced, self._dialect)
            rendered = self._render(processed, coalesced, capabilities)
        except (RenderError, ValuesError) as error:
            self._findings.add(Severity.ERROR, _TEMPLATES_PATH, error.what.rstrip("\n"))
            return
        for file in processed.templates:
            self._check_template(file.name, file.data)
            if self._is_yaml(file.name):
                text = rendered.get(posixpath.join(processed.name, file.name), "")
                if text.strip() and not self._lint_rendered(file.name, text):
                    return

    def _check_folder(self) -> bool:
        """Return whether there are templates to lint."""
        if self._chart.is_folder(_TEMPLATES):
            return True
        if self._dialect.major >= 4:
            if self._chart.is_file(_TEMPLATES):
                return self._findings.add(Severity.ERROR, _TEMPLATES_PATH, "is not a directory")
            return self._findings.add(Severity.WARNING, _TEMPLATES_PATH, "does not exist")
        if self._chart.is_file(_TEMPLATES):
            return self._findings.add(Severity.WARNING, _TEMPLATES_PATH, "is not a directory")
        return True

    def _render(self, chart: Any, values: dict[str, Any], capabilities: Capabilities) -> dict[str, str]:
        entropy = Entropy()
        facts = ReleaseFacts("test-release", self._options.namespace, revision=0, is_install=False)
        queries = ClusterQueries()
        render_values = {
            "Release": release_object(facts, self._dialect, entropy),
            "Capabilities": capabilities_object(capabilities, self._dialect, queries),
            "Values": values,
        }
        functions = function_table(self._dialect, entropy, queries, lint=True)
        return render_templates(chart, render_values, functions, self._dialect)

    def _is_yaml(self, name: str) -> bool:
        extension = posixpath.splitext(name)[1]
        return extension.lower() in (".yaml", ".yml") if self._dialect.major >= 4 else extension == ".yaml"

    def _check_template(self, name: str, data: bytes) -> None:
        """Run the rules for the source of a template."""
        extension = _extension(name)
        if extension not in (".yaml", ".yml", ".tpl", ".txt"):
            text = f"file extension {extension!r} not valid; use .yaml, .yml, .tpl or .txt"
            self._findings.add(Severity.ERROR, name, text)
        if self._dialect.major >= 4:
            return
        if _CRD_HOOK.search(data):
            self._findings.add(
                Severity.WARNING, name, "is a crd-install hook, which Helm 3 does not support; move CRDs to crds/"
            )
        if b".Release.Time" in data:
            self._findings.add(Severity.ERROR, name, ".Release.Time was removed in Helm 3; use the function now")

    def _lint_rendered(self, name: str, text: str) -> bool:
        """Run the rules for the output of a template; return whether to go on with other templates."""
        self._findings.add(Severity.WARNING, name, _indented(text))
        try:
            for found in lint_rules.documents(text, self._dialect):
                self._lint_object(name, found, text)
        except DataError as error:
            self._findings.add(Severity.ERROR, name, f"unable to parse YAML: {error.what}")
            return False
        return True

    def _lint_object(self, path: str, found: dict[str, Any], text: str) -> None:
        kind = found.get("Kind", "")
        name = found.get("Metadata", {}).get("Name", "")
        self._findings.add(Severity.WARNING, path, _bad_name(kind, name))
        self._lint_lifecycle(path, found.get("apiVersion", ""), kind, name)
        if kind in _SELECTING and "matchLabels" not in text and "matchExpressions" not in text:
            self._findings.add(
                Severity.ERROR,
                path,
                f"a {kind} must contain matchLabels or matchExpressions; {quote(name)} does not",
            )
        if kind == "List" and _keeps_items(text):
            self._findings.add(Severity.ERROR, path, "the annotation helm.sh/resource-policy is ignored inside a List")

    def _lint_lifecycle(self, path: str, api_version: str, kind: str, name: str) -> None:
        lifecycle = find_lifecycle(api_version, kind) if api_version and kind else None
        if lifecycle is None or not lifecycle.is_deprecated(self._target):
            return
        removed = lifecycle.is_removed(self._target)
        self._result.deprecated.append(DeprecatedObject(path, name, lifecycle, removed))
        if removed and self._options.removed_is_error:
            self._findings.add(Severity.ERROR, path, str(lifecycle))
        elif lifecycle.known or self._options.removed_is_error:
            self._findings.add(Severity.WARNING, path, str(lifecycle))


def _extension(name: str) -> str:
    """Return the extension of a file as Go's ``path/filepath.Ext`` does, which is all of the name of a dot file."""
    last = name.rpartition("/")[2]
    return last[last.rindex(".") :] if "." in last else ""


def _indented(text: str) -> str | None:
    for line in text.split("\n"):
        if line.strip():
            if line.startswith((" ", "\t")):
                return f"document starts with an illegal indent: {quote(line)}, which may cause parsing problems"
            return None
    return None


def _bad_name(kind: str, name: str) -> str | None:
    """Return why Kubernetes would reject the name of an object, or ``None``."""
    folded = kind.lower()
    rule = "must consist of lowercase letters, digits, '-' and '.', and start and end with a letter or digit"
    if folded == "certificatesigningrequest":
        return None
    if folded in _ROLES:
        fits = name not in (".", "..") and "/" not in name and "%" not in name
        rule = "must not be '.' or '..', and must not contain '/' or '%'"
    elif folded == "service":
        fits = len(name) <= 63 and bool(_OLD_LABEL.match(name))
        rule = "must consist of at most 63 lowercase letters, digits and '-', start with a letter, and not end with '-'"
    elif folded == "namespace":
        fits = len(name) <= 63 and bool(_LABEL.match(name))
        rule = "must consist of at most 63 lowercase letters, digits and '-', and not start or end with '-'"
    else:
        fits = len(name.encode("utf-8", "surrogateescape")) <= 253 and bool(_SUBDOMAIN.match(name))
    if fits:
        return None
    return f"object name does not conform to Kubernetes naming requirements: {quote(name)} of kind {quote(kind)} {rule}"


def _keeps_items(text: str) -> bool:
    """Return whether an item of a List has the annotation ``helm.sh/resource-policy``."""
    try:
        document = yaml_in.decode(text)
    except DataError:
        return False
    items = document.get("items") if isinstance(document, dict) else None
    for item in items if isinstance(items, list) else []:
        annotations = item
        for key in ("metadata", "annotations"):
            annotations = annotations.get(key) if isinstance(annotations, dict) else None
        if isinstance(annotations, dict) and "helm.sh/resource-policy" in annotations:
            return True
    return False


def subcharts(path: str) -> list[str]:
    """Return the directories and archives of all charts below ``charts/`` of a chart's directory."""
    found = []
    for folder, folders, names in os.walk(os.path.join(path, "charts")):
        folders.sort()
        for name in sorted(names):
            if name == "Chart.yaml":
                found.append(folder)
            elif name.endswith((".tgz", ".tar.gz")):
                found.append(os.path.join(folder, name))
    return found
