# SPDX-License-Identifier: GPL-3.0-or-later
"""Processor time and memory of commands with all their processes."""

from __future__ import annotations

import os
import sys

import pytest
from tooling import process_tree
from tooling.bench import usage
from tooling.errors import ToolingError

#: A process in a session of its own works 0.3 processor seconds and holds 40 MB; its parent waits for it.
WORK = """
import os, time
pid = os.fork()
if not pid:
    os.setsid()
    held = b"x" * 40_000_000
    while time.process_time() < 0.3:
        pass
    time.sleep(0.2)
    os._exit(3)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


def test_processes_in_other_sessions_count(tmp_path):
    used = usage.run([sys.executable, "-c", WORK], os.environ, tmp_path, sample=True)
    assert (used.code, used.output) == (0, "3\n")
    assert used.processor >= 0.3
    assert used.seconds >= 0.5
    assert used.largest >= 40
    assert used.together >= 40


def test_memory_of_this_process_does_not_count(tmp_path):
    held = b"x" * 300_000_000
    used = usage.run(["true"], os.environ, tmp_path)
    assert used.largest < 100
    assert used.together == 0
    assert len(held) == 300_000_000


def test_the_exit_code_and_errors_are_kept(tmp_path):
    used = usage.run(["/bin/sh", "-c", "pwd; echo bad >&2; exit 7"], os.environ, tmp_path)
    assert (used.code, used.output) == (7, f"{tmp_path}\nbad\n")


def test_a_command_that_hangs_is_killed_with_its_children(tmp_path):
    code = "import subprocess; subprocess.run(['sleep', '60'], start_new_session=True)"
    with pytest.raises(ToolingError, match="takes more than 1 s"):
        usage.run([sys.executable, "-c", code], os.environ, tmp_path, limit=1)
    assert process_tree.descendants(os.getpid()) == []


def test_a_command_that_does_not_exist(tmp_path):
    with pytest.raises(ToolingError, match="nothing-here was not run"):
        usage.run(["nothing-here"], os.environ, tmp_path)


def test_seconds_of_ended_children():
    ticks = os.sysconf("SC_CLK_TCK")
    numbers = " ".join(str(number) for number in range(4, 53))
    # The fields 16 and 17 of the kernel's documentation, after a name with a space and a parenthesis.
    assert process_tree.children_seconds(f"12 (a ) b) S {numbers}") == (16 + 17) / ticks


ROLLUPS = {
    "a process": ("00400000-7fff [rollup]\nRss:  100 kB\nPss:   12 kB\nPss_Dirty: 9 kB\n", 12 * 1024),
    "a thread of the kernel": ("", 0),
}


@pytest.mark.parametrize(("text", "expected"), ROLLUPS.values(), ids=ROLLUPS)
def test_proportional_set_size(text, expected):
    assert process_tree.pss(text) == expected
