# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev test`: run all parts or those that are named; the last line counts what passed and failed."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from harness.errors import HarnessError
from harness.progress import Console, Report, elapsed

from .. import durations, jobs, lanes, programs, suites
from .. import tally as tallies
from ..errors import ToolingError
from ..jobs import Job
from ..lanes import Finished
from ..tally import Tally


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART[:GROUP]",
        help=f"what to run, by default all but soak: {', '.join(jobs.listed())}",
    )
    parser.add_argument("-k", dest="match", metavar="EXPRESSION", help="run matching tests only, as pytest's -k does")
    parser.add_argument("--durations", action="store_true", help="show the slowest files and tests of each part")
    parser.add_argument(
        "--lanes",
        type=int,
        default=min(os.cpu_count() or 1, 4),
        metavar="N",
        help="number of parts to run side by side (number of cores, at most 4); with 1, output is shown as it comes",
    )
    parser.add_argument("--result", type=Path, help=argparse.SUPPRESS)


def run(options: argparse.Namespace, report: Report) -> int:
    """Run the jobs; return 1 when anything failed."""
    chosen = jobs.select(options.parts)
    if options.match:
        os.environ[suites.MATCH] = options.match
    if options.result:
        # This process runs in a lane of another, which prints its output when it ends.
        [job] = chosen
        tally = _tally(job, Console(interval=60.0))
        tallies.save(tally, options.result)
        return 1 if tally.failed else 0
    started = time.monotonic()
    finished: list[Finished] = []
    with programs.in_background(programs.needed_by({job.part for job in chosen})):
        in_lanes = [] if options.lanes < 2 else [job for job in chosen if job.part not in jobs.ALONE]
        if len(in_lanes) == 1:
            in_lanes = []
        for job in (job for job in chosen if job not in in_lanes):
            print(f"\n== {job.name}", flush=True)
            begun = time.monotonic()
            finished.append(Finished(job, _tally(job, report), time.monotonic() - begun))
        lanes.run(in_lanes, options.lanes, finished.append)
    finished.sort(key=lambda each: chosen.index(each.job))
    if options.durations:
        print("\n== durations")
        for each in finished:
            print(durations.table(each.job.name, each.seconds, each.tally))
    return _summarize(finished, time.monotonic() - started)


def _tally(job: Job, report: Report) -> Tally:
    """Run a job in this process; an error that breaks it off is a failure and does not keep others from running."""
    try:
        return job.run(report)
    except (ToolingError, HarnessError) as error:
        print(f"FAILED: {job.name}: {error}", flush=True)
        return Tally(0, 1)


def _summarize(finished: list[Finished], seconds: float) -> int:
    whole = sum((each.tally for each in finished), Tally())
    print("\n== summary")
    for each in finished:
        print(f"{each.job.name:<22} {each.tally} ({elapsed(each.seconds)})")
    print(f"{'whole run':<22} {elapsed(seconds)}")
    print(whole, flush=True)
    return 1 if whole.failed or not whole.passed else 0
