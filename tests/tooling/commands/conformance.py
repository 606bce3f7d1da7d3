# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev conformance`: compare our renderings with real Helm's output for every case of a corpus."""

from __future__ import annotations

import argparse

from conformance import runner
from harness.progress import Report

from ..errors import ToolingError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    runner.add_arguments(parser)


def run(options: argparse.Namespace, report: Report) -> int:
    """Compare; return 1 when anything differs. The last line counts."""
    if not (options.corpus / "cases.json").is_file():
        raise ToolingError(f"{options.corpus} is not a corpus: it contains no cases.json")
    return runner.main_conformance(options)
