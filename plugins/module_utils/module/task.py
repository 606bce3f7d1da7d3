# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task of a play, as the implementation of a module sees it.

Implementations do not depend on AnsibleModule, because the same code runs in three places: in a module
(:mod:`.shipped`), in an action plugin, and in a session on a target (both :mod:`.direct`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .progress import Live


@dataclass
class Task:
    """A task of a play.

    :ivar params: the validated options.
    :ivar check_mode: whether nothing may be changed.
    :ivar diff: whether the result should contain ``diff``.
    :ivar verbosity: the number of ``-v``.
    :ivar warn: adds a warning to the result.
    :ivar secrets: strings that are redacted everywhere in the result; may be extended.
    :ivar live: shows progress while the task runs, where that is possible.
    :ivar requests: the HTTP requests of the task, if they are traced.
    """

    params: dict[str, Any]
    check_mode: bool
    diff: bool
    verbosity: int
    warn: Callable[[str], None]
    secrets: set[str]
    live: Live | None = None
    requests: list[str] = field(default_factory=list)


class TaskFailure(Exception):
    """End the task as failed with a result of its own.

    :param result: the result, with ``msg``.
    """

    def __init__(self, result: dict[str, Any]) -> None:
        super().__init__(result["msg"])
        self.result = result
