# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Create charts (``helm create``) from the built-in starter or from a starter chart."""

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
class ChartFields:
    """Fields of Chart.yaml for a new chart; empty ones are taken from the starter."""

    name: str
    version: str = ""
    app_version: str = ""
    description: str = ""
    type: str = ""


def new_chart(fields: ChartFields) -> list[File]:
    """Return the files of a new chart from the built-in starter.

    :raises ChartError: the name or the version is invalid.
    """
    _check(fields)
    mark = starter.MARK.encode()
    files = [File(path, text.encode().replace(mark, fields.name.encode())) for path, text in starter.FILES.items()]
    return [_chart_file(file, fields) if file.name == "Chart.yaml" else file for file in files]


def from_starter(path: str, fields: ChartFields, dialect: Dialect = HELM4) -> list[File]:
    """Return the files of a new chart from the starter chart at ``path``, including its subcharts.

    As in Helm, ``<CHARTNAME>`` is replaced in templates and values, and Chart.yaml is generated.

    :raises ChartError: there is no chart, or the name or the version is invalid.
    """
    _check(fields)
    starter_files = loader.read_folder(path, dialect)
    if not any(file.name == "Chart.yaml" for file in starter_files):
        raise ChartError("is not a chart: it has no Chart.yaml", path, "Set the folder of a chart.")
    mark = starter.MARK.encode()
    files = []
    for file in starter_files:
        data = file.data
        if file.name.startswith("templates/") or file.name == "values.yaml":
            data = data.replace(mark, fields.name.encode())
        elif file.name == "Chart.yaml":
            data = _metadata(fields)
        files.append(File(file.name, data))
    return files


def _check(fields: ChartFields) -> None:
    if not _NAME.match(fields.name) or fields.name in (".", ".."):
        raise ChartError(
            f"{fields.name!r} is not a valid chart name", "name", "Use letters, digits, dots, dashes and underscores."
        )
    if fields.version and not metadata.is_version(fields.version):
        raise ChartError(
            f"{fields.version!r} is not a semantic version", "chart_version", "Use a version such as 0.1.0."
        )


def _chart_file(file: File, fields: ChartFields) -> File:
    """Return the starter's Chart.yaml with the given fields and its comments."""
    text = file.data.decode()
    for key, value in (
        ("name", fields.name),
        ("description", fields.description),
        ("type", fields.type),
        ("version", fields.version),
        ("appVersion", fields.app_version),
    ):
        if value:
            line = yaml_out.marshal({key: value}).rstrip("\n")
            text = re.sub(rf"(?m)^{key}: .*$", lambda _match, line=line: line, text)  # type: ignore[misc]
    return File(file.name, text.encode())


def _metadata(fields: ChartFields) -> bytes:
    return yaml_out.marshal(
        {
            "apiVersion": "v2",
            "name": fields.name,
            "description": fields.description or f"Runs {fields.name}",
            "type": fields.type or "application",
            "version": fields.version or "0.1.0",
            "appVersion": fields.app_version or "0.1.0",
        }
    ).encode()
