# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev test`: every part, or the parts that are named; the last line counts what passed and failed."""

from __future__ import annotations

import argparse
import importlib
import time

from harness.progress import Report, elapsed

from .. import programs
from ..tally import Tally

#: In the order in which they run: what needs no program runs while the programs are built.
PARTS = ("unit", "lint", "conformance", "integration", "node", "oldest")
#: Only by name: what takes long.
BY_NAME = ("soak",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one of: {', '.join(PARTS + BY_NAME)}")


def run(options: argparse.Namespace, report: Report) -> int:
    """Run the parts; 1 when anything failed."""
    unknown = [part for part in options.parts if part not in PARTS + BY_NAME]
    if unknown:
        print(f"dev: there is no part {', '.join(unknown)}; there are {', '.join(PARTS + BY_NAME)}")
        return 2
    parts = options.parts or PARTS
    lines = []
    whole = Tally()
    with programs.in_background(programs.needed_by(parts)):
        for part in parts:
            print(f"\n== {part}", flush=True)
            started = time.monotonic()
            tally = importlib.import_module(f"..parts.{part}", __package__).run(report)
            lines.append(f"{part:<12} {tally} ({elapsed(time.monotonic() - started)})")
            whole += tally
    print("\n== summary")
    print("\n".join(lines))
    print(whole, flush=True)
    return 1 if whole.failed or not whole.passed else 0
