# SPDX-License-Identifier: GPL-3.0-or-later
"""Names, labels and times of releases."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError
from ansible_collections.coxswain.helm.plugins.module_utils.release.records import model


@pytest.mark.parametrize("name", ["a", "a1", "my-release", "a.b", "x" * 53])
def test_names(name):
    model.check_name(name)


@pytest.mark.parametrize("name", ["", "A", "a_b", "-a", "a-", ".a", "a..b", "x" * 54, "a\n", "ä"])
def test_names_that_are_none(name):
    with pytest.raises(ReleaseError, match="invalid release name"):
        model.check_name(name)


def test_labels():
    model.check_labels({"team": "web"})
    with pytest.raises(ReleaseError, match="the labels owner, version of a release are reserved"):
        model.check_labels({"owner": "me", "version": "1", "team": "web"})


UTC = datetime.UTC
TIMES = [
    ("2026-01-02T03:04:05Z", datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    ("2026-01-02T03:04:05.5Z", datetime.datetime(2026, 1, 2, 3, 4, 5, 500000, tzinfo=UTC)),
    ("2026-01-02T03:04:05.123456789Z", datetime.datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
    ("2026-01-02T03:04:05+01:00", datetime.datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC)),
    ("0001-01-01T00:00:00Z", None),
    ("", None),
    ("yesterday", None),
    ("2026-13-02T03:04:05Z", None),
]


@pytest.mark.parametrize(("text", "expected"), TIMES)
def test_times(text, expected):
    assert model.parse_time(text) == expected


def test_now_is_a_time():
    assert abs(model.parse_time(model.now()) - datetime.datetime.now(UTC)) < datetime.timedelta(seconds=5)
