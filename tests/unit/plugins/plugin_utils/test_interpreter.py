# SPDX-License-Identifier: GPL-3.0-or-later
"""The interpreter of a target is the one that Ansible would choose, and what is discovered becomes a fact."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load

interpreter = load("plugin_utils.interpreter")
FACT = "discovered_interpreter_python"


@pytest.fixture
def discovered(monkeypatch):
    """The modes of discoveries, each of which finds the same interpreter."""
    modes = []

    def discover(action, interpreter_name, discovery_mode, task_vars):
        assert interpreter_name == "python"
        modes.append(discovery_mode)
        return "/usr/bin/python3.12"

    monkeypatch.setattr(interpreter, "discover_interpreter", discover)
    return modes


def action(delegate_to=None, delegate_facts=False):
    task = SimpleNamespace(delegate_to=delegate_to, delegate_facts=delegate_facts)
    return SimpleNamespace(_task=task, _discovered_interpreter_key=None, _discovered_interpreter=False)


# name: configured, facts of the host, the interpreter, and the modes of discoveries
CASES = {
    "configured": ("/opt/python", {}, "/opt/python", []),
    "known": ("auto_silent", {FACT: "/usr/bin/python3.9"}, "/usr/bin/python3.9", []),
    "configured although another one is known": ("/opt/python", {FACT: "/usr/bin/python3.9"}, "/opt/python", []),
    "discovered": ("auto_silent", {}, "/usr/bin/python3.12", ["auto_silent"]),
    "empty": ("", {}, "/usr/bin/python3.12", [""]),
    "unset": (None, {}, "/usr/bin/python3.12", [""]),
}


@pytest.mark.parametrize(("configured", "facts", "expected", "modes"), CASES.values(), ids=CASES)
def test_found(discovered, configured, facts, expected, modes):
    here, variables = action(), {"ansible_facts": dict(facts)}
    assert interpreter.find(here, configured, variables) == expected
    assert discovered == modes
    result = interpreter.with_facts(here, {"changed": False})
    assert result == {"changed": False, **({"ansible_facts": {FACT: expected}} if modes else {})}
    assert variables["ansible_facts"] == ({FACT: expected} if modes else facts)


@pytest.mark.parametrize("delegate_facts", [False, True])
def test_delegated(discovered, delegate_facts):
    here = action("other", delegate_facts)
    other = {"ansible_facts": {}}
    variables = {"ansible_facts": {FACT: "/opt/python"}, "ansible_delegated_vars": {"other": other}}
    assert interpreter.find(here, "auto", variables) == "/usr/bin/python3.12"
    assert other["ansible_facts"] == {FACT: "/usr/bin/python3.12"}
    assert ("ansible_facts" in interpreter.with_facts(here, {})) == delegate_facts


def test_warnings_of_the_discovery_are_kept():
    here = action()
    here._discovery_warnings = ["another Python may be found later"]
    assert interpreter.with_facts(here, {"warnings": ["a"]})["warnings"] == ["a", *here._discovery_warnings]
