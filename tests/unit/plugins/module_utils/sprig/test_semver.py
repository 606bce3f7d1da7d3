# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Semantic versions.

Each row is an action's pipeline (or a whole template), what Go prints for it, and the end of Go's error, if any.
The values are those of ``sample`` in conftest.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SEMVERS = [
    ('semver "1.2.3"', "1.2.3", None),
    ('semver "v1.2.3-alpha.1+build.5"', "1.2.3-alpha.1+build.5", None),
    ('semver "1"', "1.0.0", None),
    ('semver ""', None, "error calling semver: invalid semantic version"),
    ('semver "x"', None, "error calling semver: invalid semantic version"),
    ('semver "1.2.3.4"', None, "error calling semver: invalid semantic version"),
    ('semver "01.2.3"', "1.2.3", None),
    ("semver .null", None, "wrong type for value; expected string; got interface {}"),
    ("semver 1.2", None, "expected string; found 1.2"),
    ('(semver "1.2.3-a+b").Prerelease', "a", None),
    ('(semver "1.2.3-a+b").Metadata', "b", None),
    ('(semver "v1.2.3").Original', "v1.2.3", None),
    ('(semver "v1.2.3").String', "1.2.3", None),
    ('(semver "1.2.3").Major | printf "%T %v"', "uint64 %!v(MISSING)", None),
    ('(semver "1.2.3").Minor', "2", None),
    ('(semver "1.2.3").Patch', "3", None),
    ('(semver "1.2.3-a").IncPatch', "1.2.3", None),
    ('(semver "v1.2.3").IncMinor', "1.3.0", None),
    ('(semver "1.2.3").IncMajor.String', "2.0.0", None),
    ('(semver "1.2.3").IncPatch.Original', None, "can't evaluate field Original in type semver.Version"),
    (
        '(semver "18446744073709551615.0.0").IncMajor',
        None,
        "error calling IncMajor: major version increment would overflow uint64",
    ),
    ('(semver "1.2.3").Compare (semver "1.2.4")', "-1", None),
    ('(semver "1.2.3").Equal (semver "v1.2.3")', "true", None),
    ('(semver "1.2.3").LessThan (semver "2")', "true", None),
    ('(semver "1.2.3").GreaterThan (semver "2")', "false", None),
    ('(semver "1.2.3").LessThanEqual (semver "1.2.3")', "true", None),
    ('(semver "1.2.3").GreaterThanEqual (semver "1.3")', "false", None),
    ('(semver "1.2.3").SetPrerelease "rc.1"', "1.2.3-rc.1", None),
    ('(semver "1.2.3").SetPrerelease "01"', None, "error calling SetPrerelease: version segment starts with 0"),
    ('(semver "1.2.3").SetPrerelease "é"', None, "error calling SetPrerelease: invalid prerelease string"),
    ('(semver "1.2.3").SetMetadata "x y"', None, "error calling SetMetadata: invalid metadata string"),
    ('(semver "1.2.3").SetMetadata "x"', "1.2.3+x", None),
    ('(semver "1.2.3").Nope', None, "can't evaluate field Nope in type *semver.Version"),
    ('(semver "1.2.3").Compare "1"', None, 'can\'t handle "1" for arg of type *semver.Version'),
    (
        '(semver "1.2.3").Compare (semver "1.2.3").IncPatch',
        None,
        "wrong type for value; expected *semver.Version; got semver.Version",
    ),
    ('semver "1.2.3" | toJson', '"1.2.3"', None),
    ('semverCompare ">=1.19-0" "1.30.0"', "true", None),
    ('semverCompare ">=1.19-0" "v1.30.0-gke.100"', "true", None),
    ('semverCompare ">=1.19" "v1.30.0-gke.100"', "false", None),
    ('semverCompare "^1.2" "1.9.9"', "true", None),
    ('semverCompare "~1.2.3" "1.3.0"', "false", None),
    ('semverCompare "1.x" "1.5.0"', "true", None),
    ('semverCompare "1.2 - 1.4" "1.4.9"', "true", None),
    ('semverCompare ">1, <2 || ^3" "3.1.0"', "true", None),
    ('semverCompare "!=1.2.3" "1.2.3"', "false", None),
    ('semverCompare "*" "0.0.1"', "true", None),
    ('semverCompare "" "1.0.0"', None, 'error calling semverCompare: improper constraint: ""'),
    ('semverCompare "foo" "1.0.0"', None, 'error calling semverCompare: improper constraint: "foo"'),
    ('semverCompare ">=1" "foo"', None, "error calling semverCompare: invalid semantic version"),
    ('semverCompare ">=1" .null', None, "wrong type for value; expected string; got interface {}"),
    ('semverCompare .null "1"', None, "wrong type for value; expected string; got interface {}"),
]


@pytest.mark.parametrize(("call", "output", "error"), SEMVERS, ids=[row[0] for row in SEMVERS])
def test_semvers(check: Callable[..., None], call: str, output: Any, error: Any) -> None:
    check(call, output, error)
