# SPDX-License-Identifier: GPL-3.0-or-later
"""What the implementation of a module returns when it runs in another process than its own."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ChartError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.kinds import StringList, Values
from ansible_collections.coxswain.helm.plugins.module_utils.module import direct
from ansible_collections.coxswain.helm.plugins.module_utils.module.definition import ModuleDefinition
from ansible_collections.coxswain.helm.plugins.module_utils.module.task import TaskFailure

SPEC = {
    "name": {"type": "str", "aliases": ["title"]},
    "token": {"type": "str", "no_log": True},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
}


def run(work, options=None, **settings):
    definition = ModuleDefinition(SPEC, work, required_if=[("state", "absent", ["name"])])
    return direct.run(definition, options or {}, direct.TaskSettings("acme.tools.thing", **settings))


def fail(error):
    def work(_task):
        raise error

    return work


def test_options_are_validated_and_returned():
    result = run(lambda task: {"changed": True, "got": task.params["name"]}, {"title": "a"})
    assert (result["changed"], result["got"]) == (True, "a")
    assert result["invocation"] == {"module_args": {"name": "a", "title": "a", "token": None, "state": "present"}}


def test_settings_reach_the_task():
    result = run(lambda task: {"seen": [task.check_mode, task.diff, task.verbosity]}, check_mode=True, verbosity=2)
    assert result["seen"] == [True, False, 2]


INVALID = {
    "an unknown option": (
        {"colour": "red"},
        "Unsupported parameters for (acme.tools.thing) module: colour. Supported parameters include: "
        "name, state, token (title).",
    ),
    "another choice": ({"state": "gone"}, "value of state must be one of: present, absent, got: gone"),
    "a condition": ({"state": "absent"}, "state is absent but all of the following are missing: name"),
}


@pytest.mark.parametrize(("options", "message"), INVALID.values(), ids=INVALID)
def test_invalid_options_fail_before_the_work(options, message):
    result = run(lambda _task: pytest.fail("it ran"), options)
    assert (result["failed"], result["msg"]) == (True, message)


def test_secrets_are_redacted_everywhere():
    result = run(lambda task: {"url": f"https://x:{task.params['token']}@h", "ok": True}, {"token": "s3cret"})
    assert "s3cret" not in str(result)
    assert result["url"] == "https://x:********@h"


def test_secrets_that_the_work_finds_are_redacted():
    def work(task):
        task.secrets.add("found1t")
        raise ChartError("has found1t in it", remedy="Do.")

    assert run(work)["msg"] == "has ******** in it. Do."


def test_booleans_and_null_are_never_redacted():
    assert run(lambda _task: {"flag": True, "none": None}, {"token": "True"})["flag"] is True


def test_warnings_are_collected_once():
    def work(task):
        task.warn("twice")
        task.warn("twice")
        return {}

    result = run(work, {"name": "a", "title": "b"})
    assert result["warnings"] == ["Both option name and its alias title are set.", "twice"]


def test_only_types_of_json_are_returned():
    result = run(lambda _task: {"values": Values({"a": StringList(["b"])}), "pair": (1, 2.5)})
    assert type(result["values"]) is dict
    assert type(result["values"]["a"]) is list
    assert result["pair"] == [1, 2.5]


def test_lines_of_streams():
    result = run(lambda _task: {"stdout": "a\nb\n", "stderr": ""})
    assert (result["stdout_lines"], result["stderr_lines"]) == (["a", "b"], [])


def test_a_failure_with_its_own_result():
    result = run(fail(TaskFailure({"msg": "no", "passed": False})))
    assert (result["failed"], result["msg"], result["passed"]) == (True, "no", False)


def test_without_invocation():
    assert "invocation" not in run(lambda _task: {}, invocation=False)


def test_the_attributes_of_a_path(tmp_path):
    (tmp_path / "file").write_text("four")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "file").chmod(0o640)
    found = {
        name: run(lambda _task, path=str(tmp_path / name): {"path": path}) for name in ("file", "link", ".", "missing")
    }
    assert {name: result.get("state") for name, result in found.items()} == {
        "file": "file",
        "link": "link",
        ".": "directory",
        "missing": None,
    }
    assert (found["file"]["mode"], found["file"]["size"]) == ("0640", 4)


def test_a_bug_is_not_a_result():
    with pytest.raises(ZeroDivisionError):
        run(fail(ZeroDivisionError()))
