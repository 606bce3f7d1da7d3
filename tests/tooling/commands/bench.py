# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev bench`: measure side by side in one run, and print ratios."""

from __future__ import annotations

import argparse

from harness.progress import Report

from ..bench import index, release, render

KINDS = {"render": render.run, "index": index.run, "release": release.run}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("kind", nargs="?", choices=sorted(KINDS), help="what to measure (default: everything)")
    parser.add_argument("--runs", type=int, default=5, help="number of repetitions (default: %(default)s)")


def run(options: argparse.Namespace, report: Report) -> int:
    """Measure and print a table for each kind."""
    for kind in [options.kind] if options.kind else list(KINDS):
        table = KINDS[kind](report, options.runs)
        print(f"\n{table}", flush=True)
    return 0
