# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The linter: the rules for templates, which have to be rendered for it, and the run over all rules.

A chart is rendered as ``helm lint`` does it: as release ``test-release``, revision 0, neither installed nor upgraded;
``required`` and ``fail`` stop nothing.
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
from ..sprig.sources import Sources
from . import api_lifecycle
from .api_lifecycle import Lifecycle
from .capabilities import Capabilities, Questions, capabilities_object
from .engine import render_templates
from .facts import ReleaseFacts
from .objects import release_object

_TEMPLATES = "templates"
_WHERE = "templates/"

_CRD_HOOK = re.compile(rb'"?helm\.sh/hook"?:[\t\n\f\r ]+crd-install')
_SUBDOMAIN = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\Z")
_LABEL = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\Z")
_OLD_LABEL = re.compile(r"[a-z](?:[-a-z0-9]*[a-z0-9])?\Z")
_ROLES = ("role", "clusterrole", "rolebinding", "clusterrolebinding")
_SELECTING = ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")


@dataclass(frozen=True)
class LintOptions:
    """How a chart is linted.

    :param kube_version: the target Kubernetes, such as ``1.31``; the newest that Helm knows when it is empty.
    :param removed_is_error: an API version that the target does not have is an error, and those are told of too that
        ``helm lint`` does not know; otherwise it is a warning, as with ``helm lint``.
    """

    namespace: str = "default"
    kube_version: str = ""
    skip_schema_validation: bool = False
    removed_is_error: bool = False
    dialect: Dialect = HELM4


@dataclass(frozen=True)
class EndingObject:
    """A rendered object whose API version ends.

    :param path: of the template.
    """

    path: str
    name: str
    lifecycle: Lifecycle
    removed: bool


@dataclass
class LintResult:
    """What the linter found in one chart.

    :param ending: objects whose API version is deprecated or removed in the target Kubernetes, whether ``helm lint``
        knows that or not.
    """

    path: str
    findings: list[Finding] = field(default_factory=list)
    ending: list[EndingObject] = field(default_factory=list)

    def worst(self) -> Severity | None:
        """The highest severity; None when nothing was found."""
        return max((finding.severity for finding in self.findings), default=None)

    def failed(self, strict: bool = False) -> bool:
        """Whether the chart does not pass."""
        worst = self.worst()
        return worst is not None and worst >= (Severity.WARNING if strict else Severity.ERROR)


def lint_chart(path: str, values: dict[str, Any] | None = None, options: LintOptions | None = None) -> LintResult:
    """Lint the chart in a folder or archive.

    :raises ChartError: there is no chart.
    """
    options = options or LintOptions()
    values = values or {}
    chart = ChartFiles(path)
    if not (chart.is_file("Chart.yaml") or chart.is_folder("Chart.yaml")):
        raise ChartError("is no chart: it has no Chart.yaml", path, "Give the folder of a chart, or its archive.")
    findings = Findings()
    result = LintResult(chart.path, findings.found)
    lint_rules.lint_chart_file(findings, chart, options.dialect)
    lint_rules.lint_values(findings, chart, values, options.dialect, options.skip_schema_validation)
    _Templates(findings, result, chart, values, options).lint()
    lint_rules.lint_dependencies(findings, chart, options.dialect)
    lint_rules.lint_crds(findings, chart, options.dialect)
    return result


class _Templates:
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
        if not self._folder():
            return
        capabilities = Capabilities.default(self._dialect)
        if self._options.kube_version:
            capabilities = capabilities.with_kube_version(self._options.kube_version, self._dialect)
        version = capabilities.kube_version
        self._target = int(version.major), int(version.minor.rstrip("+"))
        try:
            chart = self._chart.load(self._dialect)
        except ChartError as error:
            self._findings.add(Severity.ERROR, _WHERE, error.what)
            return
        try:
            processed = dependencies.process(chart, self._values, self._dialect)
            # Twice, as in Helm, where the second time meets nulls that the first has settled.
            coalesced = coalesce_values(processed, self._values, self._dialect)
            coalesced = coalesce_values(processed, coalesced, self._dialect)
        except CoxswainError:
            # Whoever installs the chart is told; the linter is silent about it, as Helm's is.
            return
        try:
            if not self._options.skip_schema_validation:
                values_schema.validate(processed, coalesced, self._dialect)
            rendered = self._render(processed, coalesced, capabilities)
        except (RenderError, ValuesError) as error:
            self._findings.add(Severity.ERROR, _WHERE, error.what.rstrip("\n"))
            return
        for file in processed.templates:
            self._check_template(file.name, file.data)
            if self._is_yaml(file.name):
                text = rendered.get(posixpath.join(processed.name, file.name), "")
                if text.strip() and not self._lint_rendered(file.name, text):
                    return

    def _folder(self) -> bool:
        """Whether there are templates to look at."""
        if self._chart.is_folder(_TEMPLATES):
            return True
        if self._dialect.major >= 4:
            if self._chart.is_file(_TEMPLATES):
                return self._findings.add(Severity.ERROR, _WHERE, "is not a directory")
            return self._findings.add(Severity.WARNING, _WHERE, "does not exist")
        if self._chart.is_file(_TEMPLATES):
            return self._findings.add(Severity.WARNING, _WHERE, "is not a directory")
        return True

    def _render(self, chart: Any, values: dict[str, Any], capabilities: Capabilities) -> dict[str, str]:
        sources = Sources()
        facts = ReleaseFacts("test-release", self._options.namespace, revision=0, is_install=False)
        questions = Questions()
        shown = capabilities_object(capabilities, self._dialect, questions)
        return render_templates(
            chart,
            {"Release": release_object(facts, self._dialect, sources), "Capabilities": shown, "Values": values},
            self._dialect,
            sources=sources,
            questions=questions,
            lint=True,
        )

    def _is_yaml(self, name: str) -> bool:
        ending = posixpath.splitext(name)[1]
        return ending.lower() in (".yaml", ".yml") if self._dialect.major >= 4 else ending == ".yaml"

    def _check_template(self, name: str, data: bytes) -> None:
        """The rules for a template as it stands."""
        ending = _extension(name)
        if ending not in (".yaml", ".yml", ".tpl", ".txt"):
            self._findings.add(
                Severity.ERROR, name, f"the file extension {ending!r} is none of .yaml, .yml, .tpl and .txt"
            )
        if self._dialect.major >= 4:
            return
        if _CRD_HOOK.search(data):
            self._findings.add(
                Severity.WARNING, name, "has a crd-install hook, which Helm 3 does not know; put CRDs into crds/"
            )
        if b".Release.Time" in data:
            self._findings.add(Severity.ERROR, name, "uses .Release.Time, which Helm 3 does not have; use now")

    def _lint_rendered(self, name: str, text: str) -> bool:
        """The rules for what a template gives; False when nothing else is to be looked at."""
        self._findings.add(Severity.WARNING, name, _indented(text))
        try:
            for found in lint_rules.documents(text, self._dialect):
                self._lint_object(name, found, text)
        except DataError as error:
            self._findings.add(Severity.ERROR, name, f"cannot be parsed as YAML: {error.what}")
            return False
        return True

    def _lint_object(self, path: str, found: dict[str, Any], text: str) -> None:
        kind = found.get("Kind", "")
        name = found.get("Metadata", {}).get("Name", "")
        self._findings.add(Severity.WARNING, path, _bad_name(kind, name))
        self._lint_lifecycle(path, found.get("apiVersion", ""), kind, name)
        if kind in _SELECTING and "matchLabels" not in text and "matchExpressions" not in text:
            self._findings.add(
                Severity.ERROR, path, f"a {kind} needs matchLabels or matchExpressions, and {quote(name)} has none"
            )
        if kind == "List" and _keeps_items(text):
            self._findings.add(
                Severity.ERROR, path, "the annotation helm.sh/resource-policy is not looked at inside a List"
            )

    def _lint_lifecycle(self, path: str, api_version: str, kind: str, name: str) -> None:
        lifecycle = api_lifecycle.find(api_version, kind) if api_version and kind else None
        if lifecycle is None or not lifecycle.is_deprecated(self._target):
            return
        removed = lifecycle.is_removed(self._target)
        self._result.ending.append(EndingObject(path, name, lifecycle, removed))
        if removed and self._options.removed_is_error:
            self._findings.add(Severity.ERROR, path, str(lifecycle))
        elif lifecycle.known or self._options.removed_is_error:
            self._findings.add(Severity.WARNING, path, str(lifecycle))


def _extension(name: str) -> str:
    """What Go takes for a file's extension: from the last dot of its last part, that of a dot file included."""
    last = name.rpartition("/")[2]
    return last[last.rindex(".") :] if "." in last else ""


def _indented(text: str) -> str | None:
    for line in text.split("\n"):
        if line.strip():
            if line.startswith((" ", "\t")):
                return f"begins with an indented line, which may be read wrongly: {quote(line)}"
            return None
    return None


def _bad_name(kind: str, name: str) -> str | None:
    """Why Kubernetes would refuse the name; None when it would not."""
    folded = kind.lower()
    rule = "has to be of small letters, digits, dashes and dots, with a letter or digit at each end"
    if folded == "certificatesigningrequest":
        return None
    if folded in _ROLES:
        fits = name not in (".", "..") and "/" not in name and "%" not in name
        rule = "must not be . or .., nor hold a slash or a per cent sign"
    elif folded == "service":
        fits = len(name) <= 63 and bool(_OLD_LABEL.match(name))
        rule = "has to be of at most 63 small letters, digits and dashes, with a letter first and no dash last"
    elif folded == "namespace":
        fits = len(name) <= 63 and bool(_LABEL.match(name))
        rule = "has to be of at most 63 small letters, digits and dashes, with no dash at either end"
    else:
        fits = len(name.encode("utf-8", "surrogateescape")) <= 253 and bool(_SUBDOMAIN.match(name))
    return None if fits else f"Kubernetes refuses the name {quote(name)} of a {kind or 'nameless kind'}: it {rule}"


def _keeps_items(text: str) -> bool:
    """Whether an item of a list has the annotation that keeps objects."""
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
    """The folders and archives of charts below ``charts/`` of a chart's folder, however deep."""
    found = []
    for folder, folders, names in os.walk(os.path.join(path, "charts")):
        folders.sort()
        for name in sorted(names):
            if name == "Chart.yaml":
                found.append(folder)
            elif name.endswith((".tgz", ".tar.gz")):
                found.append(os.path.join(folder, name))
    return found
