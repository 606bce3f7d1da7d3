# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations that Tiller takes long for: what is shown meanwhile, and what an interruption leaves."""

from __future__ import annotations

import os
import re
import signal
import threading
import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.module.progress import Progress
from ansible_collections.coxswain.helm.plugins.module_utils.release.execution import wait_report
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.install_upgrade import install_or_upgrade
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.releases.backend import TillerBackend

POD = """
apiVersion: v1
kind: Pod
metadata: {name: {{ .Release.Name }}, annotations: {coxswain.test/behaviour: never-ready}}
spec: {containers: [{name: app, image: example/app}]}
"""


class Screen:
    """Interrupts the main thread at the first notice, if it is to."""

    def __init__(self, interrupts=False):
        self.details, self.notices, self.interrupts = [], [], interrupts

    def detail(self, line):
        self.details.append(line)

    def notice(self, line):
        self.notices.append(line)
        if self.interrupts and len(self.notices) == 1:
            threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(wait_report, "SILENCE", 0.5)
    monkeypatch.setattr(wait_report, "LONG", 1.2)


def present(shop, chart, screen, **fields):
    progress = Progress(screen)
    backend = TillerBackend(shop.tiller, shop.api, shop.tiller_namespace, False, progress)
    try:
        install_or_upgrade(backend, shop.request(chart, **fields))
    finally:
        shop.lines = progress.lines


def test_what_tiller_waits_for_is_shown(shop, make_chart):
    screen = Screen()
    with pytest.raises(TillerError, match="timed out waiting for the condition"):
        present(shop, make_chart({"pod.yaml": POD}), screen, wait=True, timeout=4.0)
    waits = rf"Tiller has not finished after \d s \(timeout 4 s\); not ready: Pod {shop.namespace}/{shop.name}: \S"
    assert [line for line in screen.details if re.match(waits, line)], screen.details
    assert len(screen.notices) == 1 and re.match(f"release {shop.name}: {waits}", screen.notices[0]), screen.notices
    # The result does not depend on the time.
    assert shop.lines == [f"install {shop.name} in {shop.namespace} through Tiller"]


def test_tiller_goes_on_after_an_interruption(shop, make_chart):
    chart = make_chart({"pod.yaml": POD})
    screen = Screen(interrupts=True)
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        present(shop, chart, screen, wait=True, timeout=8.0)
    assert time.monotonic() - started < 7.0
    assert screen.notices[1:] == [
        f"release {shop.name}: Tiller goes on with the operation, and refuses others until it has finished"
    ]
    with pytest.raises(TillerError, match="another operation .* is in progress"):
        shop.present(chart)
    # The connection is usable, and the next run converges once Tiller has finished.
    deadline = time.monotonic() + 30
    while shop.tiller.history(shop.name)[0].info.status.code != 4:
        assert time.monotonic() < deadline
        time.sleep(0.5)
    objects.delete(shop.api, objects.Ref("v1", "Pod", shop.namespace, shop.name))
    shop.present(make_chart({"pod.yaml": POD.replace("never-ready", "ready")}), wait=True)
    assert shop.tiller.history(shop.name)[0].info.status.code == 1
