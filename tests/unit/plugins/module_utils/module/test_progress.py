# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress: what goes into the result, and what is shown at once."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.module.progress import Progress


class Screen:
    def __init__(self):
        self.details, self.notices = [], []

    def detail(self, line):
        self.details.append(line)

    def notice(self, line):
        self.notices.append(line)


CASES = [
    ("a step", lambda progress: progress("install shop"), "install shop\n", ["install shop"], []),
    ("a line for the result", lambda progress: progress.collect("ready"), "ready\n", [], []),
    ("a line for the screen", lambda progress: progress.detail("ready (3 s)"), "", ["ready (3 s)"], []),
    ("a notice", lambda progress: progress.notice("not ready after 30 s"), "", [], ["not ready after 30 s"]),
]
IDS = [case[0] for case in CASES]


@pytest.mark.parametrize(("name", "call", "stdout", "details", "notices"), CASES, ids=IDS)
def test_where_a_line_goes(name, call, stdout, details, notices):
    screen = Screen()
    progress = Progress(screen)
    call(progress)
    assert progress.shows
    assert (progress.stdout, screen.details, screen.notices) == (stdout, details, notices)


@pytest.mark.parametrize("show", [Progress.__call__, Progress.detail, Progress.notice])
def test_secrets_are_not_shown(show):
    screen = Screen()
    secrets = {"opensesame"}
    progress = Progress(screen, secrets)
    secrets.add("swordfish")
    show(progress, "log: opensesame, swordfish")
    assert screen.details + screen.notices == ["log: ********, ********"]


@pytest.mark.parametrize(("name", "call", "stdout", "details", "notices"), CASES, ids=IDS)
def test_the_result_is_the_same_without_a_screen(name, call, stdout, details, notices):
    progress = Progress()
    call(progress)
    assert not progress.shows
    assert progress.stdout == stdout
