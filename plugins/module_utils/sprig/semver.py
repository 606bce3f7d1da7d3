# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Semver functions: ``semver``, with the methods of the value it returns, and ``semverCompare``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Callable

from ..data.semver import INVALID_METADATA, INVALID_PRERELEASE, SEGMENT_STARTS_ZERO, Constraint, Version, parse
from ..errors import DataError
from ..gotemplate.functions import FunctionError, Panic, function, method
from ..gotemplate.kinds import GoStruct, Int64, Uint64

_IDENTIFIERS = re.compile(r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*\Z")
_LEADING_ZERO = re.compile(r"0[0-9]+\Z")


class _Version(GoStruct):
    """A semver.Version, by value or by pointer."""

    go_type = "semver.Version"
    go_unexported = {
        "major": "uint64",
        "minor": "uint64",
        "patch": "uint64",
        "pre": "string",
        "metadata": "string",
        "original": "string",
    }

    _number: Callable[[int], int] = Uint64
    _bad_prerelease = INVALID_PRERELEASE
    _bad_metadata = INVALID_METADATA
    _checks_leading_zero = True

    def __init__(self, version: Version) -> None:
        self.version = version

    def hidden_field(self, name: str) -> Any:
        content = getattr(self.version, {"pre": "prerelease"}.get(name, name))
        return type(self)._number(content) if isinstance(content, int) else content

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Version) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def _identity(self) -> tuple[Any, ...]:
        version = self.version
        return (
            self.go_type,
            version.major,
            version.minor,
            version.patch,
            version.prerelease,
            version.metadata,
            version.original,
        )

    def _value(self, version: Version) -> _Version:
        return VersionValue(version)

    @method("IncPatch", result="semver.Version")
    def inc_patch(self) -> _Version:
        return self._next(self.version.increment_patch)

    @method("IncMinor", result="semver.Version")
    def inc_minor(self) -> _Version:
        return self._next(self.version.increment_minor)

    @method("IncMajor", result="semver.Version")
    def inc_major(self) -> _Version:
        return self._next(self.version.increment_major)

    def _next(self, step: Callable[[], Version]) -> _Version:
        try:
            return self._value(step())
        except DataError as error:
            raise Panic(error.what) from None

    @method("SetPrerelease", "string", result="semver.Version")
    def set_prerelease(self, text: str) -> _Version:
        if text and not _IDENTIFIERS.match(text):
            raise FunctionError(self._bad_prerelease)
        if text and self._checks_leading_zero and any(_LEADING_ZERO.match(part) for part in text.split(".")):
            raise FunctionError(SEGMENT_STARTS_ZERO)
        return self._changed(text, self.version.metadata)

    @method("SetMetadata", "string", result="semver.Version")
    def set_metadata(self, text: str) -> _Version:
        if text and not _IDENTIFIERS.match(text):
            raise FunctionError(self._bad_metadata)
        return self._changed(self.version.prerelease, text)

    def _changed(self, prerelease: str, metadata: str) -> _Version:
        old = self.version
        version = Version(old.major, old.minor, old.patch, prerelease, metadata)
        version.original = ("v" if old.original.startswith("v") else "") + str(version)
        return self._value(version)


class _ValueMethods(_Version):
    """Methods of semver.Version that read a version."""

    @method("String", result="string")
    def string(self) -> str:
        return str(self.version)

    @method("Major", result="uint64")
    def major(self) -> int:
        return type(self)._number(self.version.major)

    @method("Minor", result="uint64")
    def minor(self) -> int:
        return type(self)._number(self.version.minor)

    @method("Patch", result="uint64")
    def patch(self) -> int:
        return type(self)._number(self.version.patch)

    @method("Prerelease", result="string")
    def prerelease(self) -> str:
        return self.version.prerelease

    @method("Metadata", result="string")
    def metadata(self) -> str:
        return self.version.metadata

    def json_value(self) -> str:
        """Return the string that encoding/json writes."""
        return str(self.version)

    @method("MarshalJSON", result="[]byte")
    def marshal_json(self) -> bytes:
        return f'"{self.version}"'.encode()


class _PointerMethods(_Version):
    """Methods that only *semver.Version has."""

    @method("Original", result="string")
    def original(self) -> str:
        return self.version.original

    @method("Compare", "*semver.Version", result="int")
    def compare(self, other: _Version) -> int:
        return self.version.compare(other.version)

    @method("Equal", "*semver.Version", result="bool")
    def equal(self, other: _Version) -> bool:
        return self.version.compare(other.version) == 0

    @method("LessThan", "*semver.Version", result="bool")
    def less_than(self, other: _Version) -> bool:
        return self.version.compare(other.version) < 0

    @method("GreaterThan", "*semver.Version", result="bool")
    def greater_than(self, other: _Version) -> bool:
        return self.version.compare(other.version) > 0


class VersionValue(_ValueMethods):
    """A semver.Version, as returned by ``IncPatch`` and the like."""


class VersionPointer(_ValueMethods, _PointerMethods):
    """A *semver.Version, as returned by ``semver``."""

    go_type = "*semver.Version"

    @method("LessThanEqual", "*semver.Version", result="bool")
    def less_than_equal(self, other: _Version) -> bool:
        return self.version.compare(other.version) <= 0

    @method("GreaterThanEqual", "*semver.Version", result="bool")
    def greater_than_equal(self, other: _Version) -> bool:
        return self.version.compare(other.version) >= 0


class _Version2(_Version):
    """A semver.Version of Masterminds/semver 1.5 (Helm 2), whose numbers are signed."""

    _bad_prerelease = "Invalid Prerelease string"
    _bad_metadata = "Invalid Metadata string"
    _checks_leading_zero = False
    _number = Int64
    go_unexported = {
        **dict.fromkeys(("major", "minor", "patch"), "int64"),
        **dict.fromkeys(("pre", "metadata", "original"), "string"),
    }

    def _value(self, version: Version) -> _Version:
        return VersionValue2(version)


class VersionValue2(_Version2):
    """A semver.Version of semver 1.5: it has no ``String`` method, so it prints field by field."""

    json_fields: dict[str, str] = {}


class VersionPointer2(_Version2, _ValueMethods, _PointerMethods):
    """A *semver.Version of semver 1.5."""

    go_type = "*semver.Version"


@lru_cache(maxsize=512)
def _matches(constraint: str, version: str, major: int) -> bool:
    return Constraint(constraint, major).check(parse(version, major))


def compare_versions(constraint: str, version: str, major: int) -> bool:
    """Return whether a version satisfies a constraint.

    :param major: major version of Masterminds/semver: 3 or 1.
    :raises FunctionError: the constraint or version is not valid; the message is Go's.
    """
    try:
        return _matches(constraint, version, major)
    except DataError as error:
        raise FunctionError(error.what) from None


def parse_version(text: str, major: int) -> Version:
    """Parse a version.

    :param major: major version of Masterminds/semver: 3 or 1.
    :raises FunctionError: with Go's message.
    """
    try:
        return parse(text, major)
    except DataError as error:
        raise FunctionError(error.what) from None


@function("semver", "string", result="*semver.Version")
def semver(text: str) -> VersionPointer:
    return VersionPointer(parse_version(text, 3))


@function("semverCompare", "string", "string", result="bool")
def semver_compare(constraint: str, version: str) -> bool:
    return compare_versions(constraint, version, 3)
