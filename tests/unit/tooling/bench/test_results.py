# SPDX-License-Identifier: GPL-3.0-or-later
"""Medians, ratios, goals, tables, the plot and the page of a run of `./dev bench release`."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from tooling.bench import document, goals, plot, profile, stage, tables
from tooling.bench.phases import sitecustomize
from tooling.bench.results import Cell, Machine, Results, Sample, interleave
from tooling.bench.rows import CHANGED, CORE, HELM, OURS, PING, ROWS, UNCHANGED, Row
from tooling.errors import ToolingError

SVG = "{http://www.w3.org/2000/svg}"


def _cell(*processor: float, **fields: float) -> Cell:
    values = {"wall": 2.0, "largest": 60.0, "requests": 8.0, **fields}
    return Cell([Sample(processor=value, **values) for value in processor], together=90.0)


@pytest.fixture
def results() -> Results:
    machine = Machine(2, 8.0, {"Python": "3.11.7"}, {"small": "small-1.0.0", "large": "large-2.0.0"})
    found = Results(machine, runs=3)
    found.cells = {
        "empty": {"empty": _cell(0.5), "ping": _cell(0.75)},
        "unchanged": {OURS: _cell(0.9, 0.5, 0.6), CORE: _cell(1.2), PING: _cell(0.4)},
        "changed": {OURS: _cell(1.0, largest=100.0), CORE: _cell(4.0), HELM: _cell(0.5)},
        "ssh": {OURS: _cell(1.0, sent=50_000, largest=500.0), CORE: _cell(2.0, sent=400_000, wall=1.0)},
    }
    found.profiles = {"small chart": {profile.REST: 0.1, "connect": 0.006}, "large chart": {"compare": 0.004}}
    found.rendering = 0.5
    return found


def test_median_and_ratio(results):
    assert results.median("unchanged", OURS, "processor") == 0.6
    assert results.ratio("unchanged", OURS, CORE, "processor") == pytest.approx(0.5)
    assert results.median("unchanged", HELM, "processor") is None
    assert results.ratio("unchanged", OURS, HELM, "processor") is None
    assert results.ratio("loop", OURS, CORE, "processor") is None


def test_columns_are_measured_in_turns():
    asked = []

    def measure(key: str) -> Sample:
        asked.append(key)
        return Sample(len(asked), 0, 0, 0)

    cells = interleave(["a", "b", "c"], 2, measure)
    assert asked == ["a", "b", "c", "a", "b", "c"]
    assert [sample.processor for sample in cells["b"].samples] == [2, 5]


VERDICTS = {
    "a ratio within its limit": ("unchanged, small chart ÷ kubernetes.core", 0.5, True),
    "a ratio beyond its limit": ("unchanged, small chart ÷ ping", 1.5, False),
    "bytes in kilobytes": ("later task over SSH: sent", 50.0, True),
    "wall time": ("later task over SSH, wall time ÷ kubernetes.core", 2.0, False),
    "a rendering": ("first rendering of kube-prometheus-stack in a process, no cache", 0.5, False),
    "the largest local play": ("memory of the largest process of a local play", 100.0, False),
    "not measured": ("20 unchanged in a loop ÷ kubernetes.core", None, None),
}


@pytest.mark.parametrize(("title", "figure", "reached"), VERDICTS.values(), ids=VERDICTS)
def test_goals(results, title, figure, reached):
    (goal,) = (goal for goal in goals.GOALS if goal.title == title)
    assert goal.figure(results) == (None if figure is None else pytest.approx(figure))
    assert goal.reached(results) == reached


def _body(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_times_have_ratios_and_no_empty_column(results):
    assert _body(tables.times(results, "processor")) == [
        ["", "coxswain.helm", "kubernetes.core", "helm 4", "ping"],
        ["-" * 15, "-" * 13, "-" * 15, "-" * 13, "-" * 13],
        ["unchanged", "0.60 s", "1.20 s (0.50)", "", "0.40 s (1.50)"],
        ["changed", "1.00 s", "4.00 s (0.25)", "0.50 s (2.00)", ""],
        ["SSH, later task", "1.00 s", "2.00 s (0.50)", "", ""],
    ]


def test_other_tables(results):
    assert _body(tables.memory(results))[2] == ["empty play", "", "", "", "60 / 90 MB"]
    assert _body(tables.requests(results))[2] == ["unchanged", "8", "8", ""]
    assert _body(tables.sent(results))[2:] == [["SSH, later task", "50 KB", "400 KB"]]
    assert _body(tables.baseline(results))[2:] == [
        ["a play without tasks", "0.50 s", "2.00 s", "60 MB"],
        ["`ping`", "0.75 s", "2.00 s", "60 MB"],
    ]
    assert _body(tables.profiles(results))[2:] == [
        ["connect", "6 ms", ""],
        ["compare", "", "4 ms"],
        [profile.REST, "100 ms", ""],
        ["all", "106 ms", "4 ms"],
    ]


def test_the_goals_table_has_what_was_measured(results):
    body = _body(tables.goals(results))
    assert ["later task over SSH: sent", "≤ 60 KB", "50 KB", "reached"] in body
    assert ["unchanged, small chart ÷ ping", "≤ 1", "1.50", "not reached"] in body
    assert not any("loop" in row[0] for row in body)


def test_nothing_measured_is_no_table():
    empty = Results(Machine(1, 1.0, {}, {}), 1)
    assert tables.everything(empty) == ""


def test_the_plot_is_well_formed_and_has_a_bar_for_each_figure(results):
    drawn = document.chart(results)
    root = ElementTree.fromstring(drawn)
    assert root.tag == f"{SVG}svg"
    assert not list(root.iter(f"{SVG}script"))
    bars = [rect for rect in root.iter(f"{SVG}rect") if float(rect.get("x", 0)) == plot.LEFT]
    # Two rows with two bars, and one with three; the row without kubernetes.core has no place.
    assert len(bars) == 7
    assert "prefers-color-scheme: dark" in drawn


def test_bars_are_multiples_of_the_reference():
    groups = [plot.Group("a & b", [1.0, 4.0]), plot.Group("c", [3.0, 2.0]), plot.Group("d", [1.0, None])]
    root = ElementTree.fromstring(plot.draw("<t>", ["ours", "theirs"], groups, reference=1))
    widths = [float(rect.get("width", 0)) for rect in root.iter(f"{SVG}rect") if float(rect.get("x", 0)) == plot.LEFT]
    one = (plot.WIDTH - plot.LEFT - plot.RIGHT) / 1.5
    assert widths == pytest.approx([one / 4, one, one * 1.5, one], abs=0.1)
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"<t>", "a & b", "1.0 s × 0.25", "4.0 s", "3.0 s × 1.50"} <= set(texts)
    assert "d" not in texts


def test_the_page_has_every_part(results, tmp_path):
    document.write(results, tmp_path / "speed.md", tmp_path / "speed.svg")
    page = (tmp_path / "speed.md").read_text()
    assert "](speed.svg)" in page
    assert max(len(line) for line in page.splitlines() if not line.startswith("|")) <= 120
    assert "2 cores, 8 GB of memory; Python 3.11.7. The figures are medians of 3 runs." in page
    assert "small-1.0.0" in page and "large-2.0.0" in page
    assert "## Over SSH" in page
    assert "{" not in page
    assert (tmp_path / "speed.svg").read_text().startswith("<svg ")


def test_phases_of_all_processes_add_up():
    lines = ['{"phases": {"start": 0.5, "fork": 0.1}}', '{"phases": {"fork": 0.2, "connect": 0.1}}']
    found = profile.total(lines, 1.0)
    assert found == pytest.approx({"start": 0.5, "fork": 0.3, "connect": 0.1, profile.REST: 0.1})
    assert profile.medians([found, {"start": 0.7}, {"start": 0.6}])["start"] == 0.6
    assert profile.medians([{"a": 1.0}, {"b": 1.0}, {"b": 1.0}]) == {"a": 0.0, "b": 1.0}


RECAPS = {
    "unchanged": (UNCHANGED, 1, [0], None),
    "unchanged, but something changed": (UNCHANGED, 1, [1], "changed \\[1\\], not 0"),
    "changed": (CHANGED, 2, [1, 1], None),
    "one host is missing": (CHANGED, 2, [1], "changed \\[1\\], not 1"),
}


@pytest.mark.parametrize(("state", "hosts", "changed", "error"), RECAPS.values(), ids=RECAPS)
def test_a_play_must_do_what_the_row_says(state, hosts, changed, error):
    row = Row("key", "title", "text", state=state, hosts=hosts)
    lines = [f"h{number}   : ok=1    changed={count}    unreachable=0" for number, count in enumerate(changed)]
    output = "\n".join(["TASK [t] ****", *lines])
    if error is None:
        stage.check_recap(row, OURS, output)
    else:
        with pytest.raises(ToolingError, match=error):
            stage.check_recap(row, OURS, output)


def test_the_phases_of_the_hook_are_in_the_table():
    recorded = {phase for functions in sitecustomize.PHASES.values() for phase in functions.values()}
    recorded |= {sitecustomize.START, sitecustomize.END, sitecustomize.IMPORT, sitecustomize.CORE}
    assert recorded | {profile.REST} == set(profile.ORDER)


def test_every_row_has_a_title_of_its_own():
    assert len({row.title for row in ROWS}) == len({row.key for row in ROWS}) == len(ROWS)
