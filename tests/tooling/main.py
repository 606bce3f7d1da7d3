# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of `./dev`: one table of commands, each a module that is imported only when it is called."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from harness.errors import HarnessError
from harness.progress import Console

from . import environments
from .errors import ToolingError
from .paths import ROOT

#: Command to its one line of help; the module of the same name below commands/ has `add_arguments` and `run`.
COMMANDS = {
    "quickstart": "a local cluster, a chart repository, and a release installed, changed and rolled back by playbooks",
    "test": "everything that is checked, or one part of it",
    "cluster": "start, stop and describe local clusters",
    "render": "print what `helm template` prints",
    "conformance": "compare renderings with what real Helm prints for a corpus of charts",
    "bench": "measure, side by side with Helm and kubernetes.core",
    "docs": "write the modules' documentation as pages",
}


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="./dev", description="Everything around the collection in one command.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    name = arguments[0] if arguments and arguments[0] in COMMANDS else None
    for command, line in COMMANDS.items():
        subparser = subparsers.add_parser(command, help=line, description=f"{line[0].upper()}{line[1:]}.")
        if command == name:
            _module(command).add_arguments(subparser)
    options = parser.parse_args(arguments)
    try:
        report = Console()
        environments.ensure(environments.DEVELOPMENT, report)
        if not environments.inside(environments.DEVELOPMENT):
            python = str(environments.DEVELOPMENT.python)
            sys.stdout.flush()
            os.execv(python, [python, str(ROOT / "dev"), *arguments])
        return _module(options.command).run(options, report)
    except (ToolingError, HarnessError) as error:
        print(f"dev: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("dev: interrupted", file=sys.stderr)
        return 130


def _module(command: str) -> ModuleType:
    return importlib.import_module(f".commands.{command}", __package__)
