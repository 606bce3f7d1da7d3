# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the work of a module runs in this process, or as a module in a process of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ansible import constants as C

from .core import is_installed
from .environment import read_at_start

#: Variable of a play that overrides the choice.
VARIABLE = "coxswain_helm_direct"
AUTO, NEVER, ALWAYS = "auto", "never", "always"

#: Configured values that let Ansible look for an interpreter on the host.
DISCOVERED = ("auto", "auto_silent", "auto_legacy", "auto_legacy_silent")


class Execution(NamedTuple):
    """How a module is executed.

    :param direct: whether its work runs in this process.
    :param reason: why, as a clause.
    """

    direct: bool
    reason: str


class Circumstances(NamedTuple):
    """What the choice depends on.

    :param transport: the connection plugin.
    :param become_user: the user that ``become`` changes to, ``None`` without ``become``.
    :param user: the user of this process.
    :param interpreter: the configured Python interpreter, or one of the values that discover one.
    :param environment: the keyword ``environment``.
    :param libraries: the libraries that the work needs.
    """

    transport: str
    become_user: str | None
    user: str
    is_async: bool
    interpreter: str | None
    environment: Mapping[str, str]
    libraries: Sequence[str]


def choose(wanted: str, found: Circumstances) -> Execution:
    """Return how to execute a module.

    :param wanted: the value of :data:`VARIABLE`.
    :raises ValueError: the value is unknown, or ``always`` is not possible.
    """
    if wanted not in (AUTO, NEVER, ALWAYS):
        raise ValueError(f"{VARIABLE} must be {AUTO}, {NEVER} or {ALWAYS}, not {wanted!r}")
    if wanted == NEVER:
        return Execution(False, f"{VARIABLE} is {NEVER}")
    obstacle = _obstacle(found)
    if obstacle is None:
        return Execution(True, "the connection is local and the interpreter is this Python")
    if wanted == ALWAYS:
        raise ValueError(f"{VARIABLE} is {ALWAYS}, but {obstacle}. Remove the obstacle, or set it to {AUTO}.")
    return Execution(False, obstacle)


def _obstacle(found: Circumstances) -> str | None:
    if found.transport.rpartition(".")[2] != "local":
        return f"the connection is {found.transport}"
    if found.become_user is not None and found.become_user != found.user:
        return f"become changes to the user {found.become_user}"
    if found.is_async:
        return "the task is asynchronous"
    if not is_this_python(found.interpreter):
        return f"the Python interpreter of the host is {found.interpreter}, not {sys.executable}"
    variables = read_at_start(found.environment)
    if variables:
        return f"environment sets {', '.join(variables)}, which only a new process reads"
    missing = [name for name in found.libraries if not is_installed(name)]
    if missing:
        return f"{sys.executable} does not have the library {missing[0]}"
    return None


def is_this_python(interpreter: str | None) -> bool:
    """Return whether a configured interpreter is the Python of this process, or left to discovery."""
    if not interpreter or interpreter in DISCOVERED:
        return True
    given, own = os.path.abspath(os.path.expanduser(interpreter)), os.path.abspath(sys.executable)
    # Links to one binary in different directories may belong to different virtual environments.
    return given == own or (
        os.path.dirname(given) == os.path.dirname(own) and os.path.realpath(given) == os.path.realpath(own)
    )


def configured_interpreter(variables: Mapping[str, Any]) -> Any:
    """Return the Python interpreter from a host's variables or the configuration; it may be a template."""
    return C.config.get_config_value("INTERPRETER_PYTHON", variables=variables)


def returns_invocation(variables: Mapping[str, Any]) -> bool:
    """Return whether results contain ``invocation``: always before ansible-core 2.21, which made it a setting."""
    if C.config.get_configuration_definition("INJECT_INVOCATION") is None:
        return True
    return bool(C.config.get_config_value("INJECT_INVOCATION", variables=variables))
