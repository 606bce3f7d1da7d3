# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev fuzz engine`: compare the collection with Helm's own packages on generated cases."""

from __future__ import annotations

import argparse
import json
import random
import time
from typing import TYPE_CHECKING

from harness import programs
from harness.progress import Report

from ..paths import OUTPUT

if TYPE_CHECKING:
    from fuzz import campaign


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("target", choices=["engine"], help="what is fuzzed")
    parser.add_argument("--seed", type=int, default=None, help="the seed of the cases; a new one by default")
    parser.add_argument("--count", type=int, default=1000, help="the number of cases (1000)")
    parser.add_argument("--start", type=int, default=0, metavar="N", help="the number of the first case (0)")
    parser.add_argument("--most", type=int, default=20, metavar="N", help="stop after N disagreements (20)")


def run(options: argparse.Namespace, report: Report) -> int:
    """Compare; return 1 when the two disagree. The last line counts."""
    from fuzz import campaign

    oracle = programs.ensure(["oracle"], report)["oracle"]
    seed = random.SystemRandom().randrange(1_000_000) if options.seed is None else options.seed
    started = time.monotonic()
    with report.step(f"Compare {options.count} cases of seed {seed} with Helm") as step:
        result = campaign.run(
            oracle,
            seed,
            options.start,
            options.count,
            most=options.most,
            progress=lambda n: step.progress(n, options.count),
            tell=lambda found: _tell(found, seed),
        )
        step.finish("differences" if result.disagreements else "done")
    OUTPUT.mkdir(exist_ok=True)
    print(
        f"{result.refused} of {result.compared} answers are errors, {result.crashes} cases crash Helm; "
        f"{result.compared / max(time.monotonic() - started, 0.001):.0f} cases a second"
    )
    print(f"{result.compared - len(result.disagreements)} passed, {len(result.disagreements)} failed")
    return 1 if result.disagreements else 0


def _tell(found: campaign.Disagreement, seed: int) -> None:
    print(f"case {found.number} of seed {seed}, minimized:\n  {json.dumps(found.case, ensure_ascii=False)}")
    print(f"  ours:   {json.dumps(found.ours, ensure_ascii=False)[:2000]}")
    print(f"  Helm's: {json.dumps(found.theirs, ensure_ascii=False)[:2000]}", flush=True)
