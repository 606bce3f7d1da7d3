# SPDX-License-Identifier: GPL-3.0-or-later
"""galaxy-importer on the built artifact: the checks that Galaxy runs on an upload."""

from __future__ import annotations

import re
import shutil

from . import ansible, collection, process
from .environments import IMPORTER
from .paths import SCRATCH

FOLDER = SCRATCH / "importer"
#: The importer exits with 0 unless it refuses the artifact, whatever it logs.
_FINDING = re.compile(r"^(WARNING|ERROR|CRITICAL): ", re.MULTILINE)


def run() -> process.Outcome:
    """Build the artifact and import it; warnings are failures, as on ``ansible-lint --strict``."""
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
    outcome = process.keep(command, variables, folder=FOLDER, limit=900)
    lines = [line for line in outcome.output.splitlines() if not line.startswith("Loading ")]
    code = outcome.code or (1 if _FINDING.search(outcome.output) else 0)
    return process.Outcome(code, "\n".join(lines))
