# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of ``.helmignore``: which files of a chart's folder do not belong to the chart."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import ChartError, DataError
from . import filepath

#: The name of the file with the rules, in the top folder of a chart.
FILE_NAME = ".helmignore"

#: Files whose name starts with a dot are never templates.
_DEFAULT_RULE = "templates/.?*"


@dataclass(frozen=True)
class _Rule:
    pattern: str
    negated: bool
    folders_only: bool
    #: the pattern is compared with the path from the chart's top folder, not with the name alone
    whole_path: bool

    def fits(self, path: str) -> bool:
        try:
            return filepath.match(self.pattern, path if self.whole_path else path.rsplit("/", 1)[-1])
        except DataError:
            return False


class IgnoreRules:
    """The rules of one chart.

    They differ from Git's: the first rule that says so decides, and a rule with ``!`` ignores whatever it does not
    fit.
    """

    def __init__(self, text: str = "") -> None:
        """:raises ChartError: a rule is not a pattern, or holds a double star."""
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
            # Helm tries each rule on some name to see whether it is a pattern.
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
        """Whether the file or folder at ``path``, told from the chart's top folder with slashes, is left out."""
        if path in ("", ".", "./"):
            return False
        for rule in self._rules:
            if rule.negated:
                if (rule.folders_only and not is_folder) or not rule.fits(path):
                    return True
            elif (is_folder or not rule.folders_only) and rule.fits(path):
                return True
        return False
