# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that a signal ends while they wait: what they show until then, what they leave, and the next run."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import signal
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.release.records import model
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.lock_owner import ANNOTATION

from .conftest import CONFIG_MAP, DEPLOYMENT
from .stories import call_helm
from .test_hooks import job

#: Carries out one operation in the way of a task, and shows its lines as they come.
CHILD = """
import json, sys
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect
from ansible_collections.coxswain.helm.plugins.module_utils.module.interruption import interruptible
from ansible_collections.coxswain.helm.plugins.module_utils.module.progress import Progress
from ansible_collections.coxswain.helm.plugins.module_utils.release.direct.backend import DirectBackend
from ansible_collections.coxswain.helm.plugins.module_utils.release.execution import wait_report
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.install_upgrade import install_or_upgrade
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.rollback import rollback
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.uninstall import uninstall
from ansible_collections.coxswain.helm.plugins.module_utils.release.request import ReleaseRequest

class Screen:
    def detail(self, line):
        print("detail", line, flush=True)

    def notice(self, line):
        print("notice", line, flush=True)

wait_report.SILENCE, wait_report.LONG = 0.5, 1.2
operation, namespace, chart, fields = json.loads(sys.argv[1])
request = ReleaseRequest("shop", namespace, load(chart) if chart else None, **fields)
with interruptible():
    backend = DirectBackend(connect(ConnectionOptions()), False, Progress(Screen()))
    if operation == "present":
        install_or_upgrade(backend, request)
    elif operation == "absent":
        uninstall(backend, request)
    else:
        rollback(backend, request, 1)
print("end", flush=True)
"""

WAITING = {"behaviour": "never-ready"}
LONG = {"wait": True, "timeout": 120.0}
#: Held by a finalizer: it is not gone before somebody removes that.
HELD = CONFIG_MAP.replace("metadata:", "metadata:\n  finalizers: [example.com/held]")
PLAIN = {"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT}
HOOKED = {"settings.yaml": CONFIG_MAP, "h.yaml": job("h", "post-install,post-upgrade", "never-ready")}

# name, templates, values of the revisions before, operation and its request, what failed, the notice, the history
CASES = [
    (
        "install",
        PLAIN,
        [],
        ("present", {"values": WAITING, **LONG}),
        'Release "shop"',
        r"release shop: 1 of 2 objects is not ready after 1 s of 120 s: Deployment \S+/shop: ",
        [(1, "failed")],
    ),
    (
        "upgrade",
        PLAIN,
        [{}],
        ("present", {"values": {**WAITING, "tag": "2"}, **LONG}),
        'Upgrade "shop"',
        r"release shop: 1 of 2 objects is not ready after 1 s of 120 s: Deployment \S+/shop: ",
        [(1, "deployed"), (2, "failed")],
    ),
    (
        "hook",
        HOOKED,
        [],
        ("present", {"timeout": 120.0}),
        'Release "shop"',
        r"post-install hook: Job \S+/h is not complete after 1 s of 120 s: not completed yet",
        [(1, "failed")],
    ),
    (
        "rollback",
        PLAIN,
        [WAITING, {"greeting": "Moin"}],
        ("rollback", LONG),
        'Rollback "shop"',
        r"release shop: 1 of 2 objects is not ready after 1 s of 120 s: Deployment \S+/shop: ",
        [(1, "superseded"), (2, "deployed"), (3, "failed")],
    ),
    (
        "uninstall",
        {"settings.yaml": HELD},
        [{}],
        ("absent", LONG),
        'Uninstall "shop"',
        r"release shop: ConfigMap \S+/shop-settings is not gone after 1 s of 120 s: "
        r"still exists, waiting for finalizers: example.com/held",
        [(1, "failed")],
    ),
]


def start(shop, folder, operation, fields):
    arguments = json.dumps([operation, shop.namespace, str(folder) if operation == "present" else None, fields])
    return subprocess.Popen([sys.executable, "-c", CHILD, arguments], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize(
    ("templates", "before", "run", "what", "notice", "statuses"),
    [row[1:] for row in CASES],
    ids=[row[0] for row in CASES],
)
def test_a_wait_is_interrupted(shop, make_chart, templates, before, run, what, notice, statuses, ending):
    number = signal.Signals[ending]
    folder = make_chart(templates)
    for values in before:
        shop.present(folder, values=values)
    operation, fields = run
    lines = []
    with start(shop, folder, operation, fields) as child:
        for line in child.stdout:
            lines.append(line.rstrip("\n"))
            if line.startswith("notice"):
                child.send_signal(number)
                if number == signal.SIGINT:
                    # As Ansible does.
                    child.send_signal(signal.SIGTERM)
                break
        sent = time.monotonic()
        lines += child.stdout.read().splitlines()
        assert child.wait(30) == -number, lines
    assert time.monotonic() - sent < 15.0
    notices = [line for line in lines if line.startswith("notice")]
    assert re.match(f"notice {notice}", notices[0]), notices
    # Before that, a line says what is awaited; there is one notice a wait.
    assert any(re.search(r" not (ready|complete|gone) after [01] s of 120 s: ", line) for line in lines[:-2]), lines
    revision = statuses[-1][0]
    description = f"{what} failed: interrupted: {ending}"
    assert notices[1:] == [f"notice {description}; revision {revision} is marked as failed"]
    assert "end" not in lines

    assert shop.history() == statuses
    record = shop.release()
    assert record.description == description
    assert ANNOTATION not in shop.get("Secret", f"sh.helm.release.v1.shop.v{revision}")["metadata"]["annotations"]
    told = json.loads(call_helm(4, "history", "shop", "-n", shop.namespace, "-o", "json"))
    assert [(entry["revision"], entry["status"]) for entry in told] == statuses
    _converges(shop, folder, operation)


def _converges(shop, folder, operation):
    """The next run has what it wants, and the one after that nothing to do."""
    if operation == "absent":
        shop.edit("ConfigMap", "shop-settings", {"metadata": {"finalizers": None}})
        shop.absent(wait=True)
        assert shop.history() == []
        assert shop.get("ConfigMap", "shop-settings") is None
        return
    fields = {"values": {"greeting": "Servus"}, "wait": True, "disable_hooks": True}
    shop.present(folder, **fields)
    assert shop.history()[-1][1] == model.DEPLOYED
    assert [status for _, status in shop.history()].count(model.DEPLOYED) == 1
    assert shop.get("ConfigMap", "shop-settings")["data"]["greeting"] == "Servus"
    assert shop.present(folder, **fields).action == "unchanged"


class Terminal:
    """A program on a terminal of its own; its lines are noted with the seconds since its start."""

    def __init__(self, command, env):
        self.lines: list[tuple[float, str]] = []
        self._master, slave = pty.openpty()

        def control() -> None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            command, env=env, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, preexec_fn=control
        )
        os.close(slave)
        self._started = time.monotonic()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        pending = b""
        while True:
            try:
                octets = os.read(self._master, 65536)
            except OSError:
                return
            if not octets:
                return
            *whole, pending = (pending + octets).split(b"\n")
            now = time.monotonic() - self._started
            self.lines += [(now, line.decode().rstrip("\r")) for line in whole]

    def wait_for(self, pattern, seconds):
        """Return when a line came that matches, and the line."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for when, line in list(self.lines):
                if re.search(pattern, line):
                    return when, line
            assert self.process.poll() is None, self.lines
            time.sleep(0.05)
        raise AssertionError(f"{pattern} did not come: {self.lines}")

    def press_ctrl_c(self):
        os.write(self._master, b"\x03")

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(30)
        self._reader.join(10)
        os.close(self._master)


@pytest.fixture
def playbook(shop, make_chart, tmp_path):
    """Start a playbook with one release that does not become ready."""
    folder = make_chart(PLAIN)
    opened = []

    def play(*options, **keywords):
        release = {
            "name": "shop",
            "namespace": shop.namespace,
            "chart_ref": str(folder),
            "values": WAITING,
            "wait": True,
            "timeout": "120s",
        }
        tasks = [{"coxswain.helm.release": release, **keywords}]
        variables = {"coxswain_helm_direct": "always"}
        play = {"hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": tasks}
        (tmp_path / "play.yml").write_text(json.dumps([play]))
        program = Path(sys.executable).with_name("ansible-playbook")
        command = [str(program), "-i", "localhost,", "-c", "local", str(tmp_path / "play.yml"), *options]
        opened.append(Terminal(command, os.environ | {"ANSIBLE_NOCOLOR": "1", "COLUMNS": "400"}))
        return opened[-1]

    play.folder = folder
    yield play
    for terminal in opened:
        terminal.close()


@pytest.mark.libraries
def test_ctrl_c_on_a_playbook(shop, playbook):
    """With the times of a user: a line after 15 s of silence, and the notice after 30 s."""
    terminal = playbook("-v")
    began, _ = terminal.wait_for("wait for 2 objects", 60)
    silent, line = terminal.wait_for(r"not ready after 1\d s of 120 s", 40)
    assert line.startswith("<localhost> 1 of 2 objects is not ready after "), line
    assert terminal.process.poll() is None
    noticed, line = terminal.wait_for(r"not ready after 3\d s of 120 s", 40)
    assert line.startswith("[localhost] release shop: 1 of 2 objects is not ready after 30 s"), line
    assert f"Deployment {shop.namespace}/shop: " in line
    assert 12 < silent - began < 25 and 25 < noticed - began < 40
    terminal.press_ctrl_c()
    terminal.process.wait(30)
    assert shop.history() == [(1, "failed")]
    assert shop.release().description == 'Release "shop" failed: interrupted: SIGINT'
    _converges(shop, playbook.folder, "present")


def test_without_v_only_the_notice_is_shown(shop, playbook):
    terminal = playbook()
    terminal.wait_for(r"not ready after 3\d s of 120 s", 70)
    # Before ansible-core 2.19, the workers are in the same group, and do not hear of the end of their parent otherwise.
    os.killpg(terminal.process.pid, signal.SIGTERM)
    terminal.process.wait(30)
    shown = [line for _when, line in terminal.lines if "shop" in line]
    assert len(shown) == 1 and shown[0].startswith("[localhost] release shop: "), shown
    deadline = time.monotonic() + 15
    # On SIGTERM, Ansible does not wait for its workers.
    while shop.history() != [(1, "failed")] and time.monotonic() < deadline:
        time.sleep(0.2)
    assert shop.release().description == 'Release "shop" failed: interrupted: SIGTERM'
    _converges(shop, playbook.folder, "present")


@pytest.mark.libraries
def test_the_timeout_of_a_task(shop, playbook):
    terminal = playbook(timeout=4, ignore_errors=True)
    assert terminal.process.wait(60) == 0, terminal.lines
    text = "\n".join(line for _when, line in terminal.lines)
    assert "fatal: [localhost]: FAILED!" in text and '"timedout"' in text, text
    assert shop.history() == [(1, "failed")]
    # Ansible's exception has a text since ansible-core 2.19.
    assert re.fullmatch(
        r'Release "shop" failed: interrupted(: Timed out after 4 second\(s\))?', shop.release().description
    )
    _converges(shop, playbook.folder, "present")


@pytest.fixture(autouse=True)
def released(shop):
    """Let go of what a test that fails has left held, or its namespace would stay for ever."""
    yield
    if shop.get("ConfigMap", "shop-settings") is not None:
        shop.edit("ConfigMap", "shop-settings", {"metadata": {"finalizers": None}})
        objects.delete(shop.api, objects.Ref("v1", "ConfigMap", shop.namespace, "shop-settings"))
