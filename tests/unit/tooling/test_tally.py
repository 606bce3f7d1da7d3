# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the results of a pytest run."""

from __future__ import annotations

import pytest
from tooling.tally import Tally, of_pytest

RESULTS = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


@pytest.mark.parametrize(
    ("results", "code", "expected"),
    [
        pytest.param(RESULTS.format(5, 0, 0, 0), 0, Tally(5, 0), id="all pass"),
        pytest.param(RESULTS.format(5, 1, 0, 0), 1, Tally(4, 1), id="one fails"),
        pytest.param(RESULTS.format(5, 1, 1, 0), 1, Tally(3, 2), id="an error counts as a failure"),
        pytest.param(RESULTS.format(5, 0, 0, 2), 0, Tally(3, 0), id="skipped tests did not pass"),
        pytest.param(RESULTS.format(5, 0, 0, 0), 3, Tally(5, 1), id="a run that broke off failed"),
        pytest.param(RESULTS.format(0, 0, 0, 0), 5, Tally(0, 1), id="no tests is a failure"),
        pytest.param("<testsuites>", 0, Tally(0, 1), id="half a file"),
        pytest.param(None, 0, Tally(0, 1), id="no file"),
    ],
)
def test_of_pytest(tmp_path, results, code, expected):
    file = tmp_path / "results.xml"
    if results is not None:
        file.write_text(results)
    assert of_pytest(file, code) == expected


def test_the_closing_line():
    assert str(Tally(1, 0) + Tally(2, 3)) == "3 passed, 3 failed"
