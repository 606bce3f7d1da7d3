# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs in processes of their own, which may kill themselves with SIGKILL at one of their writes.

A nursery has imported everything once and forks a process for each run, so that hundreds of them take seconds. As a
program this file is the nursery; :class:`Nursery` is how a test talks to it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

BEFORE, AFTER = "before", "after"
#: what a run is told by its exit status: it ended well, or with an error of the collection
DONE, FAILED = 0, 3


class Nursery:
    """Makes processes that carry out one operation each, against the cluster of ``KUBECONFIG``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._count = 0
        self._process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, text=True)

    def run(self, operation: str, namespace: str, **fields: Any) -> dict[str, Any]:
        """Carry out ``present``, ``absent``, ``rollback`` or ``test`` on the release ``shop`` of a namespace.

        :param fields: ``chart`` (a folder), ``at`` and ``when`` (kill it before or after that write), ``revision``, and
            the fields of a ReleaseRequest.
        :returns: ``killed``, ``status``, ``writes`` (how many it has sent) and ``error``.
        """
        with self._lock:
            self._count += 1
            answer = self._folder / f"run-{self._count}.json"
            request = {"operation": operation, "namespace": namespace, "answer": str(answer), **fields}
            stdin = self._process.stdin
            assert stdin is not None
            stdin.write(json.dumps(request) + "\n")
            stdin.flush()
        deadline = time.monotonic() + 300
        while not answer.exists():
            assert time.monotonic() < deadline, f"no end of {request}"
            assert self._process.poll() is None, "the nursery has ended"
            time.sleep(0.005)
        told: dict[str, Any] = json.loads(answer.read_text())
        assert told["killed"] or told["status"] in (DONE, FAILED), told
        return told

    def close(self) -> None:
        """End it."""
        stdin = self._process.stdin
        assert stdin is not None
        stdin.close()
        self._process.wait(30)


def _serve() -> None:
    """Fork a process for every line of the input."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _import()
    for line in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _watch(json.loads(line))
            os._exit(0)


def _watch(request: dict[str, Any]) -> None:
    """Run it in a process below this one, and write down how that ended."""
    answer = Path(request.pop("answer"))
    note = answer.with_suffix(".note")
    note.write_text("{}")
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = _run(request, note)
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL
    told = {"killed": killed, "status": os.waitstatus_to_exitcode(ended), **json.loads(note.read_text())}
    ready = answer.with_suffix(".new")
    ready.write_text(json.dumps(told))
    ready.rename(answer)


def _run(request: dict[str, Any], note: Path) -> int:
    from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load
    from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect
    from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError
    from ansible_collections.coxswain.helm.plugins.module_utils.release.direct.backend import DirectBackend
    from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.install_upgrade import (
        install_or_upgrade,
    )
    from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.rollback import rollback
    from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.run_tests import run_tests
    from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.uninstall import uninstall
    from ansible_collections.coxswain.helm.plugins.module_utils.release.request import ReleaseRequest

    operation, namespace = request.pop("operation"), request.pop("namespace")
    counted = _count_writes(request.pop("at", 0), request.pop("when", BEFORE))
    chart, revision = request.pop("chart", None), request.pop("revision", None)
    fields = {"timeout": 120.0, **request}
    told: dict[str, Any] = {}
    status = DONE
    try:
        backend = DirectBackend(connect(ConnectionOptions()))
        wish = ReleaseRequest("shop", namespace, load(chart) if chart else None, **fields)
        if operation == "present":
            told["action"] = install_or_upgrade(backend, wish).action
        elif operation == "absent":
            told["action"] = uninstall(backend, wish).action
        elif operation == "rollback":
            told["action"] = rollback(backend, wish, revision).action
        else:
            told["action"] = "tested"
            run_tests(backend, wish)
    except CoxswainError as error:
        told["error"] = str(error)
        status = FAILED
    note.write_text(json.dumps({**told, "writes": counted()}))
    return status


def _count_writes(at: int, when: str) -> Any:
    """Count what is sent to be written, and die at the one with the number ``at``."""
    from ansible_collections.coxswain.helm.plugins.module_utils.cluster.transport import Transport

    send, lock, count = Transport.send, threading.Lock(), 0

    def counting(self: Any, method: str, target: str, **more: Any) -> Any:
        nonlocal count
        if method == "GET":
            return send(self, method, target, **more)
        with lock:
            count += 1
            mine = count
        if mine == at and when == BEFORE:
            os.kill(os.getpid(), signal.SIGKILL)
        response = send(self, method, target, **more)
        if mine == at and when == AFTER:
            os.kill(os.getpid(), signal.SIGKILL)
        return response

    Transport.send = counting  # type: ignore[method-assign]
    return lambda: count


def _import() -> None:
    """What a run needs, once and for all of them; nothing is done yet, and no thread started."""
    from ansible_collections.coxswain.helm.plugins.module_utils.chart import loader, values_schema  # noqa: F401
    from ansible_collections.coxswain.helm.plugins.module_utils.cluster import connection, wait  # noqa: F401
    from ansible_collections.coxswain.helm.plugins.module_utils.release.direct import backend  # noqa: F401
    from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering import render_release  # noqa: F401


if __name__ == "__main__":
    _serve()
