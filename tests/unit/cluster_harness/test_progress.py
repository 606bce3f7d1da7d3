# SPDX-License-Identifier: GPL-3.0-or-later
"""The output of a step."""

from __future__ import annotations

import io

import pytest
from harness.progress import Console, bar, elapsed


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.04, "0.0 s"), (9.9, "9.9 s"), (9.96, "10 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (185, "3 min 05 s")],
)
def test_elapsed_time(seconds: float, text: str) -> None:
    assert elapsed(seconds) == text


def test_a_bar_is_full_only_at_the_end() -> None:
    assert bar(0, 8, 4) == "[....]"
    assert bar(7, 8, 4) == "[###.]"
    assert bar(8, 8, 4) == "[####]"
    assert bar(9, 8, 4) == "[####]"
    assert bar(0, 0, 4) == "[....]"


def test_a_step_ends_with_a_word_and_its_time() -> None:
    stream = io.StringIO()
    console = Console(stream, interval=0)
    with console.step("Build it") as step:
        step.progress(1, 2, "half")
        step.finish("built")
    shown, last = stream.getvalue().splitlines()[0], stream.getvalue().splitlines()[-1]
    assert shown.startswith("Build it 0.0 s [############............] 1/2 half")
    assert last.startswith("Build it: built (0.")


def test_a_step_that_fails() -> None:
    stream = io.StringIO()
    with pytest.raises(ValueError, match="no"), Console(stream).step("Build it"):
        raise ValueError("no")
    assert stream.getvalue().startswith("Build it: failed (0.")
