# SPDX-License-Identifier: GPL-3.0-or-later
"""Which jobs a test run has."""

from __future__ import annotations

import pytest
from tooling import jobs
from tooling.errors import ToolingError
from tooling.parts import integration

CHOICES = {
    "a part": (["lint"], ["lint"]),
    "a part with groups": (["oldest"], ["oldest:unit", "oldest:integration"]),
    "a group": (["integration:tiller"], ["integration:tiller"]),
    "a group and its part": (["oldest:integration", "oldest"], ["oldest:integration", "oldest:unit"]),
    "a part that is only run by name": (["soak", "unit"], ["soak", "unit"]),
}


@pytest.mark.parametrize(("names", "expected"), CHOICES.values(), ids=CHOICES)
def test_selection(names, expected):
    assert [job.name for job in jobs.select(names)] == expected


def test_without_names_every_part_but_those_by_name():
    assert {job.part for job in jobs.select([])} == set(jobs.PARTS)
    assert not set(jobs.PARTS) & set(jobs.BY_NAME)


@pytest.mark.parametrize("name", ["nope", "lint:tiller", "integration:nope"])
def test_an_unknown_name_is_an_error_that_lists_the_parts(name):
    with pytest.raises(ToolingError, match=f"there is no part {name}; the parts are unit, lint, .*integration \\("):
        jobs.select([name])


def test_every_integration_test_is_in_one_group():
    groups = [group for group in jobs.PARTS["integration"] if group != "targets"]
    files = [file for group in groups for file in integration.python_files(group)]
    assert sorted(files) == sorted(integration.PYTHON.glob("**/test_*.py"))
    assert all(integration.python_files(group) for group in groups)
