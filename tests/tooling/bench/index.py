# SPDX-License-Identifier: GPL-3.0-or-later
"""A large index: read for the first time, and searched from its catalog, beside `helm search repo`."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import programs
from harness.progress import Report

from ..errors import ToolingError
from . import clock

#: Number of charts and of versions of each: 20,000 versions, about 25 MB.
CHARTS, VERSIONS = 400, 50

_WORDS = (
    *("server", "proxy", "metrics", "database", "cloud", "native", "ingress", "controller", "operator", "storage"),
    *("network", "secure", "scalable", "open", "source", "highly", "available", "distributed", "system", "for"),
    *("Kubernetes", "clusters"),
)


def run(report: Report, runs: int) -> str:
    """Measure reading and searching in new processes, with and without a catalog, and helm 4."""
    helm = programs.ensure(["helm4"], report)["helm4"]
    with tempfile.TemporaryDirectory(prefix="coxswain-bench-") as scratch:
        folder = Path(scratch)
        env = dict(os.environ, HELM_REPOSITORY_CONFIG=f"{folder}/repositories.yaml", HELM_REPOSITORY_CACHE=scratch)
        (folder / "repositories.yaml").write_text("repositories:\n- {name: big, url: 'http://127.0.0.1:9'}\n")
        index = folder / "big-index.yaml"
        index.write_text(text(CHARTS, VERSIONS))
        with report.step("Read and search an index"):
            first, memory = _ours(env, "database")
            rows = [_row("read, and keep a catalog", first, memory, None)]
            for title, query, options in (
                ("search a word", "database", []),
                ("search every version", "", ["--versions"]),
                ("search a version", "server", ["--version", "^1.0.0"]),
            ):
                ours, memory = _median(env, query, options, runs)
                command = [str(helm), "search", "repo", *options, *filter(None, [query])]
                theirs = clock.median(lambda command=command: _call(command, env), runs)
                rows.append(_row(title, ours, memory, theirs))
        size = index.stat().st_size / 1e6
    head = (f"{CHARTS * VERSIONS:,} versions, {size:.0f} MB", "coxswain.helm", "memory", "helm search", "ours / helm")
    return clock.table(head, rows)


def text(charts: int, versions: int) -> str:
    """Return an index as Helm writes it, the same each time."""
    chance = random.Random(1)
    lines = ["apiVersion: v1", "entries:"]
    for number in range(charts):
        name = f"{chance.choice(_WORDS).lower()}-{number:04d}"
        words = " ".join(chance.choice(_WORDS) for _ in range(20))
        lines.append(f"  {name}:")
        for turn in range(versions, 0, -1):
            lines += _version(name, f"{turn // 10}.{turn % 10}.{chance.randrange(20)}", turn, words)
    return "\n".join([*lines, 'generated: "2026-01-01T00:00:00Z"', ""])


def _version(name: str, version: str, turn: int, words: str) -> list[str]:
    middle = words.index(" ", len(words) // 2)
    fields = f"""\
  - annotations:
      category: Infrastructure
      images: |
        - name: {name}
          image: registry.example.com/charts/{name}:{version}-debian-12-r{turn}
        - name: shell
          image: registry.example.com/charts/shell:12-debian-12-r{turn}
      licenses: Apache-2.0
    apiVersion: v2
    appVersion: {version}
    created: "2024-0{1 + turn % 9}-1{turn % 10}T10:11:12.{turn:09d}Z"
    dependencies:
    - name: common
      repository: oci://registry.example.com/charts
      tags:
      - example-common
      version: 2.x.x
    description: {words[:middle]}
      {words[middle + 1 :]}
    digest: {hashlib.sha256(f"{name}{version}{turn}".encode()).hexdigest()}
    home: https://example.com/charts/{name}
    icon: https://example.com/assets/stacks/{name}/img/{name}-stack-220x234.png
    keywords:
    - {name}
    - {words.split(" ", 1)[0]}
    maintainers:
    - name: Example, Inc.
      url: https://git.example.com/example/charts
    name: {name}
    sources:
    - https://git.example.com/example/charts/tree/main/example/{name}
    urls:
    - https://charts.example.com/example/{name}-{version}.tgz
    version: {version}"""
    return fields.split("\n")


_SEARCH = """
import re, sys, time
started = time.perf_counter()
from ansible_collections.coxswain.helm.plugins.module_utils.repository import index_cache, helm_paths, search
catalog = index_cache.cached_catalog("big", helm_paths.find_helm_paths())
options = dict(zip(sys.argv[2::2], sys.argv[3::2]))
query = search.Query(sys.argv[1], versions="--versions" in sys.argv, version=options.get("--version", ""))
assert search.search([("big", catalog)], query)
taken = time.perf_counter() - started
# The figures of the resource module include those of the parent.
with open("/proc/self/status") as status:
    print(taken, int(re.search(r"VmHWM:\\s+(\\d+)", status.read()).group(1)) / 1024)
"""


def _ours(env: dict[str, str], query: str, options: list[str] | None = None) -> tuple[float, float]:
    """Return seconds and MB of a search in a new process, including its imports but not Python's start."""
    taken, memory = _call([sys.executable, "-c", _SEARCH, query, *(options or [])], env).split()
    return float(taken), float(memory)


def _median(env: dict[str, str], query: str, options: list[str], runs: int) -> tuple[float, float]:
    measured = sorted(_ours(env, query, options) for _ in range(runs))
    return measured[len(measured) // 2]


def _row(title: str, ours: float, memory: float, theirs: float | None) -> list[str]:
    return [title, clock.seconds(ours), f"{memory:.0f} MB", clock.seconds(theirs), clock.ratio(ours, theirs)]


def _call(command: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolingError(f"{' '.join(command)} failed: {done.stderr.strip()[-1000:]}")
    return done.stdout
