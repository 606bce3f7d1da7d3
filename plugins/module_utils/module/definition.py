# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Definition of a module: its options, and the function that does its work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .task import Task


@dataclass(frozen=True)
class ModuleDefinition:
    """A module.

    :ivar argument_spec: the options, as for AnsibleModule; so are the other conditions.
    :ivar run: does the work of a task and returns its result.
    """

    argument_spec: dict[str, dict[str, Any]]
    run: Callable[[Task], dict[str, Any]]
    mutually_exclusive: Sequence[Sequence[str]] = ()
    required_together: Sequence[Sequence[str]] = ()
    required_one_of: Sequence[Sequence[str]] = ()
    required_if: Sequence[Sequence[Any]] = ()
    required_by: dict[str, Any] = field(default_factory=dict)

    @property
    def conditions(self) -> dict[str, Any]:
        """The conditions between options, as keyword arguments of AnsibleModule and ArgumentSpecValidator."""
        return {
            "mutually_exclusive": [list(names) for names in self.mutually_exclusive],
            "required_together": [list(names) for names in self.required_together],
            "required_one_of": [list(names) for names in self.required_one_of],
            "required_if": [list(condition) for condition in self.required_if],
            "required_by": dict(self.required_by),
        }
