# SPDX-License-Identifier: GPL-3.0-or-later
"""Record the whole results of the collection's modules, one JSON document per line.

The environment variable COXSWAIN_RECORDED_RESULTS names the file.
"""

from __future__ import annotations

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: recorded_results
type: aggregate
short_description: record the results of the collection's modules
description: Records the results of the collection's modules for a comparison.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "recorded_results"
    CALLBACK_NEEDS_ENABLED = True

    def v2_runner_on_ok(self, result: Any) -> None:
        self._record(result, False)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._record(result, True)

    def _record(self, result: Any, failed: bool) -> None:
        task = getattr(result, "task", None) or result._task
        action = str(task.resolved_action or task.action)
        if not action.startswith("coxswain.helm."):
            return
        whole = getattr(result, "_return_data", None)
        whole = result._result if whole is None else whole
        place = f"{os.path.basename(str(task.get_path()))} {task.get_name()}"
        with open(os.environ["COXSWAIN_RECORDED_RESULTS"], "a", encoding="utf-8") as stream:
            entry = {"task": place, "action": action, "failed": failed, "result": whole}
            json.dump(entry, stream, default=str, sort_keys=True)
            stream.write("\n")
