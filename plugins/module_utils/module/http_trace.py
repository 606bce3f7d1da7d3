# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP requests of a task in its result, for debugging.

Tracing is on with verbosity 4 (``ansible-playbook -vvvv``), or with ``COXSWAIN_TRACE=1`` in the task's environment.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..trace import Sink
    from .task import Task

_VARIABLE = "COXSWAIN_TRACE"
_VERBOSITY = 4


def sink(task: Task) -> Sink | None:
    """Return the sink for the requests of a task, ``None`` if tracing is off."""
    enabled = task.verbosity >= _VERBOSITY or os.environ.get(_VARIABLE, "0") not in ("", "0")
    return task.requests.append if enabled else None


def result(task: Task) -> dict[str, list[str]]:
    """Return the key ``http_trace`` for the result of a task; nothing if no request was traced."""
    return {"http_trace": task.requests} if task.requests else {}
