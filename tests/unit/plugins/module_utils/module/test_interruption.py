# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals while a task works: they end the work in order, and then the process as before."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.module.interruption import Interrupted, interruptible

CHILD = """
import os, signal, sys, time
from ansible_collections.coxswain.helm.plugins.module_utils.module import interruption
from ansible_collections.coxswain.helm.plugins.module_utils.module.interruption import Interrupted, interruptible

def send(name):
    os.kill(os.getpid(), getattr(signal, name))

def handler(number, frame):
    print("handler", flush=True)
    os._exit(7)

SETUP
try:
    with interruptible():
        try:
            BODY
        except Interrupted as error:
            print("interrupted", error, flush=True)
            CLEANUP
            print("clean", flush=True)
            raise
except BaseException as error:
    print(type(error).__name__, flush=True)
    raise SystemExit(5)
print("end", flush=True)
"""
OWN = "signal.signal(signal.SIGINT, handler); signal.signal(signal.SIGTERM, handler)"

# name, what the process had set up, the work, the clean-up, output, exit status
CASES = [
    ("nothing", "", "pass", "pass", ["end"], 0),
    # The process has Python's handler of SIGINT, and none of SIGTERM.
    ("Ctrl-C", "", "send('SIGINT')", "pass", ["interrupted SIGINT", "clean", "KeyboardInterrupt"], 5),
    ("an end", "", "send('SIGTERM')", "pass", ["interrupted SIGTERM", "clean"], -signal.SIGTERM),
    ("the handler of a worker", OWN, "send('SIGINT')", "pass", ["interrupted SIGINT", "clean", "handler"], 7),
    (
        "as Ansible does it on Ctrl-C",
        OWN,
        "send('SIGINT')",
        "send('SIGTERM')",
        ["interrupted SIGINT", "clean", "handler"],
        7,
    ),
    ("an impatient user", "", "send('SIGTERM')", "send('SIGTERM')", ["interrupted SIGTERM", "clean"], -signal.SIGTERM),
    (
        "a clean-up that takes too long",
        "interruption._PATIENCE = 0.05",
        "send('SIGTERM')",
        "time.sleep(0.1); send('SIGTERM')",
        ["interrupted SIGTERM"],
        -signal.SIGTERM,
    ),
    (
        "an interruption that was lost",
        "",
        "class Last:\\n"
        "                def __del__(self): send('SIGTERM')\\n"
        "            sys.unraisablehook = lambda found: print('lost', flush=True)\\n"
        "            last = Last(); del last",
        "pass",
        ["lost"],
        -signal.SIGTERM,
    ),
    ("a signal that is ignored", "signal.signal(signal.SIGINT, signal.SIG_IGN)", "send('SIGINT')", "pass", ["end"], 0),
    ("after the work", OWN, "pass", "pass", ["end", "handler"], 7),
]


@pytest.mark.parametrize(
    ("setup", "body", "cleanup", "output", "status"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_signals(setup, body, cleanup, output, status):
    script = CHILD.replace("SETUP", setup).replace("BODY", body.replace("\\n", "\n")).replace("CLEANUP", cleanup)
    if output[-1:] == ["handler"] and output[0] == "end":
        script += "send('SIGTERM')\n"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=50, check=False)
    assert (done.stdout.splitlines(), done.returncode) == (output, status), done.stderr


def test_another_thread_has_no_signals():
    found = []

    def work():
        with interruptible():
            found.append(signal.getsignal(signal.SIGTERM))

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [before]


def test_it_is_no_error_that_code_may_handle():
    assert not issubclass(Interrupted, Exception)
