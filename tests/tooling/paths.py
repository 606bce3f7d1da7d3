# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths. All generated files go into ignored folders of the checkout or into the user's cache."""

from __future__ import annotations

from pathlib import Path

from harness.places import cache_folder

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = ROOT / "tests"
REQUIREMENTS = TESTS / "requirements"
OUTPUT = TESTS / "output"
SCRATCH = ROOT / ".cache"
CHARTS = TESTS / "charts"
#: The corpus of public charts, which may exist beside the checkout.
CORPUS = ROOT.parent / "shared" / "charts"

#: The integration targets: roles, as for `ansible-test integration`.
TARGETS = TESTS / "integration" / "targets"

__all__ = ["CHARTS", "CORPUS", "OUTPUT", "REQUIREMENTS", "ROOT", "SCRATCH", "TARGETS", "TESTS", "cache_folder"]
