# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of the unit tests, and the signals that they can send."""

from __future__ import annotations

import pytest
from tooling import interrupts

#: Files that take longest. They run first, so that no worker is left alone with one of them at the end.
FIRST = ("test_shipping.py", "test_hostile_charts.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in FIRST)


def pytest_configure() -> None:
    interrupts.accept()
