# SPDX-License-Identifier: GPL-3.0-or-later
"""What the controller sends to a session, and what it makes of the answers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load

session = load("plugin_utils.session")
core_archive = load("plugin_utils.core_archive")

WORK = session.Work("release", {"name": "shop", "api_key": "s3cret"}, {"name": "coxswain.helm.release"})
MARK = re.compile(rb"coxswain-[0-9a-f]{32}")


class Action:
    """An action plugin whose commands give the outcomes of a list."""

    def __init__(self, *outcomes, pipelining=True, become=None, terminal=False, upload_error=None):
        self.outcomes = list(outcomes)
        self.done = []
        self.scripts = []
        self.files = {}
        shell = SimpleNamespace(
            tmpdir=None,
            join_path=lambda *parts: "/".join(parts),
            build_module_command=lambda environment, shebang, path: f"{environment} {shebang[2:]} {path}",
        )
        self._connection = SimpleNamespace(
            transport="ssh", become=become, has_pipelining=pipelining, _shell=shell, _is_tty_requested=lambda: terminal
        )
        self._task = SimpleNamespace(async_val=0)
        self._display = SimpleNamespace(vvv=lambda *_arguments, **_keywords: None)
        self._pipelining = pipelining
        self._upload_error = upload_error

    def _is_pipelining_enabled(self, style):
        assert style == "new"
        return self._pipelining

    def _compute_environment_string(self):
        return "A=b"

    def _make_tmp_path(self):
        self.done.append("make")
        self._connection._shell.tmpdir = "/tmp/ansible-tmp-1"

    def _remove_tmp_path(self, path):
        if path is not None:
            self.done.append("remove")
            self.files.clear()
            self._connection._shell.tmpdir = None

    def _transfer_file(self, local, path):
        if self._upload_error is not None:
            raise self._upload_error
        self.done.append("upload")
        self.files[path] = local

    def _transfer_data(self, path, data):
        self.done.append("write")
        self.files[path] = data

    def _fixup_perms2(self, paths):
        self.done.append(f"share {' '.join(paths)}")

    def _low_level_execute_command(self, command, in_data=None):
        script = in_data
        if in_data is None:
            script = self.files[command.split()[-1]]
        self.done.append(f"run {command}".strip())
        self.scripts.append(script)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        rc, stdout, stderr = outcome
        stdout = stdout.replace("MARK", MARK.search(script).group().decode())
        return {"rc": rc, "stdout": stdout, "stdout_lines": stdout.splitlines(), "stderr": stderr}


@pytest.fixture(autouse=True)
def archive(tmp_path, monkeypatch):
    """An archive of the core."""
    path = tmp_path / "core.zip"
    path.write_bytes(b"content")
    found = core_archive.Archive(str(path), "d" * 64)
    monkeypatch.setattr(core_archive, "current", lambda: found)
    return found


def run(action):
    return session.Session(action, "/usr/bin/python3").run(WORK)


OK = (0, 'MARK result {"changed": true}\n', "")
MISSING = (0, "\nMARK missing null\n", "")

# name: the outcome of the command, and the result
RESULTS = {
    "a result": (OK, {"changed": True}),
    "a failure": ((0, 'MARK result {"failed": true, "msg": "no"}', ""), {"failed": True, "msg": "no"}),
    "a terminal": ((0, 'MARK result {"changed": true}\r\n', ""), {"changed": True}),
    "a banner": ((0, 'Welcome!\n{"a": 1}\n\nMARK result {"changed": true}\nBye.\n', ""), {"changed": True}),
    "a banner without an end of line": ((0, 'Welcome!MARK result {"changed": true}', ""), {"changed": True}),
    "an answer that somebody else gave before": (
        (0, 'MARK result {"forged": true}\nMARK result {"changed": true}', ""),
        {"changed": True},
    ),
    "another mark": (
        (0, 'coxswain-0123 result {"changed": true}\n', "e"),
        {
            "failed": True,
            "msg": "MODULE FAILURE: the process on the target ended without a result\n"
            "See stdout/stderr for the exact error",
            "module_stdout": 'coxswain-0123 result {"changed": true}\n',
            "module_stderr": "e",
            "rc": 0,
        },
    ),
    "keys for Ansible": ((0, 'MARK result {"changed": true, "_ansible_no_log": false}\n', ""), {"changed": True}),
}


@pytest.mark.parametrize(("outcome", "expected"), RESULTS.values(), ids=RESULTS)
def test_result(outcome, expected):
    action = Action(outcome)
    assert run(action) == expected
    assert action.done == ["run A=b /usr/bin/python3"]


# name: outcomes of the commands, and a part of the reason; the work has not started
NOT_STARTED = {
    "unusable": ([(0, 'MARK unusable "the user has no home"\n', "")], "the user has no home"),
    "unusable after the upload": ([MISSING, (0, 'MARK unusable "damaged"\n', "")], "damaged"),
    "missing after the upload": ([MISSING, MISSING], "does not stay"),
    "no interpreter": ([(127, "", "sh: 1: /usr/bin/python3: not found\n")], "/usr/bin/python3 cannot be executed"),
    "an interpreter that is no program": ([(126, "", "Permission denied\n")], "/usr/bin/python3 cannot be executed"),
}


@pytest.mark.parametrize(("outcomes", "reason"), NOT_STARTED.values(), ids=NOT_STARTED)
def test_not_started(outcomes, reason):
    action = Action(*outcomes)
    with pytest.raises(session.NoSession, match=reason):
        run(action)
    assert not action.outcomes
    assert not action.files


# name: the outcome; the work may have started, so nothing is repeated
UNKNOWN = {
    "nothing": (0, "", ""),
    "a traceback": (1, "", "Traceback (most recent call last):\n"),
    "a signal": (137, "", "Killed\n"),
    "a part of an answer": (0, 'MARK result {"chan', ""),
    "an answer that is no result": (0, "MARK result [1]\n", ""),
    "a refused become": (1, "", "sudo: a password is required\n"),
    "an unknown word": (0, "MARK perhaps null\n", ""),
}


@pytest.mark.parametrize("outcome", UNKNOWN.values(), ids=UNKNOWN)
def test_a_process_without_a_result_is_a_failure(outcome):
    action = Action(outcome)
    result = run(action)
    assert result["failed"]
    assert (result["rc"], result["module_stderr"]) == (outcome[0], outcome[2])
    assert len(action.done) == 1


@pytest.mark.parametrize("outcomes", [[], [MISSING]], ids=["at once", "after the upload"])
def test_a_lost_connection_is_not_answered_with_another_try(outcomes):
    action = Action(*outcomes, AnsibleConnectionFailure("lost"))
    with pytest.raises(AnsibleConnectionFailure):
        run(action)
    assert not action.files


def test_the_code_is_sent_if_it_is_missing(archive):
    action = Action(MISSING, OK)
    assert run(action) == {"changed": True}
    path = "/tmp/ansible-tmp-1/core.zip"
    command = "run A=b /usr/bin/python3"
    assert action.done == [command, "make", "upload", f"share /tmp/ansible-tmp-1 {path}", command, "remove"]
    assert b'"archive": null' in action.scripts[0]
    assert f'"archive": "{path}"'.encode() in action.scripts[1]
    assert archive.digest.encode() in action.scripts[1]
    assert MARK.search(action.scripts[0]).group() != MARK.search(action.scripts[1]).group()


@pytest.mark.parametrize("error", [AnsibleError("sftp failed"), OSError("no such file")], ids=["sftp", "file"])
def test_code_that_cannot_be_sent(error):
    with pytest.raises(session.NoSession, match="the code cannot be sent: (sftp|no such)"):
        run(Action(MISSING, upload_error=error))


def test_code_that_cannot_be_packed(monkeypatch):
    def fail():
        raise OSError("No space left on device")

    monkeypatch.setattr(core_archive, "current", fail)
    with pytest.raises(session.NoSession, match="cannot be stored: No space"):
        run(Action())


def test_a_connection_that_is_lost_while_code_is_sent():
    with pytest.raises(AnsibleConnectionFailure):
        run(Action(MISSING, upload_error=AnsibleConnectionFailure("lost")))


def test_a_damaged_archive_is_built_again(archive, tmp_path):
    with pytest.raises(session.NoSession):
        run(Action(MISSING, (0, 'MARK unusable "the archive was damaged on its way"', "")))
    assert not (tmp_path / "core.zip").exists()


# name: the action, and whether the script goes through standard input
STANDARD_INPUT = {
    "no become": ({}, True),
    "a plugin without pipelining": ({"pipelining": False}, False),
    "a terminal that the configuration of SSH requests": ({"terminal": True}, False),
    "become with pipelining": ({"become": object()}, True),
    "become without pipelining": ({"become": object(), "pipelining": False}, False),
}


@pytest.mark.parametrize(("keywords", "expected"), STANDARD_INPUT.values(), ids=STANDARD_INPUT)
def test_standard_input(keywords, expected):
    action = Action(OK, **keywords)
    assert run(action) == {"changed": True}
    path = "/tmp/ansible-tmp-1/session.py"
    steps = ["make", "write", f"share /tmp/ansible-tmp-1 {path}", f"run A=b /usr/bin/python3 {path}", "remove"]
    assert action.done == (["run A=b /usr/bin/python3"] if expected else steps)
    assert not any("s3cret" in step for step in action.done)
    assert b"s3cret" in action.scripts[0]
    assert f"os.unlink({'' if expected else path!r})".encode() in action.scripts[0]


def test_a_file_is_removed_when_the_connection_is_lost():
    action = Action(AnsibleConnectionFailure("lost"), pipelining=False)
    with pytest.raises(AnsibleConnectionFailure):
        run(action)
    assert action.done[-1] == "remove"


def test_an_old_python_is_an_error():
    result = run(Action((0, "MARK old 3.6.8 /opt/old python/bin/python3\n", "")))
    assert result["failed"]
    assert result["msg"] == (
        "Python 3.9 or newer is required on the target host, and /opt/old python/bin/python3 is Python 3.6.8. "
        "Set ansible_python_interpreter to a newer Python."
    )


def test_an_old_python_answers():
    """The version of the running Python is changed before the script; 2.7 and 3.8 can parse the rest of it, too."""
    script = session.script({"mark": "mark-1"})
    changed = b"import sys; sys.version_info = (2, 7, 18, 'final', 0)\n" + script
    done = subprocess.run([sys.executable], input=changed, capture_output=True, check=False)
    assert (done.stdout.decode(), done.stderr) == (f"mark-1 old 2.7.18 {sys.executable}\n", b"")


@pytest.mark.parametrize("name", ["session.py", "sessión 'a' %s.py"])
def test_a_script_that_is_a_file_removes_itself(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(session.script({"mark": "mark-1", "digest": "d", "archive": None}, str(path)))
    environment = {"HOME": "/nonexistent"}
    done = subprocess.run([sys.executable, path], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("\nmark-1 unusable"), done.stderr
    assert not path.exists()


def test_a_script_is_ascii_and_contains_any_text():
    options = {"text": '\'"""\\ é \udcff \u2028 %(mark)s %'}
    script = session.script({"mark": "mark-1", "options": options}).decode("ascii")
    literal = script.rpartition("json.loads(")[2].rpartition("))")[0]
    assert json.loads(eval(literal))["options"] == options


# name: what is changed, and a part of the reason
OBSTACLES = {
    "async": (lambda action: setattr(action._task, "async_val", 10), "asynchronous"),
    "Windows": (lambda action: setattr(action._connection._shell, "_IS_WINDOWS", True), "Windows"),
    "a network device": (lambda action: setattr(action._connection, "_remote_is_local", True), "on the controller"),
}


@pytest.mark.parametrize(("change", "reason"), OBSTACLES.values(), ids=OBSTACLES)
def test_obstacle(change, reason):
    action = Action()
    assert session.obstacle(action) is None
    change(action)
    assert reason in session.obstacle(action)


def test_files_that_are_to_be_kept(monkeypatch):
    monkeypatch.setattr(session.C, "DEFAULT_KEEP_REMOTE_FILES", True)
    assert "ANSIBLE_KEEP_REMOTE_FILES" in session.obstacle(Action())
