# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the work of a module on a target that keeps the code of the collection.

In the good case a task is one command: the interpreter of the target gets a small script on standard input, which
starts the code that an earlier task has left there (:mod:`.session_start`). If the code is missing, the archive is
uploaded and the command repeated. A task is never repeated after its work may have started.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from dataclasses import dataclass
from typing import Any

from ansible import constants as C
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.plugins.action import ActionBase

from ..module_utils.errors import OldPythonError
from ..module_utils.module import direct, runner
from . import core_archive

_START = os.path.join(os.path.dirname(os.path.abspath(__file__)), "session_start.py")

#: Any Python can parse this, so that an old one is an answer as well.
_SCRIPT = """\
import os, sys
try:
    # It may contain secrets.
    os.unlink(%(path)a)
except OSError:
    pass
if sys.version_info < (3, 9):
    print("%(mark)s old " + ".".join(map(str, sys.version_info[:3])) + " " + str(sys.executable))
    sys.exit(0)
import json
start = {"__name__": "coxswain_session"}
exec(compile(%(start)r, "session_start.py", "exec"), start)
start["main"](json.loads(%(request)r))
"""

#: What a shell returns if there is no such interpreter, or it cannot be executed.
_NO_INTERPRETER = (126, 127)


class NoSession(Exception):
    """No session is possible, and the work has not started."""


@dataclass(frozen=True)
class Work:
    """The work of a task.

    :ivar module: the name of the module in this collection.
    :ivar options: in builtin types.
    :ivar settings: the fields of ``TaskSettings``.
    """

    module: str
    options: dict[str, Any]
    settings: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What a target has answered.

    :ivar word: a word of :mod:`.session_start`; ``old`` if its Python is too old, empty without an answer.
    :ivar content: what follows the word.
    :ivar outcome: the result of Ansible's ``_low_level_execute_command``.
    """

    word: str
    content: Any
    outcome: dict[str, Any]


def obstacle(action: ActionBase) -> str | None:
    """Return why a task cannot use a session, as a clause, before anything is tried."""
    connection = action._connection
    if action._task.async_val:
        return "the task is asynchronous"
    if getattr(connection._shell, "_IS_WINDOWS", False):
        return "the target runs Windows"
    if getattr(connection, "_remote_is_local", False):
        return f"modules of the connection {connection.transport} run on the controller"
    if C.DEFAULT_KEEP_REMOTE_FILES:
        return "the files of modules are to be kept (ANSIBLE_KEEP_REMOTE_FILES)"
    return None


class Session:
    """The session of a task.

    :param action: its action plugin.
    :param interpreter: the Python interpreter of the target.
    """

    def __init__(self, action: ActionBase, interpreter: str) -> None:
        self._action = action
        self._interpreter = interpreter

    def run(self, work: Work) -> dict[str, Any]:
        """Do the work and return its result.

        :raises NoSession: it was not started.
        :raises AnsibleConnectionFailure: the target cannot be reached.
        """
        try:
            archive = core_archive.current()
        except OSError as error:
            raise NoSession(f"the archive of the code cannot be stored: {error}") from None
        answer = self._ask(work, archive, None)
        if answer.word == "missing":
            answer = self._upload_and_ask(work, archive)
        if answer.word == "result" and isinstance(answer.content, dict):
            # Keys for Ansible itself, which a module may not set.
            return {key: value for key, value in answer.content.items() if not key.startswith("_ansible_")}
        if answer.word == "unusable":
            raise NoSession(str(answer.content))
        if answer.word == "missing":
            raise NoSession("the code does not stay on the target")
        if answer.word == "old":
            return _too_old(*str(answer.content).partition(" ")[::2])
        if answer.outcome["rc"] in _NO_INTERPRETER:
            raise NoSession(f"the interpreter {self._interpreter} cannot be executed")
        return _without_answer(answer.outcome)

    def _upload_and_ask(self, work: Work, archive: core_archive.Archive) -> Answer:
        self._action._display.vvv("The code of coxswain.helm is sent to the target.")
        try:
            path = self._upload(archive)
        except AnsibleConnectionFailure:
            raise
        except (AnsibleError, OSError) as error:
            raise NoSession(f"the code cannot be sent: {error}") from None
        try:
            answer = self._ask(work, archive, path)
        finally:
            self._remove_temporary_files()
        if answer.word == "unusable" and not core_archive.is_intact(archive):
            core_archive.discard(archive)
        return answer

    def _upload(self, archive: core_archive.Archive) -> str:
        path = self._temporary_path("core.zip")
        self._action._transfer_file(archive.path, path)
        self._action._fixup_perms2([self._action._connection._shell.tmpdir, path])
        return path

    def _ask(self, work: Work, archive: core_archive.Archive, path: str | None) -> Answer:
        """Run the script on the target.

        :param path: the path of the uploaded archive.
        """
        mark = f"coxswain-{secrets.token_hex(16)}"
        request = {
            "mark": mark,
            "digest": archive.digest,
            "archive": path,
            "module": work.module,
            "options": work.options,
            "settings": work.settings,
        }
        return parse(mark, self._execute(request))

    def _execute(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run the script with the interpreter of the target, through standard input if that is safe."""
        action = self._action
        if self._reads_standard_input():
            outcome: dict[str, Any] = action._low_level_execute_command(self._command(""), in_data=script(request))
            return outcome
        try:
            path = self._temporary_path("session.py")
            action._transfer_data(path, script(request, path))
            action._fixup_perms2([action._connection._shell.tmpdir, path])
            outcome = action._low_level_execute_command(self._command(path))
        finally:
            self._remove_temporary_files()
        return outcome

    def _reads_standard_input(self) -> bool:
        """Return whether the script can be sent on standard input.

        With ``become``, a password prompt or a terminal may be in the way; whether pipelining is enabled tells.
        """
        connection = self._action._connection
        if connection.become is not None:
            return bool(self._action._is_pipelining_enabled("new"))
        wants_terminal = getattr(connection, "_is_tty_requested", None)
        return bool(connection.has_pipelining) and not (wants_terminal is not None and wants_terminal())

    def _command(self, path: str) -> str:
        environment = self._action._compute_environment_string()
        shell = self._action._connection._shell
        return str(shell.build_module_command(environment, f"#!{self._interpreter}", path)).strip()

    def _temporary_path(self, name: str) -> str:
        shell = self._action._connection._shell
        if shell.tmpdir is None:
            self._action._make_tmp_path()
        return str(shell.join_path(shell.tmpdir, name))

    def _remove_temporary_files(self) -> None:
        self._action._remove_tmp_path(self._action._connection._shell.tmpdir)


def script(request: dict[str, Any], path: str = "") -> bytes:
    """Return the script for the interpreter of a target.

    :param path: the file that will contain the script, which it removes.
    """
    with open(_START, encoding="ascii") as stream:
        start = stream.read()
    text = _SCRIPT % {"path": path, "mark": request["mark"], "start": start, "request": json.dumps(request)}
    return text.encode("ascii")


def parse(mark: str, outcome: dict[str, Any]) -> Answer:
    """Find the answer in what a command has printed; login shells and libraries may print as well."""
    for line in reversed(outcome["stdout_lines"]):
        found = re.search(rf"{re.escape(mark)} (\w+)(?: (.*))?", line)
        if found is None:
            continue
        word, rest = found.groups()
        if word == "old":
            return Answer(word, rest, outcome)
        try:
            return Answer(word, json.loads(rest or "null"), outcome)
        except ValueError:
            break
    return Answer("", None, outcome)


def _too_old(version: str, executable: str) -> dict[str, Any]:
    error = OldPythonError(
        f"Python 3.9 or newer is required on the target host, and {executable} is Python {version}",
        remedy="Set ansible_python_interpreter to a newer Python.",
    )
    return direct.with_lines({"failed": True, **runner.failure(error)})


def _without_answer(outcome: dict[str, Any]) -> dict[str, Any]:
    """Return the result for a process that ended without an answer: its work may be done in part."""
    message = "MODULE FAILURE: the process on the target ended without a result"
    return {
        "failed": True,
        "msg": f"{message}\nSee stdout/stderr for the exact error",
        "module_stdout": outcome["stdout"],
        "module_stderr": outcome["stderr"],
        "rc": outcome["rc"],
    }
