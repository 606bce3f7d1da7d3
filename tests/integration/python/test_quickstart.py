# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev quickstart` tells its story, leaves a release that real Helm lists alike, the second time too."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from pathlib import Path

import harness
import pytest

ROOT = Path(__file__).resolve().parents[3]
STORY = ["changed", "ok", "changed (check mode: nothing was changed)", "changed", "rolled back"]


def run(*command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "KUBECONFIG"} | variables
    return subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def cluster():
    cluster = harness.Cluster(f"{os.environ['COXSWAIN_CLUSTER']}-quickstart")
    cluster.down()
    yield cluster
    cluster.down()


def test_the_quickstart(cluster, capsys):
    for turn in ("first", "second"):
        started = time.monotonic()
        done = run(ROOT / "dev", "quickstart", "--name", cluster.name)
        assert done.returncode == 0, done.stdout + done.stderr
        said = re.findall(
            r'"msg": "([a-z ]+(?: \(.*?\))?): release web, revision \d+ of\s+web-1.0.0, (\w+)', done.stdout
        )
        assert [word for word, status in said] == STORY
        assert [status for word, status in said] == ["deployed"] * 5
        # A figure for the report, not a limit: how long it takes depends on what else the machine does.
        with capsys.disabled():
            print(f"\nThe {turn} ./dev quickstart took {time.monotonic() - started:.0f} s")
    listed = run(
        os.environ["HELM4"], "list", "--namespace", "quickstart", "--output", "json", KUBECONFIG=str(cluster.kubeconfig)
    )
    [release] = json.loads(listed.stdout)
    del release["updated"]
    assert release == {
        "name": "web",
        "namespace": "quickstart",
        "revision": "3",
        "status": "deployed",
        "chart": "web-1.0.0",
        "app_version": "1.27.0",
    }
    assert cluster.status()["running"]
