# SPDX-License-Identifier: GPL-3.0-or-later
"""What libraries print and log in the process of Ansible does not reach its output."""

from __future__ import annotations

import logging
import sys

import pytest
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load

captured_output = load("plugin_utils.captured_output").captured_output

WAYS = {
    "print": lambda: print("said"),
    "standard error": lambda: sys.stderr.write("said\n"),
    "the root logger": lambda: logging.error("said"),
    "a logger": lambda: logging.getLogger("library").warning("said"),
}


@pytest.mark.parametrize("say", WAYS.values(), ids=WAYS)
def test_it_is_captured(say, capsys):
    shown = []
    before = list(logging.getLogger().handlers)
    with captured_output(shown.append):
        say()
    assert shown == ["said"]
    assert capsys.readouterr() == ("", "")
    assert logging.getLogger().handlers == before


def test_without_output_nothing_is_shown():
    shown = []
    with captured_output(shown.append):
        pass
    assert shown == []


def test_after_an_error_it_is_shown_as_well():
    shown = []
    with pytest.raises(KeyError), captured_output(shown.append):
        print("said")
        raise KeyError
    assert shown == ["said"]
