# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of where the time of a test run went."""

from __future__ import annotations

from tooling.durations import table
from tooling.tally import Check, Tally, load, of_pytest, save

RESULTS = """<testsuites><testsuite tests="2">
<testcase classname="tests.unit.test_a" name="test_one[x]" time="1.25"/>
<testcase classname="tests.integration.python.test_b.TestIt" name="test_two" time="0.5"/>
</testsuite></testsuites>"""


def test_the_slowest_come_first():
    checks = (Check("a::one", 1.0), Check("b::two", 0.5), Check("a::three", 2.0), Check("b::four", 9.0))
    assert table("unit", 65.0, Tally(4, 0, checks), 2).splitlines() == [
        "unit: 1 min 05 s, 4 checks of 12 s in all",
        "  slowest files",
        "       9.5 s  b",
        "       3.0 s  a",
        "  slowest checks",
        "       9.0 s  b::four",
        "       2.0 s  a::three",
    ]


def test_checks_without_files_are_listed_once():
    lines = table("lint", 3.0, Tally(2, 0, (Check("ruff", 1.0), Check("mypy", 2.0)))).splitlines()
    assert lines[1:] == ["  slowest checks", "       2.0 s  mypy", "       1.0 s  ruff"]


def test_durations_come_from_the_results_of_pytest(tmp_path):
    (tmp_path / "results.xml").write_text(RESULTS)
    assert of_pytest(tmp_path / "results.xml", 0).checks == (
        Check("test_a::test_one[x]", 1.25),
        Check("python.test_b.TestIt::test_two", 0.5),
    )


def test_a_tally_reaches_another_process(tmp_path):
    tally = Tally(2, 1, (Check("a", 0.5),))
    save(tally, tmp_path / "tally.json")
    found = load(tmp_path / "tally.json", 1)
    assert (found, found.checks) == (tally, tally.checks)


def test_a_process_that_fails_although_all_passed_is_a_failure(tmp_path):
    save(Tally(2, 0), tmp_path / "tally.json")
    assert load(tmp_path / "tally.json", 1) == Tally(2, 1)
    assert load(tmp_path / "none.json", 0) == Tally(0, 1)
