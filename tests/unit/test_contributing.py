# SPDX-License-Identifier: GPL-3.0-or-later
"""The places that CONTRIBUTING.md names exist."""

from __future__ import annotations

import re

import pytest
from unit import sources

TEXT = (sources.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TABLE = [line.split("|") for line in TEXT.splitlines() if line.startswith("| ")][2:]


def places(cell: str) -> list[str]:
    """The files and folders that a cell names; a name without a folder is beside the one before."""
    found: list[str] = []
    for name in re.findall(r"`([\w./-]+)`", cell):
        if "NAME" in name:
            continue
        folder = found[-1].rpartition("/")[0] if found else ""
        beside = "/" not in name and bool(folder)
        found.append(f"{folder}/{name}" if beside else name)
    return found


ROWS = [(row[1].strip(), place) for row in TABLE for cell in row[2:4] for place in places(cell)]


@pytest.mark.parametrize(("change", "place"), ROWS, ids=[f"{change}: {place}" for change, place in ROWS])
def test_a_place_exists(change, place):
    assert any((root / place).exists() for root in (sources.CORE, sources.ROOT)), place


def test_the_table_is_read():
    assert len(ROWS) > 40
