# SPDX-License-Identifier: GPL-3.0-or-later
"""Building the programs that tests need while something else runs.

The build is a process of its own with a log; whoever needs a program asks the harness for it as usual, and the
harness's lock makes it wait for what is being built.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

from harness.families import CLUSTER, HELM2, ORACLES
from harness.programs import cached

from .paths import OUTPUT, TESTS

NEEDED = (*CLUSTER, *ORACLES, *HELM2, "registry", "oracle")
_BUILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from harness.programs import ensure; from harness.progress import Console; "
    "ensure(sys.argv[2:], Console(interval=30))"
)


@contextlib.contextmanager
def in_background(needed: bool) -> Iterator[None]:
    """Build what is missing of the cluster's programs and the real Helms while the context is open."""
    if not needed or len(cached(NEEDED)) == len(NEEDED):
        yield
        return
    OUTPUT.mkdir(exist_ok=True)
    log = OUTPUT / "programs.log"
    print(f"Building the local cluster's programs in the background; the log is {log.relative_to(TESTS.parent)}")
    with log.open("w") as file:
        builder = subprocess.Popen(
            [sys.executable, "-c", _BUILD, str(TESTS / "cluster"), *NEEDED],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield
    finally:
        # Compilers are its children: the whole group ends with it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(builder.pid, signal.SIGTERM)
        builder.wait()
