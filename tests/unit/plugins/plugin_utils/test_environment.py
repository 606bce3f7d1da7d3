# SPDX-License-Identifier: GPL-3.0-or-later
"""The keyword `environment` of a task that runs in the process of Ansible."""

from __future__ import annotations

import os

import pytest
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load

environment = load("plugin_utils.environment")


@pytest.mark.parametrize("fails", [False, True])
def test_variables_are_set_and_restored(monkeypatch, fails):
    monkeypatch.setenv("COXSWAIN_OLD", "1")
    monkeypatch.delenv("COXSWAIN_NEW", raising=False)
    before = dict(os.environ)
    try:
        with environment.applied({"COXSWAIN_OLD": "2", "COXSWAIN_NEW": "3"}):
            assert (os.environ["COXSWAIN_OLD"], os.environ["COXSWAIN_NEW"]) == ("2", "3")
            os.environ["COXSWAIN_OTHER"] = "4"
            del os.environ["COXSWAIN_NEW"]
            if fails:
                raise KeyError
    except KeyError:
        pass
    assert dict(os.environ) == before
