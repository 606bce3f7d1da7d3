# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that never contact the API server accept the connection options of the action group by their actions."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.module.options import connection
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load

from ..modules.conftest import NAMES, documented

CONNECTION = load("plugin_utils.offline_action").CONNECTION
ModuleAction = load("plugin_utils.module_action").ModuleAction
OfflineAction = load("plugin_utils.offline_action").OfflineAction

ACTIONS = Path(__file__).resolve().parents[4] / "plugins" / "action"
PACKAGE = "ansible_collections.coxswain.helm.plugins.action"


def action_of(name):
    """Return the action plugin of a module."""
    return importlib.import_module(f"{PACKAGE}.{name}").ActionModule


@pytest.fixture
def run(monkeypatch):
    """Run an action with arguments; the arguments of the module, and the result."""

    def call(action_class, args):
        seen = []
        action = action_class.__new__(action_class)
        action._task = SimpleNamespace(args=args)

        def execute(_self, given, _task_vars):
            seen.append(given)
            return {"changed": False}

        monkeypatch.setattr(ModuleAction, "execute", execute)
        before = dict(args)
        result = action.execute(args, {})
        assert args == before
        return seen[0], result

    return call


@pytest.mark.parametrize("name", NAMES)
def test_every_module_accepts_every_connection_option(name):
    spec = documented(name).arguments["argument_spec"]
    names = {each for option, entry in spec.items() for each in (option, *entry.get("aliases", ()))}
    action = action_of(name)
    dropped = CONNECTION - action.own if issubclass(action, OfflineAction) else set()
    assert names | dropped >= CONNECTION
    assert not names & dropped


@pytest.mark.parametrize("name", NAMES)
def test_connection_options_are_documented_by_the_modules_that_use_them(name):
    documentation = documented(name).documentation
    action = action_of(name)
    offline = issubclass(action, OfflineAction)
    assert ("kubeconfig" in documentation["options"]) is not offline


def test_connection_options_are_dropped(run):
    args = {
        "chart_ref": "/c",
        "kubeconfig": "/k",
        "kube_context": "c",
        "api_key": "s3cret",
        "host": "h",
        "username": "u",
    }
    assert run(OfflineAction, args) == ({"chart_ref": "/c"}, {"changed": False})


def test_names_that_the_module_uses_itself_are_kept(run):
    args = {"host": "registry.example.com", "username": "u", "password": "p", "context": "c"}
    assert run(action_of("registry_auth"), args)[0] == {
        "host": "registry.example.com",
        "username": "u",
        "password": "p",
    }


def test_binary_path_is_ignored_with_a_warning(run):
    args, result = run(OfflineAction, {"binary_path": "/usr/bin/helm"})
    assert args == {}
    assert result["warnings"] == ["binary_path is ignored: coxswain.helm needs no helm binary."]


def test_the_connection_options_include_their_aliases():
    assert set(connection.SPEC) | set(connection.PASSWORD_SPEC) | {"verify_ssl", "kubeconfig_path"} <= CONNECTION
