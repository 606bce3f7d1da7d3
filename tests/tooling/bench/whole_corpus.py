# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that renders every case of a corpus, each followed by helm.

Arguments: the corpus, the program of helm 4, and the folder of compiled templates. It prints how many cases there are,
the seconds of its own work (its start and imports included), those of helm, and the most memory that it held, in MB.
"""

from __future__ import annotations

import time

_STARTED = time.perf_counter()

import os  # noqa: E402 - the clock runs while the rest is imported
import resource  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.codecache import CodeCache  # noqa: E402
from conformance import runner  # noqa: E402


def main(corpus: str, helm: str, cache_folder: str) -> None:
    """Measure and print."""
    cases = list(runner.cases_of(Path(corpus), "helm4"))
    ours, theirs = time.perf_counter() - _STARTED, 0.0
    version = runner.KUBE_VERSIONS["helm4"]
    for case in cases:
        started = time.perf_counter()
        # Separate caches, like a module or lookup that renders one chart.
        runner.render_case(case, cache=CodeCache(os.path.join(cache_folder, "templates")))
        ours += time.perf_counter() - started
        command = [helm, "template", runner.RELEASE, os.path.join(corpus, case.archive)]
        command += ["--namespace", runner.NAMESPACE, "--kube-version", version]
        command += ["-f", os.path.join(corpus, case.values)] if case.values else []
        started = time.perf_counter()
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        theirs += time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(len(cases), ours, theirs, memory)


if __name__ == "__main__":
    main(*sys.argv[1:])
