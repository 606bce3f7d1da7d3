# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure the phases of a play: Python imports this file at its start, when its folder is on the search path.

The functions in :data:`PHASES` are wrapped when their files have been imported. Processor time always counts for the
innermost phase of the main thread; threads of the process count with it. When a process ends, or a worker is
to send its result, it appends a line with the seconds of each phase to the file that ``COXSWAIN_PHASES`` names.
"""

import atexit
import functools
import json
import os
import sys
import threading
import time
from importlib.machinery import SourceFileLoader

#: End of the path of a file to its functions and their phases.
PHASES = {
    "ansible/plugins/strategy/linear.py": {"StrategyModule.run": "Ansible: run the play"},
    "ansible/executor/process/worker.py": {
        "WorkerProcess.start": "Ansible: fork",
        "WorkerProcess.run": "Ansible: task",
    },
    "ansible/executor/task_executor.py": {"TaskExecutor.run": "Ansible: task"},
    "plugins/module_utils/module/direct.py": {"run": "validate, and return the result"},
    "plugins/module_utils/module/release.py": {"run": "rest of the task"},
    "plugins/module_utils/module/runner.py": {"run": "rest of the task"},
    "plugins/module_utils/cluster/connection.py": {"connect": "connect"},
    "urllib3/connection.py": {"HTTPSConnection.connect": "connect"},
    "plugins/module_utils/cluster/discovery.py": {"discover": "discover"},
    "plugins/module_utils/chart/loader.py": {"load": "load the chart"},
    "plugins/module_utils/release/rendering/fingerprint.py": {"digest_of": "fingerprint"},
    "plugins/module_utils/release/direct/backend.py": {
        "DirectBackend.settle": "read the release",
        "DirectBackend.base": "read the release",
    },
    "plugins/module_utils/release/planning/live_state.py": {"read_live_objects": "read objects"},
    "plugins/module_utils/release/planning/drift.py": {"find_drift": "compare"},
}
START, END = "Ansible: start", "Ansible: end"
CORE, IMPORT = "import coxswain.helm and its libraries", "import in the task"


class _Clock:
    """Seconds by phase of this process."""

    def __init__(self, phase):
        self.stack = [phase]
        self.seconds = {}
        self.last = 0.0

    def turn(self):
        """Count the time since the last turn for the current phase."""
        now = time.process_time()
        phase = self.stack[-1]
        self.seconds[phase] = self.seconds.get(phase, 0.0) + now - self.last
        self.last = now

    def enter(self, phase):
        self.turn()
        self.stack.append(phase)

    def leave(self):
        self.turn()
        self.stack.pop()

    def write(self):
        self.turn()
        line = json.dumps({"phases": self.seconds})
        descriptor = os.open(os.environ["COXSWAIN_PHASES"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(line + "\n")
        self.seconds = {}


_clock = _Clock(START)
_worker = False
_exec_module = SourceFileLoader.exec_module


def _measured(function, phase, afterwards=lambda: None):
    """Count the time of a function for a phase; ``afterwards`` is called when it returns to another one."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        if threading.current_thread() is not threading.main_thread():
            return function(*args, **kwargs)
        _clock.enter(phase)
        try:
            return function(*args, **kwargs)
        finally:
            _clock.leave()
            afterwards()

    return wrapper


def _measured_worker(function, phase):
    """The body of a forked process, whose processor time starts at zero."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        global _clock, _worker
        _clock, _worker = _Clock(phase), True
        return function(*args, **kwargs)

    return wrapper


def _write():
    """Write what a worker did before it sends its result; at the end of the play Ansible kills it."""
    _clock.write()


def _begin_end():
    """What follows the play is no longer the start."""
    _clock.turn()
    _clock.stack[0] = END


_SPECIAL = {
    "WorkerProcess.run": _measured_worker,
    "TaskExecutor.run": functools.partial(_measured, afterwards=_write),
    "StrategyModule.run": functools.partial(_measured, afterwards=_begin_end),
}


def _wrap(module, path):
    for end, functions in PHASES.items():
        if not path.endswith(end):
            continue
        for name, phase in functions.items():
            owner = module
            *outer, last = name.split(".")
            for part in outer:
                owner = getattr(owner, part, None)
            found = vars(owner).get(last) if owner is not None else None
            if found is None:
                print(f"!!!! {end} has no {name}: the phase {phase} is not complete", file=sys.stderr)
                continue
            setattr(owner, last, _SPECIAL.get(name, _measured)(found, phase))


def _exec(self, module):
    path = getattr(self, "path", "")
    ours = "/coxswain/helm/plugins/" in path
    if _clock.stack[-1] == CORE or not (ours or _worker):
        # What our code imports counts with it, and what Ansible imports counts for what Ansible does.
        _exec_module(self, module)
    else:
        _clock.enter(CORE if ours else IMPORT)
        try:
            _exec_module(self, module)
        finally:
            _clock.leave()
    _wrap(module, path)


if os.environ.get("COXSWAIN_PHASES"):
    SourceFileLoader.exec_module = _exec
    atexit.register(_write)
