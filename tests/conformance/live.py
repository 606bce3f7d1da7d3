# SPDX-License-Identifier: GPL-3.0-or-later
"""Render a chart with the same options by this collection and by real Helm."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load
from ansible_collections.coxswain.helm.plugins.module_utils.chart.values import merge_user_values, read_values
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import DIALECTS
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities import Capabilities
from ansible_collections.coxswain.helm.plugins.module_utils.render.helm_template_output import template_output
from ansible_collections.coxswain.helm.plugins.module_utils.render.release_object import ReleaseFacts
from ansible_collections.coxswain.helm.plugins.module_utils.render.render_chart import RenderOptions, render_chart

RELEASE = "rel"
NAMESPACE = "ns1"

#: Dialect to the environment variable with the path of real Helm.
PROGRAMS = {"helm4": "HELM4", "helm3": "HELM3"}


def program(dialect: str) -> Path | None:
    """Return real Helm for a dialect, if the environment names it."""
    path = os.environ.get(PROGRAMS.get(dialect, ""), "")
    return Path(path) if path else None


@dataclass(frozen=True)
class Options:
    """Options of ``helm template`` for both sides."""

    values: tuple[Path, ...] = ()
    sets: tuple[tuple[str, str], ...] = ()
    kube_version: str = ""
    api_versions: tuple[str, ...] = ()
    show_only: tuple[str, ...] = ()
    include_crds: bool = False
    no_hooks: bool = False
    skip_tests: bool = False
    is_upgrade: bool = False
    skip_schema_validation: bool = False
    extra: tuple[str, ...] = field(default=())

    def arguments(self) -> list[str]:
        """Return the options for Helm's command line."""
        found: list[str] = list(self.extra)
        for path in self.values:
            found += ["--values", str(path)]
        for kind, text in self.sets:
            found += [f"--{kind}", text]
        for version in self.api_versions:
            found += ["--api-versions", version]
        for name in self.show_only:
            found += ["--show-only", name]
        if self.kube_version:
            found += ["--kube-version", self.kube_version]
        for flag in ("include_crds", "no_hooks", "skip_tests", "is_upgrade", "skip_schema_validation"):
            if getattr(self, flag):
                found.append("--" + flag.replace("_", "-"))
        return found


def by_helm(helm: Path, chart: Path, options: Options) -> tuple[bool, str]:
    """Return whether real Helm rejects a chart, and its output or error."""
    command: Sequence[str] = [
        str(helm),
        "template",
        RELEASE,
        str(chart),
        "--namespace",
        NAMESPACE,
        *options.arguments(),
    ]
    result = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL, timeout=120)
    refused = result.returncode != 0
    text = (result.stderr if refused else result.stdout).decode("utf-8", "surrogateescape")
    return refused, _error_of(text) if refused else text


def _error_of(text: str) -> str:
    """Return the text after ``Error: ``, without the log lines before it."""
    start = text.find("Error: ")
    return text[start:] if start >= 0 else text


def by_us(dialect_name: str, chart: Path, options: Options) -> tuple[bool, str]:
    """Return the same for this collection."""
    dialect = DIALECTS[dialect_name]
    try:
        capabilities = Capabilities.default(dialect).with_api_versions(options.api_versions, dialect)
        if options.kube_version:
            capabilities = capabilities.with_kube_version(options.kube_version, dialect)
        files = [read_values(path.read_bytes(), dialect) for path in options.values]
        rendering = render_chart(
            load(chart, dialect),
            merge_user_values(files, options.sets, dialect, lambda path: Path(path).read_text()),
            ReleaseFacts(RELEASE, NAMESPACE, is_install=not options.is_upgrade, is_upgrade=options.is_upgrade),
            dialect=dialect,
            capabilities=capabilities,
            options=RenderOptions(
                include_crds=options.include_crds,
                no_hooks=options.no_hooks,
                skip_tests=options.skip_tests,
                skip_schema_validation=options.skip_schema_validation,
            ),
        )
        return False, template_output(rendering, dialect, show_only=options.show_only)
    except CoxswainError as error:
        return True, error.what
