# SPDX-License-Identifier: GPL-3.0-or-later
"""A bug that ends a task in a session is a result that shows the traceback, without secrets."""

from __future__ import annotations

from ansible_collections.coxswain.helm.plugins.module_utils.module import session
from ansible_collections.coxswain.helm.plugins.module_utils.module.definition import ModuleDefinition

SPEC = {"host": {"type": "str"}, "password": {"type": "str", "no_log": True}}
SETTINGS = {"name": "coxswain.helm.release", "check_mode": True, "diff": True, "verbosity": 3}


def test_result():
    def work(task):
        return {"seen": [task.check_mode, task.diff, task.verbosity], "text": f"with {task.params['password']}"}

    options = {"host": "h", "password": "s3cret"}
    result = session.run(ModuleDefinition(SPEC, work), options, SETTINGS)
    assert result["seen"] == [True, True, 3]
    assert "s3cret" not in str(result)


def test_bug():
    def work(task):
        raise KeyError(f"no {task.params['password']} at {task.params['host']}")

    options = {"host": "h", "password": "s3cret"}
    result = session.run(ModuleDefinition(SPEC, work), options, SETTINGS)
    assert (result["failed"], result["rc"], result["module_stdout"]) == (True, 1, "")
    assert result["module_stderr"].startswith("Traceback (most recent call last):")
    assert "in work" in result["module_stderr"]
    assert "KeyError: 'no ******** at h'" in result["module_stderr"]
    assert result["msg"].startswith("MODULE FAILURE: KeyError: 'no ******** at h'")
    assert "s3cret" not in str(result)
