# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the harness of the local cluster importable, as the dev script does."""

from __future__ import annotations

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "cluster"))
