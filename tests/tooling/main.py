# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of `./dev`: a table of commands, each a module that is imported when it is called."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from harness.errors import HarnessError
from harness.progress import Console

from . import environments, process
from .errors import ToolingError
from .paths import ROOT

#: Command to its line of help; the module of the same name below commands/ has `add_arguments` and `run`.
COMMANDS = {
    "quickstart": "start a local cluster, and install, change and roll back a release by playbooks",
    "test": "run all checks, or some parts of them",
    "cluster": "start, stop and describe local clusters",
    "render": "render a chart as `helm template` does",
    "conformance": "compare renderings of a corpus of charts with real Helm's output",
    "fuzz": "compare generated templates with Helm's own packages",
    "bench": "measure the speed, side by side with real Helm",
    "docs": "write the documentation of the modules as pages",
}


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    if not arguments or arguments[0] not in COMMANDS:
        _overview().parse_args(arguments)
        return 2
    command = arguments[0]
    try:
        report = Console()
        # A process inside the environment must not replace it, even when its requirements have changed meanwhile.
        if not environments.inside(environments.DEVELOPMENT):
            environments.ensure(environments.DEVELOPMENT, report)
            python = str(environments.DEVELOPMENT.python)
            sys.stdout.flush()
            os.execv(python, [python, str(ROOT / "dev"), *arguments])
        process.on_interrupts()
        module = importlib.import_module(f".commands.{command}", __package__)
        parser = argparse.ArgumentParser(prog=f"./dev {command}", description=_sentence(COMMANDS[command]))
        module.add_arguments(parser)
        return module.run(parser.parse_args(arguments[1:]), report)
    except (ToolingError, HarnessError) as error:
        print(f"dev: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("dev: interrupted", file=sys.stderr)
        return 130


def _overview() -> argparse.ArgumentParser:
    """Return the parser for everything but a known command: help and errors."""
    lines = "\n".join(f"  {command:<12} {line}" for command, line in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="./dev",
        description="Development tasks of the collection.",
        epilog=f"commands:\n{lines}\n\n./dev COMMAND --help shows the options of a command.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="./dev [--help] COMMAND ...",
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="one of the commands below")
    return parser


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
