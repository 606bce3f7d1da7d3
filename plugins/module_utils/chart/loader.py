# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load a chart from a folder, an archive or files in memory, as each Helm does."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Any

from ..data import yaml_in
from ..dialect import HELM3, HELM4, Dialect
from ..errors import ChartError, DataError
from . import archive, metadata
from .chart import Chart, File
from .helmignore import FILE_NAME, IgnoreRules
from .values import read_values, text_of

#: The maximum nesting depth of subcharts.
MAX_DEPTH = 50


def load(path: str | os.PathLike[str], dialect: Dialect = HELM4) -> Chart:
    """Load a chart.

    :param path: the folder of a chart, whose ``.helmignore`` is applied, or a packaged chart.
    :raises ChartError: it is not a chart, or one that Helm refuses; with Helm's text where it has one.
    """
    name = os.fspath(path)
    try:
        is_folder = stat.S_ISDIR(os.stat(name).st_mode)
        if is_folder:
            return load_files(_read_folder(os.path.abspath(name), dialect), dialect)
        with open(name, "rb") as handle:
            head = handle.read(512)
            if not archive.looks_like_archive(head):
                raise ChartError(_not_an_archive(name, head))
            data = head + handle.read(archive.MAX_CHART_SIZE)
    except OSError as error:
        raise ChartError(f"the chart cannot be read: {os.strerror(error.errno or 0)}", where=name) from error
    return load_archive(data, dialect)


def load_archive(data: bytes, dialect: Dialect = HELM4) -> Chart:
    """Load a packaged chart.

    :raises ChartError: see :func:`load`.
    """
    budget = archive.Budget()
    return _build_chart(archive.read(data, dialect, budget), dialect, budget, 0)


def load_files(files: list[File], dialect: Dialect = HELM4) -> Chart:
    """Load a chart from its files, with paths relative to the chart.

    :raises ChartError: see :func:`load`.
    """
    return _build_chart(files, dialect, archive.Budget(), 0)


# ------------------------------------------------------------------------------------------------------ folders


def read_folder(path: str | os.PathLike[str], dialect: Dialect = HELM4) -> list[File]:
    """Return the files in the folder of a chart that ``.helmignore`` does not exclude, for :func:`load_files`.

    :raises ChartError: see :func:`load`.
    """
    try:
        os.stat(path)
        return _read_folder(os.path.abspath(os.fspath(path)), dialect)
    except OSError as error:
        raise ChartError(f"the chart cannot be read: {os.strerror(error.errno or 0)}", where=os.fspath(path)) from error


def _read_folder(top: str, dialect: Dialect) -> list[File]:
    rules = IgnoreRules()
    rules_file = Path(top, FILE_NAME)
    if rules_file.exists():
        rules = IgnoreRules(rules_file.read_bytes().decode("utf-8", "surrogateescape"))
    elif dialect.major == 2 and not Path(top, "Chart.yaml").exists():
        raise ChartError(f'no Chart.yaml exists in directory "{top}"')
    files: list[File] = []
    budget = archive.Budget()

    def visit(path: str, name: str, above: tuple[tuple[int, int], ...]) -> None:
        try:
            status = os.stat(path)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOENT):
                raise ChartError(f"error evaluating symlink {path}: {os.strerror(error.errno)}") from error
            raise
        if stat.S_ISDIR(status.st_mode):
            identity = (status.st_dev, status.st_ino)
            if identity in above:
                raise ChartError(f"the symbolic link {path} points to one of its parent folders")
            if name and rules.ignores(name, True):
                return
            for entry in sorted(os.listdir(path), key=os.fsencode):
                visit(os.path.join(path, entry), f"{name}/{entry}" if name else entry, (*above, identity))
            return
        if rules.ignores(name, False):
            return
        if not stat.S_ISREG(status.st_mode):
            raise ChartError(f"cannot load irregular file {path} as it has file mode type bits set")
        if dialect is HELM3 and status.st_size > archive.MAX_FILE_SIZE:
            base = os.path.basename(path)
            raise ChartError(f'chart file "{base}" is larger than the maximum file size {archive.MAX_FILE_SIZE}')
        if status.st_size > budget.size:
            raise ChartError(
                f"error reading {name}: chart exceeds maximum decompressed size of {archive.MAX_CHART_SIZE} bytes"
            )
        with open(path, "rb") as handle:
            data = handle.read(budget.size + 1)
        budget.take(len(data), dialect)
        files.append(File(name, archive.strip_mark(data, dialect)))

    visit(top, "", ())
    return files


def _not_an_archive(name: str, head: bytes) -> str:
    if name.endswith((".yml", ".yaml")):
        return f"file '{name}' seems to be a YAML file, but expected a gzipped archive"
    text = not any(byte < 9 or 14 <= byte < 27 or 28 <= byte < 32 or byte == 11 for byte in head)
    kind = "text/plain; charset=utf-8" if text else "application/octet-stream"
    return f"file '{name}' does not appear to be a gzipped archive; got '{kind}'"


# ----------------------------------------------------------------------------------------------------- assembly


def _build_chart(files: list[File], dialect: Dialect, budget: archive.Budget, depth: int) -> Chart:
    if depth > MAX_DEPTH:
        raise ChartError(f"charts are nested more than {MAX_DEPTH} levels deep")
    own: list[File] = []
    below: dict[str, list[File]] = {}
    for file in files:
        if file.name.startswith("charts/") and not file.name.endswith(".prov"):
            rest = file.name[len("charts/") :]
            below.setdefault(rest.split("/", 1)[0], []).append(File(rest, file.data))
        else:
            own.append(file)
    chart = _build_helm2(own, dialect) if dialect.major == 2 else _build(own, dialect)
    what = "" if dialect.major == 2 else "subchart "
    for name in sorted(below):
        if name.startswith(("_", ".")):
            continue
        try:
            chart.add_dependency(_subchart(name, below[name], chart, dialect, budget, depth + 1))
        except ChartError as error:
            raise ChartError(f"error unpacking {what}{name} in {chart.name}: {error.what}") from error
    return chart


def _subchart(
    name: str, files: list[File], parent: Chart, dialect: Dialect, budget: archive.Budget, depth: int
) -> Chart:
    if name.endswith(".tgz"):
        first = files[0]
        if first.name != name:
            raise ChartError(f"expected {name}, got {first.name}")
        return _build_chart(archive.read(first.data, dialect, budget), dialect, budget, depth)
    inner = [File(file.name.split("/", 1)[1], file.data) for file in files if "/" in file.name]
    return _build_chart(inner, dialect, budget, depth)


def _parse(file: File) -> Any:
    try:
        return yaml_in.decode(text_of(file.data))
    except DataError as error:
        raise ChartError(f"cannot load {file.name}: {error.what}") from error


def _decode(file: File, dialect: Dialect) -> tuple[dict[str, Any], Any]:
    document = _parse(file)
    try:
        return metadata.decode(document, dialect), document
    except DataError as error:
        raise ChartError(f"cannot load {file.name}: {error.what}") from error


def _build(files: list[File], dialect: Dialect) -> Chart:
    """Build a chart of Helm 3 or 4 from its own files, without subcharts."""
    chart = Chart(raw=files)
    fields: dict[str, Any] | None = None
    for file in files:
        if file.name == "Chart.yaml":
            decoded, document = _decode(file, dialect)
            fields = {**(fields or {}), **decoded}
            if isinstance(document, dict):
                chart.source_metadata = document
            fields["apiVersion"] = fields.get("apiVersion") or "v1"
    for file in files:
        name = file.name
        if name == "Chart.yaml":
            continue
        if name in ("Chart.lock", "requirements.lock"):
            chart.lock = _lock(file)
            if name == "requirements.lock":
                fields = {} if fields is None else fields
                if fields.get("apiVersion") == "v1":
                    chart.files.append(file)
        elif name == "values.yaml":
            chart.values_text = file.data
            chart.has_values = bool(file.data)
            try:
                chart.values = read_values(file.data, dialect)
            except DataError as error:
                raise ChartError(f"cannot load values.yaml: {error.what}") from error
        elif name == "values.schema.json":
            chart.schema = file.data
        elif name == "requirements.yaml":
            fields = {**(fields or {}), **_decode(file, dialect)[0]}
            if fields.get("apiVersion") == "v1":
                chart.files.append(file)
        elif name.startswith("templates/"):
            chart.templates.append(file)
        else:
            chart.files.append(file)
    if fields is None:
        raise ChartError("Chart.yaml file is missing")
    metadata.validate(fields)
    declared = fields.pop("dependencies", None)
    if declared is not None:
        chart.declared = metadata.dependencies(declared)
    chart.metadata = _ordered(metadata.without_empty(fields), dialect)
    return chart


def _lock(file: File) -> dict[str, Any] | None:
    document = _parse(file)
    if document is None:
        return None
    if not isinstance(document, dict):
        raise ChartError(
            f"cannot load {file.name}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
            "into Go value of type chart.Lock"
        )
    return document


def _build_helm2(files: list[File], dialect: Dialect) -> Chart:
    """Build a chart of Helm 2 from its own files, without subcharts."""
    chart = Chart(raw=files)
    fields: dict[str, Any] | None = None
    for file in files:
        name = file.name
        if name == "Chart.yaml":
            document = _parse_helm2(file)
            fields = metadata.decode(document, dialect)
            if isinstance(document, dict):
                chart.source_metadata = document
            version = fields.get("apiVersion", "")
            if version not in ("", "v1"):
                raise ChartError(f"apiVersion '{version}' is not valid. The value must be \"v1\"")
        elif name == "values.toml":
            raise ChartError("values.toml is illegal as of 2.0.0-alpha.2")
        elif name == "values.yaml":
            chart.values_text = file.data
            chart.has_values = bool(file.data)
            try:
                chart.values = read_values(file.data, dialect)
            except DataError as error:
                chart.values_error = error.what
        elif name.startswith("templates/"):
            chart.templates.append(file)
        else:
            chart.files.append(file)
    if fields is None:
        raise ChartError("chart metadata (Chart.yaml) missing")
    if not fields.get("name"):
        raise ChartError("invalid chart (Chart.yaml): name must not be empty")
    chart.metadata = metadata.without_empty(fields)
    return chart


def _parse_helm2(file: File) -> Any:
    try:
        return yaml_in.decode(text_of(file.data))
    except DataError as error:
        raise ChartError(error.what) from error


def _ordered(fields: dict[str, Any], dialect: Dialect) -> dict[str, Any]:
    return {key: fields[key] for key in metadata.field_names(dialect) if key in fields}
