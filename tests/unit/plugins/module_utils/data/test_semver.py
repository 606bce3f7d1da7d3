# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions and constraints as in Masterminds/semver."""

from __future__ import annotations

import contextlib

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data import semver
from ansible_collections.coxswain.helm.plugins.module_utils.errors import DataError

VERSIONS = [
    ("1.2.3", "1.2.3", "1.2.3", [1, 2, 3, "", ""]),
    ("v1.2.3", "v1.2.3", "1.2.3", [1, 2, 3, "", ""]),
    ("1", "1", "1.0.0", [1, 0, 0, "", ""]),
    ("1.2", "1.2", "1.2.0", [1, 2, 0, "", ""]),
    ("v1.2", "v1.2", "1.2.0", [1, 2, 0, "", ""]),
    ("1.2.3-alpha.1", "1.2.3-alpha.1", "1.2.3-alpha.1", [1, 2, 3, "alpha.1", ""]),
    ("1.2.3+build.5", "1.2.3+build.5", "1.2.3+build.5", [1, 2, 3, "", "build.5"]),
    ("1.2.3-rc.1+meta", "1.2.3-rc.1+meta", "1.2.3-rc.1+meta", [1, 2, 3, "rc.1", "meta"]),
    ("1.2-beta", "1.2-beta", "1.2.0-beta", [1, 2, 0, "beta", ""]),
    ("01.02.03", "01.02.03", "1.2.3", [1, 2, 3, "", ""]),
    ("1.2.3-0alpha", "1.2.3-0alpha", "1.2.3-0alpha", [1, 2, 3, "0alpha", ""]),
    ("1.2.3--", "1.2.3--", "1.2.3--", [1, 2, 3, "-", ""]),
    ("1.0.0-x-y-z.--", "1.0.0-x-y-z.--", "1.0.0-x-y-z.--", [1, 0, 0, "x-y-z.--", ""]),
]

NO_VERSIONS = [
    ("1.2.3-", "1.2.3-", "invalid semantic version"),
    ("1.2.3-01", "1.2.3-01", "version segment starts with 0"),
    ("1.2.3-a..b", "1.2.3-a..b", "invalid semantic version"),
    ("1.2.3+", "1.2.3+", "invalid semantic version"),
    ("1.2.3.4", "1.2.3.4", "invalid semantic version"),
    ("V1.2.3", "V1.2.3", "invalid semantic version"),
    ("nothing", "", "invalid semantic version"),
    ("a", "a", "invalid semantic version"),
    ("1.2.x", "1.2.x", "invalid semantic version"),
    (" 1.2.3", " 1.2.3", "invalid semantic version"),
    ("1.2.3-é", "1.2.3-é", "invalid semantic version"),
    (
        "18446744073709551616.0.0",
        "18446744073709551616.0.0",
        ('error parsing version segment: strconv.ParseUint: parsing "18446744073709551616": value out of range'),
    ),
    ("too long", "1" * 257, "version string is too long (max 256 bytes)"),
]

STRICT = [
    ("1.2.3", "1.2.3", "1.2.3"),
    ("1.2.3-alpha.1", "1.2.3-alpha.1", "1.2.3-alpha.1"),
    ("1.2.3+build.5", "1.2.3+build.5", "1.2.3+build.5"),
    ("1.2.3-rc.1+meta", "1.2.3-rc.1+meta", "1.2.3-rc.1+meta"),
    ("1.2.3-0alpha", "1.2.3-0alpha", "1.2.3-0alpha"),
    ("1.2.3--", "1.2.3--", "1.2.3--"),
    ("1.0.0-x-y-z.--", "1.0.0-x-y-z.--", "1.0.0-x-y-z.--"),
]

NOT_STRICT = [
    ("v1.2.3", "v1.2.3", "invalid characters in version"),
    ("1", "1", "invalid semantic version"),
    ("1.2", "1.2", "invalid semantic version"),
    ("v1.2", "v1.2", "invalid semantic version"),
    ("1.2-beta", "1.2-beta", "invalid semantic version"),
    ("01.02.03", "01.02.03", "version segment starts with 0"),
    ("1.2.3-", "1.2.3-", "invalid prerelease string"),
    ("1.2.3-01", "1.2.3-01", "version segment starts with 0"),
    ("1.2.3-a..b", "1.2.3-a..b", "invalid prerelease string"),
    ("1.2.3+", "1.2.3+", "invalid metadata string"),
    ("1.2.3.4", "1.2.3.4", "invalid characters in version"),
    ("V1.2.3", "V1.2.3", "invalid characters in version"),
    ("nothing", "", "version string empty"),
    ("a", "a", "invalid semantic version"),
    ("1.2.x", "1.2.x", "invalid characters in version"),
    (" 1.2.3", " 1.2.3", "invalid characters in version"),
    ("1.2.3-é", "1.2.3-é", "invalid prerelease string"),
    (
        "18446744073709551616.0.0",
        "18446744073709551616.0.0",
        'strconv.ParseUint: parsing "18446744073709551616": value out of range',
    ),
    ("too long", "1" * 257, "version string is too long (max 256 bytes)"),
]

OLD = [
    ("1.2.3", "1.2.3", "1.2.3"),
    ("v1.2.3", "v1.2.3", "1.2.3"),
    ("1", "1", "1.0.0"),
    ("1.2", "1.2", "1.2.0"),
    ("v1.2", "v1.2", "1.2.0"),
    ("1.2.3-alpha.1", "1.2.3-alpha.1", "1.2.3-alpha.1"),
    ("1.2.3+build.5", "1.2.3+build.5", "1.2.3+build.5"),
    ("1.2.3-rc.1+meta", "1.2.3-rc.1+meta", "1.2.3-rc.1+meta"),
    ("1.2-beta", "1.2-beta", "1.2.0-beta"),
    ("01.02.03", "01.02.03", "1.2.3"),
    ("1.2.3-01", "1.2.3-01", "1.2.3-01"),
    ("1.2.3-0alpha", "1.2.3-0alpha", "1.2.3-0alpha"),
    ("1.2.3--", "1.2.3--", "1.2.3--"),
    ("1.0.0-x-y-z.--", "1.0.0-x-y-z.--", "1.0.0-x-y-z.--"),
]

NOT_OLD = [
    ("1.2.3-", "1.2.3-", "Invalid Semantic Version"),
    ("1.2.3-a..b", "1.2.3-a..b", "Invalid Semantic Version"),
    ("1.2.3+", "1.2.3+", "Invalid Semantic Version"),
    ("1.2.3.4", "1.2.3.4", "Invalid Semantic Version"),
    ("V1.2.3", "V1.2.3", "Invalid Semantic Version"),
    ("nothing", "", "Invalid Semantic Version"),
    ("a", "a", "Invalid Semantic Version"),
    ("1.2.x", "1.2.x", "Invalid Semantic Version"),
    (" 1.2.3", " 1.2.3", "Invalid Semantic Version"),
    ("1.2.3-é", "1.2.3-é", "Invalid Semantic Version"),
    (
        "18446744073709551615.0.0",
        "18446744073709551615.0.0",
        ('Error parsing version segment: strconv.ParseInt: parsing "18446744073709551615": value out of range'),
    ),
    (
        "18446744073709551616.0.0",
        "18446744073709551616.0.0",
        ('Error parsing version segment: strconv.ParseInt: parsing "18446744073709551616": value out of range'),
    ),
    (
        "too long",
        "1" * 257,
        ('Error parsing version segment: strconv.ParseInt: parsing "' + "1" * 257 + '": value out of range'),
    ),
]

NEXT = [
    ("1.2.3", "1.2.3", "2.0.0", "1.3.0", "1.2.4"),
    ("v1.2.3", "v1.2.3", "v2.0.0", "v1.3.0", "v1.2.4"),
    ("1.2", "1.2", "2.0.0", "1.3.0", "1.2.1"),
    ("v1.2.3-rc.1+m", "v1.2.3-rc.1+m", "v2.0.0", "v1.3.0", "v1.2.3"),
    ("1.2.3+m", "1.2.3+m", "2.0.0", "1.3.0", "1.2.4"),
]

ORDERED = [
    "1.0.0-0",
    "1.0.0-1",
    "1.0.0-2",
    "1.0.0-11",
    "1.0.0--",
    "1.0.0-99999999999999999999",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1-a",
    "1.0.1",
    "1.1.0",
    "1.10.0",
    "2.0.0",
]

# the versions that constraints are checked against
ASKED = [
    "1.2.3",
    "1.2.4",
    "1.3.0",
    "2.0.0",
    "2.3.4",
    "0.2.3",
    "0.0.3",
    "0.3.0",
    "1.2.3-beta",
    "1.2.3-alpha",
    "2.0.0-rc.1",
    "0.0.0",
    "1.0.0",
    "2.4.0",
]

CONSTRAINTS = [
    ("'*'", "*", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 0.0.0 1.0.0 2.4.0"),
    ("'1'", "1", "1.2.3 1.2.4 1.3.0 1.0.0"),
    ("'1.2'", "1.2", "1.2.3 1.2.4"),
    ("'1.2.3'", "1.2.3", "1.2.3"),
    ("'=1.2'", "=1.2", "1.2.3 1.2.4"),
    ("'=1.2.3'", "=1.2.3", "1.2.3"),
    ("'!=1.2'", "!=1.2", "1.3.0 2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 0.0.0 1.0.0 2.4.0"),
    ("'!=1.2.3'", "!=1.2.3", "1.2.4 1.3.0 2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 0.0.0 1.0.0 2.4.0"),
    ("'!=1'", "!=1", "2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 0.0.0 2.4.0"),
    ("'>1'", ">1", "2.0.0 2.3.4 2.4.0"),
    ("'>1.2'", ">1.2", "1.3.0 2.0.0 2.3.4 2.4.0"),
    ("'>1.2.3'", ">1.2.3", "1.2.4 1.3.0 2.0.0 2.3.4 2.4.0"),
    ("'<1.2'", "<1.2", "0.2.3 0.0.3 0.3.0 0.0.0 1.0.0"),
    ("'<1.2.3'", "<1.2.3", "0.2.3 0.0.3 0.3.0 0.0.0 1.0.0"),
    ("'>=1.2'", ">=1.2", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 2.4.0"),
    ("'<=1.2'", "<=1.2", "1.2.3 1.2.4 0.2.3 0.0.3 0.3.0 0.0.0 1.0.0"),
    ("'<=1'", "<=1", "1.2.3 1.2.4 1.3.0 0.2.3 0.0.3 0.3.0 0.0.0 1.0.0"),
    ("'=>1.2.3'", "=>1.2.3", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 2.4.0"),
    ("'=<1.2.3'", "=<1.2.3", "1.2.3 0.2.3 0.0.3 0.3.0 0.0.0 1.0.0"),
    ("'~1'", "~1", "1.2.3 1.2.4 1.3.0 1.0.0"),
    ("'~1.2'", "~1.2", "1.2.3 1.2.4"),
    ("'~1.2.3'", "~1.2.3", "1.2.3 1.2.4"),
    ("'~>1.2.3'", "~>1.2.3", "1.2.3 1.2.4"),
    ("'~0.0.0'", "~0.0.0", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 0.0.0 1.0.0 2.4.0"),
    ("'^1'", "^1", "1.2.3 1.2.4 1.3.0 1.0.0"),
    ("'^1.2'", "^1.2", "1.2.3 1.2.4 1.3.0"),
    ("'^1.2.3'", "^1.2.3", "1.2.3 1.2.4 1.3.0"),
    ("'^0'", "^0", "0.2.3 0.0.3 0.3.0 0.0.0"),
    ("'^0.2'", "^0.2", "0.2.3"),
    ("'^0.2.3'", "^0.2.3", "0.2.3"),
    ("'^0.0'", "^0.0", "0.0.3 0.0.0"),
    ("'^0.0.3'", "^0.0.3", "0.0.3"),
    ("'1.x'", "1.x", "1.2.3 1.2.4 1.3.0 1.0.0"),
    ("'1.2.*'", "1.2.*", "1.2.3 1.2.4"),
    ("'X'", "X", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 0.0.0 1.0.0 2.4.0"),
    ("'>=1.2 <2'", ">=1.2 <2", "1.2.3 1.2.4 1.3.0"),
    ("'>=1.2, <2'", ">=1.2, <2", "1.2.3 1.2.4 1.3.0"),
    ("'>=1.2,<2'", ">=1.2,<2", "1.2.3 1.2.4 1.3.0"),
    ("'1.2 || 2'", "1.2 || 2", "1.2.3 1.2.4 2.0.0 2.3.4 2.4.0"),
    ("'>=1.2.3-0'", ">=1.2.3-0", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 1.2.3-beta 1.2.3-alpha 2.0.0-rc.1 2.4.0"),
    ("'>1.2.3-alpha'", ">1.2.3-alpha", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 1.2.3-beta 2.0.0-rc.1 2.4.0"),
    ("'^1.2.3-beta'", "^1.2.3-beta", "1.2.3 1.2.4 1.3.0 1.2.3-beta"),
    ("'~1.2.3-beta'", "~1.2.3-beta", "1.2.3 1.2.4 1.2.3-beta"),
    ("'>=1.0.0-0 <2.0.0'", ">=1.0.0-0 <2.0.0", "1.2.3 1.2.4 1.3.0 1.2.3-beta 1.2.3-alpha 2.0.0-rc.1 1.0.0"),
    ("'1.2 - 2.3'", "1.2 - 2.3", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4"),
    ("'1.2.3 - 2.3.4'", "1.2.3 - 2.3.4", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4"),
    ("'1.2-beta - 2'", "1.2-beta - 2", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 1.2.3-beta 1.2.3-alpha 2.0.0-rc.1 2.4.0"),
    ("'v1.2'", "v1.2", "1.2.3 1.2.4"),
    ("'= 1.2.3'", "= 1.2.3", "1.2.3"),
    (
        "'*-0'",
        "*-0",
        ("1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 1.2.3-beta 1.2.3-alpha 2.0.0-rc.1 0.0.0 1.0.0 2.4.0"),
    ),
    (
        "'>0.0.0-0'",
        ">0.0.0-0",
        ("1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 1.2.3-beta 1.2.3-alpha 2.0.0-rc.1 0.0.0 1.0.0 2.4.0"),
    ),
    ("'1 2 x'", "1 2 x", ""),
    ("'>= 1.2 < 2'", ">= 1.2 < 2", "1.2.3 1.2.4 1.3.0"),
    ("' 1.2 '", " 1.2 ", "1.2.3 1.2.4"),
    ("'1.2 ,2'", "1.2 ,2", ""),
    ("'\\n1.2'", "\n1.2", "1.2.3 1.2.4"),
]

NO_CONSTRAINTS = [
    ("''", "", 'improper constraint: ""'),
    ("'>='", ">=", 'improper constraint: ">="'),
    ("'a'", "a", 'improper constraint: "a"'),
    ("'1.2.'", "1.2.", 'improper constraint: "1.2."'),
    ("'>>1'", ">>1", 'improper constraint: ">>1"'),
    ("'1,'", "1,", 'improper constraint: "1,"'),
    ("'||'", "||", 'improper constraint: ""'),
    ("'1 ||'", "1 ||", 'improper constraint: ""'),
    ("'1 - '", "1 - ", 'improper constraint: "1 - "'),
    ("'==1'", "==1", 'improper constraint: "==1"'),
    ("'1x'", "1x", "constraint parser error"),
    ("'!1'", "!1", 'improper constraint: "!1"'),
    ("'1.2.3.4'", "1.2.3.4", 'improper constraint: "1.2.3.4"'),
]

OLD_CONSTRAINTS = [
    ("'*'", "*", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 0.0.0 1.0.0 2.4.0"),
    ("'1'", "1", "1.2.3 1.2.4 1.3.0 1.0.0"),
    ("'1.2'", "1.2", ""),
    ("'1.2.3'", "1.2.3", "1.2.3"),
    ("'=1.2'", "=1.2", ""),
    ("'=1.2.3'", "=1.2.3", "1.2.3"),
    (
        "'!=1.2'",
        "!=1.2",
        ("1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 1.2.3-beta 1.2.3-alpha 2.0.0-rc.1 0.0.0 1.0.0 2.4.0"),
    ),
    (
        "'!=1.2.3'",
        "!=1.2.3",
        "1.2.4 1.3.0 2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 1.2.3-beta 1.2.3-alpha 2.0.0-rc.1 0.0.0 1.0.0 2.4.0",
    ),
    ("'!=1'", "!=1", "2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 0.0.0 2.4.0"),
    ("'>1'", ">1", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 2.4.0"),
    ("'>1.2'", ">1.2", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 2.4.0"),
    ("'>1.2.3'", ">1.2.3", "1.2.4 1.3.0 2.0.0 2.3.4 2.4.0"),
    ("'<1.2'", "<1.2", "0.2.3 0.0.3 0.3.0 0.0.0 1.0.0"),
    ("'<1.2.3'", "<1.2.3", "0.2.3 0.0.3 0.3.0 0.0.0 1.0.0"),
    ("'>=1.2'", ">=1.2", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 2.4.0"),
    ("'<=1.2'", "<=1.2", "0.2.3 0.0.3 0.3.0 0.0.0 1.0.0"),
    ("'<=1'", "<=1", "1.2.3 1.2.4 1.3.0 0.2.3 0.0.3 0.3.0 0.0.0 1.0.0"),
    ("'=>1.2.3'", "=>1.2.3", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 2.4.0"),
    ("'=<1.2.3'", "=<1.2.3", "1.2.3 0.2.3 0.0.3 0.3.0 0.0.0 1.0.0"),
    ("'~1'", "~1", "1.2.3 1.2.4 1.3.0 1.0.0"),
    ("'~1.2'", "~1.2", "1.2.3 1.2.4"),
    ("'~1.2.3'", "~1.2.3", "1.2.3 1.2.4"),
    ("'~>1.2.3'", "~>1.2.3", "1.2.3 1.2.4"),
    ("'~0.0.0'", "~0.0.0", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 0.0.0 1.0.0 2.4.0"),
    ("'^1'", "^1", "1.2.3 1.2.4 1.3.0 1.0.0"),
    ("'^1.2'", "^1.2", "1.2.3 1.2.4 1.3.0"),
    ("'^1.2.3'", "^1.2.3", "1.2.3 1.2.4 1.3.0"),
    ("'^0'", "^0", "0.2.3 0.0.3 0.3.0 0.0.0"),
    ("'^0.2'", "^0.2", "0.2.3 0.3.0"),
    ("'^0.2.3'", "^0.2.3", "0.2.3 0.3.0"),
    ("'^0.0'", "^0.0", "0.2.3 0.0.3 0.3.0 0.0.0"),
    ("'^0.0.3'", "^0.0.3", "0.2.3 0.0.3 0.3.0"),
    ("'1.x'", "1.x", "1.2.3 1.2.4 1.3.0 1.0.0"),
    ("'1.2.*'", "1.2.*", "1.2.3 1.2.4"),
    ("'X'", "X", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 0.0.0 1.0.0 2.4.0"),
    ("'>=1.2, <2'", ">=1.2, <2", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 2.4.0"),
    ("'>=1.2,<2'", ">=1.2,<2", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 2.4.0"),
    ("'1.2 || 2'", "1.2 || 2", "2.0.0 2.3.4 2.4.0"),
    ("'>=1.2.3-0'", ">=1.2.3-0", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 1.2.3-beta 1.2.3-alpha 2.0.0-rc.1 2.4.0"),
    ("'>1.2.3-alpha'", ">1.2.3-alpha", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 1.2.3-beta 2.0.0-rc.1 2.4.0"),
    ("'^1.2.3-beta'", "^1.2.3-beta", "1.2.3 1.2.4 1.3.0 1.2.3-beta"),
    ("'~1.2.3-beta'", "~1.2.3-beta", "1.2.3 1.2.4 1.2.3-beta"),
    ("'1.2 - 2.3'", "1.2 - 2.3", "1.2.3 1.2.4 1.3.0 2.0.0"),
    ("'1.2.3 - 2.3.4'", "1.2.3 - 2.3.4", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4"),
    ("'1.2-beta - 2'", "1.2-beta - 2", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 2.4.0"),
    ("'v1.2'", "v1.2", ""),
    ("'= 1.2.3'", "= 1.2.3", "1.2.3"),
    ("'*-0'", "*-0", "1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 0.0.0 1.0.0 2.4.0"),
    (
        "'>0.0.0-0'",
        ">0.0.0-0",
        ("1.2.3 1.2.4 1.3.0 2.0.0 2.3.4 0.2.3 0.0.3 0.3.0 1.2.3-beta 1.2.3-alpha 2.0.0-rc.1 0.0.0 1.0.0 2.4.0"),
    ),
    ("' 1.2 '", " 1.2 ", ""),
    ("'1.2 ,2'", "1.2 ,2", ""),
    ("'\\n1.2'", "\n1.2", ""),
]

NO_OLD_CONSTRAINTS = [
    ("''", "", "improper constraint: "),
    ("'>=1.2 <2'", ">=1.2 <2", "improper constraint: >=1.2 <2"),
    ("'>=1.0.0-0 <2.0.0'", ">=1.0.0-0 <2.0.0", "improper constraint: >=1.0.0-0 <2.0.0"),
    ("'>='", ">=", "improper constraint: >="),
    ("'a'", "a", "improper constraint: a"),
    ("'1.2.'", "1.2.", "improper constraint: 1.2."),
    ("'>>1'", ">>1", "improper constraint: >>1"),
    ("'1 2 x'", "1 2 x", "improper constraint: 1 2 x"),
    ("'1,'", "1,", "improper constraint: "),
    ("'||'", "||", "improper constraint: "),
    ("'1 ||'", "1 ||", "improper constraint: "),
    ("'1 - '", "1 - ", "improper constraint: 1 - "),
    ("'==1'", "==1", "improper constraint: ==1"),
    ("'1x'", "1x", "constraint Parser Error"),
    ("'!1'", "!1", "improper constraint: !1"),
    ("'>= 1.2 < 2'", ">= 1.2 < 2", "improper constraint: >= 1.2 < 2"),
    ("'1.2.3.4'", "1.2.3.4", "improper constraint: 1.2.3.4"),
]

# constraint, version, reasons, and those of generation 1 (None if it rejects the constraint)
REASONS = [
    (">1.2 for 1.2.3", ">1.2", "1.2.3", ['"1.2.3" is less than or equal to "1.2"'], []),
    (
        "^0.2 for 0.3.0",
        "^0.2",
        "0.3.0",
        [
            (
                '"0.3.0" does not have same minor version as "0.2". Expected minor versions to match wh'
                "en constraint major version is 0"
            )
        ],
        [],
    ),
    (
        "^0.0.3 for 0.0.4",
        "^0.0.3",
        "0.0.4",
        [
            (
                '"0.0.4" does not equal "0.0.3". Expect version and constraint to equal when major and '
                "minor versions are 0"
            )
        ],
        [],
    ),
    ("^0.0.3 for 0.1.0", "^0.0.3", "0.1.0", ['"0.1.0" does not have same minor version as "0.0.3"'], []),
    (
        "~1.2 for 1.3.0",
        "~1.2",
        "1.3.0",
        ['"1.3.0" does not have same major and minor version as "1.2"'],
        ["1.3.0 does not have same major and minor version as 1.2"],
    ),
    (
        "~1 for 2.0.0",
        "~1",
        "2.0.0",
        ['"2.0.0" does not have same major version as "1"'],
        ["2.0.0 does not have same major and minor version as 1"],
    ),
    ("1.2.3 for 1.2.4", "1.2.3", "1.2.4", ['"1.2.4" is not equal to "1.2.3"'], ["1.2.4 is not equal to 1.2.3"]),
    (
        ">=2 || <1 for 1.5.0",
        ">=2 || <1",
        "1.5.0",
        ['"1.5.0" is less than "2"', '"1.5.0" is greater than or equal to "1"'],
        [],
    ),
    (
        ">1 <1 for 1.0.0",
        ">1 <1",
        "1.0.0",
        ['"1.0.0" is less than or equal to "1"', '"1.0.0" is greater than or equal to "1"'],
        None,
    ),
    (
        ">=1 for 1.2.3-beta",
        ">=1",
        "1.2.3-beta",
        ['"1.2.3-beta" is a prerelease version and the constraint is only looking for release versions'],
        ["1.2.3-beta is a prerelease version and the constraint is only looking for release versions"],
    ),
    (
        ">=1 || >=2 for 2.2.3-beta",
        ">=1 || >=2",
        "2.2.3-beta",
        ['"2.2.3-beta" is a prerelease version and the constraint is only looking for release versions'],
        ["2.2.3-beta is a prerelease version and the constraint is only looking for release versions"],
    ),
    ("!=1.2.x for 1.2.3", "!=1.2.x", "1.2.3", ['"1.2.3" is equal to "1.2.x"'], ["1.2.3 is equal to 1.2.x"]),
    ("<=1.2 for 1.3.0", "<=1.2", "1.3.0", ['"1.3.0" is greater than "1.2"'], ["1.3.0 is greater than 1.2"]),
    (
        "<1.2 for 1.2.0",
        "<1.2",
        "1.2.0",
        ['"1.2.0" is greater than or equal to "1.2"'],
        ["1.2.0 is greater than or equal to 1.2"],
    ),
    (
        "^1.2 for 2.0.0",
        "^1.2",
        "2.0.0",
        ['"2.0.0" does not have same major version as "1.2"'],
        ["2.0.0 does not have same major version as 1.2"],
    ),
    (">=1.2.3-0 for 1.2.2", ">=1.2.3-0", "1.2.2", ['"1.2.2" is less than "1.2.3-0"'], ["1.2.2 is less than 1.2.3-0"]),
]


def refusal(function, *arguments) -> str:
    with pytest.raises(DataError) as caught:
        function(*arguments)
    return str(caught.value)


@pytest.mark.parametrize(("text", "normal", "parts"), [row[1:] for row in VERSIONS], ids=[row[0] for row in VERSIONS])
def test_parse(text, normal, parts):
    version = semver.parse(text)
    assert str(version) == normal
    assert version.original == text
    assert [version.major, version.minor, version.patch, version.prerelease, version.metadata] == parts


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in NO_VERSIONS], ids=[row[0] for row in NO_VERSIONS])
def test_invalid_versions(text, message):
    assert refusal(semver.parse, text) == message


@pytest.mark.parametrize(("text", "normal"), [row[1:] for row in STRICT], ids=[row[0] for row in STRICT])
def test_parse_strict(text, normal):
    assert str(semver.parse_strict(text)) == normal


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in NOT_STRICT], ids=[row[0] for row in NOT_STRICT])
def test_invalid_strict_versions(text, message):
    assert refusal(semver.parse_strict, text) == message


@pytest.mark.parametrize(("text", "normal"), [row[1:] for row in OLD], ids=[row[0] for row in OLD])
def test_parse_for_helm2(text, normal):
    assert str(semver.parse(text, 1)) == normal


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in NOT_OLD], ids=[row[0] for row in NOT_OLD])
def test_invalid_versions_for_helm2(text, message):
    assert refusal(semver.parse, text, 1) == message


@pytest.mark.parametrize(("text", "major", "minor", "patch"), [row[1:] for row in NEXT], ids=[row[0] for row in NEXT])
def test_the_next_version(text, major, minor, patch):
    version = semver.parse(text)
    assert version.increment_major().original == major
    assert version.increment_minor().original == minor
    assert version.increment_patch().original == patch


def test_order_of_versions():
    versions = [semver.parse(text) for text in ORDERED]
    for position, version in enumerate(versions):
        assert [version.compare(other) for other in versions] == [
            (position > place) - (position < place) for place in range(len(versions))
        ]
    assert [str(version) for version in sorted([*versions[1:], versions[0]])] == ORDERED


def test_metadata_is_ignored():
    assert semver.parse("1.0.0+a") == semver.parse("1.0.0+b")


def test_the_largest_version_cannot_be_incremented():
    version = semver.parse("18446744073709551615.0.0")
    assert refusal(version.increment_major) == "major version increment would overflow uint64"


@pytest.mark.parametrize(("text", "versions"), [row[1:] for row in CONSTRAINTS], ids=[row[0] for row in CONSTRAINTS])
def test_check(text, versions):
    constraint = semver.Constraint(text)
    admitted = [version for version in ASKED if constraint.check(semver.parse(version))]
    assert admitted == versions.split()
    assert [version for version in ASKED if not constraint.validate(semver.parse(version))] == admitted


@pytest.mark.parametrize(
    ("text", "message"), [row[1:] for row in NO_CONSTRAINTS], ids=[row[0] for row in NO_CONSTRAINTS]
)
def test_invalid_constraints(text, message):
    assert refusal(semver.Constraint, text) == message


@pytest.mark.parametrize(
    ("text", "versions"), [row[1:] for row in OLD_CONSTRAINTS], ids=[row[0] for row in OLD_CONSTRAINTS]
)
def test_check_for_helm2(text, versions):
    constraint = semver.Constraint(text, 1)
    assert [version for version in ASKED if constraint.check(semver.parse(version, 1))] == versions.split()


@pytest.mark.parametrize(
    ("text", "message"), [row[1:] for row in NO_OLD_CONSTRAINTS], ids=[row[0] for row in NO_OLD_CONSTRAINTS]
)
def test_invalid_constraints_for_helm2(text, message):
    assert refusal(semver.Constraint, text, 1) == message


@pytest.mark.parametrize(
    ("constraint", "version", "reasons", "old_reasons"), [row[1:] for row in REASONS], ids=[row[0] for row in REASONS]
)
def test_validate(constraint, version, reasons, old_reasons):
    assert semver.Constraint(constraint).validate(semver.parse(version)) == reasons
    if old_reasons is not None:
        assert semver.Constraint(constraint, 1).validate(semver.parse(version, 1)) == old_reasons


def test_a_constraint_may_include_prereleases():
    constraint = semver.Constraint(">=1.0.0")
    assert not constraint.check(semver.parse("1.2.3-beta"))
    constraint.include_prereleases = True
    assert constraint.check(semver.parse("1.2.3-beta"))


def test_constraint_as_text():
    assert str(semver.Constraint(">= 1.2 <2.0-0 || 3.x")) == ">=1.2 <2.0-0 || 3.x"


LIMITS = [
    ("a long constraint", "1" * 513, "constraint string is too long (max 512 bytes)"),
    ("many groups", "||".join(["1"] * 33), "too many constraint groups (max 32)"),
]


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in LIMITS], ids=[row[0] for row in LIMITS])
def test_limits(text, message):
    assert refusal(semver.Constraint, text) == message


@pytest.mark.parametrize("text", ["1" + " " * 500 + "x", "1-" * 250, "=" * 500, "1 - " * 120], ids=range(4))
@pytest.mark.parametrize("generation", [1, 3])
def test_hostile_constraints_are_fast(text, generation):
    with contextlib.suppress(DataError):
        semver.Constraint(text * (8 if generation == 1 else 1), generation)
