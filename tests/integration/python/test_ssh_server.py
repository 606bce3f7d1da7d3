# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSH server for tests: a session has its own home, may be unable to write into it, and ends with the server."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from pathlib import Path

import pytest
from tooling import ssh_server

_OBSTACLE = ssh_server.obstacle()
pytestmark = pytest.mark.skipif(_OBSTACLE is not None, reason=str(_OBSTACLE))
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="another user's sessions have the user's own home")


def _command(server: ssh_server.SshServer, script: str) -> list[str]:
    return [
        "ssh",
        *server.options,
        "-i",
        str(server.key),
        "-p",
        str(server.port),
        f"{server.user}@{server.host}",
        script,
    ]


def _run(server: ssh_server.SshServer, script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(_command(server, script), capture_output=True, text=True, check=False)


def test_a_session_has_the_home_of_the_server():
    with ssh_server.serve() as server:
        done = _run(server, f'echo "$HOME" ~{server.user} "$PWD"')
        assert done.stdout.split() == [str(server.home)] * 3, done.stderr


@ROOT_ONLY
@pytest.mark.parametrize(("read_only", "expected"), [(False, "written"), (True, "refused")])
def test_a_home_may_be_read_only(read_only, expected):
    with ssh_server.serve(read_only_home=read_only) as server:
        done = _run(server, "touch ~/file 2>/dev/null && echo written || echo refused")
        assert done.stdout.strip() == expected, done.stderr
        assert (server.home / "file").exists() == (not read_only)


def test_sessions_end_with_the_server():
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(ssh_server.serve())
        with subprocess.Popen(_command(server, "echo; exec sleep 60"), stdout=subprocess.PIPE) as client:
            assert client.stdout
            client.stdout.readline()
            below = ssh_server.descendants(server.pid)
            assert below
            stack.close()
            assert client.wait(10)
    # The kernel removes a killed process when its parent has noticed.
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in below):
        assert time.monotonic() < deadline
        time.sleep(0.05)
