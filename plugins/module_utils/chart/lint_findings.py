# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings of the linter, and the files of the chart that it checks."""

from __future__ import annotations

import enum
import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..dialect import HELM4, Dialect
from ..errors import ChartError
from . import archive, loader
from .chart import Chart, File
from .helmignore import FILE_NAME, IgnoreRules


class Severity(enum.IntEnum):
    """The severity of a finding: INFO is a hint, WARNING violates a convention, ERROR is likely to fail."""

    INFO = 1
    WARNING = 2
    ERROR = 3


@dataclass(frozen=True)
class Finding:
    """A finding of the linter.

    :param path: the file or folder in the chart, or the folder of the chart for its dependencies.
    """

    severity: Severity
    path: str
    message: str

    def __str__(self) -> str:
        return f"[{self.severity.name}] {self.path}: {self.message}"


@dataclass
class Findings:
    """A list of findings."""

    found: list[Finding] = field(default_factory=list)

    def add(self, severity: Severity, path: str, message: str | None) -> bool:
        """Add a finding if there is a message. Return whether there is none."""
        if message is None:
            return True
        self.found.append(Finding(severity, path, message))
        return False


class ChartFiles:
    """The files of a chart in a folder or an archive, including those that ``.helmignore`` excludes.

    :param path: the folder or archive.
    """

    def __init__(self, path: str) -> None:
        self.path = os.path.abspath(path)
        self._files: dict[str, bytes] | None = None
        if not os.path.isdir(self.path):
            self._files = {file.name: file.data for file in _archive_files(self.path)}

    def is_file(self, name: str) -> bool:
        """Return whether there is a file with that path."""
        if self._files is None:
            return os.path.isfile(os.path.join(self.path, name))
        return name in self._files

    def is_folder(self, name: str) -> bool:
        """Return whether there is a folder with that path."""
        if self._files is None:
            return os.path.isdir(os.path.join(self.path, name))
        return any(path.startswith(f"{name}/") for path in self._files)

    def read(self, name: str) -> bytes:
        """Return the content of a file; empty if it does not exist.

        :raises ChartError: it cannot be read, or is too large.
        """
        if self._files is not None:
            return self._files.get(name, b"")
        path = os.path.join(self.path, name)
        try:
            with open(path, "rb") as stream:
                content = stream.read(archive.MAX_CHART_SIZE + 1)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise ChartError(f"cannot be read: {error.strerror}", path) from error
        if len(content) > archive.MAX_CHART_SIZE:
            raise ChartError(f"is larger than the limit of {archive.MAX_CHART_SIZE} bytes", path)
        return content

    def load(self, dialect: Dialect = HELM4) -> Chart:
        """Load the chart.

        :raises ChartError: it is not a valid chart.
        """
        if self._files is None:
            return loader.load(self.path, dialect)
        rules = IgnoreRules(self._files.get(FILE_NAME, b"").decode("utf-8", "surrogateescape"))
        kept = [File(name, data) for name, data in self._files.items() if not _ignored(name, rules)]
        return loader.load_files(kept, dialect)


def _archive_files(path: str) -> Iterable[File]:
    try:
        with open(path, "rb") as stream:
            content = stream.read(archive.MAX_CHART_SIZE + 1)
    except OSError as error:
        raise ChartError(f"the chart cannot be read: {error.strerror}", path) from error
    return archive.read(content)


def _ignored(name: str, rules: IgnoreRules) -> bool:
    """Return whether the rules exclude a file or one of its parent folders."""
    parts = name.split("/")
    above = ("/".join(parts[:count]) for count in range(1, len(parts)))
    return any(rules.ignores(folder, True) for folder in above) or rules.ignores(name, False)
