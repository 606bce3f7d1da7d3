# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for AnsibleModule that records what a task says and how it ends."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator


class Ended(Exception):
    """The task ended; ``result`` is what it returned."""

    def __init__(self, result: dict[str, Any]) -> None:
        super().__init__(result)
        self.result = result


class Module:
    """What the work of a module uses of AnsibleModule, with the parameters validated by Ansible itself."""

    def __init__(self, spec: dict[str, Any], params: dict[str, Any], check_mode: bool, diff: bool) -> None:
        validated = ArgumentSpecValidator(spec).validate(params)
        assert not validated.error_messages, validated.error_messages
        self.argument_spec = spec
        self.params = validated.validated_parameters
        self.check_mode = check_mode
        self._diff = diff
        self.warnings: list[str] = []
        self.no_log_values: set[str] = set()

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def fail_json(self, **result: Any) -> None:
        raise Ended({"failed": True, **result})

    def exit_json(self, **result: Any) -> None:
        raise Ended(result)


@pytest.fixture
def task():
    """Makes a :class:`Module`."""

    def make(spec: dict[str, Any], *, check_mode: bool = False, diff: bool = False, **params: Any) -> Module:
        return Module(spec, params, check_mode, diff)

    return make


@pytest.fixture
def ended():
    return Ended


@pytest.fixture(autouse=True)
def no_environment(monkeypatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith(("K8S_AUTH_", "HELM_", "KUBE")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
