# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that run side by side, with a stand-in for `./dev test`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tooling import lanes
from tooling.jobs import Job
from tooling.tally import Tally

#: What a job does, by its name: the stand-in gets ``--result FILE NAME``.
STAND_IN = """
import json, pathlib, signal, subprocess, sys, time
_, folder, _, result, name = sys.argv
folder = pathlib.Path(folder)
(folder / f"{name}.began").write_text(str(time.monotonic()))
print("words of", name, flush=True)
if name == "lint":
    time.sleep(0.3)
if name == "oldest:unit":
    sys.exit(3)
if name in ("node", "newest:unit"):
    if name == "newest:unit":
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen(["sleep", "100"])
    (folder / f"{name}.child").write_text(str(child.pid))
    try:
        time.sleep(100)
    finally:
        (folder / f"{name}.tidied").write_text("")
pathlib.Path(result).write_text(json.dumps({"passed": 2, "failed": 0, "checks": [["a", 1.5]]}))
(folder / f"{name}.ended").write_text(str(time.monotonic()))
"""


@pytest.fixture
def command(tmp_path, monkeypatch):
    monkeypatch.setattr(lanes, "OUTPUT", tmp_path / "output")
    return [sys.executable, "-c", STAND_IN, str(tmp_path)]


def moment(folder: Path, name: str) -> float:
    return float((folder / name).read_text())


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_jobs_run_side_by_side_and_print_as_a_whole(tmp_path, command, capsys):
    ended = []
    lanes.run([Job("conformance"), Job("lint")], 2, ended.append, command)
    assert moment(tmp_path, "conformance.began") < moment(tmp_path, "lint.ended")
    assert {each.job.name for each in ended} == {"lint", "conformance"}
    assert [each.tally for each in ended] == [Tally(2, 0)] * 2
    assert ended[0].tally.checks[0].name == "a" and ended[0].seconds > 0
    printed = capsys.readouterr().out
    for name in ("lint", "conformance"):
        assert f"\n== {name}\nwords of {name}\n" in printed


def test_one_lane_takes_one_job_after_the_other_the_longest_first(tmp_path, command):
    lanes.run([Job("conformance"), Job("lint")], 1, lambda _: None, command)
    assert moment(tmp_path, "lint.ended") <= moment(tmp_path, "conformance.began")


def test_a_job_that_breaks_off_is_a_failure_and_hides_no_other(command, capsys):
    ended = []
    lanes.run([Job("oldest", "unit"), Job("conformance")], 2, ended.append, command)
    assert {each.job.name: each.tally for each in ended} == {"oldest:unit": Tally(0, 1), "conformance": Tally(2, 0)}
    assert "FAILED: oldest:unit broke off with exit code 3" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("job", "tidied"), [(Job("node"), True), (Job("newest", "unit"), False)], ids=["obeys", "hangs"]
)
def test_an_interrupt_leaves_no_process(job, tidied, tmp_path, command, monkeypatch, capsys):
    monkeypatch.setattr(lanes, "PATIENCE", 10.0 if tidied else 0.5)
    pid = tmp_path / f"{job.name}.child"

    sleep = time.sleep

    def interrupt(_seconds):
        sleep(0.02)
        if pid.exists() and pid.read_text():
            monkeypatch.setattr(lanes.time, "sleep", sleep)
            raise KeyboardInterrupt

    monkeypatch.setattr(lanes.time, "sleep", interrupt)
    with pytest.raises(KeyboardInterrupt):
        lanes.run([job], 2, lambda _: None, command)
    assert (tmp_path / f"{job.name}.tidied").exists() == tidied
    deadline = time.monotonic() + 10
    while not gone(int(pid.read_text())) and time.monotonic() < deadline:
        sleep(0.02)
    assert gone(int(pid.read_text()))
    assert f"{job.name} was interrupted" in capsys.readouterr().out


PROGRAM = """
import time
try:
    print("up", flush=True)
    time.sleep(100)
except KeyboardInterrupt:
    print("tidied")
"""
SHOWING = """
import sys
from tooling import process
process.on_interrupts()
try:
    process.show([sys.executable, "-c", sys.argv[1]], {})
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_program_that_is_shown_is_interrupted_by_either_signal(number):
    with subprocess.Popen(
        [sys.executable, "-c", SHOWING, PROGRAM],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout.readline() == "up\n"
        # A terminal interrupts the whole group; SIGTERM goes to one process.
        (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
        assert process.stdout.read() == "tidied\ninterrupted\n"
