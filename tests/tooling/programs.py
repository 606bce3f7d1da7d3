# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the programs for tests in the background.

The build runs in a separate process with a log. Tests ask the harness for programs as usual, and its lock makes them
wait for a program that is being built.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence

from harness import node_packages
from harness.families import CLUSTER, HELM2, NODE, ORACLES
from harness.programs import cached

from .paths import OUTPUT, TESTS

#: The programs of every part that needs any.
COMMON = (*CLUSTER, *ORACLES, *HELM2, "registry", "oracle")
#: The parts that need no programs.
_WITHOUT = {"unit", "lint"}
_BUILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from harness.programs import ensure; from harness.progress import Console; "
    "ensure(sys.argv[2:], Console(interval=30))"
)


def needed_by(parts: Iterable[str]) -> tuple[str, ...]:
    """Return the programs that parts of the tests need on this host."""
    chosen = set(parts)
    node = NODE if "node" in chosen and _node_is_possible() else ()
    return tuple(dict.fromkeys((*COMMON, *node))) if chosen - _WITHOUT else ()


def _node_is_possible() -> bool:
    """Return whether a real node may be possible, as far as is known before packages are installed."""
    if node_packages.obstacle() is not None:
        return False
    return bool(node_packages.missing()) or node_packages.barrier() is None


@contextlib.contextmanager
def in_background(names: Sequence[str]) -> Iterator[None]:
    """Build missing programs of ``names`` while the context is open."""
    if len(cached(names)) == len(names):
        yield
        return
    OUTPUT.mkdir(exist_ok=True)
    log = OUTPUT / "programs.log"
    print(f"Building the local cluster's programs in the background; the log is {log.relative_to(TESTS.parent)}")
    with log.open("w") as file:
        builder = subprocess.Popen(
            [sys.executable, "-c", _BUILD, str(TESTS / "cluster"), *names],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield
    finally:
        # Its children are compilers: end the whole group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(builder.pid, signal.SIGTERM)
        builder.wait()
