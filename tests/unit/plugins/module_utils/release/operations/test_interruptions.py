# SPDX-License-Identifier: GPL-3.0-or-later
"""Interrupted operations: the revision is marked as failed, nothing keeps running, and the next run converges."""

from __future__ import annotations

import base64
import signal
import threading
import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError, UnreachableError
from ansible_collections.coxswain.helm.plugins.module_utils.module.interruption import Interrupted
from ansible_collections.coxswain.helm.plugins.module_utils.module.progress import Progress
from ansible_collections.coxswain.helm.plugins.module_utils.release.direct import failure
from ansible_collections.coxswain.helm.plugins.module_utils.release.direct.backend import DirectBackend
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.install_upgrade import install_or_upgrade
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.rollback import rollback
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.uninstall import uninstall
from ansible_collections.coxswain.helm.plugins.module_utils.release.records import codec, model
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.lock_owner import ANNOTATION
from ansible_collections.coxswain.helm.plugins.module_utils.release.request import ReleaseRequest
from unit.plugins.module_utils.release.operations.backends import FakeBackend
from unit.plugins.module_utils.release.operations.memory_server import AFTER, BEFORE, MemoryServer

TEMPLATES = {
    "settings.yaml": "\n".join(
        f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n"
        "data: {greeting: {{ .Values.greeting }}}"
        for name in ("settings", "more")
    ),
    "hook.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: hook\n  annotations:\n    helm.sh/hook: "
    "pre-install,post-upgrade,pre-rollback,pre-delete\n    helm.sh/hook-delete-policy: hook-succeeded\n",
}


class TaskTimeout(BaseException):
    """Like the exception of Ansible for the keyword ``timeout``."""


@pytest.fixture(scope="module")
def chart(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chart") / "shop"
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: shop\nversion: 0.1.0\n")
    (folder / "values.yaml").write_text("greeting: Ahoy\n")
    for name, text in TEMPLATES.items():
        (folder / "templates" / name).write_text(text)
    return load(str(folder))


@pytest.fixture(autouse=True)
def handler():
    """Restore the handler of the signal by which a server interrupts its caller."""
    before = signal.getsignal(signal.SIGUSR1)
    yield
    signal.signal(signal.SIGUSR1, before)


class Shop:
    """The release ``shop`` on a server of its own."""

    def __init__(self, chart):
        self.chart, self.server, self.notices = chart, MemoryServer(), []

    def detail(self, line):
        pass

    def notice(self, line):
        self.notices.append(line)

    def present(self, greeting, **fields):
        request = ReleaseRequest("shop", "web", self.chart, {"greeting": greeting}, wait=True, **fields)
        return install_or_upgrade(DirectBackend(self.server, False, Progress(self)), request)

    def absent(self, **fields):
        return uninstall(DirectBackend(self.server, False, Progress(self)), ReleaseRequest("shop", "web", **fields))

    def rollback(self, revision):
        return rollback(DirectBackend(self.server, False, Progress(self)), ReleaseRequest("shop", "web"), revision)

    def records(self):
        """The stored revisions, oldest first, with their annotations."""
        stored = {path: item for path, item in self.server.objects.items() if "/secrets/" in path}
        return [
            codec.decode(base64.b64decode(item["data"]["release"]), path).replace(
                annotations=item["metadata"].get("annotations", {})
            )
            for path, item in sorted(stored.items())
        ]

    def greetings(self):
        """What the live objects say."""
        found = {path.rpartition("/")[2]: item for path, item in self.server.objects.items() if "/configmaps/" in path}
        found.pop("hook", None)
        return {name: item["data"]["greeting"] for name, item in found.items()}


# name, greetings of the revisions before, the operation, the next run, the greeting by then
OPERATIONS = [
    ("install", [], lambda shop: shop.present("Moin"), lambda shop: shop.present("Moin"), "Moin"),
    ("upgrade", ["Ahoy"], lambda shop: shop.present("Moin"), lambda shop: shop.present("Moin"), "Moin"),
    ("upgrade, then back", ["Ahoy"], lambda shop: shop.present("Moin"), lambda shop: shop.present("Ahoy"), "Ahoy"),
    (
        "an upgrade that would be undone",
        ["Ahoy"],
        lambda shop: shop.present("Moin", atomic=True),
        lambda shop: shop.present("Moin"),
        "Moin",
    ),
    ("rollback", ["Ahoy", "Moin"], lambda shop: shop.rollback(1), lambda shop: shop.present("Ahoy"), "Ahoy"),
    ("uninstall", ["Ahoy"], lambda shop: shop.absent(), lambda shop: shop.absent(), None),
    ("uninstall, then install", ["Ahoy"], lambda shop: shop.absent(), lambda shop: shop.present("Moin"), "Moin"),
    (
        "uninstall that keeps the history",
        ["Ahoy", "Moin"],
        lambda shop: shop.absent(keep_history=True),
        lambda shop: shop.absent(keep_history=True),
        None,
    ),
]


def ended(threads):
    """Wait until there are no other threads than these."""
    deadline = time.monotonic() + 5.0
    while set(threading.enumerate()) - threads:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def make(chart, greetings):
    shop = Shop(chart)
    for greeting in greetings:
        shop.present(greeting)
    return shop


@pytest.mark.parametrize(
    ("before", "operation", "again", "wanted"), [row[1:] for row in OPERATIONS], ids=[row[0] for row in OPERATIONS]
)
def test_at_each_request(chart, before, operation, again, wanted):
    """The process lives on, as in a loop, so nothing excuses a lock that is not released."""
    shop = make(chart, before)
    shop.server.disarm()
    operation(shop)
    total = shop.server.requests_sent
    assert total > 5
    marked = 0
    for at in range(1, total + 1):
        for when in (BEFORE, AFTER):
            shop = make(chart, before)
            shop.server.interrupt(at, when, KeyboardInterrupt())
            threads = set(threading.enumerate())
            with pytest.raises(KeyboardInterrupt):
                operation(shop)
            assert ended(threads), f"a thread is left {when} request {at}"
            records = shop.records()
            where = f"{when} request {at} of {total}: {[(record.revision, record.status) for record in records]}"
            held = [record for record in records if record.status in (*model.PENDING, model.UNINSTALLING)]
            assert not held, where
            assert not [record for record in records[-1:] if ANNOTATION in record.annotations], where
            if records and records[-1].status == model.FAILED:
                marked += 1
                assert records[-1].description.endswith('"shop" failed: interrupted'), where
                assert shop.notices[-1].endswith(f"revision {records[-1].revision} is marked as failed"), where
            shop.server.disarm()
            again(shop)
            assert shop.greetings() == ({"settings": wanted, "more": wanted} if wanted else {}), where
            statuses = [record.status for record in shop.records()]
            assert statuses.count(model.DEPLOYED) == (1 if wanted else 0), (where, statuses)
            shop.server.disarm()
            if wanted:
                assert shop.present(wanted).action == "unchanged", where
    assert marked > 5


DESCRIPTIONS = [
    ("Ctrl-C", KeyboardInterrupt(), "interrupted"),
    ("a signal", Interrupted(signal.SIGTERM), "interrupted: SIGTERM"),
    ("a timeout of Ansible", TaskTimeout("Timed out after 5 second(s)."), "interrupted: Timed out after 5 second(s)"),
    # The text of an unexpected error may contain anything.
    ("an error of this collection", KeyError("secret"), "unexpected KeyError"),
]


@pytest.mark.parametrize(("error", "reason"), [row[1:] for row in DESCRIPTIONS], ids=[row[0] for row in DESCRIPTIONS])
def test_the_reason_is_recorded_and_the_error_raised(chart, error, reason):
    shop = make(chart, ["Ahoy"])
    shop.server.disarm()
    shop.present("Moin")
    writing = shop.server.requests_sent - 2
    shop = make(chart, ["Ahoy"])
    shop.server.interrupt(writing, BEFORE, error)
    with pytest.raises(type(error)) as caught:
        shop.present("Moin")
    assert caught.value is error
    assert shop.records()[-1].description == f'Upgrade "shop" failed: {reason}'


class Gone(MemoryServer):
    """Does not respond any more once it has interrupted its caller."""

    silence = None

    def request(self, *arguments, **more):
        if self.silence is not None:
            self.silence.wait(30.0)
            raise UnreachableError("no response")
        try:
            return super().request(*arguments, **more)
        except KeyboardInterrupt:
            self.silence = threading.Event()
            raise


def test_a_server_that_does_not_respond_holds_nobody_up(chart, monkeypatch):
    monkeypatch.setattr(failure, "_PATIENCE", 0.2)
    shop = Shop(chart)
    shop.server = Gone()
    shop.present("Ahoy")
    shop.server.disarm()
    shop.present("Servus")
    writing = shop.server.requests_sent - 2
    shop.server.interrupt(writing, BEFORE, KeyboardInterrupt())
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        shop.present("Moin")
    assert time.monotonic() - started < 10.0
    shop.server.silence.set()
    assert shop.notices[-1] == (
        'Upgrade "shop" failed: interrupted; revision 3 could not be marked as failed, so the next run does that'
    )
    assert shop.records()[-1].status == model.PENDING_UPGRADE


class Interrupting(FakeBackend):
    """Raises an error at one step of an operation."""

    def __init__(self, step, error, **fake):
        super().__init__("deployed", **fake)
        self.step, self.error = step, error

    def prepare_upgrade(self, *arguments):
        operation = super().prepare_upgrade(*arguments)
        step = getattr(operation, self.step)

        def interrupted(*given):
            step(*given)
            raise self.error

        setattr(operation, self.step, interrupted)
        operation.interrupted = lambda error: self.calls.append(f"interrupted by {type(error).__name__}")
        return operation


# name, the step, whether the operation fails before that, calls
STEPS = [
    ("the run", "run", False, ["run upgrade"]),
    ("the end", "finish", False, ["run upgrade", "finish upgrade"]),
    ("the record of a failure", "record_failure", True, ["run upgrade", "record failure of upgrade"]),
    ("the undoing", "undo", True, ["run upgrade", "record failure of upgrade"]),
]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), TaskTimeout(), Interrupted(signal.SIGINT)], ids=repr)
@pytest.mark.parametrize(("step", "fails", "calls"), [row[1:] for row in STEPS], ids=[row[0] for row in STEPS])
def test_nothing_is_undone_nor_swallowed(chart, step, fails, calls, error):
    backend = Interrupting(step, error, failing=("upgrade",) if fails else ())
    with pytest.raises(type(error)):
        install_or_upgrade(backend, ReleaseRequest("shop", "web", chart, atomic=True))
    assert backend.calls == ["settle", *calls, f"interrupted by {type(error).__name__}"]


def test_a_failure_is_no_interruption(chart):
    backend = Interrupting("failure", ReleaseError("it broke"), failing=("upgrade",))
    with pytest.raises(ReleaseError):
        install_or_upgrade(backend, ReleaseRequest("shop", "web", chart))
    assert backend.calls == ["settle", "run upgrade", "record failure of upgrade"]
