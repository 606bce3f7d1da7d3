# SPDX-License-Identifier: GPL-3.0-or-later
"""galaxy-importer on the built artifact: the checks that Galaxy runs on an upload."""

from __future__ import annotations

import re
import shutil

from . import ansible, collection, process
from .environments import IMPORTER
from .paths import SCRATCH

FOLDER = SCRATCH / "importer"
_FINDING = re.compile(r"^(WARNING|ERROR|CRITICAL): ", re.MULTILINE)


def run() -> process.Outcome:
    """Build the artifact and import it; warnings are failures, as with ``ansible-lint --strict``."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    variables = ansible.variables(
        IMPORTER,
        {
            "GALAXY_IMPORTER_ANSIBLE_LOCAL_TMP": str(FOLDER / "tmp"),
            # Automation Hub asks for one of a list of tags.
            "GALAXY_IMPORTER_CHECK_REQUIRED_TAGS": "true",
            "NO_COLOR": "1",
        },
    )
    built = collection.build(IMPORTER, variables, FOLDER)
    if built.code:
        return built
    (artifact,) = FOLDER.glob("*.tar.gz")
    command = [str(IMPORTER.python), "-m", "galaxy_importer.main", str(artifact)]
    # It writes its result into the working directory.
    return verdict(process.keep(command, variables, folder=FOLDER, limit=900))


def verdict(outcome: process.Outcome) -> process.Outcome:
    """Turn logged warnings and errors into a failure: the importer exits with 0 unless it refuses the artifact."""
    lines = [line for line in outcome.output.splitlines() if not line.startswith("Loading ")]
    return process.Outcome(outcome.code or int(bool(_FINDING.search(outcome.output))), "\n".join(lines))
