# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the SSH server for tests, and the proxy that counts its bytes."""

from __future__ import annotations

import socket
import socketserver
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tooling import byte_counter, ssh_server

FOLDER = Path("/f")

ACCOUNTS = {
    "the user gets the home, and the server its user": (
        "root:x:0:0:root:/root:/bin/bash\nnobody:x:100:65534::/nonexistent:/bin/false\n",
        "root:x:0:0:root:/f/home:/bin/bash\nnobody:x:100:65534::/nonexistent:/bin/false\n"
        "sshd:x:101:65534::/run/sshd:/usr/sbin/nologin\n",
    ),
    "an existing user of the server stays": (
        "sshd:x:7:7::/run/sshd:/bin/false\nroot:x:0:0:root:/root:/bin/sh\n",
        "sshd:x:7:7::/run/sshd:/bin/false\nroot:x:0:0:root:/f/home:/bin/sh\n",
    ),
    "lines of NIS are dropped": (
        "root:x:0:0:root:/root:/bin/sh\n+::::\n",
        "root:x:0:0:root:/f/home:/bin/sh\nsshd:x:100:65534::/run/sshd:/usr/sbin/nologin\n",
    ),
}


@pytest.mark.parametrize(("text", "expected"), ACCOUNTS.values(), ids=ACCOUNTS)
def test_accounts(text, expected):
    assert ssh_server.passwd(text, "root", FOLDER / "home") == expected


def test_no_account_has_a_password_and_none_is_locked():
    assert ssh_server.shadow("root:x:0:0::/root:/bin/sh\na:x:1:1::/:/bin/sh\n").splitlines() == [
        "root:*:19000:0:99999:7:::",
        "a:*:19000:0:99999:7:::",
    ]


def test_configuration_has_the_settings_of_the_program():
    lines = ssh_server.configuration(FOLDER, 2222, ("SshdSessionPath /p",)).splitlines()
    assert {"ListenAddress 127.0.0.1:2222", "HostKey /f/host_key", "PasswordAuthentication no"} <= set(lines)
    assert lines[-1] == "SshdSessionPath /p"


def test_variables_of_a_host_lead_to_a_proxy():
    server = ssh_server.SshServer("h", 1, "u", FOLDER / "k", ssh_server.client_options(FOLDER), FOLDER, FOLDER, 1)
    variables = server.variables(Path("/p/python"), port=9)
    assert variables["ansible_port"] == 9
    assert variables["ansible_python_interpreter"] == "/p/python"
    assert variables["ansible_ssh_common_args"].startswith("-F none -o UserKnownHostsFile=/f/known_hosts ")


def test_descendants_include_those_in_other_sessions():
    code = "import subprocess; subprocess.Popen(['sleep', '30'], start_new_session=True); print(flush=True); input()"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            (below,) = ssh_server.descendants(process.pid)
            assert ssh_server.descendants(below) == []
            # The parent may go on a moment before the kernel knows the arguments.
            deadline = time.monotonic() + 10.0
            while not (arguments := Path(f"/proc/{below}/cmdline").read_bytes()) and time.monotonic() < deadline:
                time.sleep(0.01)
            assert arguments.startswith(b"sleep")
        finally:
            for pid in ssh_server.descendants(process.pid):
                subprocess.run(["kill", str(pid)], check=True)
            process.kill()


class _Echo(socketserver.StreamRequestHandler):
    """Reply to a line with the line, twice."""

    def handle(self) -> None:
        for line in self.rfile:
            self.wfile.write(line * 2)


def test_a_proxy_counts_each_direction():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Echo) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            with byte_counter.count("127.0.0.1", server.server_address[1]) as counter:
                for _ in range(2):
                    with socket.create_connection(("127.0.0.1", counter.port)) as client:
                        client.sendall(b"abc\n")
                        client.shutdown(socket.SHUT_WR)
                        assert client.makefile("rb").read() == b"abc\nabc\n"
                assert (counter.sent, counter.received) == (8, 16)
        finally:
            server.shutdown()
            thread.join()
