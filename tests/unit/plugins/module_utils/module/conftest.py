# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks with options that Ansible itself validates."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.coxswain.helm.plugins.module_utils.module.task import Task


class RecordedTask(Task):
    """A task.

    :ivar warnings: its warnings so far.
    """

    def __init__(self, spec: dict[str, Any], params: dict[str, Any], check_mode: bool, diff: bool) -> None:
        validated = ArgumentSpecValidator(spec).validate(params)
        assert not validated.error_messages, validated.error_messages
        self.warnings: list[str] = []
        super().__init__(validated.validated_parameters, check_mode, diff, 0, self.warnings.append, set())


@pytest.fixture
def task():
    """Makes a :class:`RecordedTask`."""

    def make(spec: dict[str, Any], *, check_mode: bool = False, diff: bool = False, **params: Any) -> RecordedTask:
        return RecordedTask(spec, params, check_mode, diff)

    return make


@pytest.fixture(autouse=True)
def no_environment(monkeypatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith(("K8S_AUTH_", "HELM_", "KUBE")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
