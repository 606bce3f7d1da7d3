# SPDX-License-Identifier: GPL-3.0-or-later
"""A kubeconfig path is resolved on the controller, and only with a local connection."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest
from ansible.errors import AnsibleError
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load

KubeconfigAction = load("plugin_utils.kubeconfig_action").KubeconfigAction
ModuleAction = load("plugin_utils.module_action").ModuleAction

FOUND = {"config": "/role/files/config", "other": "/play/files/other", "vault": "/role/files/vault"}


@pytest.fixture
def run(monkeypatch):
    """Run the action; return the arguments that the module got and the temporary files that were removed."""

    def call(args, transport="local", fail=False):
        seen, removed = [], []
        action = KubeconfigAction.__new__(KubeconfigAction)
        action._connection = SimpleNamespace(transport=transport)
        action._loader = SimpleNamespace(
            get_real_file=lambda path, decrypt: "/tmp/clear" if path.endswith("vault") else path,
            cleanup_tmp_file=removed.append,
        )

        def find(_folder, name):
            if name not in FOUND:
                raise AnsibleError("not found")
            return FOUND[name]

        action._find_needle = find

        def execute(_self, given, _task_vars):
            seen.append(given)
            if fail:
                raise AnsibleError("no")
            return {"changed": False}

        monkeypatch.setattr(ModuleAction, "execute", execute)
        before = dict(args)
        if fail:
            with pytest.raises(AnsibleError):
                action.execute(args, {})
        else:
            assert action.execute(args, {}) == {"changed": False}
        assert args == before
        return seen[0], removed

    return call


CASES = {
    "a path": ({"kubeconfig": "config"}, {"kubeconfig": "/role/files/config"}),
    "an alias": ({"kubeconfig_path": "config"}, {"kubeconfig_path": "/role/files/config"}),
    "several paths": (
        {"kubeconfig": os.pathsep.join(["config", "other"])},
        {"kubeconfig": os.pathsep.join(["/role/files/config", "/play/files/other"])},
    ),
    "not found": ({"kubeconfig": "none"}, {"kubeconfig": "none"}),
    "a dictionary": ({"kubeconfig": {"clusters": []}}, {"kubeconfig": {"clusters": []}}),
    "a JSON text": ({"kubeconfig": '{"clusters": []}'}, {"kubeconfig": '{"clusters": []}'}),
    "empty": ({"kubeconfig": ""}, {"kubeconfig": ""}),
    "none": ({"name": "config"}, {"name": "config"}),
}


@pytest.mark.parametrize(("args", "expected"), CASES.values(), ids=CASES)
def test_with_a_local_connection(run, args, expected):
    assert run(args) == (expected, [])


def test_with_another_connection_paths_are_those_of_the_target(run):
    assert run({"kubeconfig": "config"}, transport="ssh") == ({"kubeconfig": "config"}, [])


@pytest.mark.parametrize("fail", [False, True])
def test_an_encrypted_file_is_decrypted_for_the_task_alone(run, fail):
    assert run({"kubeconfig": "vault"}, fail=fail) == ({"kubeconfig": "/tmp/clear"}, ["/tmp/clear"])
