# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev docs`: generate the pages of the modules' documentation."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from harness.progress import Report

from .. import ansible, process
from ..environments import DEVELOPMENT
from ..paths import OUTPUT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--folder", type=Path, default=OUTPUT / "docs", help="the folder of the pages (it is emptied first)"
    )


def run(options: argparse.Namespace, report: Report) -> int:
    """Write one page for each plugin."""
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    command = [DEVELOPMENT.program("antsibull-docs"), "collection", "--use-current", "--squash-hierarchy"]
    command += ["--output-format", "simplified-rst", "--dest-dir", str(options.folder), "coxswain.helm"]
    with report.step("Write the documentation"):
        outcome = process.keep(command, ansible.variables(DEVELOPMENT), limit=600)
    if outcome.code:
        print(outcome.output)
        return 1
    print(f"{len(list(options.folder.glob('*.rst')))} pages are in {options.folder}")
    return 0
