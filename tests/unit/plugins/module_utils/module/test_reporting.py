# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversion of records and outcomes to results."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate import kinds
from ansible_collections.coxswain.helm.plugins.module_utils.module import reporting
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.model import Release

RELEASE = Release(
    name="r",
    namespace="n",
    revision=3,
    status="deployed",
    chart={"metadata": {"name": "c", "version": "1.0.0", "appVersion": "2.0"}},
    config={"replicas": 3.0, "ratio": 0.5},
    last_deployed="2026-05-01T10:00:00.25Z",
)


def test_summary_has_the_keys_of_helm_list():
    assert reporting.summary(RELEASE) == {
        "name": "r",
        "namespace": "n",
        "revision": "3",
        "updated": "2026-05-01 10:00:00.25 +0000 UTC",
        "status": "deployed",
        "chart": "c-1.0.0",
        "app_version": "2.0",
    }


def test_status_has_the_values_twice():
    status = reporting.status(RELEASE)
    assert status["values"] == status["release_values"] == {"replicas": 3, "ratio": 0.5}
    assert type(status["values"]["replicas"]) is int
    assert reporting.status(None) is None
    assert reporting.status(RELEASE, {"a": 1.0})["values"] == {"a": 1}


TIMES = {
    "a fraction": ("2026-05-01T10:00:00.123456789Z", "2026-05-01 10:00:00.123456 +0000 UTC"),
    "no fraction": ("2026-05-01T10:00:00Z", "2026-05-01 10:00:00 +0000 UTC"),
    "a zone": ("2026-05-01T10:00:00+02:00", "2026-05-01 10:00:00 +0200 +0200"),
    "none": ("", ""),
}


@pytest.mark.parametrize(("text", "printed"), TIMES.values(), ids=TIMES)
def test_times(text, printed):
    assert reporting.go_time(text) == printed


def test_only_builtin_types():
    value = kinds.Values({"a": kinds.StringList(["x"]), "b": kinds.Int64(3), "c": 1e300, "d": "\udcff", "e": b"y"})
    result = reporting.as_result(value)
    assert result == {"a": ["x"], "b": 3, "c": 1e300, "d": "\ufffd", "e": "y"}
    assert [type(entry) for entry in (result, result["a"], result["b"])] == [dict, list, int]
