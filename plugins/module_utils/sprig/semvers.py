# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Semantic versions: the value that ``semver`` returns, with the methods that templates call, and ``semverCompare``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ..data.semver import INVALID_METADATA, INVALID_PRERELEASE, SEGMENT_STARTS_ZERO, Constraint, Version, parse
from ..errors import DataError
from ..gotemplate.functions import FunctionError, function, method
from ..gotemplate.kinds import GoStruct, Int64, Uint64

_IDENTIFIERS = re.compile(r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*\Z")
_LEADING_ZERO = re.compile(r"0[0-9]+\Z")


class VersionValue(GoStruct):
    """A semver.Version, as the methods that make the next version return it."""

    go_type = "semver.Version"

    _bad_prerelease = INVALID_PRERELEASE
    _bad_metadata = INVALID_METADATA
    _zero_checked = True

    def __init__(self, version: Version) -> None:
        self.version = version

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and _identity(self.version) == _identity(other.version)

    def __hash__(self) -> int:
        return hash(_identity(self.version))

    @method("String", result="string")
    def string(self) -> str:
        return str(self.version)

    @method("Major", result="uint64")
    def major(self) -> Any:
        return Uint64(self.version.major)

    @method("Minor", result="uint64")
    def minor(self) -> Any:
        return Uint64(self.version.minor)

    @method("Patch", result="uint64")
    def patch(self) -> Any:
        return Uint64(self.version.patch)

    @method("Prerelease", result="string")
    def prerelease(self) -> str:
        return self.version.prerelease

    @method("Metadata", result="string")
    def metadata(self) -> str:
        return self.version.metadata

    @method("IncPatch", result="semver.Version")
    def inc_patch(self) -> VersionValue:
        return self._value(self.version.increment_patch())

    @method("IncMinor", result="semver.Version")
    def inc_minor(self) -> VersionValue:
        return self._value(self.version.increment_minor())

    @method("IncMajor", result="semver.Version")
    def inc_major(self) -> VersionValue:
        return self._value(self.version.increment_major())

    @method("SetPrerelease", "string", result="semver.Version")
    def set_prerelease(self, text: str) -> VersionValue:
        if text and not _IDENTIFIERS.match(text):
            raise FunctionError(self._bad_prerelease)
        if text and self._zero_checked and any(_LEADING_ZERO.match(part) for part in text.split(".")):
            raise FunctionError(SEGMENT_STARTS_ZERO)
        return self._changed(text, self.version.metadata)

    @method("SetMetadata", "string", result="semver.Version")
    def set_metadata(self, text: str) -> VersionValue:
        if text and not _IDENTIFIERS.match(text):
            raise FunctionError(self._bad_metadata)
        return self._changed(self.version.prerelease, text)

    def json_value(self) -> str:
        """What encoding/json writes."""
        return str(self.version)

    @method("MarshalJSON", result="[]byte")
    def marshal_json(self) -> bytes:
        return f'"{self.version}"'.encode()

    def _value(self, version: Version) -> VersionValue:
        return VersionValue(version)

    def _changed(self, prerelease: str, metadata: str) -> VersionValue:
        old = self.version
        version = Version(old.major, old.minor, old.patch, prerelease, metadata)
        version.original = ("v" if old.original.startswith("v") else "") + str(version)
        return self._value(version)


def _identity(version: Version) -> tuple[Any, ...]:
    return (version.major, version.minor, version.patch, version.prerelease, version.metadata, version.original)


class VersionPointer(VersionValue):
    """A pointer to a semver.Version, as ``semver`` returns it: it can be compared with others."""

    go_type = "*semver.Version"

    @method("Original", result="string")
    def original(self) -> str:
        return self.version.original

    @method("Compare", "*semver.Version", result="int")
    def compare(self, other: VersionPointer) -> int:
        return self.version.compare(other.version)

    @method("Equal", "*semver.Version", result="bool")
    def equal(self, other: VersionPointer) -> bool:
        return self.version.compare(other.version) == 0

    @method("LessThan", "*semver.Version", result="bool")
    def less_than(self, other: VersionPointer) -> bool:
        return self.version.compare(other.version) < 0

    @method("LessThanEqual", "*semver.Version", result="bool")
    def less_than_equal(self, other: VersionPointer) -> bool:
        return self.version.compare(other.version) <= 0

    @method("GreaterThan", "*semver.Version", result="bool")
    def greater_than(self, other: VersionPointer) -> bool:
        return self.version.compare(other.version) > 0

    @method("GreaterThanEqual", "*semver.Version", result="bool")
    def greater_than_equal(self, other: VersionPointer) -> bool:
        return self.version.compare(other.version) >= 0


class VersionPointer2(VersionPointer):
    """As :class:`VersionPointer`, of the generation of semver that Helm 2 has: its numbers are signed."""

    _bad_prerelease = "Invalid Prerelease string"
    _bad_metadata = "Invalid Metadata string"
    _zero_checked = False

    @method("Major", result="int64")
    def major(self) -> Any:
        return Int64(self.version.major)

    @method("Minor", result="int64")
    def minor(self) -> Any:
        return Int64(self.version.minor)

    @method("Patch", result="int64")
    def patch(self) -> Any:
        return Int64(self.version.patch)


@lru_cache(maxsize=512)
def _matches(constraint: str, version: str, generation: int) -> bool:
    return Constraint(constraint, generation).check(parse(version, generation))


def compare_versions(constraint: str, version: str, generation: int) -> bool:
    """Whether a version meets a constraint, by a generation of semver: 3 or 1."""
    try:
        return _matches(constraint, version, generation)
    except DataError as error:
        raise FunctionError(error.what) from None


def read_version(text: str, generation: int) -> Version:
    """The version that a text stands for, by a generation of semver: 3 or 1."""
    try:
        return parse(text, generation)
    except DataError as error:
        raise FunctionError(error.what) from None


@function("semver", "string", result="*semver.Version")
def semver(text: str) -> VersionPointer:
    return VersionPointer(read_version(text, 3))


@function("semverCompare", "string", "string", result="bool")
def semver_compare(constraint: str, version: str) -> bool:
    return compare_versions(constraint, version, 3)
