# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev bench`: measure side by side in one run, and print ratios."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from harness.progress import Report

from ..bench import index, release, render

KINDS = ("render", "index", "release")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("kind", nargs="?", choices=KINDS, help="what to measure (default: everything)")
    parser.add_argument("--runs", type=int, default=5, help="number of repetitions (default: %(default)s)")
    release.add_arguments(parser)


def run(options: argparse.Namespace, report: Report) -> int:
    """Measure and print a table for each kind."""
    chosen = release.choice(options)
    kinds: dict[str, Callable[[], str]] = {
        "render": lambda: render.run(report, options.runs),
        "index": lambda: index.run(report, options.runs),
        "release": lambda: release.run(report, options.runs, chosen),
    }
    for kind in [options.kind] if options.kind else KINDS:
        print(f"\n{kinds[kind]()}", flush=True)
    return 0
