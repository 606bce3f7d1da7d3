# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Base of all action plugins: run a module's work in this process, in a session on the target, or as a module.

The first way that is possible is taken, in this order. See ``docs/execution.md``.
"""

from __future__ import annotations

import os
import pwd
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from ..module_utils.module import direct
from ..module_utils.module.definition import ModuleDefinition
from . import execution, interpreter, session
from .builtin_types import to_builtins
from .captured_output import captured_output
from .core import load
from .environment import applied
from .live_display import LiveDisplay
from .preload import preload


class ModuleAction(ActionBase):  # type: ignore[misc]
    """Execute a module.

    :cvar MODULE: the name of the module in this collection.
    """

    MODULE = ""

    _supports_check_mode = True
    _supports_async = True

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.MODULE:
            preload(cls.MODULE)

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        variables = task_vars or {}
        return {**result, **self.execute(dict(self._task.args), variables)}

    def execute(self, args: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        """Execute the module with these options and return its result."""
        variables: dict[str, str] = {}
        self._compute_environment_string(variables)
        variables = {str(name): str(value) for name, value in to_builtins(variables).items()}
        try:
            wanted, found = self._wanted(task_vars), self._circumstances(args, task_vars, variables)
            chosen = execution.choose(wanted, found)
        except ValueError as error:
            raise AnsibleActionFail(str(error)) from None
        if wanted == execution.NEVER:
            return self._ship(args, task_vars, chosen.reason)
        settings = direct.TaskSettings(
            name=self._task.action,
            check_mode=bool(self._task.check_mode),
            diff=bool(self._task.diff),
            verbosity=self._display.verbosity,
            invocation=execution.returns_invocation(task_vars),
        )
        if not chosen.direct:
            return self._execute_in_session(args, task_vars, settings, found.interpreter, chosen.reason)
        self._explain("in the process of Ansible", chosen.reason, task_vars)
        live = LiveDisplay(self._display, self._host(task_vars), bool(self._task.no_log))
        with applied(variables), captured_output(lambda text: self._display.vvv(text, host=live.host)):
            return direct.run(self.definition(), to_builtins(args), settings, live)

    def _execute_in_session(
        self,
        args: dict[str, Any],
        task_vars: dict[str, Any],
        settings: direct.TaskSettings,
        configured: str | None,
        reason: str,
    ) -> dict[str, Any]:
        """Execute the module in a session on the target, or ship it if that is not possible.

        :param configured: the configured Python interpreter.
        :param reason: why the module is not executed in this process.
        """
        obstacle = session.obstacle(self)
        if obstacle is None:
            self._explain("in a session", reason, task_vars)
            python = interpreter.find(self, configured, task_vars)
            work = session.Work(self.MODULE, to_builtins(args), vars(settings))
            try:
                return interpreter.with_facts(self, session.Session(self, python).run(work))
            except session.NoSession as error:
                obstacle = str(error)
        if obstacle != reason:
            reason = f"{reason}, and no session is possible: {obstacle}"
        return self._ship(args, task_vars, reason)

    def _explain(self, way: str, reason: str, task_vars: dict[str, Any]) -> None:
        self._display.vvv(f"{self._task.action} runs {way}: {reason}", host=self._host(task_vars))

    @classmethod
    def definition(cls) -> ModuleDefinition:
        """Return the definition of the module."""
        found: ModuleDefinition = load(f"module_utils.module.{cls.MODULE}").MODULE
        return found

    def _ship(self, args: dict[str, Any], task_vars: dict[str, Any], reason: str) -> dict[str, Any]:
        """Execute the module as Ansible does without an action plugin.

        :param reason: why it is executed this way.
        """
        self._explain("as a module", reason, task_vars)
        wrap_async = bool(self._task.async_val) and not self._connection.has_native_async
        result: dict[str, Any] = self._execute_module(module_args=args, task_vars=task_vars, wrap_async=wrap_async)
        if not wrap_async:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result

    def _wanted(self, task_vars: dict[str, Any]) -> str:
        value = to_builtins(self._templar.template(task_vars.get(execution.VARIABLE, execution.AUTO)))
        return str(value).lower() if isinstance(value, str) else repr(value)

    def _circumstances(
        self, args: dict[str, Any], task_vars: dict[str, Any], environment: dict[str, str]
    ) -> execution.Circumstances:
        connection = self._connection
        become_user = None
        if connection.become is not None:
            become_user = str(self.get_become_option("become_user") or "root")
        return execution.Circumstances(
            transport=str(connection.transport),
            become_user=become_user,
            user=_user(),
            is_async=bool(self._task.async_val),
            interpreter=self._interpreter(task_vars),
            environment=environment,
            libraries=self.libraries(args),
        )

    def libraries(self, args: dict[str, Any]) -> list[str]:
        """Return the names of the Python packages that the work of a task needs."""
        return ["yaml", "urllib3"]

    def _interpreter(self, task_vars: dict[str, Any]) -> str | None:
        variables = interpreter.host_variables(self, task_vars)
        value = to_builtins(self._templar.template(execution.configured_interpreter(variables)))
        return None if value is None else str(value).strip()

    def _host(self, task_vars: dict[str, Any]) -> str:
        return str(self._task.delegate_to or task_vars.get("inventory_hostname") or self._play_context.remote_addr)


def _user() -> str:
    """Return the name of the user of this process, whatever the environment says."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
