# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a linter finds, and the unpacked chart that it looks at."""

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
    """How bad a finding is: INFO is a hint, WARNING breaks with a convention, ERROR will likely not work."""

    INFO = 1
    WARNING = 2
    ERROR = 3


@dataclass(frozen=True)
class Finding:
    """One thing that the linter has to say.

    :param path: the file or folder of the chart concerned; that of the chart itself for its dependencies.
    """

    severity: Severity
    path: str
    message: str

    def __str__(self) -> str:
        return f"[{self.severity.name}] {self.path}: {self.message}"


@dataclass
class Findings:
    """Findings in their order."""

    found: list[Finding] = field(default_factory=list)

    def add(self, severity: Severity, path: str, message: str | None) -> bool:
        """Take a finding; without a message there is none. True when there is none."""
        if message is None:
            return True
        self.found.append(Finding(severity, path, message))
        return False


class Unpacked:
    """The files of a chart as they lie in its folder, or would, if its archive were unpacked.

    :param path: of the folder or archive.
    """

    def __init__(self, path: str) -> None:
        self.path = os.path.abspath(path)
        self._files: dict[str, bytes] | None = None
        if not os.path.isdir(self.path):
            self._files = {file.name: file.data for file in _archive_files(self.path)}

    def is_file(self, name: str) -> bool:
        """Whether there is such a file."""
        if self._files is None:
            return os.path.isfile(os.path.join(self.path, name))
        return name in self._files

    def is_folder(self, name: str) -> bool:
        """Whether there is such a folder."""
        if self._files is None:
            return os.path.isdir(os.path.join(self.path, name))
        return any(path.startswith(f"{name}/") for path in self._files)

    def read(self, name: str) -> bytes:
        """The content of a file; empty when there is none.

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
        """The chart, loaded from its folder.

        :raises ChartError: it is none.
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
    """Whether a file is left out when its folder is loaded, by a rule for itself or for a folder that holds it."""
    parts = name.split("/")
    above = ("/".join(parts[:count]) for count in range(1, len(parts)))
    return any(rules.ignores(folder, True) for folder in above) or rules.ignores(name, False)
