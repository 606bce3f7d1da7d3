# SPDX-License-Identifier: GPL-3.0-or-later
"""Work on several threads: results, errors, and what an interruption does to it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils import parallel
from ansible_collections.coxswain.helm.plugins.module_utils.parallel import each, run_within


@pytest.mark.parametrize("count", [0, 1, 2, 3, 50])
@pytest.mark.parametrize("workers", [1, 4])
def test_results_are_in_the_order_of_the_items(count, workers):
    def work(item):
        time.sleep(0.001 * (item % 3))
        return item * 2

    assert each(work, range(count), workers) == [item * 2 for item in range(count)]


def test_not_more_threads_than_workers():
    together = threading.Barrier(3)
    names = set()

    def work(_item):
        together.wait(10.0)
        names.add(threading.current_thread().name)

    each(work, range(9), 3)
    assert len(names) == 3


def test_every_item_is_processed_and_the_first_error_raised():
    done = []

    def work(item):
        done.append(item)
        if item in (1, 3):
            time.sleep(0.05 if item == 1 else 0.0)
            raise ValueError(item)

    with pytest.raises(ValueError, match="1"):
        each(work, range(6), 3)
    assert sorted(done) == list(range(6))


def test_an_interruption_begins_no_other_item_and_waits_a_moment(monkeypatch):
    monkeypatch.setattr(parallel, "_GRACE", 0.3)
    begun, hangs = [], threading.Event()

    def work(item):
        begun.append(item)
        if len(begun) == 2:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        hangs.wait(20.0)

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        each(work, range(10), 2)
    hangs.set()
    assert 0.25 < time.monotonic() - started < 10.0
    assert sorted(begun) == [0, 1]


HANGING = """
import sys, threading
from ansible_collections.coxswain.helm.plugins.module_utils import parallel
parallel._GRACE = 0.1
never = threading.Event()
def hang(*_item):
    if _item == (1,):
        import _thread, signal, os
        os.kill(os.getpid(), signal.SIGINT)
    never.wait(60)
CALL
print("ended", flush=True)
"""
CALLS = [
    ("items", "try:\n    parallel.each(hang, range(4), 4)\nexcept KeyboardInterrupt:\n    pass"),
    ("one call", "parallel.run_within(0.1, hang)"),
]


@pytest.mark.parametrize("call", [row[1] for row in CALLS], ids=[row[0] for row in CALLS])
def test_threads_do_not_keep_the_process_alive(call):
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", HANGING.replace("CALL", call)], capture_output=True, text=True, timeout=50, check=True
    )
    assert done.stdout == "ended\n", done.stderr
    assert time.monotonic() - started < 30.0


def test_a_call_within_a_time():
    assert run_within(10.0, lambda: None) is True
    hangs = threading.Event()
    assert run_within(0.05, lambda: hangs.wait(20.0)) is False
    hangs.set()
