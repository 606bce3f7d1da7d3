# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers as Go's encoding/json writes them."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data.json_number import json_number

ROWS = [(3.0, "3"), (-0.5, "-0.5"), (1e20, "100000000000000000000"), (1e21, "1e+21"), (0.0, "0")]


@pytest.mark.parametrize(("value", "text"), ROWS)
def test_numbers(value, text):
    assert repr(json_number(value)) == text
