# SPDX-License-Identifier: GPL-3.0-or-later
"""Our renderings against real Helm's: own charts always, and the corpus beside the checkout where there is one."""

from __future__ import annotations

from conformance import runner
from harness import programs
from harness.progress import Report

from .. import corpus
from ..paths import CHARTS, CORPUS, OUTPUT
from ..tally import Tally


def run(report: Report) -> Tally:
    """Compare every dialect that a corpus has expectations for; what differs is kept in tests/output/conformance."""
    helms = programs.ensure(programs.ORACLES, report)
    own = OUTPUT / "corpus"
    with report.step("Ask real Helm what it prints for the project's own charts"):
        corpus.make(CHARTS, helms, own)
    whole = Tally()
    for folder in filter(lambda folder: (folder / "cases.json").is_file(), (own, CORPUS)):
        for dialect in runner.dialects_of(folder):
            with report.step(f"Compare {folder.parent.name}/{folder.name} in {dialect}") as step:
                passed, failures = runner.run(folder, dialect, report=OUTPUT / "conformance" / folder.name)
                step.finish("differences" if failures else "done")
            for failure in failures:
                print(f"FAILED {dialect} {failure.case.title}: {failure.summary}")
            tally = Tally(passed, len(failures))
            print(f"{folder.parent.name}/{folder.name}, {dialect}: {tally}", flush=True)
            whole += tally
    return whole
