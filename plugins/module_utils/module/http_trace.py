# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP requests of a task in its result, for debugging.

Tracing is on with verbosity 4 (``ansible-playbook -vvvv``), or with ``COXSWAIN_TRACE=1`` in the task's environment.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

    from ..trace import Sink

_VARIABLE = "COXSWAIN_TRACE"
_VERBOSITY = 4

_lines: WeakKeyDictionary[AnsibleModule, list[str]] = WeakKeyDictionary()


def sink(module: AnsibleModule) -> Sink | None:
    """Return the sink for the requests of a task, ``None`` if tracing is off."""
    enabled = getattr(module, "_verbosity", 0) >= _VERBOSITY or os.environ.get(_VARIABLE, "0") not in ("", "0")
    return _lines.setdefault(module, []).append if enabled else None


def result(module: AnsibleModule) -> dict[str, list[str]]:
    """Return the key ``http_trace`` for the result of a task; nothing if no request was traced."""
    lines = _lines.get(module)
    return {"http_trace": lines} if lines else {}
