# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""New charts: from the built-in starter, or from a chart that somebody keeps as one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..data import yaml_out
from ..dialect import HELM4, Dialect
from ..errors import ChartError
from . import loader, metadata, starter
from .chart import File

_NAME = re.compile(r"[a-zA-Z0-9._-]{1,250}\Z")


@dataclass(frozen=True)
class Facts:
    """What Chart.yaml says of a new chart; what is empty is the starter's."""

    name: str
    version: str = ""
    app_version: str = ""
    description: str = ""
    type: str = ""


def new_chart(facts: Facts) -> list[File]:
    """The files of a new chart, from the built-in starter.

    :raises ChartError: the name or a version is none.
    """
    _check(facts)
    mark = starter.MARK.encode()
    files = [File(path, text.encode().replace(mark, facts.name.encode())) for path, text in starter.FILES.items()]
    return [_chart_file(file, facts) if file.name == "Chart.yaml" else file for file in files]


def from_starter(path: str, facts: Facts, dialect: Dialect = HELM4) -> list[File]:
    """The files of a new chart, from the chart at ``path``.

    ``<CHARTNAME>`` is replaced in templates and values, and Chart.yaml is made anew, as Helm has it. What lies in
    ``charts/`` goes along.

    :raises ChartError: there is no chart, or the name or a version is none.
    """
    _check(facts)
    read = loader.read_folder(path, dialect)
    if not any(file.name == "Chart.yaml" for file in read):
        raise ChartError("is no chart: it has no Chart.yaml", path, "Give the folder of a chart.")
    mark = starter.MARK.encode()
    files = []
    for file in read:
        data = file.data
        if file.name.startswith("templates/") or file.name == "values.yaml":
            data = data.replace(mark, facts.name.encode())
        elif file.name == "Chart.yaml":
            data = _metadata(facts)
        files.append(File(file.name, data))
    return files


def _check(facts: Facts) -> None:
    if not _NAME.match(facts.name) or facts.name in (".", ".."):
        raise ChartError(
            f"{facts.name!r} is no name for a chart", "name", "Use letters, digits, dots, dashes and underscores."
        )
    if facts.version and not metadata.is_version(facts.version):
        raise ChartError(f"{facts.version!r} is not a semantic version", "chart_version", "Give one such as 0.1.0.")


def _chart_file(file: File, facts: Facts) -> File:
    """The starter's Chart.yaml with what the facts say; its comments stay."""
    text = file.data.decode()
    for key, value in (
        ("name", facts.name),
        ("description", facts.description),
        ("type", facts.type),
        ("version", facts.version),
        ("appVersion", facts.app_version),
    ):
        if value:
            line = yaml_out.marshal({key: value}).rstrip("\n")
            text = re.sub(rf"(?m)^{key}: .*$", lambda _match, line=line: line, text)  # type: ignore[misc]
    return File(file.name, text.encode())


def _metadata(facts: Facts) -> bytes:
    return yaml_out.marshal(
        {
            "apiVersion": "v2",
            "name": facts.name,
            "description": facts.description or f"Runs {facts.name}",
            "type": facts.type or "application",
            "version": facts.version or "0.1.0",
            "appVersion": facts.app_version or "0.1.0",
        }
    ).encode()
