# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev conformance`: our renderings against what real Helm printed, for every case of a corpus."""

from __future__ import annotations

import argparse

from conformance import runner
from harness.progress import Report

from ..errors import ToolingError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    runner.add_arguments(parser)


def run(options: argparse.Namespace, report: Report) -> int:
    """Compare; the last line counts, and 1 says that something differs."""
    if not (options.corpus / "cases.json").is_file():
        raise ToolingError(f"{options.corpus} is no corpus: there is no cases.json in it")
    return runner.main_conformance(options)
