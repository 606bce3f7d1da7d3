# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict on galaxy-importer's log."""

from __future__ import annotations

import pytest
from tooling import importer, process

LOGS = {
    "nothing found": (0, "Loading role a\nImporter processing completed successfully", 0),
    "a warning": (0, "Loading role a\nWARNING: No role description found in role metadata", 1),
    "an error of a tool": (0, "ERROR: Timeout on call to ansible-lint\nCollection loading complete", 1),
    "refused": (1, "ERROR: The import failed for the following reason: No role readme found.", 1),
    "killed": (124, "Finding content inside collection", 124),
    "the word inside of a line": (0, "Loading role a\nno WARNING: here", 0),
}


@pytest.mark.parametrize(("code", "log", "expected"), LOGS.values(), ids=LOGS)
def test_a_logged_finding_is_a_failure(code, log, expected):
    outcome = importer.verdict(process.Outcome(code, log))
    assert outcome.code == expected
    assert "Loading" not in outcome.output
