# SPDX-License-Identifier: GPL-3.0-or-later
"""A real sshd on the loopback interface, for hosts of an inventory that are not local.

``with ssh_server.serve() as server:`` accepts the current user with a key of its own. Root gets a mount namespace, in
which the user has a new home that is removed at the end, and in which the user and the folder of privilege separation
exist; another user's sessions have the user's own home.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import ports
from harness.progress import Report, Silent

from . import mount_namespace, openssh
from .errors import ToolingError
from .process_tree import descendants

HOST = "127.0.0.1"
#: The name of the host's key, whatever the port that leads to the server.
ALIAS = "coxswain-ssh"
#: Seconds that the server has to listen, and to end.
PATIENCE = 10.0

#: The user that an unprivileged child of the server runs as.
_SEPARATED = "sshd:x:{number}:65534::/run/sshd:/usr/sbin/nologin"
#: Mount the accounts and the home of folder $1, read-only when $2 is 1, and run the remaining arguments.
_ENTER = """
set -e
folder="$1" read_only="$2"
shift 2
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -m 755 /run/sshd
for file in passwd shadow; do mount --bind "$folder/$file" "/etc/$file"; done
if [ "$read_only" = 1 ]; then
    mount --bind "$folder/home" "$folder/home"
    mount -o remount,bind,ro "$folder/home"
fi
exec "$@"
"""


@dataclass(frozen=True)
class SshServer:
    """A running server.

    :param key: the file of the user's private key.
    :param options: arguments of ssh that ignore the user's settings and know the host's key.
    :param home: the home of the user in a session.
    :param log: the file of the server's messages.
    :param pid: the process whose descendants are all sessions.
    """

    host: str
    port: int
    user: str
    key: Path
    options: tuple[str, ...]
    home: Path
    log: Path
    pid: int

    def variables(self, python: Path, port: int | None = None) -> dict[str, Any]:
        """Return the variables of a host in an inventory.

        :param python: the interpreter of modules.
        :param port: another port that leads to the server.
        """
        return {
            "ansible_connection": "ssh",
            "ansible_host": self.host,
            "ansible_port": port or self.port,
            "ansible_user": self.user,
            "ansible_ssh_private_key_file": str(self.key),
            "ansible_ssh_common_args": " ".join(self.options),
            "ansible_python_interpreter": str(python),
        }


def obstacle() -> str | None:
    """Return why this host cannot serve; None when it can."""
    return openssh.obstacle() or (mount_namespace.obstacle() if os.geteuid() == 0 else None)


@contextlib.contextmanager
def serve(report: Report | None = None, *, read_only_home: bool = False) -> Iterator[SshServer]:
    """Serve, and end all sessions at the end; ToolingError when the server does not start.

    :param read_only_home: let sessions write nothing into the home; for root only.
    """
    program = openssh.ensure(report or Silent())
    # The folder of sockets: their paths must be short.
    with tempfile.TemporaryDirectory(prefix="coxswain-ssh-") as scratch:
        folder = Path(scratch)
        user = pwd.getpwuid(os.geteuid())
        _make_keys(folder)
        port = ports.choose(["sshd"], ())["sshd"]
        (folder / "sshd_config").write_text(configuration(folder, port, program.settings))
        (folder / "known_hosts").write_text(f"{ALIAS} {(folder / 'host_key.pub').read_text()}")
        command = [str(program.path), "-D", "-e", "-f", str(folder / "sshd_config")]
        home = Path(user.pw_dir)
        if os.geteuid() == 0:
            home = folder / "home"
            _write_accounts(folder, user.pw_name, home)
            enter = [*mount_namespace.ENTER, "/bin/sh", "-c", _ENTER, "sh"]
            command = [*enter, str(folder), str(int(read_only_home)), *command]
        log = folder / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                env=program.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            _await(process, log)
            options = client_options(folder)
            yield SshServer(HOST, port, user.pw_name, folder / "user_key", options, home, log, process.pid)
        finally:
            _stop(process)


def configuration(folder: Path, port: int, settings: tuple[str, ...] = ()) -> str:
    """Return the content of sshd_config for a server with its files in ``folder``."""
    lines = (
        f"ListenAddress {HOST}:{port}",
        f"HostKey {folder}/host_key",
        f"AuthorizedKeysFile {folder}/user_key.pub",
        f"PidFile {folder}/pid",
        # The folder is below /tmp, which everybody may write to.
        "StrictModes no",
        "PermitRootLogin prohibit-password",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "UsePAM no",
        "PrintMotd no",
        "Subsystem sftp internal-sftp",
        # A loop over many hosts opens as many connections at a time.
        "MaxStartups 200",
        "MaxSessions 200",
        *settings,
    )
    return "\n".join((*lines, ""))


def client_options(folder: Path) -> tuple[str, ...]:
    """Return the arguments of ssh for a server with its files in ``folder``."""
    settings = {
        "UserKnownHostsFile": folder / "known_hosts",
        "GlobalKnownHostsFile": "/dev/null",
        "HostKeyAlias": ALIAS,
        "StrictHostKeyChecking": "yes",
        "IdentitiesOnly": "yes",
    }
    return ("-F", "none", *(part for name, value in settings.items() for part in ("-o", f"{name}={value}")))


def passwd(text: str, user: str, home: Path) -> str:
    """Return the content of /etc/passwd with another home for ``user`` and with the server's unprivileged user."""
    rows = [line.split(":") for line in text.splitlines() if line.count(":") == 6]
    for row in rows:
        if row[0] == user:
            row[5] = str(home)
    if all(row[0] != "sshd" for row in rows):
        taken = {row[2] for row in rows}
        rows.append(_SEPARATED.format(number=next(n for n in range(100, 1000) if str(n) not in taken)).split(":"))
    return "".join(":".join(row) + "\n" for row in rows)


def shadow(accounts: str) -> str:
    """Return an /etc/shadow for the users of an /etc/passwd: no password is valid, and no user is locked."""
    return "".join(f"{line.split(':')[0]}:*:19000:0:99999:7:::\n" for line in accounts.splitlines())


def _make_keys(folder: Path) -> None:
    for name in ("host_key", "user_key"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", ALIAS, "-f", str(folder / name)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ToolingError(f"ssh-keygen failed: {(done.stdout + done.stderr).strip()[-1000:]}")


def _write_accounts(folder: Path, user: str, home: Path) -> None:
    home.mkdir(mode=0o700)
    accounts = passwd(Path("/etc/passwd").read_text(), user, home)
    (folder / "passwd").write_text(accounts)
    (folder / "passwd").chmod(0o644)
    (folder / "shadow").write_text(shadow(accounts))
    (folder / "shadow").chmod(0o600)
    # Other users must reach the home of a user that they are to become.
    folder.chmod(0o711)


def _await(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if b"Server listening" in log.read_bytes():
            return
        time.sleep(0.02)
    raise ToolingError(f"sshd does not start: {log.read_text(errors='replace').strip()[-1000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server, and its sessions, which have left its process group."""
    sessions = descendants(process.pid)
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pid in sessions:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
