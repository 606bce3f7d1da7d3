# SPDX-License-Identifier: GPL-3.0-or-later
"""Distinguish processes that have the same id."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from harness.identity import Identity, parse_stat, with_variable
from harness.processes import Component, Supervisor, end, plain

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(SLEEP) as process:
        yield process
        process.kill()


def test_the_second_field_may_contain_anything() -> None:
    fields = ["S", *[str(number) for number in range(4, 22)], "4711", "0"]
    assert parse_stat(f"12 (a) b (c) {' '.join(fields)}") == ("S", 4711)


def test_the_identity_of_a_process(child: subprocess.Popen[bytes]) -> None:
    identity = Identity.of(child.pid)
    assert identity
    assert identity.alive()
    for other in ({"start": identity.start + 1}, {"boot": "another"}):
        impostor = dataclasses.replace(identity, **other)
        assert not impostor.alive()
        assert not impostor.send(signal.SIGKILL)
    assert child.poll() is None


def test_a_zombie_is_not_alive(child: subprocess.Popen[bytes]) -> None:
    identity = Identity.of(child.pid)
    assert identity
    end([identity], force=True)
    assert not identity.alive()
    assert Identity.of(child.pid) is None
    assert not identity.send(signal.SIGKILL)


def test_processes_are_found_by_an_environment_variable(tmp_path: pathlib.Path) -> None:
    name, value = "COXSWAIN_TEST_MARKER", str(tmp_path)
    with subprocess.Popen(SLEEP, env={**os.environ, name: value}) as process:
        # The environment is visible after exec.
        while not (found := list(with_variable(name, value))):
            assert process.poll() is None
        assert [identity.pid for identity in found] == [process.pid]
        assert list(with_variable(name, f"{value}x")) == []
        process.kill()


def component(*command: str) -> Component:
    return Component("thing", command, lambda: None)


def test_a_component_outlives_its_record_but_not_the_sweep(tmp_path: pathlib.Path) -> None:
    supervisor = Supervisor(tmp_path)
    supervisor.start(component(*SLEEP))
    process = supervisor.running("thing")
    assert process
    assert supervisor.current(component(*SLEEP))
    assert not supervisor.current(component(*SLEEP, "more"))
    (tmp_path / "run" / "thing.json").unlink()
    assert supervisor.running("thing") is None
    assert supervisor.sweep() == 1
    assert not process.alive()
    assert supervisor.sweep() == 0


def test_stopping_a_component_that_ignores_sigterm(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.processes.PATIENCE", 0.2)
    supervisor = Supervisor(tmp_path)
    script = "trap '' TERM; echo ready; while :; do sleep 0.05; done"
    supervisor.start(component("/bin/sh", "-c", script))
    process = supervisor.running("thing")
    while "ready" not in supervisor.log("thing").read_text():
        assert process
    supervisor.stop(["thing", "unknown"])
    assert process
    assert not process.alive()
    assert not (tmp_path / "run" / "thing.json").exists()
    supervisor.sweep()


def test_a_component_that_ends_is_reported_with_the_end_of_its_log(tmp_path: pathlib.Path) -> None:
    supervisor = Supervisor(tmp_path)
    broken = Component("thing", ["/bin/sh", "-c", "echo no such flag; sleep 0.2; exit 1"], lambda: "not yet")
    supervisor.start(broken)
    with pytest.raises(Exception, match=r"(?s)thing: it ended\. Its log is .*thing\.log, which ends:.*no such flag"):
        supervisor.wait(broken, 10)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("plain words", "plain words"),
        ('{"level":"ERROR","msg":"exit","err":"no stages found","id":1}', "ERROR exit no stages found"),
        ("[1]", "[1]"),
        ("{}", "{}"),
    ],
)
def test_json_log_lines_are_shortened(line: str, expected: str) -> None:
    assert plain(line) == expected
