# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare our renderings with real Helm's: the project's own charts, and the corpus beside the checkout if present."""

from __future__ import annotations

import json
import time

from conformance import runner
from harness import programs
from harness.progress import Report

from .. import corpus
from ..paths import CHARTS, CORPUS, OUTPUT
from ..tally import Check, Tally

#: Number of generated cases of a run; the part soak compares more.
FUZZ_CASES = 3000


def run(report: Report) -> Tally:
    """Compare each corpus in the dialects it has expectations for; differences are kept in tests/output/conformance."""
    helms = programs.ensure(programs.ORACLES, report)
    own = OUTPUT / "corpus"
    with report.step("Render the project's own charts with real Helm"):
        corpus.make(CHARTS, helms, own)
    whole = Tally()
    for folder in filter(lambda folder: (folder / "cases.json").is_file(), (own, CORPUS)):
        for dialect in runner.dialects_of(folder):
            started = time.monotonic()
            title = f"{folder.parent.name}/{folder.name} in {dialect}"
            with report.step(f"Compare {title}") as step:
                passed, failures = runner.run(folder, dialect, report=OUTPUT / "conformance" / folder.name)
                step.finish("differences" if failures else "done")
            for failure in failures:
                print(f"FAILED {dialect} {failure.case.title}: {failure.summary}")
            tally = Tally(passed, len(failures), (Check(title, time.monotonic() - started),))
            print(f"{folder.parent.name}/{folder.name}, {dialect}: {tally}", flush=True)
            whole += tally
    return whole + fuzz(report, seed=1, count=FUZZ_CASES)


def fuzz(report: Report, seed: int, count: int) -> Tally:
    """Compare generated cases with Helm's own packages and print the differences."""
    # The fuzzer imports the collection, which the tooling does not need for anything else.
    from fuzz import campaign

    oracle = programs.ensure(["oracle"], report)["oracle"]
    started = time.monotonic()
    with report.step(f"Compare {count} generated cases of seed {seed} with Helm's packages") as step:
        result = campaign.run(oracle, seed, 0, count, progress=lambda n: step.progress(n, count))
        step.finish("differences" if result.disagreements else "done")
    for found in result.disagreements:
        print(f"FAILED generated case {found.number} of seed {seed}: {json.dumps(found.case)}")
        print(f"  ours:   {json.dumps(found.ours)[:1000]}")
        print(f"  Helm's: {json.dumps(found.theirs)[:1000]}")
    taken = Check("generated cases", time.monotonic() - started)
    tally = Tally(result.compared - len(result.disagreements), len(result.disagreements), (taken,))
    print(f"generated cases, seed {seed}: {tally}; {result.crashes} more end Helm's process", flush=True)
    return tally
