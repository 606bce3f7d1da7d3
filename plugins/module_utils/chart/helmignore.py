# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of ``.helmignore``, which exclude files in the folder of a chart."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import ChartError, DataError
from . import filepath

#: The file with the rules, in the folder of the chart.
FILE_NAME = ".helmignore"

#: Files with names that start with a dot are never templates.
_DEFAULT_RULE = "templates/.?*"


@dataclass(frozen=True)
class _Rule:
    pattern: str
    negated: bool
    folders_only: bool
    #: Whether to match the path in the chart instead of just the name.
    whole_path: bool

    def matches(self, path: str) -> bool:
        try:
            return filepath.match(self.pattern, path if self.whole_path else path.rsplit("/", 1)[-1])
        except DataError:
            return False


class IgnoreRules:
    """The rules of one chart.

    They differ from Git's: the first matching rule decides, and a rule with ``!`` excludes everything that it does not
    match.
    """

    def __init__(self, text: str = "") -> None:
        """Parse the rules.

        :raises ChartError: a rule is not a valid pattern, or contains a double star.
        """
        self._rules: list[_Rule] = []
        for line in text.removeprefix("\ufeff").split("\n"):
            self._add(line)
        self._add(_DEFAULT_RULE)

    def _add(self, line: str) -> None:
        rule = line.strip()
        if not rule or rule.startswith("#"):
            return
        if "**" in rule:
            raise ChartError("double-star (**) syntax is not supported")
        try:
            # Helm validates each rule by matching an arbitrary name.
            filepath.match(rule, "abc")
        except DataError as error:
            raise ChartError(error.what, where=f"{FILE_NAME}: {rule}") from error
        negated = rule.startswith("!")
        if negated:
            rule = rule[1:]
        folders_only = rule.endswith("/")
        if folders_only:
            rule = rule[:-1]
        whole_path = "/" in rule
        self._rules.append(_Rule(rule.removeprefix("/"), negated, folders_only, whole_path))

    def ignores(self, path: str, is_folder: bool) -> bool:
        """Return whether a file or folder is excluded.

        :param path: its path in the chart, with slashes.
        """
        if path in ("", ".", "./"):
            return False
        for rule in self._rules:
            if rule.negated:
                if (rule.folders_only and not is_folder) or not rule.matches(path):
                    return True
            elif (is_folder or not rule.folders_only) and rule.matches(path):
                return True
        return False
