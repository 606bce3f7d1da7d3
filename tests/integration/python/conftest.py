# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules run as a user runs them by hand: ``ansible localhost -m coxswain.helm.NAME``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tooling import interrupts
from tooling.by_hand import run_module


def pytest_configure() -> None:
    interrupts.accept()


@pytest.fixture(scope="session")
def module() -> Callable[..., dict[str, Any]]:
    """:func:`tooling.by_hand.run_module`."""
    return run_module
